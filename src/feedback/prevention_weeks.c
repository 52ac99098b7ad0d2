#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "feedback/figures.h"
#include "feedback/prevention.h"

enum { WEEK_DAYS = 7 };

#define WEEK (WEEK_DAYS * HK_DAY)

struct opened {
	int64_t week, count;
};

static const struct db_column opened_columns[] = {
	DB_COLUMN_AS(struct opened, week, "(opened_at - $2) / 604800000"),
	DB_COLUMN_AS(struct opened, count, "count(*)"),
};
static const struct db_record opened_record = DB_RECORD("ticket", struct opened, opened_columns);

/* Out of how many tickets: those of the same weeks, but not what was thrown away. */
static enum hk_result tickets_count(struct ctx *cx, int64_t from, struct prevention_weeks *weeks)
{
	const struct opened *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &opened_record,
			 DB_WHERE("opened_at >= $2 AND opened_at < $3 AND bucket <> 'spam' AND"
				  " bucket <> 'deleted'",
				  "GROUP BY (opened_at - $2) / 604800000 ORDER BY 1"),
			 DB_ARGS(from, from + (int64_t)weeks->count * WEEK), &rows));
	items = rows.items;
	for (size_t i = 0; i < weeks->count; i++)
		weeks->items[i].exposure = 0;
	for (size_t i = 0; i < rows.count; i++)
		weeks->items[items[i].week].exposure = items[i].count;
	return HK_OK;
}

static enum hk_result said_count(struct ctx *cx, const struct prevention *action, int64_t from,
				 struct prevention_weeks *weeks)
{
	int64_t *counts = hk_alloc(cx->arena, weeks->count ? weeks->count : 1, sizeof(*counts));

	HK_TRY(cause_weeks(cx, action->cause_id, from, weeks->count, counts));
	for (size_t i = 0; i < weeks->count; i++)
		weeks->items[i] = (struct prevention_week){ counts[i], 1 };
	return hk_equal(action->measure, "per_thousand") ? tickets_count(cx, from, weeks) : HK_OK;
}

/* Of one whose scale is known by its kind (prevention_add() takes no other). */
static bool is_unhappy(const struct survey *survey, int64_t score)
{
	static const struct survey_question none = { 0 };

	return response_is_unhappy(survey->kind, &none, score, score);
}

static enum hk_result unhappy_week(struct ctx *cx, const struct survey *survey, int64_t day,
				   struct prevention_week *ret)
{
	const struct figures_filter filter = { .survey_id = survey->id,
					       .from_day = day,
					       .until_day = day + WEEK_DAYS - 1,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" };
	struct figures cells;

	*ret = (struct prevention_week){ 0, 0 };
	HK_TRY(figures_cells(cx, &filter, &cells));
	cells = figures_fold(cx->arena, &cells, FIGURES_ALL);
	for (size_t i = 0; i < cells.count; i++) {
		ret->exposure += cells.items[i].n;
		for (int64_t score = 0; score < SURVEY_SCORES; score++)
			if (is_unhappy(survey, score))
				ret->events += cells.items[i].scores[score];
	}
	return HK_OK;
}

static enum hk_result count(struct ctx *cx, const struct prevention *action, int64_t from,
			    struct prevention_weeks *weeks)
{
	struct survey survey;

	if (!hk_equal(action->measure, "unhappy"))
		return said_count(cx, action, from, weeks);
	HK_TRY(survey_find(cx, action->survey_id, &survey));
	for (size_t i = 0; i < weeks->count; i++)
		HK_TRY(unhappy_week(cx, &survey, figures_day(cx, from) + (int64_t)i * WEEK_DAYS,
				    &weeks->items[i]));
	return HK_OK;
}

/* Weeks in which nobody could have said it yet would make it look rarer than it was. */
static enum hk_result weeks_before(struct ctx *cx, const struct prevention *action, size_t *ret)
{
	int64_t first_at, whole;
	enum hk_result result;

	*ret = PREVENTION_BEFORE;
	if (hk_equal(action->measure, "unhappy"))
		return HK_OK;
	result = cause_first_at(cx, action->cause_id, &first_at);
	if (result == HK_NOT_FOUND)
		first_at = action->begin_at;
	else
		HK_TRY(result);
	whole = first_at < action->begin_at ? (action->begin_at - first_at) / WEEK : 0;
	*ret = whole < PREVENTION_BEFORE ? (size_t)whole : PREVENTION_BEFORE;
	return HK_OK;
}

enum hk_result prevention_before(struct ctx *cx, const struct prevention *action,
				 struct prevention_weeks *ret)
{
	size_t weeks;

	HK_TRY(weeks_before(cx, action, &weeks));
	*ret = (struct prevention_weeks){
		hk_alloc(cx->arena, weeks ? weeks : 1, sizeof(*ret->items)), weeks
	};
	return count(cx, action, action->begin_at - (int64_t)weeks * WEEK, ret);
}

enum hk_result prevention_after(struct ctx *cx, const struct prevention *action, int64_t until,
				struct prevention_weeks *ret)
{
	int64_t end = until < action->check_at ? until : action->check_at;
	size_t weeks = end > action->begin_at ? (size_t)((end - action->begin_at) / WEEK) : 0;

	*ret = (struct prevention_weeks){
		hk_alloc(cx->arena, weeks ? weeks : 1, sizeof(*ret->items)), weeks
	};
	return count(cx, action, action->begin_at, ret);
}
