#include "feedback/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/i18n.h"
#include "core/zone.h"

enum { DAYS_A_WEEK = 7, THURSDAY = 3, NO_GROUP = -1 };

/* ---- days ---- */

int64_t figures_day(struct ctx *cx, int64_t at)
{
	struct zone_shifts shifts = zone_shifts_between(cx->arena, cx->timezone, at, at + 1);
	int64_t local = at + shifts.items[0].offset;

	return local >= 0 ? local / HK_DAY : (local - HK_DAY + 1) / HK_DAY;
}

int64_t figures_month(int64_t day)
{
	/* Civil date from days (Hinnant, 2013), of which the day of the month is enough. */
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	return day - (doy - (153 * mp + 2) / 5);
}

int64_t figures_week(struct ctx *cx, int64_t at)
{
	int64_t day = figures_day(cx, at);
	/* 1970-01-01 was a Thursday. */
	int64_t back = ((day + THURSDAY) % DAYS_A_WEEK + DAYS_A_WEEK) % DAYS_A_WEEK;

	return i18n_clock(cx->kit->formats, cx->timezone, at, -(int)back, 0);
}

/* ---- writing ---- */

static enum hk_result move_in(struct ctx *cx, const struct figure *figure, const char *grain,
			      int64_t day, int64_t by)
{
	struct db_value values[12 + SURVEY_SCORES] = {
		DB_V(figure->survey_id),
		DB_V(figure->question),
		DB_V(grain),
		DB_V(day),
		DB_V(figure->team_id),
		DB_V(figure->channel),
		DB_V(figure->language),
		DB_V(figure->chance),
		DB_V(by),
		DB_V(by * figure->value),
		DB_V(by * figure->value * figure->value),
	};
	size_t count = 11;

	for (int64_t i = 0; i < SURVEY_SCORES; i++)
		values[count++] = DB_V(figure->score == i ? by : (int64_t)0);
	return db_send(
		cx->db,
		DB_ADD("response_sum",
		       "survey_id, question, grain, day, team_id, channel, language, chance, n,"
		       " total, squares, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10",
		       "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
		       " $18, $19, $20, $21, $22, $23",
		       "ON CONFLICT (org_id, survey_id, question, grain, day, team_id, channel,"
		       " language, chance) DO UPDATE SET n = response_sum.n + excluded.n,"
		       " total = response_sum.total + excluded.total,"
		       " squares = response_sum.squares + excluded.squares,"
		       " s0 = response_sum.s0 + excluded.s0, s1 = response_sum.s1 + excluded.s1,"
		       " s2 = response_sum.s2 + excluded.s2, s3 = response_sum.s3 + excluded.s3,"
		       " s4 = response_sum.s4 + excluded.s4, s5 = response_sum.s5 + excluded.s5,"
		       " s6 = response_sum.s6 + excluded.s6, s7 = response_sum.s7 + excluded.s7,"
		       " s8 = response_sum.s8 + excluded.s8, s9 = response_sum.s9 + excluded.s9,"
		       " s10 = response_sum.s10 + excluded.s10"),
		(struct db_args){ values, count });
}

enum hk_result figure_move(struct ctx *cx, const struct figure *figure, int64_t by)
{
	HK_TRY(move_in(cx, figure, "day", figure->day, by));
	return move_in(cx, figure, "month", figures_month(figure->day), by);
}

/* ---- reading ---- */

/* clang-format off */
#define SUM(member, column) \
	DB_COLUMN_AS(struct figures_row, member, "coalesce(sum(" column "), 0)")
#define SUMS                                                                       \
	SUM(n, "n"), SUM(scores[0], "s0"), SUM(scores[1], "s1"), SUM(scores[2], "s2"), \
	SUM(scores[3], "s3"), SUM(scores[4], "s4"), SUM(scores[5], "s5"),           \
	SUM(scores[6], "s6"), SUM(scores[7], "s7"), SUM(scores[8], "s8"),           \
	SUM(scores[9], "s9"), SUM(scores[10], "s10"), SUM(total, "total"), SUM(squares, "squares")
#define COLUMNS(day, team, word)                             \
	DB_COLUMN_AS(struct figures_row, group_day, day),       \
	DB_COLUMN_AS(struct figures_row, group_team, team),     \
	DB_COLUMN_AS(struct figures_row, group_word, word),     \
	DB_COLUMN(struct figures_row, chance), SUMS
#define RANGE "survey_id = $2 AND question = $3 AND grain = $4 AND day >= $5 AND day < $6"       \
	" AND ($7 = -1 OR team_id = $7) AND ($8 = '' OR channel = $8) AND ($9 = '' OR language = $9)"
/* clang-format on */

static const struct db_column all_columns[] = { COLUMNS("0", "0", "''") };
static const struct db_record all_record =
	DB_RECORD("response_sum", struct figures_row, all_columns);
static const struct db_column day_columns[] = { COLUMNS("day", "0", "''") };
static const struct db_record day_record =
	DB_RECORD("response_sum", struct figures_row, day_columns);
static const struct db_column team_columns[] = { COLUMNS("0", "team_id", "''") };
static const struct db_record team_record =
	DB_RECORD("response_sum", struct figures_row, team_columns);
static const struct db_column channel_columns[] = { COLUMNS("0", "0", "channel") };
static const struct db_record channel_record =
	DB_RECORD("response_sum", struct figures_row, channel_columns);
static const struct db_column language_columns[] = { COLUMNS("0", "0", "language") };
static const struct db_record language_record =
	DB_RECORD("response_sum", struct figures_row, language_columns);

/* One stretch of days or months. */
static enum hk_result stretch(struct ctx *cx, const struct figures_filter *filter, int group,
			      const char *grain, int64_t from, int64_t until, struct db_rows *ret)
{
	struct db_args args = DB_ARGS(filter->survey_id, filter->question, grain, from, until,
				      filter->team_id, filter->channel, filter->language);

	switch (group) {
	case FIGURES_BY_MONTH:
		return db_select(cx->db, &day_record,
				 DB_WHERE(RANGE, "GROUP BY day, chance ORDER BY day, chance"), args,
				 ret);
	case FIGURES_BY_TEAM:
		return db_select(cx->db, &team_record, DB_WHERE(RANGE, "GROUP BY team_id, chance"),
				 args, ret);
	case FIGURES_BY_CHANNEL:
		return db_select(cx->db, &channel_record,
				 DB_WHERE(RANGE, "GROUP BY channel, chance"), args, ret);
	case FIGURES_BY_LANGUAGE:
		return db_select(cx->db, &language_record,
				 DB_WHERE(RANGE, "GROUP BY language, chance"), args, ret);
	default:
		return db_select(cx->db, &all_record, DB_WHERE(RANGE, "GROUP BY chance"), args,
				 ret);
	}
}

static bool is_same(const struct figures_row *a, const struct figures_row *b)
{
	return a->chance == b->chance && a->group_day == b->group_day &&
	       a->group_team == b->group_team && strcmp(a->group_word, b->group_word) == 0;
}

static int order(const void *left, const void *right)
{
	const struct figures_row *a = left, *b = right;
	int words = strcmp(a->group_word, b->group_word);

	if (a->group_day != b->group_day)
		return a->group_day < b->group_day ? -1 : 1;
	if (a->group_team != b->group_team)
		return a->group_team < b->group_team ? -1 : 1;
	if (words)
		return words;
	return a->chance < b->chance ? -1 : a->chance > b->chance;
}

static void row_add(struct figures_row *into, const struct figures_row *from)
{
	into->n += from->n;
	into->total += from->total;
	into->squares += from->squares;
	for (size_t i = 0; i < SURVEY_SCORES; i++)
		into->scores[i] += from->scores[i];
}

/* What several stretches say of the same is one row. */
static void fold(struct figures *figures)
{
	size_t kept = 0;

	qsort(figures->items, figures->count, sizeof(*figures->items), order);
	for (size_t i = 0; i < figures->count; i++) {
		if (kept && is_same(&figures->items[kept - 1], &figures->items[i]))
			row_add(&figures->items[kept - 1], &figures->items[i]);
		else
			figures->items[kept++] = figures->items[i];
	}
	figures->count = kept;
}

static void append(struct ctx *cx, struct figures *figures, const struct db_rows *rows,
		   bool by_month)
{
	size_t count = figures->count + rows->count;
	struct figures_row *items = hk_alloc(cx->arena, count ? count : 1, sizeof(*items));

	if (figures->count)
		memcpy(items, figures->items, figures->count * sizeof(*items));
	if (rows->count)
		memcpy(items + figures->count, rows->items, rows->count * sizeof(*items));
	for (size_t i = figures->count; by_month && i < count; i++)
		items[i].group_day = figures_month(items[i].group_day);
	*figures = (struct figures){ items, count };
}

/* The first day of the month after the one that begins on that day. */
static int64_t next_month(int64_t month)
{
	enum { MORE_THAN_A_MONTH = 32 };

	return figures_month(month + MORE_THAN_A_MONTH);
}

static enum hk_result find(struct ctx *cx, const struct figures_filter *filter, int group,
			   struct figures *ret)
{
	int64_t end = filter->until_day + 1, month = figures_month(filter->from_day);
	int64_t first = month == filter->from_day ? month : next_month(month);
	int64_t last = figures_month(end);

	struct {
		const char *grain;
		int64_t from, until;
	} stretches[] = { { "month", first, last },
			  { "day", filter->from_day, first },
			  { "day", last, end } };
	struct figures figures = { NULL, 0 };

	/* No whole month lies within. */
	if (first >= last) {
		stretches[0].until = first;
		stretches[1].until = end;
		stretches[2].from = end;
	}
	for (size_t i = 0; i < HK_COUNT(stretches); i++) {
		struct db_rows rows = { NULL, 0 };

		if (stretches[i].from >= stretches[i].until)
			continue;
		HK_TRY(stretch(cx, filter, group, stretches[i].grain, stretches[i].from,
			       stretches[i].until, &rows));
		append(cx, &figures, &rows, group == FIGURES_BY_MONTH);
	}
	if (figures.count)
		fold(&figures);
	*ret = figures;
	return HK_OK;
}

enum hk_result figures_find(struct ctx *cx, const struct figures_filter *filter,
			    struct figures *ret)
{
	return find(cx, filter, NO_GROUP, ret);
}

enum hk_result figures_grouped(struct ctx *cx, const struct figures_filter *filter,
			       enum figures_group group, struct figures *ret)
{
	return find(cx, filter, (int)group, ret);
}
