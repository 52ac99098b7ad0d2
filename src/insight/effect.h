/*
 * effect: whether what was done against a cause worked. Events per exposure (complaints
 * per thousand orders) after it began are compared with those before, period by period,
 * and a verdict is given only where chance and the usual ups and downs do not explain the
 * difference. Before and after says nothing of why: the prediction has to have been made
 * first.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "insight/chart.h"

enum effect_verdict {
	EFFECT_NO_EVIDENCE, /* the interval of the ratio holds 1, or there is too little to tell */
	EFFECT_WORKED,
	EFFECT_WORSE,
};

enum effect_wish { EFFECT_FEWER, EFFECT_MORE }; /* of the events */

/* One side of what is compared, in the order of time. */
struct effect_periods {
	const struct chart_group *items;
	size_t count;
};

struct effect {
	enum effect_verdict verdict;
	bool is_told; /* two periods or more on each side, and any event; else all figures are 0 */
	double before, after; /* events per unit of exposure */
	double ratio;      /* after / before; half an event more on each side where one has none */
	double low, high;  /* 95 % */
	double dispersion; /* 1: counts vary as by chance (Poisson); 4: twice as widely */
	int shift; /* -1, 1: the chart with the limits of before shows less, more; 0: it does not */
};

/* ratio * exp(+- w sqrt(1 / events before + 1 / events after)), the log method for two Poisson
 * counts (Rothman, Greenland and Lash, Modern Epidemiology). w is 1.96, or t sqrt(dispersion)
 * where that is more; dispersion is Pearson's chi square over its degrees of freedom, which are the
 * periods less two (McCullagh and Nelder, Generalized Linear Models). The chart is Laney's
 * u'. A shift the other way takes a verdict back: EFFECT_NO_EVIDENCE. Periods without exposure are
 * left out; HK_INVALID for what is negative or no number, and then ret stays. */
enum hk_result effect_judge(struct hk_arena *arena, struct effect_periods before,
			    struct effect_periods after, enum effect_wish wish, struct effect *ret);
