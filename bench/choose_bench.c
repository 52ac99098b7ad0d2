/*
 * What it costs to say who gets a ticket, among 2,000 people with 50 skills each:
 *
 *   choose_bench URL     makes a house in that empty database, prints a line a case:
 *                        microseconds of processor a choice, and how many times the bare query
 *
 * The bare query takes the least busy person and asks for nothing. Processor is this process alone
 * (on SQLite that is all).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "core/event.h"
#include "core/id.h"
#include "core/org.h"
#include "db/migrations.h"
#include "people/customer.h"
#include "people/team.h"
#include "standard/availability.h"
#include "ticket/owner/choose.h"
#include "ticket/owner/work_rule.h"

enum { PEOPLE = 2000, SKILLS = 50, SMALL = 8, ROUNDS = 500, PER_ARENA = 50, MONDAY = 4 };

#define NOON (MONDAY * HK_DAY + 2900 * 7 * HK_DAY + 12 * HK_HOUR)

struct bench {
	struct house house;
	struct ctx cx;
	struct team all, few;
	int64_t customer_id;
};

static enum hk_result hire(struct ctx *cx, struct bench *bench, int at)
{
	struct staff staff = { .email = hk_format(cx->arena, "p%d@example.net", at),
			       .name = hk_format(cx->arena, "Person %d", at),
			       .role = "agent" };

	HK_TRY(staff_add(cx, &staff));
	HK_TRY(team_join(cx, bench->all.id, staff.id));
	if (at % (PEOPLE / SMALL) == 0)
		HK_TRY(team_join(cx, bench->few.id, staff.id));
	HK_TRY(db_send(
		cx->db,
		DB_UPDATE("staff", "work = $3, burden = $3, assigned_at = $4", "id = $2", ""),
		DB_ARGS(staff.id, (int64_t)(at * 7 % 480), (int64_t)at)));
	for (int i = 0; i < SKILLS; i++)
		HK_TRY(db_send(cx->db, DB_ADD("skill", "staff_id, code, level", "$2, $3, $4", ""),
			       DB_ARGS(staff.id, hk_format(cx->arena, "skill-%d", i),
				       (int64_t)(1 + (at + i) % 5))));
	/* The last ones alone: whoever looks for them looks at everybody else before. */
	if (at == PEOPLE - 1)
		HK_TRY(db_send(cx->db, DB_ADD("skill", "staff_id, code, level", "$2, $3, 5", ""),
			       DB_ARGS(staff.id, "rare")));
	if (at % 3 == 0 || at == PEOPLE - 1)
		HK_TRY(db_send(cx->db, DB_ADD("skill", "staff_id, code, level", "$2, $3, 4", ""),
			       DB_ARGS(staff.id, "lithuanian")));
	return HK_OK;
}

static enum hk_result rules_put(struct ctx *cx)
{
	const struct work_rule rules[] = { { "incident", 20, 20, 20, 20, "skill-7", 3, 0 },
					   { "invoice", 20, 20, 20, 20, "rare", 5, 0 },
					   { "complaint", 20, 20, 20, 20, "nobody-has-it", 1, 1 } };

	for (size_t i = 0; i < HK_COUNT(rules); i++)
		HK_TRY(work_rule_put(cx, &rules[i]));
	return channel_limit_put(cx, "chat", 3);
}

static enum hk_result furnish(struct ctx *cx, void *data)
{
	struct bench *bench = data;
	struct org org = { .code = "bench",
			   .name = "Bench",
			   .host = "",
			   .language = "en",
			   .timezone = "UTC",
			   .email = "help@example.net" };
	const struct customer_new new = {
		.name = "Ona", .email = "ona@example.net", .phone = "", .language = "", .tokens = ""
	};
	struct customer customer;

	HK_TRY(org_add(cx, &org));
	bench->all = (struct team){ .name = "All" };
	bench->few = (struct team){ .name = "Few" };
	HK_TRY(team_add(cx, &bench->all));
	HK_TRY(team_add(cx, &bench->few));
	for (int i = 0; i < PEOPLE; i++)
		HK_TRY(hire(cx, bench, i));
	HK_TRY(rules_put(cx));
	HK_TRY(customer_ensure(cx, &new, &customer));
	bench->customer_id = customer.id;
	return HK_OK;
}

struct job_of {
	struct bench *bench;
	struct choice_wish wish;
	int64_t cpu_us;
	bool is_bare;
};

struct bare {
	int64_t id;
};

static const struct db_column bare_columns[] = { DB_COLUMN(struct bare, id) };
static const struct db_record bare_record = DB_RECORD("staff", struct bare, bare_columns);

static enum hk_result bare(struct ctx *cx)
{
	struct bare row;

	return db_select_one(cx->db, &bare_record,
			     DB_WHERE("is_active = 1", "ORDER BY burden, assigned_at, id LIMIT 1"),
			     DB_NONE, &row);
}

static enum hk_result choose_many(struct ctx *cx, void *data)
{
	struct job_of *job = data;
	struct choice choice;
	int64_t begin = hk_clock_cpu_us();

	for (int i = 0; i < PER_ARENA; i++)
		HK_TRY(job->is_bare ? bare(cx) : choose_owner(cx, &job->wish, &choice));
	job->cpu_us = hk_clock_cpu_us() - begin;
	return HK_OK;
}

/* Microseconds a choice; the arena is emptied between, as between requests. */
static double cost(struct bench *bench, const struct choice_wish *wish, bool is_bare)
{
	int64_t sum = 0;

	for (int i = 0; i < ROUNDS / PER_ARENA; i++) {
		struct job_of job = { .bench = bench, .is_bare = is_bare };
		if (wish)
			job.wish = *wish;
		hk_arena_reset(bench->cx.arena);
		if (ctx_write(&bench->cx, choose_many, &job) != HK_OK)
			abort();
		sum += job.cpu_us;
	}
	return (double)sum / ROUNDS;
}

static enum hk_result all_go(struct ctx *cx, void *data)
{
	(void)data;
	return db_send(cx->db, DB_UPDATE("staff", "free_from = $2, free_until = $3", "1 = 1", ""),
		       DB_ARGS(cx->now + HK_HOUR, cx->now + HK_DAY));
}

/* All are there but the only one who leads: the last to be looked at, and away for days. */
static enum hk_result leader_goes(struct ctx *cx, void *data)
{
	(void)data;
	HK_TRY(db_send(cx->db, DB_UPDATE("staff", "free_from = 0, free_until = $2", "1 = 1", ""),
		       DB_ARGS(cx->now + HK_DAY)));
	return db_send(cx->db,
		       DB_UPDATE("staff",
				 "role = 'supervisor', work = 480, burden = 480, free_from = $2,"
				 " free_until = $3",
				 "email = $4", ""),
		       DB_ARGS(cx->now + 5 * HK_DAY, cx->now + 6 * HK_DAY,
			       hk_format(cx->arena, "p%d@example.net", PEOPLE - 1)));
}

static void measure(struct bench *bench)
{
	const struct choice_wish cases[] = {
		{ bench->all.id, false, "inquiry", "normal", "", "email", bench->customer_id },
		{ bench->all.id, false, "incident", "normal", "lt", "email", bench->customer_id },
		{ bench->few.id, false, "incident", "normal", "lt", "chat", bench->customer_id },
		{ bench->all.id, false, "invoice", "normal", "lt", "email", bench->customer_id },
		{ bench->all.id, false, "incident", "normal", "lt", "email", bench->customer_id },
		{ bench->all.id, false, "complaint", "normal", "lt", "email", bench->customer_id },
		{ bench->all.id, false, "complaint", "normal", "lt", "email", bench->customer_id },
		{ bench->all.id, false, "complaint", "urgent", "lt", "chat", bench->customer_id },
	};
	static const char *const names[] = {
		"anybody",
		"language and skill",
		"the same, in a team of 8",
		"a skill that one of 2,000 has",
		"at night, when nobody is there",
		"no supervisor is there, nor anybody else: all are looked at",
		"the only supervisor is away for days",
		"the same, urgent, by chat",
	};
	double base = cost(bench, NULL, true);

	printf("%-64s %8.1f us\n", "the bare query", base);
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		if (i == 4 && ctx_write(&bench->cx, all_go, NULL) != HK_OK)
			abort();
		if (i == 6 && ctx_write(&bench->cx, leader_goes, NULL) != HK_OK)
			abort();
		double one = cost(bench, &cases[i], false);
		printf("%-64s %8.1f us %6.1f x\n", names[i], one, one / base);
	}
}

static const struct subscriber nobody[] = { { NULL, NULL } };

int main(int argc, char **argv)
{
	struct bench bench = { .all = { .name = "" } };
	size_t count;

	if (argc != 2)
		return EXIT_FAILURE;
	if (db_store_open(&(struct db_settings){ .url = argv[1], .connections = 2 },
			  &bench.house.store) != HK_OK ||
	    db_migrate(bench.house.store, migrations, migration_count, NOON, &count) != HK_OK)
		return EXIT_FAILURE;
	bench.house.ids = id_source_new(1);
	bench.house.subscribers = nobody;
	ctx_init(&bench.cx, &bench.house, kit_new(), hk_arena_new(), NOON);
	bench.cx.actor = &actor_house;
	if (ctx_write(&bench.cx, furnish, &bench) != HK_OK)
		return EXIT_FAILURE;
	hk_ignore(db_survey(bench.house.store));
	measure(&bench);
	db_store_close(bench.house.store);
	kit_free(bench.cx.kit);
	hk_arena_free(bench.cx.arena);
	id_source_free(bench.house.ids);
	return EXIT_SUCCESS;
}
