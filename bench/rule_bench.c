/*
 * What a dry run of a rule costs over the tickets of a house that is there:
 *
 *   rule_bench URL    for each of a few rules a line: seconds, tickets looked at, on how many of
 *                     them it would have acted
 *
 * Each slice is a transaction of its own, as the job's are. The house is written to: take a copy.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/event.h"
#include "core/id.h"
#include "core/org.h"
#include "ticket/rule/rule_try.h"

enum { READERS = 1 };

static const struct subscriber nobody[] = { { NULL, NULL } };

/* The dearest questions among them: words of each message, and of whom a ticket is. */
static const struct {
	const char *what, *kind, *event, *conditions;
} cases[] = {
	{ "subject and channel", "trigger", "opened",
	  "all\tsubject\thas\tleak*, broken\nall\tchannel\tis\temail" },
	{ "words of the message", "trigger", "opened", "all\ttext\thas\tleak*, broken" },
	{ "each word of a customer", "trigger", "word", "all\ttext\thas\tleak*, broken" },
	{ "silence of four hours", "timed", "heard", "all\twaits\tis\tus" },
	{ "first ticket of a customer", "trigger", "opened", "all\tnew_customer\tis\t" },
};

struct run {
	struct rule rule;
	struct rule_try one;
	int64_t rule_id, id;
};

static enum hk_result first_org(struct ctx *cx, void *data)
{
	struct org_list list;

	(void)data;
	HK_TRY(org_every(cx, &list));
	if (list.count == 0)
		return HK_NOT_FOUND;
	cx->org_id = list.items[0].org_id;
	return HK_OK;
}

static enum hk_result begin(struct ctx *cx, void *data)
{
	struct run *run = data;

	HK_TRY(rule_put(cx, &run->rule, &run->rule_id));
	return rule_try_start(cx, run->rule_id, 0, &run->id);
}

static enum hk_result slice(struct ctx *cx, void *data)
{
	struct run *run = data;

	HK_TRY(rule_try_slice(cx, run->id));
	return rule_try_find(cx, &run->rule, &run->one);
}

static int measure(struct ctx *cx, size_t place)
{
	struct run run = { .rule = { .kind = cases[place].kind,
				     .name = cases[place].what,
				     .event = cases[place].event,
				     .minutes = 240,
				     .conditions = cases[place].conditions,
				     .actions = "priority\thigh\tMeasured.\nnote\t\tMeasured." } };
	int64_t began = hk_clock_monotonic();

	if (ctx_write(cx, begin, &run) != HK_OK)
		return 1;
	run.rule.id = run.rule_id;
	do {
		struct hk_arena *before = cx->arena, *arena = hk_arena_new();
		enum hk_result result;
		bool is_over;

		cx->arena = arena;
		result = ctx_write(cx, slice, &run);
		is_over = result != HK_OK || strcmp(run.one.state, "running") != 0;
		cx->arena = before;
		run.one.state = is_over ? "done" : "running";
		hk_arena_free(arena);
		if (result != HK_OK)
			return 1;
	} while (strcmp(run.one.state, "running") == 0);
	printf("%s: %.2f s, %" PRId64 " looked at, %" PRId64 " hit\n", cases[place].what,
	       (double)(hk_clock_monotonic() - began) / 1000, run.one.looked, run.one.tickets);
	return 0;
}

int main(int count, char **words)
{
	struct house house = { .subscribers = nobody };
	struct ctx cx;

	if (count != 2 ||
	    db_store_open(&(struct db_settings){ .url = words[1], .connections = READERS },
			  &house.store) != HK_OK)
		return 1;
	house.ids = id_source_new(1);
	ctx_init(&cx, &house, kit_new(), hk_arena_new(), hk_clock_now());
	cx.actor = &actor_house;
	if (ctx_read(&cx, first_org, NULL) != HK_OK)
		return 1;
	for (size_t i = 0; i < HK_COUNT(cases); i++)
		if (measure(&cx, i) != 0)
			return 1;
	db_store_close(house.store);
	return 0;
}
