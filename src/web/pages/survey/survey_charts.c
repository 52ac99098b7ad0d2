#include "web/pages/survey/survey_charts.h"

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "feedback/loop/loop_list.h"
#include "ticket/complaint/complaint_report.h"
#include "web/pages/admin/survey_score.h"
#include "web/pages/survey/survey_honest.h"

enum {
	PERCENT = 100,
	SHARES_LEAST = 4,  /* months or weeks, of counts that have limits of their own */
	SINGLES_LEAST = 6, /* of single values, which say by their moves alone what is usual */
	CHARTS_MOST = 4,
	MONTH_LETTERS = 7,
	MONTH_DAYS = 31,
	LATE_DAYS = 14, /* who was asked so lately may still answer */
	WEEKS = 26,
	WEEK_DAYS = 7,
	GRAVE_MOST = 40,
};

struct months {
	struct ctx *cx;
	const struct survey *survey;
	const struct survey_question *first;
	struct figures answers, asked, answered; /* by month */
	struct chart_view *items;
	size_t count;
};

/* A month is that of its first row; where the next one begins. */
static size_t month_end(const struct figures *cells, size_t at)
{
	size_t end = at;

	while (end < cells->count && cells->items[end].month == cells->items[at].month)
		end++;
	return end;
}

static const char *month_label(struct ctx *cx, int64_t month)
{
	return hk_copy(cx->arena, hk_day_write(cx->arena, month), MONTH_LETTERS);
}

static void view_add(struct months *months, const struct chart *chart,
		     const struct chart_words *words)
{
	const struct i18n_reader reader = i18n_reader_of(months->cx);

	months->items[months->count++] = chart_view_of(&reader, chart, words);
}

/* What the figure can be. */
static void bounds_find(const struct months *months, double *ret_least, double *ret_most)
{
	const char *kind = months->survey->kind;

	*ret_least = 0;
	*ret_most = 1;
	if (hk_equal(kind, "nps"))
		*ret_least = -PERCENT;
	if (hk_equal(kind, "nps") || hk_equal(kind, "index"))
		*ret_most = PERCENT;
	if (hk_equal(kind, "custom")) {
		*ret_least = (double)months->first->low;
		*ret_most = (double)months->first->high;
	}
}

/* The figure of each month that has one: I and MR. */
static enum hk_result singles_add(struct months *months)
{
	struct ctx *cx = months->cx;
	const struct figures *cells = &months->answers;
	const char *labels[CHART_MONTHS + 1];
	double values[CHART_MONTHS + 1];
	bool is_share =
		hk_equal(months->survey->kind, "csat") || hk_equal(months->survey->kind, "ces");
	struct chart_words words = { .id = "months",
				     .title = i18n_text(cx->language,
							TR("The figure, month by month")),
				     .labels = labels,
				     .times = is_share ? PERCENT : 1,
				     .unit = is_share ? "%" : "" };
	struct chart chart;
	double least, most;
	size_t count = 0;

	for (size_t i = 0, next; i < cells->count && count <= CHART_MONTHS; i = next) {
		next = month_end(cells, i);

		struct score score = survey_score(months->survey, months->first, cells->items + i,
						  next - i, months->survey->least);

		if (score.state != SCORE_TOLD)
			continue;
		labels[count] = month_label(cx, cells->items[i].month);
		values[count++] = score.value;
	}
	if (count < SINGLES_LEAST)
		return HK_OK;
	bounds_find(months, &least, &most);
	HK_TRY(chart_single(cx->arena, values, count, 0, &chart));
	chart_within(&chart, least, most);
	view_add(months, &chart, &words);
	words.id = "moves";
	words.title = i18n_text(cx->language, TR("How far it moves from one month to the next"));
	HK_TRY(chart_range(cx->arena, values, count, 0, &chart));
	chart_within(&chart, 0, most - least);
	view_add(months, &chart, &words);
	return HK_OK;
}

static enum hk_result share_add_view(struct months *months, const struct chart_group *groups,
				     size_t count, const struct chart_words *words)
{
	struct chart chart;

	if (count < SHARES_LEAST)
		return HK_OK;
	HK_TRY(chart_share(months->cx->arena, groups, count, 0, true, &chart));
	view_add(months, &chart, words);
	return HK_OK;
}

/* Of answers, not of people: limits of a chart rest on how many there were. */
static struct chart_group delighted_of(const struct figures_row *rows, size_t count, int64_t from)
{
	struct chart_group group = { 0, 0 };

	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < SURVEY_SCORES; k++) {
			group.exposure += (double)rows[i].scores[k];
			group.events += k >= from ? (double)rows[i].scores[k] : 0;
		}
	return group;
}

static enum hk_result delighted_add(struct months *months)
{
	struct ctx *cx = months->cx;
	const struct figures *cells = &months->answers;
	struct chart_group groups[CHART_MONTHS + 1];
	const char *labels[CHART_MONTHS + 1];
	const struct chart_words words = {
		.id = "delighted",
		.title = i18n_text(cx->language, TR("Share of the delighted, by month")),
		.labels = labels,
		.times = PERCENT,
		.unit = "%"
	};
	size_t count = 0;
	int64_t from;

	if (!survey_delighted_from(months->survey, months->first, &from))
		return HK_OK;
	for (size_t i = 0, next; i < cells->count && count <= CHART_MONTHS; i = next) {
		next = month_end(cells, i);
		groups[count] = delighted_of(cells->items + i, next - i, from);
		if (groups[count].exposure < 1 ||
		    groups[count].exposure < (double)months->survey->least)
			continue;
		labels[count++] = month_label(cx, cells->items[i].month);
	}
	return share_add_view(months, groups, count, &words);
}

static double asked_in(const struct figures *cells, int64_t month)
{
	double n = 0;

	for (size_t i = 0; i < cells->count; i++)
		n += cells->items[i].month == month ? (double)cells->items[i].n : 0;
	return n;
}

static enum hk_result rate_add(struct months *months)
{
	struct ctx *cx = months->cx;
	const struct figures *cells = &months->asked;
	int64_t today = figures_day(cx, cx->now);
	struct chart_group groups[CHART_MONTHS + 1];
	const char *labels[CHART_MONTHS + 1];
	const struct chart_words words = {
		.id = "rate",
		.title = i18n_text(cx->language, TR("Share of those asked who answered, by month")),
		.labels = labels,
		.times = PERCENT,
		.unit = "%"
	};
	size_t count = 0;

	for (size_t i = 0, next; i < cells->count && count <= CHART_MONTHS; i = next) {
		int64_t month = cells->items[i].month;

		next = month_end(cells, i);
		groups[count] = (struct chart_group){ asked_in(&months->answered, month),
						      asked_in(cells, month) };
		if (groups[count].exposure < (double)months->survey->least ||
		    groups[count].events > groups[count].exposure ||
		    figures_month(month + MONTH_DAYS) + LATE_DAYS > today)
			continue;
		labels[count++] = month_label(cx, month);
	}
	return share_add_view(months, groups, count, &words);
}

enum hk_result survey_charts_find(struct ctx *cx, const struct survey *survey,
				  const struct survey_question *first,
				  const struct figures_filter *filter, struct chart_views *ret)
{
	struct figures_filter wide = *filter;
	struct months months = { .cx = cx,
				 .survey = survey,
				 .first = first,
				 .items = hk_alloc(cx->arena, CHARTS_MOST, sizeof(*months.items)) };

	wide.from_day = figures_month(filter->until_day);
	for (int i = 1; i < CHART_MONTHS; i++)
		wide.from_day = figures_month(wide.from_day - 1);
	HK_TRY(figures_by_month(cx, &wide, &months.answers));
	wide.question = FIGURES_ASKED;
	HK_TRY(figures_by_month(cx, &wide, &months.asked));
	wide.question = FIGURES_ASKED_ANSWERED;
	HK_TRY(figures_by_month(cx, &wide, &months.answered));
	HK_TRY(singles_add(&months));
	HK_TRY(delighted_add(&months));
	HK_TRY(rate_add(&months));
	*ret = (struct chart_views){ months.items, months.count };
	return HK_OK;
}

/* ---- of the house ---- */

static enum hk_result in_time_add(struct months *months)
{
	struct ctx *cx = months->cx;
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t from = i18n_day_start(cx->kit->formats, cx->timezone, cx->now) -
		       (int64_t)WEEKS * WEEK_DAYS * HK_DAY;
	struct loop_week weeks[WEEKS];
	struct chart_group groups[WEEKS];
	const char *labels[WEEKS];
	const struct chart_words words = { .id = "in-time",
					   .title = i18n_text(cx->language,
							      TR("Answered in 24 hours, by week")),
					   .labels = labels,
					   .times = PERCENT,
					   .unit = "%" };
	size_t count = 0;

	HK_TRY(loop_kept_weeks(cx, from, WEEKS, weeks));
	for (size_t i = 0; i < WEEKS; i++)
		if (weeks[i].due) {
			groups[count] = (struct chart_group){ (double)weeks[i].in_time,
							      (double)weeks[i].due };
			labels[count++] = i18n_time(&reader, I18N_DAY,
						    from + (int64_t)i * WEEK_DAYS * HK_DAY);
		}
	return share_add_view(months, groups, count, &words);
}

/* Rare events: not how many a month, which is mostly none, but how long from one to the next. */
static enum hk_result grave_add(struct months *months)
{
	struct ctx *cx = months->cx;
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t at[GRAVE_MOST + 1];
	double days[GRAVE_MOST];
	const char *labels[GRAVE_MOST];
	const struct chart_words words = {
		.id = "grave",
		.title = i18n_text(cx->language,
				   TR("Days from one grave complaint to the next (long is good)")),
		.labels = labels,
		.times = 1,
		.unit = ""
	};
	struct chart chart;
	size_t count;

	HK_TRY(complaint_grave_find(cx, GRAVE_MOST + 1, at, &count));
	if (count < SINGLES_LEAST + 1)
		return HK_OK;
	for (size_t i = 1; i < count; i++) {
		days[i - 1] = (double)(at[i] - at[i - 1]) / (double)HK_DAY;
		labels[i - 1] = i18n_time(&reader, I18N_DATE, at[i]);
	}
	HK_TRY(chart_until(cx->arena, days, count - 1, 0, &chart));
	view_add(months, &chart, &words);
	return HK_OK;
}

enum hk_result house_charts_find(struct ctx *cx, struct chart_views *ret)
{
	struct months months = { .cx = cx,
				 .items = hk_alloc(cx->arena, CHARTS_MOST, sizeof(*months.items)) };

	HK_TRY(in_time_add(&months));
	HK_TRY(grave_add(&months));
	*ret = (struct chart_views){ months.items, months.count };
	return HK_OK;
}
