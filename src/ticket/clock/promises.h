/*
 * What people do about the promises of a ticket (standard/promise.h): give, keep, take back. The
 * ticket carries the earliest time of those that are not settled, so that it counts as due by then
 * and a page that has none asks for none. Each deed leaves a line in the history.
 *
 * Functions that change take the ticket as it was found for the actor, and store it.
 */
#pragma once

#include "standard/promise.h"
#include "ticket/ticket.h"

/* Given by itself: on the phone, or after a reply. HK_INVALID as promise_check(). Twice is once. */
enum hk_result promises_give(struct ctx *cx, struct ticket *ticket, const char *text,
			     int64_t due_at, int64_t *ret_id);
/* Given with that reply, which stores the ticket itself. */
enum hk_result promises_say(struct ctx *cx, struct ticket *ticket, const struct promise_list *said,
			    int64_t message_id);
/* The reply was taken back before it left; the ticket is stored by whoever does that. */
enum hk_result promises_unsay(struct ctx *cx, struct ticket *ticket, int64_t message_id);
/*
 * done_at: when it was done, at the latest now. In time makes it kept, also when the house found it
 * broken in between because nobody had said so; later makes it good, and it stays broken.
 * HK_CONFLICT: settled already, or changed since that version.
 */
enum hk_result promises_keep(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
			     int64_t done_at);
/* With the customer's consent, in words. HK_INVALID beside "consent" without. */
enum hk_result promises_withdraw(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
				 const char *consent);
/* The same, and another time is promised instead. */
enum hk_result promises_move(struct ctx *cx, struct ticket *ticket, int64_t id, int64_t version,
			     const char *consent, int64_t due_at);
/* It was not settled after all: the customer waits for it again. */
enum hk_result promises_again(struct ctx *cx, struct ticket *ticket, int64_t id);
/* Its time has come, to warn or to break: done by the house, once. ret_is_broken: which. */
enum hk_result promises_look(struct ctx *cx, const struct promise *promise, bool *ret_is_broken);

/* What the customer may know of: not settled, and not in a reply that is still held. */
enum hk_result promises_told(struct ctx *cx, const struct ticket *ticket, struct promise_list *ret);

/* Lists over tickets. */
enum promise_view {
	PROMISES_MINE, /* the actor keeps them */
	PROMISES_TEAM, /* of his teams; of every team for whom belongs to none */
};

/* A line of a list. */
struct promise_line {
	int64_t id, version, due_at, number, keeper_id;
	const char *text, *state, *keeper, *customer, *subject, *language;
};

struct promise_lines {
	struct promise_line *items;
	size_t count;
};

/* Not settled and due before that time, the earliest first. after: due_at and id of the last line
 * seen; { 0, 0 } begins. */
enum hk_result promises_page(struct ctx *cx, enum promise_view view, int64_t before,
			     struct ticket_cursor after, int64_t limit, struct promise_lines *ret);

/* How many were kept and broken, of those settled since then or broken and still waiting. */
struct promise_sums {
	int64_t kept, broken, withdrawn;
};

enum hk_result promises_sums(struct ctx *cx, enum promise_view view, int64_t since,
			     struct promise_sums *ret);
