/* What the surveys say, as tiles of the board: over all of them that ask the same. */
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "core/rights.h"
#include "feedback/dialogue.h"
#include "feedback/figures.h"
#include "insight/compare.h"
#include "web/pages/admin/survey_score.h"
#include "web/pages/loop/loop_view.h"

enum { DAYS = 90, RATE_LEAST = 10 };

/* Adds the sums of one survey and question. */
static enum hk_result cells_add(struct ctx *cx, const struct figures_filter *filter,
				struct figures *all)
{
	struct figures_row *items;
	struct figures cells;

	HK_TRY(figures_cells(cx, filter, &cells));
	cells = figures_fold(cx->arena, &cells, FIGURES_ALL);
	items = hk_alloc(cx->arena, all->count + cells.count, sizeof(*items));
	for (size_t i = 0; i < all->count; i++)
		items[i] = all->items[i];
	for (size_t i = 0; i < cells.count; i++)
		items[all->count + i] = cells.items[i];
	*all = (struct figures){ .items = items, .count = all->count + cells.count };
	return HK_OK;
}

/* Of every survey of that kind (NULL: of any), back from that day. ret_first: one of them. */
static enum hk_result cells_of(struct ctx *cx, const char *kind, int64_t question, int64_t until,
			       struct figures *ret, struct survey *ret_first)
{
	struct survey_list surveys;

	*ret = (struct figures){ 0 };
	HK_TRY(survey_every(cx, &surveys));
	for (size_t i = 0; i < surveys.count; i++) {
		const struct survey *survey = &surveys.items[i];
		const struct figures_filter filter = { .survey_id = survey->id,
						       .question = question,
						       .from_day = until - DAYS + 1,
						       .until_day = until,
						       .team_id = FIGURES_ANY_TEAM,
						       .channel = "",
						       .language = "" };

		if (kind && strcmp(survey->kind, kind) != 0)
			continue;
		HK_TRY(cells_add(cx, &filter, ret));
		if (!ret_first->id || survey->least > ret_first->least)
			*ret_first = *survey;
	}
	return HK_OK;
}

static const char *points(struct ctx *cx, double value)
{
	long whole = lround(value);

	return hk_format(cx->arena, "%s%s", whole > 0 ? "+" : "", loop_number(cx, whole));
}

/* Called a change only where it is one. */
static const char *nps_note(struct ctx *cx, const struct score *now, const struct score *before)
{
	struct change change = score_change(now, before);
	const char *n = loop_number(cx, now->n), *how;

	if (!change.is_told)
		return i18n_fill(cx->arena,
				 i18n_plural(cx->language, "{n} answer", "{n} answers", now->n),
				 "n", n, NULL);
	how = change.difference > 0 ? i18n_plural(cx->language, "up {points}, {n} answer",
						  "up {points}, {n} answers", now->n)
				    : i18n_plural(cx->language, "down {points}, {n} answer",
						  "down {points}, {n} answers", now->n);
	if (!change.is_real)
		how = i18n_plural(cx->language, "no real change, {n} answer",
				  "no real change, {n} answers", now->n);
	return i18n_fill(cx->arena, how, "points", loop_number(cx, lround(fabs(change.difference))),
			 "n", n, NULL);
}

/* All of it is for whoever reads reports. */
static const char *all_of_it(const struct ctx *cx)
{
	return actor_may(cx->actor, RIGHT_REPORT_READ) ? "/loop/figures" : "";
}

enum hk_result loop_nps_tile(struct ctx *cx, struct loop_tile *tile)
{
	const struct survey_question first = { .low = 0, .high = SURVEY_SCORES - 1 };
	int64_t today = figures_day(cx, cx->now);
	struct survey survey = { .id = 0 };
	struct score now, before;
	struct figures cells, old;

	tile->url = all_of_it(cx);
	HK_TRY(cells_of(cx, "nps", 0, today, &cells, &survey));
	if (!survey.id)
		return HK_OK;
	HK_TRY(cells_of(cx, "nps", 0, today - DAYS, &old, &survey));
	now = survey_score(&survey, &first, cells.items, cells.count, survey.least);
	before = survey_score(&survey, &first, old.items, old.count, survey.least);
	if (now.state != SCORE_TOLD) {
		tile->value = "–";
		tile->note =
			i18n_fill(cx->arena,
				  i18n_plural(cx->language, "{n} answer is too few for a figure",
					      "{n} answers are too few for a figure", now.n),
				  "n", loop_number(cx, now.n), NULL);
		return HK_OK;
	}
	tile->value = points(cx, now.value);
	tile->note = i18n_fill(cx->arena, i18n_text(cx->language, TR("{note}; {low} to {high}")),
			       "note", nps_note(cx, &now, &before), "low", points(cx, now.low),
			       "high", points(cx, now.high), NULL);
	return HK_OK;
}

static int64_t count_of(const struct figures *cells)
{
	int64_t n = 0;

	for (size_t i = 0; i < cells->count; i++)
		n += cells->items[i].n;
	return n;
}

enum hk_result loop_rate_tile(struct ctx *cx, struct loop_tile *tile)
{
	int64_t today = figures_day(cx, cx->now), asked, answered;
	struct survey survey = { .id = 0 };
	struct figures cells;
	struct score rate;
	const struct i18n_reader reader = i18n_reader_of(cx);

	tile->url = all_of_it(cx);
	HK_TRY(cells_of(cx, NULL, FIGURES_ASKED, today, &cells, &survey));
	if (!survey.id)
		return HK_OK;
	asked = count_of(&cells);
	HK_TRY(cells_of(cx, NULL, FIGURES_ASKED_ANSWERED, today, &cells, &survey));
	answered = count_of(&cells);
	rate = response_rate(asked, answered, RATE_LEAST);
	tile->value = rate.state == SCORE_TOLD ? i18n_percent(&reader, rate.value) : "–";
	tile->note = i18n_fill(cx->arena,
			       i18n_plural(cx->language, "of {n} asked", "of {n} asked", asked),
			       "n", loop_number(cx, asked), NULL);
	return HK_OK;
}

enum hk_result loop_talks_tile(struct ctx *cx, struct loop_tile *tile)
{
	int64_t waiting;

	if (!actor_may(cx->actor, RIGHT_REPORT_READ))
		return HK_OK;
	HK_TRY(dialogue_waiting(cx, &waiting));
	if (!waiting)
		return HK_OK;
	tile->value = loop_number(cx, waiting);
	tile->note = loop_say(cx, TR("wait for a word of ours"));
	tile->tone = "warn";
	return HK_OK;
}
