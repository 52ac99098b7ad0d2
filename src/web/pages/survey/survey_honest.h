/*
 * What may be said of a survey's figures, in sentences: which team is better, or that nobody can
 * say; what changed since the time before; how many were delighted, which is steered by, beside the
 * mean. Texts are never NULL; "" where there is nothing to say.
 */
#pragma once

#include "feedback/figures.h"
#include "insight/score.h"

/* The figure of one team, with its name. */
struct survey_team {
	const char *name;
	struct score now, before; /* in this period, and in the one of the same length before */
	const char *place;        /* "1", "2 to 3"; "" where nothing may be ranked */
	const char *change;       /* "up 12", "no real change"; "" where one of both has no value */
	size_t row;               /* the caller's */
};

/* Brings them in the order in which they may be shown: by place, or by name where the answers do
 * not tell them apart. The sentence says which of both; "" of fewer than two. */
const char *survey_teams_judge(struct ctx *cx, const struct survey *survey,
			       struct survey_team *teams, size_t count);

/* "+12", "80 %", "7.4": a figure, and the way from one to another. */
const char *survey_figure_words(struct ctx *cx, const struct survey *survey, double value);
/* "In the time of the same length before it was +12. That is no real change." */
const char *survey_change_words(struct ctx *cx, const struct survey *survey,
				const struct score *now, const struct score *before);
/* "Delighted (9 and 10): 43 %, in truth probably between 38 % and 48 %. The mean is 7.9." Cells are
 * those of the whole period. */
const char *survey_delight_words(struct ctx *cx, const struct survey *survey,
				 const struct survey_question *first, const struct figures *cells);
/* From which answer on somebody is delighted; false: the survey has no such answer. */
bool survey_delighted_from(const struct survey *survey, const struct survey_question *first,
			   int64_t *ret);
