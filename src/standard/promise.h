/*
 * promise: a word that a person gave to a customer, with a time on it. It is open until somebody
 * says that it was kept, or its time passes: then it is broken, and stays so when it is made good
 * later. It is taken back only when the customer agreed, and how he did is noted.
 *
 * Invariant: settled_at is 0 as long as the customer waits for it, whether it is open or broken.
 */
#pragma once

#include "core/ctx.h"

enum { PROMISE_LETTERS = 300, PROMISE_MOST_DAYS = 5 * 366, PROMISES_MOST = 20 };

/* How long before its time the keeper is warned, in minutes, unless the house says otherwise. */
#define PROMISE_LEAD         "promise_lead_minutes"
#define PROMISE_LEAD_MINUTES ((int64_t)30)

struct promise {
	int64_t ticket_id, id;
	const char *text; /* in the customer's words, one line */
	int64_t due_at;
	const char *state; /* open, kept, broken, withdrawn */
	int64_t staff_id, keeper_id, message_id, given_at, next_at, warned_at, broken_at;
	int64_t settled_at, settled_by;
	const char *consent;
	int64_t version, merged_from;
	int64_t is_inner; /* the customer does not see it; how many merges have kept it from him */
};

struct promise_list {
	struct promise *items;
	size_t count;
};

/* HK_INVALID beside "promise_text" or "promise_at": no words, a time that has passed, or one more
 * than a year away. */
enum hk_result promise_check(struct ctx *cx, const char *text, int64_t due_at);
/* Given by the actor, now; ticket_id, text, due_at and message_id. Sets the rest. The same words
 * for the same time, while they are not settled, are one promise: ret_is_new says which. */
enum hk_result promise_add(struct ctx *cx, struct promise *promise, bool *ret_is_new);
enum hk_result promise_find(struct ctx *cx, int64_t ticket_id, int64_t id, struct promise *ret);
/* Those that are not settled, the earliest first. */
enum hk_result promise_waiting(struct ctx *cx, int64_t ticket_id, struct promise_list *ret);
/* All of a ticket, in the order in which they were given. */
enum hk_result promise_every(struct ctx *cx, int64_t ticket_id, struct promise_list *ret);
/* What was given with that reply, the earliest first. */
enum hk_result promise_of_message(struct ctx *cx, int64_t ticket_id, int64_t message_id,
				  struct promise_list *ret);
/* The earliest that is not settled, but for those of that message (0: all); CLOCK_NEVER: none. */
enum hk_result promise_next(struct ctx *cx, int64_t ticket_id, int64_t but_message_id,
			    int64_t *ret_due);

/* These write what the row says of its state; version guards: HK_CONFLICT when somebody changed it
 * meanwhile. */
enum hk_result promise_put(struct ctx *cx, struct promise *promise);
/* Who has the ticket now must keep what is not settled. */
enum hk_result promise_hand_over(struct ctx *cx, int64_t ticket_id, int64_t keeper_id);
/* Who has left keeps nothing: the owners of the tickets do. */
enum hk_result promise_release(struct ctx *cx, int64_t keeper_id);
/* Its ticket became a part of that one, whose owner keeps them; is_inner: of another customer. */
enum hk_result promise_merge(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t keeper_id,
			     bool is_inner);
/* And stands for itself again. */
enum hk_result promise_part(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t keeper_id);
/* The reply that gave them became a part of another ticket, and so do they. */
enum hk_result promise_split(struct ctx *cx, int64_t from_id, int64_t into_id, int64_t message_id,
			     int64_t keeper_id, bool is_inner);
/* The reply never left: what it promised was never said. */
enum hk_result promise_unsay(struct ctx *cx, int64_t ticket_id, int64_t message_id);
/* When its keeper is warned: so long before its time as the house says, but not before half of the
 * time has passed. */
enum hk_result promise_warn_at(struct ctx *cx, const struct promise *promise, int64_t *ret);
/* Some that the house has to look at now, the most pressing first. */
enum hk_result promise_due(struct ctx *cx, int64_t limit, struct promise_list *ret);
/* Whether there are any: asked before, because looking at them writes. */
enum hk_result promise_has_due(struct ctx *cx, bool *ret);
/* Of a reply that waits for its time: text and due_at, a line each. */
const char *promise_lines_write(struct ctx *cx, const struct promise_list *list);
struct promise_list promise_lines_read(struct ctx *cx, const char *lines);
/* The lead time changed: open ones whose keeper was not warned yet follow. */
enum hk_result promise_lead_put(struct ctx *cx, int64_t minutes);
