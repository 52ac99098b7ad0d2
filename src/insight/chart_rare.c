/* Charts of rare events: how much lies between two of them. */
#include <math.h>

#include "insight/chance.h"
#include "insight/chart.h"
#include "insight/chart_inside.h"

/* Below three standard deviations lies this share of a normal variable. */
static double tail(void)
{
	return chance_below(-3);
}

/* The z of a value below which a share lies, and above which `above` lies: the smaller one is the
 * exact one. */
static double sigmas_between(double below, double above)
{
	return below < above ? chance_point(below) : -chance_point(above);
}

/* A geometric number x has (1 - q) q^x, q = mean / (mean + 1). Half of what x itself has counts as
 * below it, half as above, so that the middle is 0. */
static double geometric_sigmas(double x, double q)
{
	double here = pow(q, x) * (1 - q) / 2;
	double above = pow(q, x + 1) + here;

	return sigmas_between(-expm1(x * log(q)) + here, above);
}

/* Where the half of it is counted in, a number lies with this much above it at x. */
static double geometric_at(double above, double q)
{
	return fmax(0, log(above / ((1 + q) / 2)) / log(q));
}

enum hk_result chart_between(struct hk_arena *arena, const double *cases, size_t count,
			     size_t baseline, struct chart *ret)
{
	struct chart chart = { .kind = CHART_BETWEEN };
	double q;

	if (!chart_begin(arena, count, baseline, &chart) || !(chart_mean(cases, count, 0) >= 0))
		return HK_INVALID;
	chart.spread = chart_mean(cases, chart.baseline, 0);
	if (!(chart.spread > 0))
		return HK_INVALID;
	q = chart.spread / (chart.spread + 1);
	chart.centre = geometric_at(0.5, q);
	for (size_t i = 0; i < count; i++)
		chart.items[i] = (struct chart_point){
			.value = cases[i],
			.low = geometric_at(1 - tail(), q),
			.high = geometric_at(tail(), q),
			.sigmas = geometric_sigmas(cases[i], q),
		};
	chart_judge(&chart, CHART_EVERY_RULE);
	*ret = chart;
	return HK_OK;
}

enum hk_result chart_until(struct hk_arena *arena, const double *times, size_t count,
			   size_t baseline, struct chart *ret)
{
	struct chart chart = { .kind = CHART_UNTIL };

	if (!chart_begin(arena, count, baseline, &chart) || !(chart_mean(times, count, 0) >= 0))
		return HK_INVALID;
	chart.spread = chart_mean(times, chart.baseline, 0);
	if (!(chart.spread > 0))
		return HK_INVALID;
	chart.centre = chart.spread * M_LN2;
	for (size_t i = 0; i < count; i++)
		chart.items[i] = (struct chart_point){
			.value = times[i],
			.low = -chart.spread * log1p(-tail()),
			.high = -chart.spread * log(tail()),
			.sigmas = sigmas_between(-expm1(-times[i] / chart.spread),
						 exp(-times[i] / chart.spread)),
		};
	chart_judge(&chart, CHART_EVERY_RULE);
	*ret = chart;
	return HK_OK;
}
