/*
 * response_scales: the answers of many people to all scales of a survey, side by side: who gave
 * which number to each. Only who answered every one of them, in the version that is in force, for
 * questions of another one may be others.
 */
#pragma once

#include "feedback/figures.h"
#include "feedback/response.h"

/* Rows and positions are the arena's. */
struct response_scales {
	const double *rows; /* count times columns; the question that gives the figure is first */
	size_t count, columns;
	const int64_t *positions; /* of the questions, in the order of the columns */
};

/* Without those that make the figure together with the first one: they say the same. columns 0:
 * there is no scale beside them, or the first question is none. Of the period's newest 3000 those
 * of the filter. */
enum hk_result response_scales_find(struct ctx *cx, const struct figures_filter *filter,
				    const struct survey *survey,
				    const struct survey_version *version,
				    struct response_scales *ret);
