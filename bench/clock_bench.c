/*
 * What promises cost:
 *
 *   clock_bench URL tick COUNT DUE   in an empty database: so many open clocks; a tick with nothing
 *                                    due, then one of so many due ones, with their calls
 *   clock_bench - add SECONDS        additions of open time in a second
 *
 * Times are milliseconds of the processor of this process alone (on SQLite that is all).
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/event.h"
#include "core/id.h"
#include "core/org.h"
#include "db/migrations.h"
#include "job/clock_call.h"
#include "people/customer.h"
#include "people/team.h"
#include "standard/business.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/clock/clocks.h"
#include "ticket/mail/mailbox.h"
#include "ticket/open.h"

enum { ROUNDS = 200, READERS = 4, FILL_MIGRATION = 9999 };

static const struct subscriber nobody[] = { { NULL, NULL } };

struct bench {
	struct house house;
	struct hk_arena *arena;
	struct kit *kit;
	struct ctx cx;
	int64_t count, due;
};

static enum hk_result furnish(struct ctx *cx, void *data)
{
	struct org org = { .code = "bench",
			   .name = "Bench",
			   .host = "",
			   .language = "en",
			   .timezone = "Europe/Vilnius",
			   .email = "help@bench.example" };
	struct standard standard = { .name = "Four hours",
				     .first_answer_ms = 4 * HK_HOUR,
				     .next_update_ms = HK_DAY };
	struct staff owner = { .email = "a@bench.example", .name = "Rasa", .role = "admin" };
	struct customer_new who = { .name = "Jonas",
				    .email = "jonas@example.net",
				    .phone = "",
				    .language = "en",
				    .tokens = "" };
	struct ticket_new new = { .subject = "Kettle",
				  .type = "inquiry",
				  .priority = "normal",
				  .language = "en",
				  .channel = "web" };
	struct team team = { .name = "Care" };
	struct customer customer;
	struct mailbox mailbox = { .address = "help@bench.example",
				   .name = "Bench",
				   .language = "en",
				   .signature = "",
				   .confirmation = "",
				   .is_active = 1 };

	HK_TRY(org_add(cx, &org));
	HK_TRY(team_add(cx, &team));
	HK_TRY(staff_add(cx, &owner));
	HK_TRY(standard_add(cx, &standard));
	mailbox.team_id = team.id;
	mailbox.standard_id = standard.id;
	HK_TRY(mailbox_add(cx, &mailbox, ""));
	HK_TRY(customer_ensure(cx, &who, &customer));
	new.customer_id = customer.id;
	return ticket_open(cx, &new, data);
}

/* Tickets like the first one, and a clock for each: some are due, the others in a year or later. */
static const char fill_sql[] =
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %" PRId64 ")"
	" INSERT INTO ticket (org_id, id, number, subject, type, priority, state, closed_as, "
	"bucket,"
	" language, channel, mailbox_id, team_id, is_restricted, owner_id, customer_id, opened_at,"
	" updated_at, answered_at, resolved_at, closed_at, due_at, due_kind, message_count,"
	" last_message_id, last_in_at, preview, preview_language, reopened, version, standard_id,"
	" standard_version) SELECT t.org_id, t.id + n.i, t.number + n.i, t.subject, t.type,"
	" t.priority, t.state, t.closed_as, t.bucket, t.language, t.channel, t.mailbox_id,"
	" t.team_id, t.is_restricted, t.owner_id, t.customer_id, t.opened_at, t.updated_at,"
	" t.answered_at, t.resolved_at, t.closed_at, t.due_at, t.due_kind, t.message_count,"
	" t.last_message_id, t.last_in_at, t.preview, t.preview_language, t.reopened, t.version,"
	" t.standard_id, t.standard_version FROM ticket t, n;"
	"INSERT INTO clock (org_id, ticket_id, kind, started_at, due_at, stopped_at, state,"
	" warned_at, promised_ms, step, next_at, known_by) SELECT t.org_id, t.id, 'next_update',"
	" 1, %" PRId64 " + t.number * 1000, 0, 'running', 0, 0, 1, %" PRId64
	" + t.number * 1000, '' FROM ticket t;";

static enum hk_result call_due(struct ctx *cx, void *data)
{
	return clock_call_due(cx, data);
}

static enum hk_result find_due(struct ctx *cx, void *data)
{
	return clock_has_due(cx, data);
}

static bool tables_make(struct bench *bench, const char *sql)
{
	struct db_migration *all = hk_alloc(bench->arena, migration_count + 1, sizeof(*all));
	size_t ran, count = migration_count + (sql != NULL);

	memcpy(all, migrations, migration_count * sizeof(*all));
	if (sql)
		all[migration_count] = (struct db_migration){ FILL_MIGRATION, "fill", sql };
	return db_migrate(bench->house.store, all, count, 1, &ran) == HK_OK;
}

static bool fill(struct bench *bench)
{
	struct ticket first;

	if (!tables_make(bench, NULL) || ctx_write(&bench->cx, furnish, &first) != HK_OK)
		return false;
	/* The year after: nothing is due before the clock of this program goes there. */
	return tables_make(bench, hk_format(bench->arena, fill_sql, bench->count,
					    bench->cx.now + HK_DAY, bench->cx.now + HK_DAY)) &&
	       db_survey(bench->house.store) == HK_OK;
}

/* Of the house: what is asked every five seconds while nothing is due. */
static double tick_of_nothing(struct bench *bench)
{
	int64_t began = hk_clock_cpu_us();
	bool is_due;

	for (int i = 0; i < ROUNDS; i++)
		if (ctx_read(&bench->cx, find_due, &is_due) != HK_OK || is_due)
			return -1;
	return (double)(hk_clock_cpu_us() - began) / ROUNDS / 1000;
}

static double tick_of_many(struct bench *bench, int64_t *ret_calls)
{
	struct hk_arena *arena = hk_arena_new(), *before = bench->cx.arena;
	size_t count = CLOCK_CALL_BATCH;
	int64_t began;

	/* The first ticket's own clock is among them. */
	bench->cx.now += HK_DAY + bench->due * 1000;
	bench->cx.arena = arena;
	*ret_calls = 0;
	began = hk_clock_cpu_us();
	while (count == CLOCK_CALL_BATCH) {
		if (ctx_write(&bench->cx, call_due, &count) != HK_OK)
			break;
		*ret_calls += (int64_t)count;
		hk_arena_reset(arena);
	}
	bench->cx.arena = before;
	hk_arena_free(arena);
	return count == CLOCK_CALL_BATCH ? -1 : (double)(hk_clock_cpu_us() - began) / 1000;
}

static int tick(struct bench *bench, const char *url)
{
	static const struct actor system = {
		.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = "", .rights = ~(uint64_t)0
	};
	const struct db_settings settings = { .url = url, .connections = READERS };
	int64_t calls;
	double many;

	if (db_store_open(&settings, &bench->house.store) != HK_OK)
		return 1;
	bench->house.ids = id_source_new(1);
	bench->house.subscribers = nobody;
	bench->kit = kit_new();
	ctx_init(&bench->cx, &bench->house, bench->kit, bench->arena, INT64_C(1795334400000));
	bench->cx.actor = &system;
	if (!fill(bench)) {
		fprintf(stderr, "The database could not be filled; it has to be empty.\n");
		return 1;
	}
	printf("nothing due of %" PRId64 ": processor %.3f ms a tick\n", bench->count,
	       tick_of_nothing(bench));
	many = tick_of_many(bench, &calls);
	printf("%" PRId64 " due of %" PRId64 ": processor %.0f ms\n", calls, bench->count, many);
	printf("nothing due afterwards: processor %.3f ms a tick\n", tick_of_nothing(bench));
	db_store_close(bench->house.store);
	return 0;
}

static int add(struct hk_arena *arena, int64_t seconds)
{
	struct business_rules rules = { .timezone = "Europe/Vilnius" };
	int64_t now = INT64_C(1795334400000), until, count = 0, sum = 0, due;
	const struct business *business;
	uint32_t seed = 1;

	for (size_t i = 0; i < BUSINESS_WEEK - 2; i++)
		if (!hours_read("09:00-12:00, 13:00-17:00", &rules.week[i]))
			return 1;
	business = business_new(arena, &rules, now);
	for (until = hk_clock_cpu_us() + seconds * 1000000; hk_clock_cpu_us() < until;)
		for (int i = 0; i < 1000; i++, count++) {
			seed = seed * 1664525u + 1013904223u;
			if (business_add(business, now + (int64_t)(seed >> 4) * 100,
					 (int64_t)(seed >> 7) * 20, &due) != HK_OK)
				return 1;
			sum += due;
		}
	printf("%.1f million additions a second (%" PRId64 ")\n",
	       (double)count / (double)seconds / 1e6, sum & 1);
	return 0;
}

int main(int argc, char **argv)
{
	struct bench bench = { .arena = hk_arena_new() };
	int64_t seconds;
	int status = 2;

	if (argc == 5 && strcmp(argv[2], "tick") == 0 && hk_number(argv[3], &bench.count) &&
	    hk_number(argv[4], &bench.due))
		status = tick(&bench, argv[1]);
	else if (argc == 4 && strcmp(argv[2], "add") == 0 && hk_number(argv[3], &seconds))
		status = add(bench.arena, seconds);
	else
		fprintf(stderr, "clock_bench URL tick COUNT DUE | clock_bench - add SECONDS\n");
	hk_arena_free(bench.arena);
	return status;
}
