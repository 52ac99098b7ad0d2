/*
 * Responses as rows. Each is inserted as response.c stores it. Those of the first month are moved
 * into the sums by figure_move(), one call each; of the others the sums are counted month by month
 * in SQL, since ten million times fourteen sums are an hour's work. CHANGED more are given,
 * corrected and erased by response_put() and response_erase() themselves. What the sums say of a
 * filter is compared with a plain SELECT over the rows.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "feedback/response.h"
#include "standard/clock.h"
#include "survey_bench.h"

enum { BATCH = 5000, CHANGED = 2000, FILTERS = 40, COMPARED = 8, CHANNELS = 6, LANGUAGES = 4 };

static const char *const channels[CHANNELS] = { "email", "web", "qr", "portal", "chat", "phone" };
static const char *const languages[LANGUAGES] = { "en", "bn", "lt", "ta" };

struct load {
	struct bench *bench;
	struct survey_version version;
	int64_t rows, at, until;
	int64_t ids[CHANGED];
	struct invitation invitations[CHANGED];
};

static int64_t below(struct bench *bench, uint64_t limit)
{
	return (int64_t)(bench_random(bench) % limit);
}

/* Many are content, some are not. */
static int64_t score_of(struct bench *bench)
{
	int64_t dice = below(bench, 10);

	return dice < 5 ? 9 + below(bench, 2) : dice < 8 ? 7 + below(bench, 2) : below(bench, 7);
}

static int64_t month_after(int64_t day)
{
	enum { MORE_THAN_A_MONTH = 32 };

	return figures_month(figures_month(day) + MORE_THAN_A_MONTH);
}

static enum hk_result rows_work(struct ctx *cx, void *data)
{
	struct load *load = data;
	struct bench *bench = load->bench;

	for (int64_t i = load->at; i < load->until; i++) {
		int64_t day = BENCH_FIRST + i * BENCH_DAYS / load->rows;
		int64_t staff = below(bench, BENCH_COLLEAGUES), score = score_of(bench);
		const struct response one = { .id = ctx_new_id(cx),
					      .survey_id = bench->survey.id,
					      .version = bench->survey.version,
					      .mode = "named",
					      .staff_id = bench->staff[staff],
					      .team_id = bench->teams[staff % BENCH_TEAMS],
					      .channel = channels[below(bench, CHANNELS)],
					      .language = languages[below(bench, LANGUAGES)],
					      .at = day * HK_DAY + below(bench, HK_DAY),
					      .day = day,
					      .chance = below(bench, 4) ? 100 : 50,
					      .score = score,
					      .value = score,
					      .published = RESPONSE_PUBLISHED,
					      .comment = "",
					      .comment_language = "" };
		const struct figure figure = { one.survey_id, 0,           one.day,
					       one.team_id,   one.channel, one.language,
					       one.chance,    one.score,   one.value };

		HK_TRY(db_insert(cx->db, &response_record, &one));
		if (day < month_after(BENCH_FIRST))
			HK_TRY(figure_move(cx, &figure, 1));
		load->ids[i % CHANGED] = one.id;
	}
	return HK_OK;
}

/* Sums in bulk. */

/* clang-format off */
#define SUMS_ADD "INSERT INTO response_sum (org_id, survey_id, question, parts, grain, day, team_id, channel," \
	" language, chance, n, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10, total, squares) "
#define SUMMED "sum(n), sum(s0), sum(s1), sum(s2), sum(s3), sum(s4), sum(s5), sum(s6), sum(s7), sum(s8)," \
	" sum(s9), sum(s10), sum(total), sum(squares) FROM response_sum "
#define ANSWERED(i) "sum(CASE WHEN score = " #i " THEN 1 ELSE 0 END), "
#define DAYS_OF_MONTH "WHERE org_id = $1 AND survey_id = $2 AND question = 0 AND grain = 'day' AND day >= $3 AND day < $4 "

/* clang-format on */

/* As migration 0126 made them: the finest from the rows, all others from these. */
static enum hk_result month_work(struct ctx *cx, void *data)
{
	const struct load *load = data;
	const struct db_args args = DB_ARGS(load->bench->survey.id, load->at, load->until,
					    load->at * HK_DAY, load->until * HK_DAY);

	HK_TRY(db_send(
		cx->db,
		DB_EVERY_ORG(
			SUMS_ADD
			"SELECT org_id, survey_id, 0, 7, 'day', day, team_id, channel, language,"
			" chance, count(*), " ANSWERED(0) ANSWERED(1) ANSWERED(2) ANSWERED(
				3) ANSWERED(4) ANSWERED(5) ANSWERED(6) ANSWERED(7) ANSWERED(8)
				ANSWERED(9) ANSWERED(10) "sum(value), sum(value * value) FROM "
							 "response WHERE org_id = $1 AND"
							 " survey_id = $2 AND at >= $5 AND at < $6 "
							 "AND day >= $3 AND day < $4"
							 " GROUP BY org_id, survey_id, day, "
							 "team_id, channel, language, chance"),
		args));
	for (int64_t parts = 1; parts < 7; parts++)
		HK_TRY(db_send(cx->db,
			       DB_EVERY_ORG(SUMS_ADD
					    "SELECT org_id, survey_id, 0, $5, 'day', day,"
					    " CASE WHEN ($5 & 1) <> 0 THEN team_id ELSE 0 END,"
					    " CASE WHEN ($5 & 2) <> 0 THEN channel ELSE '' END,"
					    " CASE WHEN ($5 & 4) <> 0 THEN language ELSE '' END,"
					    " chance, " SUMMED DAYS_OF_MONTH
					    "AND parts = 7 GROUP BY 1, 2, 6, 7, 8, 9, 10"),
			       DB_ARGS(load->bench->survey.id, load->at, load->until, parts)));
	return db_send(cx->db,
		       DB_EVERY_ORG(SUMS_ADD
				    "SELECT org_id, survey_id, 0, parts, 'month', $3, team_id,"
				    " channel, language, chance, " SUMMED DAYS_OF_MONTH
				    "GROUP BY 1, 2, 4, 7, 8, 9, 10"),
		       DB_ARGS(load->bench->survey.id, load->at, load->until));
}

/* Sums beside rows. */

struct sums {
	int64_t n, scores[SURVEY_SCORES], total, squares;
};

/* clang-format off */
#define SCORE(i) DB_COLUMN_AS(struct sums, scores[i], "coalesce(sum(CASE WHEN score = " #i " THEN 1 ELSE 0 END), 0)")
static const struct db_column sums_columns[] = {
	DB_COLUMN_AS(struct sums, n, "count(*)"),
	SCORE(0), SCORE(1), SCORE(2), SCORE(3), SCORE(4), SCORE(5), SCORE(6), SCORE(7), SCORE(8),
	SCORE(9), SCORE(10),
	DB_COLUMN_AS(struct sums, total, "CAST(coalesce(sum(value), 0) AS bigint)"),
	DB_COLUMN_AS(struct sums, squares, "CAST(coalesce(sum(value * value), 0) AS bigint)"),
};
/* clang-format on */
static const struct db_record sums_record = DB_RECORD("response", struct sums, sums_columns);

struct comparison {
	const struct figures_filter *filter;
	struct sums kept, counted;
};

static enum hk_result compare_work(struct ctx *cx, void *data)
{
	struct comparison *both = data;
	const struct figures_filter *filter = both->filter;
	struct figures cells;

	both->kept = (struct sums){ 0 };
	HK_TRY(figures_cells(cx, filter, &cells));
	cells = figures_fold(cx->arena, &cells, FIGURES_ALL);
	for (size_t i = 0; i < cells.count; i++) {
		both->kept.n += cells.items[i].n;
		both->kept.total += cells.items[i].total;
		both->kept.squares += cells.items[i].squares;
		for (int k = 0; k < SURVEY_SCORES; k++)
			both->kept.scores[k] += cells.items[i].scores[k];
	}
	return db_select_one(
		cx->db, &sums_record,
		DB_WHERE(DB_WALKS "survey_id = $2 AND erased_at = 0 AND day >= $3 AND day <= $4 AND"
				  " (team_id = $5 OR $5 = -1) AND (channel = $6 OR $6 = '') AND"
				  " (language = $7 OR $7 = '')",
			 ""),
		DB_ARGS(filter->survey_id, filter->from_day, filter->until_day, filter->team_id,
			filter->channel, filter->language),
		&both->counted);
}

/* How many filters say something else than their rows. */
static int compare(struct bench *bench, int64_t *ret_seen)
{
	int wrong = 0;

	*ret_seen = 0;
	for (int i = 0; i < COMPARED; i++) {
		struct comparison both = { .filter = &bench->filter };

		bench_filter(bench, i);
		/* The days on which some were changed are in all of them. */
		bench->filter.until_day = INT32_MAX;
		bench->filter.question = 0;
		hk_arena_reset(bench->cx.arena);
		bench_must(ctx_read(&bench->cx, compare_work, &both), "comparison");
		wrong += memcmp(&both.kept, &both.counted, sizeof(both.kept)) != 0;
		*ret_seen += both.counted.n;
	}
	return wrong;
}

/* Given, corrected, erased. */

static enum hk_result answer(struct ctx *cx, struct load *load, int64_t i, int64_t score)
{
	struct bench *bench = load->bench;
	struct response response;
	const struct response_new new = { .survey = &bench->survey,
					  .version = &load->version,
					  .invitation = &load->invitations[i],
					  .channel = channels[i % 2 * 3],
					  .language = languages[i % LANGUAGES],
					  .values = { hk_format(cx->arena, "%" PRId64, score),
						      "" } };

	return response_put(cx, &new, &response);
}

static enum hk_result given_work(struct ctx *cx, void *data)
{
	struct load *load = data;
	struct bench *bench = load->bench;

	HK_TRY(survey_version_find(cx, bench->survey.id, bench->survey.version, &load->version));
	for (int64_t i = 0; i < CHANGED; i++) {
		const struct survey_event event = { .effect_key = hk_format(cx->arena,
									    "given %" PRId64, i),
						    .order_name = "",
						    .customer_id = 1 + i,
						    .staff_id = bench->staff[i % BENCH_COLLEAGUES],
						    .team_id = bench->teams[i % BENCH_TEAMS],
						    .channel = "email",
						    .outcome = "",
						    .at = cx->now };
		struct survey_event stored;

		HK_TRY(survey_event_add(cx, "contact", &event));
		HK_TRY(survey_event_by_key(cx, bench->survey.id, event.effect_key, &stored));
		load->invitations[i] = (struct invitation){ .survey_id = bench->survey.id,
							    .version = bench->survey.version,
							    .event_id = stored.id,
							    .customer_id = 1 + i,
							    .account = "",
							    .channel = "email",
							    .language = languages[i % LANGUAGES],
							    .remind_at = CLOCK_NEVER,
							    .expires_at = cx->now + HK_DAY };
		HK_TRY(invitation_add(cx, &load->invitations[i]));
		HK_TRY(answer(cx, load, i, 9));
	}
	return HK_OK;
}

static enum hk_result corrected_work(struct ctx *cx, void *data)
{
	struct load *load = data;

	HK_TRY(survey_version_find(cx, load->bench->survey.id, load->bench->survey.version,
				   &load->version));
	for (int64_t i = 0; i < CHANGED; i++)
		HK_TRY(answer(cx, load, i, i % 9));
	return HK_OK;
}

/* Half of those that were given so, and rows of the bulk. */
static enum hk_result erased_work(struct ctx *cx, void *data)
{
	struct load *load = data;
	struct response response;

	for (int64_t i = 0; i < CHANGED; i++) {
		if (i < CHANGED / 2) {
			HK_TRY(response_of_invitation(cx, load->invitations[i].id, &response));
			HK_TRY(response_erase(cx, response.id));
		}
		HK_TRY(response_erase(cx, load->ids[i]));
	}
	return HK_OK;
}

static void change(struct load *load, ctx_work *work, const char *what)
{
	hk_arena_reset(load->bench->cx.arena);
	load->bench->cx.now += HK_SECOND;
	bench_must(ctx_write(&load->bench->cx, work, load), what);
}

static void pages(struct bench *bench, int64_t rows)
{
	double worst = 0, sum = 0, first;

	bench_filter(bench, 0);
	first = bench_page(bench);
	for (int i = 0; i < FILTERS; i++) {
		double took;

		bench_filter(bench, i);
		took = bench_page(bench);
		sum += took;
		worst = took > worst ? took : worst;
	}
	printf("figures of a page over %" PRId64 " responses: %.1f ms of processor on the average"
	       " of %d filters, %.1f ms at worst; %.1f ms the first time after a start\n",
	       rows, sum / FILTERS, FILTERS, worst, first);
}

void bench_responses(struct bench *bench, int64_t rows)
{
	static struct load load;
	int64_t begin = hk_clock_cpu_us(), seen, again;
	int before, after;

	load = (struct load){ .bench = bench, .rows = rows };
	for (load.at = 0; load.at < rows; load.at = load.until) {
		load.until = load.at + BATCH < rows ? load.at + BATCH : rows;
		change(&load, rows_work, "rows");
	}
	for (load.at = month_after(BENCH_FIRST); load.at < BENCH_FIRST + BENCH_DAYS;
	     load.at = load.until) {
		load.until = month_after(load.at);
		change(&load, month_work, "sums");
	}
	printf("%" PRId64 " responses stored and put into the sums in %.0f s of processor\n", rows,
	       (double)(hk_clock_cpu_us() - begin) / 1e6);
	(void)fflush(stdout);
	before = compare(bench, &seen);
	pages(bench, rows);
	change(&load, given_work, "given");
	change(&load, corrected_work, "corrected");
	change(&load, erased_work, "erased");
	after = compare(bench, &again);
	printf("%d filters beside a SELECT over %" PRId64 " rows: %d differ; %d given and"
	       " corrected, %d erased: of %d filters, %" PRId64 " rows, %d differ\n",
	       COMPARED, seen, before, CHANGED, CHANGED / 2 * 3, COMPARED, again, after);
}
