/*
 * Surveys in bulk:
 *
 *   survey_bench URL [ROWS]   makes a house in that empty database, then prints
 *     how long it takes to look at 110,000 occasions under all rules and to queue a mail for each
 *     of those who are asked, and what an independent judge says of every decision;
 *     what the figures of a page cost over the sums that ten million responses leave.
 *     With ROWS, instead of these: what they cost over so many responses as rows, and whether
 *     sums and rows agree, also when some were corrected or erased (response_bench.c).
 */
#include "survey_bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../tests/unit/survey_check.h"
#include "base/time.h"
#include "core/event.h"
#include "core/id.h"
#include "core/org.h"
#include "core/settings.h"
#include "db/migrations.h"
#include "feedback/asking_gate.h"
#include "feedback/figures.h"
#include "job/survey/survey_ask.h"
#include "people/customer.h"
#include "people/reached.h"
#include "people/staff.h"
#include "people/team.h"
#include "standard/standard.h"
#include "ticket/mail/mailbox.h"

enum {
	PEOPLE = 110000,
	BATCH = 500,
	COLLEAGUES = BENCH_COLLEAGUES,
	TEAMS = BENCH_TEAMS,
	DAYS = BENCH_DAYS,
	RESPONSES = 10000000,
	FILTERS = 40,
	ODD = 25, /* one of so many wants none, and one heard from us today */
};

/* A Wednesday, noon. */
#define NOON (((int64_t)20782 * HK_DAY) + 12 * HK_HOUR)

uint64_t bench_random(struct bench *bench)
{
	uint64_t z = (bench->random += 0x9e3779b97f4a7c15u);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
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
	struct standard standard = { .name = "Usual",
				     .first_answer_ms = HK_DAY,
				     .next_update_ms = HK_DAY };
	struct mailbox mailbox = { .address = "help@example.net",
				   .name = "Bench",
				   .language = "en",
				   .signature = "",
				   .confirmation = "",
				   .is_active = 1 };

	HK_TRY(org_add(cx, &org));
	for (int64_t i = 0; i < TEAMS; i++) {
		struct team team = { .name = hk_format(cx->arena, "Team %" PRId64, i) };

		HK_TRY(team_add(cx, &team));
		bench->teams[i] = team.id;
	}
	for (int64_t i = 0; i < COLLEAGUES; i++) {
		struct staff staff = { .email = hk_format(cx->arena, "p%" PRId64 "@example.net", i),
				       .name = hk_format(cx->arena, "Person %" PRId64, i),
				       .role = "agent" };

		HK_TRY(staff_add(cx, &staff));
		bench->staff[i] = staff.id;
	}
	HK_TRY(standard_add(cx, &standard));
	mailbox.team_id = bench->teams[0];
	mailbox.standard_id = standard.id;
	HK_TRY(mailbox_add(cx, &mailbox, ""));
	bench->survey = (struct survey){ .name = "After a request",
					 .kind = "nps",
					 .occasion = "contact",
					 .mode = "named",
					 .chance = 100,
					 .quota = PEOPLE / COLLEAGUES,
					 .account_most = 1000,
					 .least = 10 };
	HK_TRY(survey_add(cx, &bench->survey));
	bench->survey.state = "running";
	return survey_change(cx, &bench->survey);
}

static enum hk_result people_add(struct ctx *cx, void *data)
{
	struct bench *bench = data;
	static const char *const zones[] = { "", "Asia/Dhaka", "Asia/Kolkata" };
	static const char *const languages[] = { "en", "bn", "lt", "ta" };

	for (int64_t i = bench->from; i < bench->from + BATCH; i++) {
		const char *email =
			hk_format(cx->arena, "c%" PRId64 "@house-%" PRId64 ".example", i, i / 3);
		struct customer_new new = { .name = "Ona",
					    .email = email,
					    .phone = "",
					    .language = languages[i % 4],
					    .tokens = "" };
		struct customer customer;

		HK_TRY(customer_ensure(cx, &new, &customer));
		HK_TRY(db_send(cx->db, DB_UPDATE("customer", "timezone = $3", "id = $2", ""),
			       DB_ARGS(customer.id, zones[i % 3])));

		const struct survey_event event = {
			.effect_key = hk_format(cx->arena, "order %" PRId64, i),
			.order_name = hk_format(cx->arena, "%" PRId64, i),
			.customer_id = customer.id,
			.staff_id = bench->staff[i % COLLEAGUES],
			.team_id = bench->teams[i % TEAMS],
			.channel = "email",
			.outcome = "",
			.at = cx->now
		};
		const struct contact_rule none = { .customer_id = customer.id,
						   .kind = "opt_out",
						   .until = INT64_MAX / 2,
						   .reason = "" };

		HK_TRY(survey_event_add(cx, "contact", &event));
		if (i % ODD == 0)
			HK_TRY(contact_rule_put(cx, &none));
		if (i % ODD == 1)
			HK_TRY(reached_note(cx, customer.id, "reply", ""));
	}
	return HK_OK;
}

static enum hk_result ask_work(struct ctx *cx, void *data)
{
	return survey_ask_due(cx, &((struct bench *)data)->looked);
}

void bench_must(enum hk_result result, const char *what)
{
	if (result == HK_OK)
		return;
	fprintf(stderr, "%s: result %d\n", what, (int)result);
	abort();
}

void bench_write(struct bench *bench, ctx_work *work, const char *what)
{
	hk_arena_reset(bench->cx.arena);
	bench_must(ctx_write(&bench->cx, work, bench), what);
}

static void measure_asking(struct bench *bench)
{
	struct survey_check check = { 0 };
	int64_t begin, count = 0;

	for (bench->from = 0; bench->from < PEOPLE; bench->from += BATCH)
		bench_write(bench, people_add, "people");
	bench->cx.now += HK_SECOND;
	begin = hk_clock_monotonic();
	do {
		bench_write(bench, ask_work, "asking");
		count += (int64_t)bench->looked;
	} while (bench->looked);

	int64_t took = hk_clock_monotonic() - begin;

	hk_arena_reset(bench->cx.arena);
	bench_must(ctx_read(&bench->cx, survey_check_work, &check), "judge");
	printf("%" PRId64 " occasions under all rules in %.1f s: %" PRId64 " asked and queued,"
	       " %" PRId64 " stopped, %" PRId64 " violations%s%s\n",
	       count, (double)took / (double)HK_SECOND, check.asked, check.stopped,
	       check.violations, *check.first ? ": " : "", check.first);
}

static enum hk_result asked_add(struct ctx *cx, const struct bench *bench, int64_t cell, int64_t n)
{
	static const char *const languages[] = { "en", "bn", "lt", "ta" };
	struct figure figure = { .survey_id = bench->survey.id,
				 .question = FIGURES_ASKED,
				 .day = BENCH_FIRST + bench->from,
				 .team_id = bench->teams[cell % TEAMS],
				 .channel = "email",
				 .language = languages[cell / TEAMS / 5],
				 .chance = 100,
				 .score = -1 };

	HK_TRY(figure_move(cx, &figure, n));
	figure.question = FIGURES_ASKED_ANSWERED;
	return figure_move(cx, &figure, n / 2);
}

/* A colleague has a row a week. */
static enum hk_result gates_add(struct ctx *cx, const struct bench *bench)
{
	for (int64_t i = 0; bench->from % 7 == 0 && i < COLLEAGUES; i++) {
		const struct survey_event event = {
			.survey_id = bench->survey.id,
			.staff_id = bench->staff[i],
			.team_id = bench->teams[i % TEAMS],
			.at = (BENCH_FIRST + bench->from) * HK_DAY,
			.decided_at = (BENCH_FIRST + bench->from) * HK_DAY + HK_HOUR,
			.decision = "ask"
		};

		HK_TRY(asking_gate_note(cx, &event));
	}
	return HK_OK;
}

/* The sums of a day, as so many responses of it leave them. */
static enum hk_result day_add(struct ctx *cx, void *data)
{
	struct bench *bench = data;
	static const char *const channels[] = { "email", "web", "qr", "portal", "chat" };
	static const char *const languages[] = { "en", "bn", "lt", "ta" };

	enum { CELLS = TEAMS * 5 * 4 };

	for (int64_t cell = 0; cell < CELLS; cell++) {
		int64_t n = RESPONSES / DAYS / CELLS + (int64_t)(bench_random(bench) % 3);

		for (int64_t score = 0; score < SURVEY_SCORES; score++) {
			const struct figure figure = { .survey_id = bench->survey.id,
						       .day = BENCH_FIRST + bench->from,
						       .team_id = bench->teams[cell % TEAMS],
						       .channel = channels[cell / TEAMS % 5],
						       .language = languages[cell / TEAMS / 5],
						       .chance = 100,
						       .score = score,
						       .value = score };

			HK_TRY(figure_move(cx, &figure,
					   n / SURVEY_SCORES + (score < n % SURVEY_SCORES)));
		}
		/* Asked by mail, and half of them answered. */
		if (cell / TEAMS % 5 == 0)
			HK_TRY(asked_add(cx, bench, cell, 10 * n));
	}
	return gates_add(cx, bench);
}

/* Charts look back a year, whatever the filter. */
static enum hk_result charts_work(struct ctx *cx, const struct bench *bench)
{
	struct figures_filter filter = bench->filter;
	struct figures figures;

	filter.from_day = filter.until_day - DAYS / 2;
	for (filter.question = FIGURES_ASKED_ANSWERED; filter.question <= 0; filter.question++)
		HK_TRY(figures_by_month(cx, &filter, &figures));
	return HK_OK;
}

/* The time before, and whose matters came to the lot. */
static enum hk_result beside_work(struct ctx *cx, const struct bench *bench)
{
	struct figures_filter filter = bench->filter;
	int64_t days = filter.until_day - filter.from_day + 1;
	struct asking_gates gates;
	struct figures figures;

	HK_TRY(charts_work(cx, bench));
	HK_TRY(asking_gates_find(cx, filter.survey_id, filter.from_day, filter.until_day, &gates));
	filter.until_day = filter.from_day - 1;
	filter.from_day -= days;
	return figures_cells(cx, &filter, &figures);
}

static enum hk_result page_work(struct ctx *cx, void *data)
{
	struct bench *bench = data;
	struct figures figures;

	for (int64_t question = FIGURES_ASKED_ANSWERED; question <= 0; question++) {
		bench->filter.question = question;
		HK_TRY(figures_cells(cx, &bench->filter, &figures));
		for (int group = FIGURES_ALL; group <= FIGURES_BY_LANGUAGE; group++)
			(void)figures_fold(cx->arena, &figures, (enum figures_group)group);
	}
	return beside_work(cx, bench);
}

void bench_filter(struct bench *bench, int i)
{
	static const char *const channels[] = { "", "email", "qr" };
	static const char *const languages[] = { "", "ta" };
	int64_t from = BENCH_FIRST + (int64_t)(bench_random(bench) % DAYS);

	bench->filter = (struct figures_filter){
		.survey_id = bench->survey.id,
		.from_day = i % 4 ? from : BENCH_FIRST + 1,
		.until_day = i % 4 ? from + (int64_t)(bench_random(bench) % DAYS)
				   : BENCH_FIRST + DAYS - 2,
		.team_id = i % 2 ? bench->teams[i % TEAMS] : FIGURES_ANY_TEAM,
		.channel = channels[i % 3],
		.language = languages[i / 2 % 2],
	};
}

double bench_page(struct bench *bench)
{
	int64_t begin;

	hk_arena_reset(bench->cx.arena);
	begin = hk_clock_cpu_us();
	bench_must(ctx_read(&bench->cx, page_work, bench), "page");
	return (double)(hk_clock_cpu_us() - begin) / 1000;
}

static void measure_figures(struct bench *bench)
{
	double worst = 0, sum = 0;

	for (bench->from = 0; bench->from < DAYS; bench->from++)
		bench_write(bench, day_add, "sums");
	for (int i = 0; i < FILTERS; i++) {
		double took;

		bench_filter(bench, i);
		took = bench_page(bench);
		sum += took;
		worst = took > worst ? took : worst;
	}
	printf("figures of a page over %d responses: %.1f ms of processor on the average of %d"
	       " filters, %.1f ms at worst\n",
	       RESPONSES, sum / FILTERS, FILTERS, worst);
}

static const struct subscriber nobody[] = { { NULL, NULL } };

int main(int argc, char **argv)
{
	static struct bench bench = { .random = 1 };
	struct settings settings = { .values = { NULL } };
	size_t count;

	if (argc < 2 || argc > 3)
		return EXIT_FAILURE;
	for (size_t i = 0; i < SETTINGS; i++)
		settings.values[i] = "";
	settings.values[SETTING_BASE_URL] = "http://localhost";
	bench_must(db_store_open(&(struct db_settings){ .url = argv[1], .connections = 2 },
				 &bench.house.store),
		   "open");
	bench_must(db_migrate(bench.house.store, migrations, migration_count, 1, &count),
		   "migrate");
	bench.house.settings = &settings;
	bench.house.ids = id_source_new(1);
	bench.house.subscribers = nobody;

	struct kit *kit = kit_new();
	struct hk_arena *arena = hk_arena_new();

	ctx_init(&bench.cx, &bench.house, kit, arena, NOON);
	bench.cx.org_id = 1;
	bench.cx.actor = &actor_house;
	bench.cx.timezone = "UTC";
	bench.cx.language = "en";
	bench_write(&bench, furnish, "house");
	if (argc == 3) {
		bench_responses(&bench, strtoll(argv[2], NULL, 10));
	} else {
		measure_asking(&bench);
		measure_figures(&bench);
	}
	kit_free(kit);
	hk_arena_free(arena);
	db_store_close(bench.house.store);
	return EXIT_SUCCESS;
}
