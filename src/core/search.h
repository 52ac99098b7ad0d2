/*
 * Finding tickets and people by words, in four languages, newest first. A
 * document is a message (its id) or a customer (his id); what it is stands in
 * the number that leads its tokens, its space: an organisation's open tickets,
 * its people, or one restricted team's tickets. So no filter runs after the match.
 */
#pragma once

#include "core/ctx.h"

enum search_kind { SEARCH_TICKETS, SEARCH_PEOPLE };

/* restricted_team: 0, or the team whose members alone may find it. */
int64_t search_space(const struct ctx *cx, enum search_kind kind, int64_t restricted_team);

/* Makes the tokens: call it before ctx_write(), the writer's time is scarce. At most 100 kB of
 * the text are looked at. language may be "". */
const char *search_tokens(struct ctx *cx, int64_t space, const char *language, const char *text);
/* Stores them under id, in place of what was there. */
enum hk_result search_put(struct ctx *cx, int64_t id, const char *tokens);
enum hk_result search_drop(struct ctx *cx, int64_t id);

struct search_ids {
	int64_t *items;
	size_t count;
};

/* The newest first, at most limit, ids below before_id. Nothing is found for a text without a
 * word; the last word may be a beginning of three letters or more when is_typing. */
struct search_wish {
	const int64_t *spaces; /* in any of these; what is found is one list by age */
	size_t space_count;
	const char *text;
	bool is_typing;
	int64_t before_id; /* INT64_MAX: begin with the newest */
	int64_t limit;
};

/* Whether there is a word to look for: else nothing is found, whatever is there. */
bool search_has_word(struct ctx *cx, const struct search_wish *wish);
enum hk_result search_find(struct ctx *cx, const struct search_wish *wish, struct search_ids *ret);
