#include "insight/forecast.h"

#include <math.h>

#include "insight/chance.h"

static double spread_of(const double *counts, size_t weeks, double mean)
{
	double squares = 0;

	for (size_t i = 0; i < weeks; i++)
		squares += (counts[i] - mean) * (counts[i] - mean);
	return squares / (double)(weeks - 1);
}

struct forecast forecast_of(const double *counts, size_t weeks)
{
	struct forecast forecast = { .weeks = weeks };
	double sum = 0, freedom = (double)weeks - 1;

	if (weeks < FORECAST_LEAST)
		return forecast;
	for (size_t i = 0; i < weeks; i++)
		sum += counts[i];

	double mean = sum / (double)weeks;
	double variance = fmax(spread_of(counts, weeks, mean), mean);
	double away = chance_student_95(freedom) * sqrt(variance * (1 + 1 / (double)weeks));

	forecast.is_told = true;
	forecast.value = mean;
	forecast.low = fmax(0, mean - away);
	forecast.high = mean + away;
	return forecast;
}
