#include "ticket/rule/rule_try.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "ticket/rule/because.h"
#include "ticket/rule/rule_act.h"
#include "ticket/rule/rule_find.h"
#include "ticket/rule/try_moments.h"
#include "ticket/seen.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct rule_try, id),       DB_COLUMN(struct rule_try, rule_id),
	DB_COLUMN(struct rule_try, version),  DB_COLUMN(struct rule_try, staff_id),
	DB_COLUMN(struct rule_try, state),    DB_COLUMN(struct rule_try, since_at),
	DB_COLUMN(struct rule_try, next_id),  DB_COLUMN(struct rule_try, total),
	DB_COLUMN(struct rule_try, looked),   DB_COLUMN(struct rule_try, tickets),
	DB_COLUMN(struct rule_try, hits),     DB_COLUMN(struct rule_try, so),
	DB_COLUMN(struct rule_try, counts),   DB_COLUMN(struct rule_try, began_at),
	DB_COLUMN(struct rule_try, ended_at),
};
static const struct db_record record = DB_RECORD("rule_try", struct rule_try, columns);

static const struct db_column example_columns[] = {
	DB_COLUMN(struct rule_try_example, try_id),    DB_COLUMN(struct rule_try_example, position),
	DB_COLUMN(struct rule_try_example, ticket_id), DB_COLUMN(struct rule_try_example, at),
	DB_COLUMN(struct rule_try_example, because),
};
static const struct db_record example_record =
	DB_RECORD("rule_try_example", struct rule_try_example, example_columns);

struct number {
	int64_t count;
};

static const struct db_column number_columns[] = { DB_COLUMN_AS(struct number, count,
								"CAST(count(*) AS bigint)") };
static const struct db_record number_record = DB_RECORD("ticket", struct number, number_columns);

static enum hk_result next_add(struct ctx *cx, const struct rule_try *one)
{
	return job_add(cx, RULE_TRY_JOB, one->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, one->id, one->next_id));
}

static enum hk_result drop_others(struct ctx *cx, int64_t rule_id)
{
	HK_TRY(db_send(cx->db,
		       DB_DELETE("rule_try_example",
				 "try_id IN (SELECT rule_try.id FROM rule_try WHERE rule_try.org_id"
				 " = $1 AND rule_try.rule_id = $2)"),
		       DB_ARGS(rule_id)));
	return db_send(cx->db, DB_DELETE("rule_try", "rule_id = $2"), DB_ARGS(rule_id));
}

enum hk_result rule_try_start(struct ctx *cx, int64_t rule_id, int64_t days, int64_t *ret_id)
{
	struct number number;
	struct rule rule;
	struct rule_try one = { .rule_id = rule_id,
				.staff_id = cx->actor->id,
				.state = "running",
				.since_at = days > 0 ? cx->now - days * (int64_t)HK_DAY : 0,
				.next_id = INT64_MAX,
				.counts = "",
				.began_at = cx->now };

	HK_TRY(rule_find(cx, rule_id, &rule));
	HK_TRY(db_select_one(cx->db, &number_record, DB_WHERE("opened_at >= $2", ""),
			     DB_ARGS(one.since_at), &number));
	HK_TRY(drop_others(cx, rule_id));
	one.id = ctx_new_id(cx);
	one.version = rule.version;
	one.total = number.count < TRY_MOST ? number.count : TRY_MOST;
	HK_TRY(db_insert(cx->db, &record, &one));
	*ret_id = one.id;
	return next_add(cx, &one);
}

enum hk_result rule_try_find(struct ctx *cx, const struct rule *rule, struct rule_try *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("rule_id = $2", "ORDER BY id DESC LIMIT 1"),
			     DB_ARGS(rule->id), ret);
}

enum hk_result rule_try_examples(struct ctx *cx, const struct rule_try *one,
				 struct rule_try_examples *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &example_record, DB_WHERE("try_id = $2", "ORDER BY position"),
			 DB_ARGS(one->id), &rows));
	*ret = (struct rule_try_examples){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result rule_try_stop(struct ctx *cx, const struct rule *rule)
{
	return db_send(cx->db,
		       DB_UPDATE("rule_try", "state = 'stopped', ended_at = $3",
				 "rule_id = $2 AND state = 'running'", ""),
		       DB_ARGS(rule->id, cx->now));
}

struct run {
	struct rule rule;
	struct rule_try *one;
	struct condition_list conditions;
	struct action_list actions;
	int64_t counts[ACTIONS_MOST];
};

static enum hk_result example_add(struct ctx *cx, struct run *run, struct facts *facts)
{
	struct rule_try_example example = { .try_id = run->one->id,
					    .position = run->one->tickets,
					    .ticket_id = facts->ticket->id,
					    .at = facts->at };

	HK_TRY(because_write(cx, &run->rule, facts, &example.because));
	return db_insert(cx->db, &example_record, &example);
}

/* Once for a ticket, whatever number of times it would have acted there. */
static enum hk_result ticket_count(struct ctx *cx, struct run *run, struct facts *facts)
{
	bool is_so = true;

	if (run->one->tickets < TRY_EXAMPLES)
		HK_TRY(example_add(cx, run, facts));
	run->one->tickets++;
	for (size_t i = 0; i < run->actions.count; i++) {
		bool changes = !action_is_so(&run->actions.items[i], facts->ticket);

		run->counts[i] += changes;
		is_so = is_so && !changes;
	}
	run->one->so += is_so;
	return HK_OK;
}

static enum hk_result ticket_try(struct ctx *cx, struct run *run, const struct ticket *ticket)
{
	struct moments moments;
	size_t count = 0;

	if (!rule_is_for(&run->rule, ticket))
		return HK_OK;
	HK_TRY(try_moments(cx, &run->rule, ticket, &moments));
	for (size_t i = 0; i < moments.count; i++) {
		bool holds;

		HK_TRY(conditions_hold(cx, &run->conditions, &moments.items[i], &holds));
		if (!holds)
			continue;
		if (count++ == 0)
			HK_TRY(ticket_count(cx, run, &moments.items[i]));
	}
	run->one->hits += (int64_t)count;
	return HK_OK;
}

static void counts_read(struct ctx *cx, struct run *run)
{
	for (size_t i = 0; i < ACTIONS_MOST; i++) {
		const char *word = condition_value_at(cx, run->one->counts, i);

		run->counts[i] = 0;
		if (word)
			(void)hk_number(word, &run->counts[i]);
	}
}

static enum hk_result store(struct ctx *cx, const struct run *run)
{
	const struct rule_try *one = run->one;
	const char *counts = "";

	for (size_t i = 0; i < run->actions.count; i++)
		counts = hk_format(cx->arena, "%s%s%" PRId64, counts, i ? " " : "", run->counts[i]);
	return db_send(cx->db,
		       DB_UPDATE("rule_try",
				 "state = $3, next_id = $4, looked = $5, tickets = $6, hits = $7,"
				 " so = $8, counts = $9, ended_at = $10",
				 "id = $2", ""),
		       DB_ARGS(one->id, one->state, one->next_id, one->looked, one->tickets,
			       one->hits, one->so, counts, one->ended_at));
}

static enum hk_result slice(struct ctx *cx, struct run *run)
{
	struct rule_try *one = run->one;
	int64_t left = TRY_MOST - one->looked;
	struct db_rows rows;
	const struct ticket *tickets;

	HK_TRY(db_select(
		cx->db, &ticket_record,
		DB_WHERE("id < $2 AND opened_at >= $3", "ORDER BY id DESC LIMIT $4"),
		DB_ARGS(one->next_id, one->since_at, left < TRY_SLICE ? left : (int64_t)TRY_SLICE),
		&rows));
	tickets = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(ticket_try(cx, run, &tickets[i]));
	one->looked += (int64_t)rows.count;
	if (rows.count)
		one->next_id = tickets[rows.count - 1].id;
	if (rows.count < TRY_SLICE || one->looked >= TRY_MOST) {
		one->state = "done";
		one->ended_at = cx->now;
	}
	HK_TRY(store(cx, run));
	return one->ended_at ? HK_OK : next_add(cx, one);
}

enum hk_result rule_try_slice(struct ctx *cx, int64_t id)
{
	struct rule_try one;
	struct run run = { .one = &one };

	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), &one));
	if (strcmp(one.state, "running") != 0)
		return HK_OK;
	HK_TRY(rule_in_version(cx, one.rule_id, one.version, &run.rule));
	run.conditions = condition_read(cx, run.rule.conditions);
	run.actions = action_read(cx, run.rule.actions);
	counts_read(cx, &run);
	return slice(cx, &run);
}
