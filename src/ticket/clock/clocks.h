/*
 * What each step of a ticket does to its promised times, by its standard (clocks_rule.h). Who waits
 * for us has a promise that runs, and writing again does not move it; while the word is the
 * customer's they are paused; at the end they stop. What is paused at the end stays so: it was not
 * late. Where the mailbox has a calendar, promises count in its open time. Where the standard says
 * so, they rest only so long and then run on.
 */
#pragma once

#include "standard/business.h"
#include "ticket/clock/clocks_rule.h"

/* What is promised for a new ticket; resolve.due_at 0: no end. */
struct clocks_first {
	struct clock first_answer, resolve;
};

/* By that standard, in its open time, from now on. */
enum hk_result clocks_first_find(struct ctx *cx, const struct clocks_rule *rule,
				 struct clocks_first *ret);
enum hk_result clocks_begin(struct ctx *cx, const struct ticket *ticket,
			    const struct clocks_first *first);
/* A person answered and the customer has the word now. */
enum hk_result clocks_rest(struct ctx *cx, const struct ticket *ticket);
/* Plans when what rests runs on, by the standard that holds now; clocks_rest() has done so. */
enum hk_result clocks_plan_rests(struct ctx *cx, const struct ticket *ticket);
/* A person answered and goes on by himself: the next update is promised from now on. */
enum hk_result clocks_go_on(struct ctx *cx, const struct ticket *ticket);
/* The answer that was given at that moment did not arrive: the first one is the next that did, at
 * answered_at; 0: none yet. */
enum hk_result clocks_lose_answer(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  int64_t answered_at);
/* The reply of that moment has not left: as long as it waits, the customer waits for us. ret: some
 * run on; the caller stores the ticket. */
enum hk_result clocks_hold_up(struct ctx *cx, const struct ticket *ticket, int64_t at, bool *ret);
/* It was written at that moment, and leaves now. The caller stores the ticket. */
enum hk_result clocks_leave(struct ctx *cx, const struct ticket *ticket, int64_t at);
/* The same of one that leaves at once, when an older one may still wait. ret: something ran on for
 * one of them; then the caller stores the ticket. */
enum hk_result clocks_leave_early(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  bool *ret);
/* It was taken back: what ran on for it runs on for another one that waits, or for the next. */
enum hk_result clocks_unsay(struct ctx *cx, const struct ticket *ticket, int64_t at);
/* Somebody waits for it: no colleague has put the ticket aside, and if it was ended, the reply that
 * says so has not left. */
bool clocks_is_awaited(const struct ticket *ticket, const struct clock *clock);
/* The customer wrote: he waits for us since then, or since before. */
enum hk_result clocks_wake(struct ctx *cx, const struct ticket *ticket);
/* It is open again after its end: fresh promises, by the standard that holds now. */
enum hk_result clocks_renew(struct ctx *cx, struct ticket *ticket);
/* The job that clocks_rest() leaves behind, with the ticket, the moment and the end of
 * the rest as its key. */
#define CLOCKS_PAUSE_JOB "clock.pause"
/* What rested as long as it may runs on since its rest was over, however much later that is
 * noticed. since: only what rests since that moment; 0: whatever rests. ret: some did. The caller
 * stores the ticket. */
enum hk_result clocks_run_on(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret);

/* A clock as people see it: what stopped it may wait for its undo, or for a mail server. */
struct clock_shown {
	struct clock clock;
	int64_t is_leaving;      /* the reply at which it stopped has not left yet */
	const char *standard;    /* by which its ticket was promised; "": that was not kept */
	int64_t first_answer_ms; /* and what that promised */
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
