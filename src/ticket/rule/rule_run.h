/*
 * What rules do. A trigger's event makes a job in its transaction, which asks the rules after the
 * commit, in their order; each acts once for an event, and for a standing (a time that began).
 *
 * No rule runs on and on: what a rule did never sets itself off, what others make of it ends after
 * RULE_CHAIN_MOST, and on one ticket it acts RULE_DAILY_MOST times a day. What is stopped so is
 * told by a job, RULE_STOPPED_JOB, which raises an alarm.
 */
#pragma once

#include "core/event.h"
#include "ticket/rule/rule.h"

enum { RULE_CHAIN_MOST = 5, RULE_DAILY_MOST = 10, RULE_SLICE = 200 };

/* A subscriber of every event. Costs a statement or two, whose answer nobody waits for. */
enum hk_result rule_hear(struct ctx *cx, const struct event *event);
/* The job that it made: its key says what happened. */
enum hk_result rule_run_event(struct ctx *cx, int64_t ticket_id, const char *key);
/* Every minute: a job for each timed rule that is on, and the next minute. */
enum hk_result rule_tick(struct ctx *cx);
/* What came to its time for that rule since it was looked last. */
enum hk_result rule_sweep(struct ctx *cx, int64_t rule_id);
/* One ticket at a time that was kept for it: when the house opens, when so much open time has
 * passed. */
enum hk_result rule_look(struct ctx *cx, int64_t ticket_id, const char *key);

/* What it would do to that ticket now, one sentence for each action: NULL, or why nothing. */
enum hk_result rule_preview(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			    const char **ret_reasons);
/* The macro answers the customer or ends the ticket. */
bool macro_has_word(struct ctx *cx, const struct rule *rule);
/* A macro, by the actor with his own rights. ret_hit: what an undo names; 0: it can not be taken
 * back. The same on that ticket by him within ten seconds is the same press: it changes nothing and
 * gives back the first one. HK_CONFLICT: nothing of it can be done. */
enum hk_result macro_apply(struct ctx *cx, const struct rule *rule, struct ticket *ticket,
			   int64_t *ret_hit);
/* By who applied it, while nothing else happened there. Notes and what people were told stay: then
 * ret_all is false. */
enum hk_result macro_undo(struct ctx *cx, struct ticket *ticket, int64_t hit, bool *ret_all);
/* Rows of what was done before the day of that time, with its numbers. What stands on a ticket that
 * is not at its end keeps a rule from acting on it twice, and stays. */
enum hk_result rule_hit_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
