/* What the files of the charts share. */
#pragma once

#include "insight/chart.h"

enum { CHART_EVERY_RULE = CHART_BEYOND | CHART_RUN | CHART_FAR | CHART_TREND };

/* Points without values; the baseline is never more than the points. False for fewer than two. */
bool chart_begin(struct hk_arena *arena, size_t count, size_t baseline, struct chart *ret);
/* Of the first so many values; a value below least, or no number, is no value: NAN. */
double chart_mean(const double *values, size_t count, double least);
