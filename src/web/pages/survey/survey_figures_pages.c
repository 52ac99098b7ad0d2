/* /loop/figures: what each survey says of the last ninety days; a step from there is all of it. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/rights.h"
#include "tpl_survey_figures.h"
#include "web/pages/admin/survey_score.h"
#include "web/pages/admin/survey_words.h"
#include "web/pages/families.h"
#include "web/pages/survey/survey_charts.h"
#include "web/pages/survey/survey_figures_view.h"
#include "web/pages/survey/survey_honest.h"

enum { DAYS = 90 };

static struct figures_filter filter_of(const struct survey *survey, int64_t question, int64_t until)
{
	return (struct figures_filter){ .survey_id = survey->id,
					.question = question,
					.from_day = until - DAYS + 1,
					.until_day = until,
					.team_id = FIGURES_ANY_TEAM,
					.channel = "",
					.language = "" };
}

static enum hk_result score_until(struct ctx *cx, const struct survey *survey, int64_t until,
				  struct score *ret)
{
	const struct figures_filter filter = filter_of(survey, 0, until);
	struct survey_version version;
	struct figures cells;

	HK_TRY(survey_version_find(cx, survey->id, survey->version, &version));
	HK_TRY(figures_cells(cx, &filter, &cells));
	cells = figures_fold(cx->arena, &cells, FIGURES_ALL);
	*ret = survey_score(survey, &version.questions.items[0], cells.items, cells.count,
			    survey->least);
	return HK_OK;
}

static enum hk_result people(struct ctx *cx, const struct survey *survey, int64_t question,
			     int64_t *ret)
{
	const struct figures_filter filter = filter_of(survey, question, figures_day(cx, cx->now));
	struct figures cells;

	HK_TRY(figures_cells(cx, &filter, &cells));
	cells = figures_fold(cx->arena, &cells, FIGURES_ALL);
	*ret = 0;
	for (size_t i = 0; i < cells.count; i++)
		*ret += cells.items[i].n;
	return HK_OK;
}

static enum hk_result rate_fill(struct ctx *cx, const struct survey *survey,
				struct survey_figure *row)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	int64_t asked, answered;
	struct score rate;

	HK_TRY(people(cx, survey, FIGURES_ASKED, &asked));
	HK_TRY(people(cx, survey, FIGURES_ASKED_ANSWERED, &answered));
	rate = response_rate(asked, answered, 1);
	row->rate = rate.state == SCORE_TOLD ? i18n_percent(&reader, rate.value) : "";
	row->asked = asked;
	return HK_OK;
}

static enum hk_result row_fill(struct ctx *cx, const struct survey *survey,
			       struct survey_figure *row)
{
	int64_t today = figures_day(cx, cx->now);
	struct score now, before;

	HK_TRY(score_until(cx, survey, today, &now));
	HK_TRY(score_until(cx, survey, today - DAYS, &before));
	*row = (struct survey_figure){
		.url = hk_format(cx->arena, "/admin/surveys/%" PRId64 "/results", survey->id),
		.name = survey->name,
		.measure = i18n_text(cx->language, survey_kind_words(survey->kind)),
		.value = "",
		.interval = "",
		.change = survey_change_words(cx, survey, &now, &before),
		.n = now.n,
		.is_running = strcmp(survey->state, "running") == 0,
	};
	HK_TRY(rate_fill(cx, survey, row));
	if (now.state != SCORE_TOLD)
		return HK_OK;
	row->value = survey_figure_words(cx, survey, now.value);
	row->interval = i18n_fill(cx->arena, i18n_text(cx->language, TR("{low} and {high}")), "low",
				  survey_figure_words(cx, survey, now.low), "high",
				  survey_figure_words(cx, survey, now.high), NULL);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct survey_figures_view view = { .days = DAYS,
					    .may_change = actor_may(cx->actor, RIGHT_ADMIN) };
	struct survey_list surveys;

	HK_TRY(survey_every(cx, &surveys));
	view.surveys.items = hk_alloc(cx->arena, surveys.count + 1, sizeof(*view.surveys.items));
	for (size_t i = 0; i < surveys.count; i++)
		HK_TRY(row_fill(cx, &surveys.items[i], &view.surveys.items[view.surveys.count++]));
	HK_TRY(house_charts_find(cx, &view.charts));
	tpl_survey_figures(req->out, &req->page, &view);
	return HK_OK;
}

const struct web_route survey_figures_pages[] = {
	ROUTE("GET", "/loop/figures", RIGHT_REPORT_READ, show, 0, NULL),
	{ 0 },
};
