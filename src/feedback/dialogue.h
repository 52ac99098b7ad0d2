/*
 * dialogue: a talk with somebody who answered a survey anonymously. He has an address with a code,
 * shown to him once; the house keeps the code's digest alone, so it can check the code and never
 * tell it. Nothing leads from the talk to him: no name, no browser, no time finer than a week.
 *
 * Invariant: waits is 1 exactly when the last word is his.
 */
#pragma once

#include "feedback/response.h"

enum { DIALOGUE_LETTERS = 4000, DIALOGUE_WORDS_MOST = 100, DIALOGUE_UNHEARD_MOST = 5 };

struct dialogue {
	int64_t response_id, waits, week;
};

/* One of a list, with what it is about. */
struct dialogue_row {
	int64_t response_id, waits, week, survey_id, score;
	const char *comment, *language;
};

struct dialogue_rows {
	struct dialogue_row *items;
	size_t count;
};

struct dialogue_word {
	int64_t response_id, position;
	int64_t staff_id; /* who of us wrote it; 0: he did */
	const char *text;
	int64_t week;
	const char *name; /* of him of us, filled by the functions that find it; "" */
};

struct dialogue_words {
	struct dialogue_word *items;
	size_t count;
};

/* Of an anonymous response; token is the caller's secret for him. */
enum hk_result dialogue_begin(struct ctx *cx, const struct response *response, const char *token);
enum hk_result dialogue_by_token(struct ctx *cx, const char *token, struct dialogue *ret);
enum hk_result dialogue_find(struct ctx *cx, int64_t response_id, struct dialogue *ret);
enum hk_result dialogue_words(struct ctx *cx, int64_t response_id, struct dialogue_words *ret);
/* Published ones: those in which he waits, then those in which he does not, behind the one at after
 * (only its waits and response_id count; NULL: from the beginning). Among themselves their order is
 * that of random numbers, so it tells no time. */
enum hk_result dialogue_page(struct ctx *cx, const struct dialogue *after, size_t limit,
			     struct dialogue_rows *ret);
/* How many of those who may be seen wait since a week that is over: a number that moves at once
 * would tell when he wrote. */
enum hk_result dialogue_waiting(struct ctx *cx, int64_t *ret);
/* Once a week whoever may read talks hears in the bell in how many he waits, if in any; on the
 * Monday on which answers are published, so that no time tells when he wrote. Runs as the house;
 * has_due needs a reading cx->db. ret_count: how many were told. */
enum hk_result dialogue_week_has_due(struct ctx *cx, bool *ret);
enum hk_result dialogue_week_tell(struct ctx *cx, size_t *ret_count);
/* A member of staff or, by whoever else acts, he himself says something. The same text again by
 * the same one is the same word. seen: how many words stood there when it was written.
 * HK_INVALID beside "text"; HK_CONFLICT: it is enough, or one of us has not seen all that stands
 * there by now (dialogue_has_news). */
enum hk_result dialogue_say(struct ctx *cx, int64_t response_id, int64_t seen, const char *text);
/* Words stand behind those that were seen. They only ever become more. */
bool dialogue_has_news(const struct dialogue_words *words, int64_t seen);

/* A whole talk in memory, with its code's digest, while its rows are written anew (publish.h). */
struct dialogue_kept {
	struct dialogue dialogue; /* response_id 0: there is none */
	struct db_blob token_hash;
	struct dialogue_words words;
};

enum hk_result dialogue_take_out(struct ctx *cx, int64_t response_id, struct dialogue_kept *ret);
enum hk_result dialogue_put_back(struct ctx *cx, const struct dialogue_kept *talk);
/* His answer was taken away, and the talk about it. */
enum hk_result dialogue_forget(struct ctx *cx, int64_t response_id);
