/*
 * forecast: how many come within an hour, from how many came in the same hour of the same weekday
 * in past weeks. Their mean is the plain method that is hard to beat for contacts of a day that has
 * not begun (Taylor, Management Science 54, 2008, on five call centres; surveyed by Ibrahim, Ye,
 * L'Ecuyer and Shen, International Journal of Forecasting 32, 2016).
 *
 * The interval is that of the next single number: with n weeks of mean m and variance s2 it is
 * m +- t(n - 1) sqrt(v (1 + 1 / n)), where v is s2, but not less than m, the variance of arrivals
 * that know nothing of each other (Poisson). It never reaches below 0.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* With fewer weeks nothing is foretold. */
enum { FORECAST_LEAST = 3 };

struct forecast {
	bool is_told; /* false: too few weeks, and no value */
	size_t weeks;
	double value, low, high; /* 95 % */
};

/* One count for each week that can be compared. */
struct forecast forecast_of(const double *counts, size_t weeks);
