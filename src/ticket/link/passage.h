/*
 * passage: messages that went from one ticket to another, because two were one
 * matter (merge) or one was two (split). They keep their ids, times and words;
 * which they were is written down, so that they can go back.
 */
#pragma once

#include "ticket/ticket.h"

struct passage {
	int64_t id;
	const char *kind; /* merge, split */
	int64_t from_id, to_id, staff_id, at;
	const char *from_before, *to_before; /* for before_read() */
	const char *priority;                /* of the one that they went to, before */
	int64_t from_version, to_version;    /* when it was done */
	int64_t undone_at;                   /* 0: it holds */
};

struct passage_list {
	struct passage *items;
	size_t count;
};

/* Sets id, staff_id and at. */
enum hk_result passage_begin(struct ctx *cx, struct passage *passage);
/* Which messages: all of its first ticket, with replies that wait, or one. */
enum hk_result passage_choose_all(struct ctx *cx, const struct passage *passage);
enum hk_result passage_choose(struct ctx *cx, const struct passage *passage, int64_t message_id,
			      bool is_inner);
/* They go from one ticket to the other, and all that hangs on them. The caller counts anew
 * (message_recount()) and stores both tickets. */
enum hk_result passage_move(struct ctx *cx, const struct passage *passage, int64_t from_id,
			    int64_t to_id);
/* The customer of the ticket does not see them, but for those that he wrote himself (author_id; 0:
 * none); and again as it was before. */
enum hk_result passage_hide(struct ctx *cx, const struct passage *passage, int64_t author_id);
enum hk_result passage_show_again(struct ctx *cx, const struct passage *passage);
enum hk_result passage_find(struct ctx *cx, int64_t id, struct passage *ret);
/* Merges into that ticket that hold, the newest first, at most twenty. */
enum hk_result passage_merges(struct ctx *cx, int64_t to_id, struct passage_list *ret);
/* Versions, as they are when all is stored. */
enum hk_result passage_end(struct ctx *cx, const struct passage *passage);
enum hk_result passage_undone(struct ctx *cx, int64_t id);
/* No row of it: for messages whose first ticket is nowhere any more. */
enum hk_result passage_forget(struct ctx *cx, int64_t id);
