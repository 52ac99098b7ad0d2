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
