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

static enum hk_result week_cells(struct ctx *cx, int64_t survey_id, int64_t day,
				 struct figures *ret)
{
	const struct figures_filter filter = { .survey_id = survey_id,
					       .from_day = day,
					       .until_day = day + WEEK_DAYS - 1,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" };

	HK_TRY(figures_cells(cx, &filter, ret));
	*ret = figures_fold(cx->arena, ret, FIGURES_ALL);
	return HK_OK;
}

/* How many answered a survey in the week from that day on, by the kept sums. */
static enum hk_result answers_count(struct ctx *cx, const struct survey_list *surveys, int64_t day,
				    int64_t *ret)
{
	struct figures cells;

	*ret = 0;
	for (size_t i = 0; i < surveys->count; i++) {
		HK_TRY(week_cells(cx, surveys->items[i].id, day, &cells));
		for (size_t k = 0; k < cells.count; k++)
			*ret += cells.items[k].n;
	}
	return HK_OK;
}

/* Tickets of those weeks, but not what was thrown away. */
static enum hk_result tickets_count(struct ctx *cx, int64_t from, size_t weeks, int64_t *counts)
{
	const struct opened *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &opened_record,
			 DB_WHERE("opened_at >= $2 AND opened_at < $3 AND bucket <> 'spam' AND"
				  " bucket <> 'deleted'",
				  "GROUP BY (opened_at - $2) / 604800000 ORDER BY 1"),
			 DB_ARGS(from, from + (int64_t)weeks * WEEK), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		counts[items[i].week] = items[i].count;
	return HK_OK;
}

/* Out of how many who could have said it: those who wrote, and those who answered a survey. Of a
 * measure that counts weeks a week in which nobody came is none. */
static enum hk_result said_count(struct ctx *cx, const struct prevention *action, int64_t from,
				 struct prevention_weeks *weeks)
{
	size_t room = weeks->count ? weeks->count : 1;
	int64_t *counts = hk_alloc(cx->arena, room, sizeof(*counts));
	int64_t *heard = hk_alloc(cx->arena, room, sizeof(*heard));
	bool is_rate = hk_equal(action->measure, "per_thousand");
	struct survey_list surveys;

	HK_TRY(cause_weeks(cx, action->cause_id, from, weeks->count, counts));
	HK_TRY(tickets_count(cx, from, weeks->count, heard));
	HK_TRY(survey_every(cx, &surveys));
	for (size_t i = 0; i < weeks->count; i++) {
		int64_t day = figures_day(cx, from) + (int64_t)i * WEEK_DAYS, answers = 0;

		if (is_rate || heard[i] + counts[i] == 0)
			HK_TRY(answers_count(cx, &surveys, day, &answers));
		heard[i] += answers;
		/* What was imported or erased meanwhile said it all the same. */
		if (heard[i] < counts[i])
			heard[i] = counts[i];
		weeks->items[i] =
			(struct prevention_week){ counts[i], is_rate ? heard[i] : heard[i] > 0 };
	}
	return HK_OK;
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
	struct figures cells;

	*ret = (struct prevention_week){ 0, 0 };
	HK_TRY(week_cells(cx, survey->id, day, &cells));
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
