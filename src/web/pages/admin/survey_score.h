/* The figure of a survey out of its sums: insight/score.h knows how far it can be trusted. */
#pragma once

#include "feedback/figures.h"
#include "insight/score.h"

/* Net Promoter in points; shares 0..1 of csat (4 and 5) and ces (5 to 7); the mean of the index
 * (0..100) and of a scale of the house's own. */
struct score survey_score(const struct survey *survey, const struct survey_question *first,
			  const struct figures_row *rows, size_t count, int64_t least);
/* Whoever came by himself counts as one; others for as many as his chance says. */
double survey_weight(int64_t chance);
