/*
 * rule_try: a dry run. What a version of a rule would have done to the tickets of the past, the
 * newest first, in slices by a job. It changes no ticket.
 *
 * A moment of the past is looked at with the state, the words and the times that it had; who had
 * the ticket then, how urgent it was and of what purpose is taken as it is today.
 */
#pragma once

#include "ticket/rule/rule.h"

enum { TRY_MOST = 100 * 1000, TRY_SLICE = 1000, TRY_EXAMPLES = 20 };

struct rule_try {
	int64_t id, rule_id, version, staff_id;
	const char *state; /* running, done, stopped */
	int64_t since_at;  /* tickets opened since then; 0: all */
	int64_t next_id, total, looked, tickets, hits;
	int64_t so; /* tickets that are today as it would have made them */
	const char
		*counts; /* for each action, on how many tickets it would have changed something */
	int64_t began_at, ended_at;
};

struct rule_try_example {
	int64_t try_id, position, ticket_id, at;
	const char *because;
};

struct rule_try_examples {
	struct rule_try_example *items;
	size_t count;
};

/* In place of the one before. HK_NOT_FOUND: it is no rule that the actor may change. */
enum hk_result rule_try_start(struct ctx *cx, int64_t rule_id, int64_t days, int64_t *ret_id);
/* The newest of a rule. HK_NOT_FOUND: there is none. */
enum hk_result rule_try_find(struct ctx *cx, const struct rule *rule, struct rule_try *ret);
enum hk_result rule_try_examples(struct ctx *cx, const struct rule_try *one,
				 struct rule_try_examples *ret);
enum hk_result rule_try_stop(struct ctx *cx, const struct rule *rule);
/* For the job: one slice, and the job for the next. */
enum hk_result rule_try_slice(struct ctx *cx, int64_t id);
