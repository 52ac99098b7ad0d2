/*
 * saved reply: a text that is written once and used often, in as many languages as somebody wrote
 * it in. It is everybody's, or of one team and seen by its members alone. What is put away stays,
 * and comes back with one press.
 */
#pragma once

#include "ticket/ticket.h"

enum { SAVED_MOST = 500, SAVED_TEXT_MAX_BYTES = 20 * 1000 };

struct saved_reply {
	int64_t id;
	const char *title, *shortcut; /* shortcut: one word, or "" */
	int64_t team_id;              /* 0: everybody's */
	int64_t used_count, used_at;
	int64_t archived_at; /* 0: in use */
	int64_t created_at, version;
};

struct saved_reply_list {
	struct saved_reply *items;
	size_t count;
};

struct saved_text {
	int64_t reply_id;
	const char *language, *text;
};

struct saved_text_list {
	struct saved_text *items;
	size_t count;
};

/* What the actor may put into a reply: everybody's, and his teams'; the most used first. */
enum hk_result saved_reply_usable(struct ctx *cx, struct saved_reply_list *ret);
/* Their texts, and those of all others that he may see. */
enum hk_result saved_reply_texts(struct ctx *cx, struct saved_text_list *ret);
/* What the actor may change: needs RIGHT_REPLY_SAVE. Administrators see those of every team. By
 * title. */
enum hk_result saved_reply_every(struct ctx *cx, bool is_archived, struct saved_reply_list *ret);
/* HK_NOT_FOUND also for one of a team that is not his. */
enum hk_result saved_reply_find(struct ctx *cx, int64_t id, struct saved_reply *ret);
enum hk_result saved_reply_texts_of(struct ctx *cx, int64_t id, struct saved_text_list *ret);
/* Adds it (id 0), or changes what has that version; an empty text takes a language away.
 * Field problems: title, shortcut, team, text_en, text_bn, text_lt, text_ta. */
enum hk_result saved_reply_put(struct ctx *cx, const struct saved_reply *reply,
			       const struct saved_text_list *texts, int64_t *ret_id);
/* Puts it away, or brings it back. Twice is once. */
enum hk_result saved_reply_archive(struct ctx *cx, int64_t id, bool is_archived);

/* In which languages a ticket's customer is written to: his own, else the mailbox's. */
struct saved_wish {
	const char *language, *otherwise;
};

/* ticket: id 0 is one that somebody is about to open; its customer_id may be 0 as well. */
enum hk_result saved_wish_of(struct ctx *cx, const struct ticket *ticket, struct saved_wish *ret);
/* Of the texts of that saved reply the one in the first of these languages, else any; NULL: it has
 * none. */
const struct saved_text *saved_text_choose(const struct saved_wish *wish,
					   const struct saved_text_list *texts, int64_t id);
/* Somebody put it into a reply on that ticket: counted once for him and the ticket, and each time
 * where there is no ticket yet. */
enum hk_result saved_reply_use(struct ctx *cx, const struct ticket *ticket, int64_t id);
