#include "feedback/figures.h"

#include <stdlib.h>
#include <string.h>

#include "base/time.h"
#include "core/i18n.h"
#include "core/zone.h"

enum { DAYS_A_WEEK = 7, THURSDAY = 3 };

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

/* ---- what sums are told apart by ---- */

/* As response_sum.parts: each of these ways has rows of its own. */
enum { BY_TEAM = 1, BY_CHANNEL = 2, BY_LANGUAGE = 4, BY_ALL = 7 };

static int64_t parts_of(const struct figures_filter *filter)
{
	return (filter->team_id == FIGURES_ANY_TEAM ? 0 : BY_TEAM) |
	       (*filter->channel ? BY_CHANNEL : 0) | (*filter->language ? BY_LANGUAGE : 0);
}

/* The fewest rows that tell groups apart within a filter of those parts. Without any, languages
 * are few. */
static int64_t parts_for(int64_t filtered, enum figures_group group)
{
	switch (group) {
	case FIGURES_BY_TEAM: return filtered | BY_TEAM;
	case FIGURES_BY_CHANNEL: return filtered | BY_CHANNEL;
	case FIGURES_BY_LANGUAGE: return filtered | BY_LANGUAGE;
	case FIGURES_ALL:
	case FIGURES_BY_MONTH: break;
	}
	return filtered ? filtered : BY_LANGUAGE;
}

/* ---- writing ---- */

static enum hk_result move_in(struct ctx *cx, const struct figure *figure, const char *grain,
			      int64_t parts, int64_t by)
{
	bool is_month = strcmp(grain, "month") == 0;
	struct db_value values[12 + SURVEY_SCORES] = {
		DB_V(figure->survey_id),
		DB_V(figure->question),
		DB_V(parts),
		DB_V(grain),
		DB_V(is_month ? figures_month(figure->day) : figure->day),
		DB_V(parts & BY_TEAM ? figure->team_id : (int64_t)0),
		DB_V(parts & BY_CHANNEL ? figure->channel : ""),
		DB_V(parts & BY_LANGUAGE ? figure->language : ""),
		DB_V(figure->chance),
		DB_V(by),
		DB_V(by * figure->value),
		DB_V(by * figure->value * figure->value),
	};
	size_t count = 12;

	for (int64_t i = 0; i < SURVEY_SCORES; i++)
		values[count++] = DB_V(figure->score == i ? by : (int64_t)0);
	return db_send(
		cx->db,
		DB_ADD("response_sum",
		       "survey_id, question, parts, grain, day, team_id, channel, language, chance,"
		       " n, total, squares, s0, s1, s2, s3, s4, s5, s6, s7, s8, s9, s10",
		       "$2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,"
		       " $18, $19, $20, $21, $22, $23, $24",
		       "ON CONFLICT (org_id, survey_id, question, parts, grain, day, team_id,"
		       " channel, language, chance) DO UPDATE SET n = response_sum.n + excluded.n,"
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
	for (int64_t parts = BY_ALL; parts > 0; parts--) {
		HK_TRY(move_in(cx, figure, "day", parts, by));
		HK_TRY(move_in(cx, figure, "month", parts, by));
	}
	return HK_OK;
}

/* ---- reading ---- */

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct figures_row, month, "day"),
	DB_COLUMN(struct figures_row, parts),
	DB_COLUMN(struct figures_row, team_id),
	DB_COLUMN(struct figures_row, channel),
	DB_COLUMN(struct figures_row, language),
	DB_COLUMN(struct figures_row, chance),
	DB_COLUMN(struct figures_row, n),
	DB_COLUMN_AS(struct figures_row, scores[0], "s0"),
	DB_COLUMN_AS(struct figures_row, scores[1], "s1"),
	DB_COLUMN_AS(struct figures_row, scores[2], "s2"),
	DB_COLUMN_AS(struct figures_row, scores[3], "s3"),
	DB_COLUMN_AS(struct figures_row, scores[4], "s4"),
	DB_COLUMN_AS(struct figures_row, scores[5], "s5"),
	DB_COLUMN_AS(struct figures_row, scores[6], "s6"),
	DB_COLUMN_AS(struct figures_row, scores[7], "s7"),
	DB_COLUMN_AS(struct figures_row, scores[8], "s8"),
	DB_COLUMN_AS(struct figures_row, scores[9], "s9"),
	DB_COLUMN_AS(struct figures_row, scores[10], "s10"),
	DB_COLUMN(struct figures_row, total),
	DB_COLUMN(struct figures_row, squares),
};
static const struct db_record record = DB_RECORD("response_sum", struct figures_row, columns);

static void append(struct ctx *cx, struct figures *figures, const struct figures_row *rows,
		   size_t more)
{
	size_t count = figures->count + more;
	struct figures_row *items = hk_alloc(cx->arena, count ? count : 1, sizeof(*items));

	if (figures->count)
		memcpy(items, figures->items, figures->count * sizeof(*items));
	if (more)
		memcpy(items + figures->count, rows, more * sizeof(*items));
	for (size_t i = figures->count; i < count; i++)
		items[i].month = figures_month(items[i].month);
	figures->items = items;
	figures->count = count;
}

int64_t figures_next_month(int64_t month)
{
	enum { MORE_THAN_A_MONTH = 32 };

	return figures_month(month + MORE_THAN_A_MONTH);
}

#define WITHIN                                                                        \
	"survey_id = $2 AND question = $3 AND ($4 = -1 OR team_id = $4) AND"          \
	" ($5 = '' OR channel = $5) AND ($6 = '' OR language = $6) AND day >= $7 AND" \
	" day < $8 AND "

/* Rows of that grain which begin on one of these days, for every group within the filter. */
static enum hk_result rows_read(struct ctx *cx, const struct figures_filter *filter,
				const char *grain, int64_t from, int64_t until,
				struct figures *figures)
{
	int64_t filtered = parts_of(filter);
	const struct db_value values[] = {
		DB_V(filter->survey_id),
		DB_V(filter->question),
		DB_V(filter->team_id),
		DB_V(filter->channel),
		DB_V(filter->language),
		DB_V(from),
		DB_V(until),
		DB_V(grain),
		DB_V(parts_for(filtered, FIGURES_BY_TEAM)),
		DB_V(parts_for(filtered, FIGURES_BY_CHANNEL)),
		DB_V(parts_for(filtered, FIGURES_BY_LANGUAGE)),
	};
	struct db_rows rows;

	if (from >= until)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE(WITHIN "grain = $9 AND parts IN ($10, $11, $12)", ""),
			 ((struct db_args){ values, HK_COUNT(values) }), &rows));
	append(cx, figures, rows.items, rows.count);
	return HK_OK;
}

static int order(const void *left, const void *right)
{
	const struct figures_row *a = left, *b = right;
	int words;

	if (a->parts != b->parts)
		return a->parts < b->parts ? -1 : 1;
	if (a->month != b->month)
		return a->month < b->month ? -1 : 1;
	if (a->team_id != b->team_id)
		return a->team_id < b->team_id ? -1 : 1;
	words = strcmp(a->channel, b->channel);
	if (!words)
		words = strcmp(a->language, b->language);
	if (words)
		return words;
	return a->chance < b->chance ? -1 : a->chance > b->chance;
}

static void row_take(struct figures_row *from, const struct figures_row *row)
{
	from->n -= row->n;
	from->total -= row->total;
	from->squares -= row->squares;
	for (size_t i = 0; i < SURVEY_SCORES; i++)
		from->scores[i] -= row->scores[i];
}

/* Every answer of a day is in its month too, so each cell finds its own. */
static void take_out(struct figures *month, const struct figures *days)
{
	size_t kept = 0;

	if (month->count)
		qsort(month->items, month->count, sizeof(*month->items), order);
	for (size_t i = 0; i < days->count && month->count; i++) {
		struct figures_row *cell = bsearch(&days->items[i], month->items, month->count,
						   sizeof(*month->items), order);

		if (cell)
			row_take(cell, &days->items[i]);
	}
	for (size_t i = 0; i < month->count; i++)
		if (month->items[i].n)
			month->items[kept++] = month->items[i];
	month->count = kept;
}

/* Days of one month: these, or all of the month without the others, whichever reads less. */
static enum hk_result part_read(struct ctx *cx, const struct figures_filter *filter, int64_t from,
				int64_t until, struct figures *figures)
{
	int64_t begin = figures_month(from), end = figures_next_month(begin);
	struct figures month = { 0 }, others = { 0 };

	if (until - from <= (end - begin) / 2)
		return rows_read(cx, filter, "day", from, until, figures);
	HK_TRY(rows_read(cx, filter, "month", begin, end, &month));
	HK_TRY(rows_read(cx, filter, "day", begin, from, &others));
	HK_TRY(rows_read(cx, filter, "day", until, end, &others));
	take_out(&month, &others);
	append(cx, figures, month.items, month.count);
	return HK_OK;
}

enum hk_result figures_cells(struct ctx *cx, const struct figures_filter *filter,
			     struct figures *ret)
{
	int64_t end = filter->until_day + 1, month = figures_month(filter->from_day);
	int64_t first = month == filter->from_day ? month : figures_next_month(month);
	int64_t last = figures_month(end);
	struct figures figures = { .parts = parts_of(filter) };

	if (first > end) {
		/* All of it lies within one month. */
		HK_TRY(part_read(cx, filter, filter->from_day, end, &figures));
	} else {
		HK_TRY(part_read(cx, filter, filter->from_day, first, &figures));
		HK_TRY(rows_read(cx, filter, "month", first, last, &figures));
		HK_TRY(part_read(cx, filter, last, end, &figures));
	}
	*ret = figures;
	return HK_OK;
}

/* ---- putting together ---- */

static struct figures_row key_of(const struct figures_row *row, enum figures_group group)
{
	struct figures_row key = *row;

	key.parts = 0;
	if (group != FIGURES_BY_MONTH)
		key.month = 0;
	if (group != FIGURES_BY_TEAM)
		key.team_id = 0;
	if (group != FIGURES_BY_CHANNEL)
		key.channel = "";
	if (group != FIGURES_BY_LANGUAGE)
		key.language = "";
	return key;
}

static void row_add(struct figures_row *into, const struct figures_row *from)
{
	into->n += from->n;
	into->total += from->total;
	into->squares += from->squares;
	for (size_t i = 0; i < SURVEY_SCORES; i++)
		into->scores[i] += from->scores[i];
}

struct figures figures_fold(struct hk_arena *arena, const struct figures *cells,
			    enum figures_group group)
{
	struct figures_row *items =
		hk_alloc(arena, cells->count ? cells->count : 1, sizeof(*items));
	int64_t parts = parts_for(cells->parts, group);
	size_t kept = 0;

	for (size_t i = 0; i < cells->count; i++) {
		struct figures_row key;
		size_t at = 0;

		if (cells->items[i].parts != parts)
			continue;
		key = key_of(&cells->items[i], group);
		/* There are few groups: months, teams, a handful of the others. */
		while (at < kept && order(&items[at], &key) != 0)
			at++;
		if (at < kept)
			row_add(&items[at], &key);
		else
			items[kept++] = key;
	}
	if (kept)
		qsort(items, kept, sizeof(*items), order);
	return (struct figures){ .items = items, .count = kept };
}

enum hk_result figures_by_month(struct ctx *cx, const struct figures_filter *filter,
				struct figures *ret)
{
	struct figures cells = { .parts = parts_of(filter) };
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE(WITHIN "grain = 'month' AND parts = $9", ""),
			 DB_ARGS(filter->survey_id, filter->question, filter->team_id,
				 filter->channel, filter->language, figures_month(filter->from_day),
				 filter->until_day + 1, parts_for(cells.parts, FIGURES_BY_MONTH)),
			 &rows));
	append(cx, &cells, rows.items, rows.count);
	*ret = figures_fold(cx->arena, &cells, FIGURES_BY_MONTH);
	return HK_OK;
}
