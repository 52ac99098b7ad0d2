/*
 * What each step of a ticket does to its promised times, by the standard of its
 * mailbox. Who waits for us has a promise that runs, and writing again does not
 * move it; while the word is the customer's they are paused; at the end they
 * stop. What is paused at the end stays so: it was not late. Where the mailbox has
 * a calendar, promises count in its open time.
 */
#pragma once

#include "standard/business.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/ticket.h"

/* What is promised for a new ticket; resolve 0: no end. */
struct clocks_first {
	int64_t first_answer, resolve;
};

/* By that standard, in the open time of that calendar, from now on. */
enum hk_result clocks_first_find(struct ctx *cx, const struct standard *standard,
				 int64_t calendar_id, struct clocks_first *ret);
enum hk_result clocks_begin(struct ctx *cx, const struct ticket *ticket,
			    const struct clocks_first *first);
/* A person answered and the customer has the word now. */
enum hk_result clocks_rest(struct ctx *cx, const struct ticket *ticket);
/* A person answered and goes on by himself: the next update is promised from now on. */
enum hk_result clocks_go_on(struct ctx *cx, const struct ticket *ticket);
/* The answer that was given at that moment did not arrive: the first one is the next that did, at
 * answered_at; 0: none yet. */
enum hk_result clocks_lose_answer(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  int64_t answered_at);
/* It was written at that moment, and leaves now. */
enum hk_result clocks_leave(struct ctx *cx, const struct ticket *ticket, int64_t at);
/* The customer wrote: he waits for us since then, or since before. */
enum hk_result clocks_wake(struct ctx *cx, const struct ticket *ticket);
/* It is open again after its end: fresh promises. */
enum hk_result clocks_renew(struct ctx *cx, const struct ticket *ticket);

/* A clock as people see it: what stopped it may wait for its undo, or for a mail server. */
struct clock_shown {
	struct clock clock;
	int64_t is_leaving; /* the reply at which it stopped has not left yet */
};

struct clocks_shown {
	const struct clock_shown *items;
	size_t count;
};

/* All of the ticket, in one read. */
enum hk_result clocks_see(struct ctx *cx, const struct ticket *ticket, struct clocks_shown *ret);
/* The open time of the house that answers it; NULL: around the clock. */
enum hk_result clocks_business(struct ctx *cx, const struct ticket *ticket,
			       const struct business **ret);
/* When the house opens that answers it; 0: it is open now. */
enum hk_result clocks_closed_until(struct ctx *cx, const struct ticket *ticket, int64_t *ret);
