#include "insight/chart.h"

#include <math.h>

#include "insight/chart_inside.h"

/* Mean range of two normal values in standard deviations, and the upper limit of such a range in
 * mean ranges: d2 and D4 of every table of control charts. */
#define D2          1.128
#define D4          3.267
#define HALF_A_CASE 0.5

bool chart_begin(struct hk_arena *arena, size_t count, size_t baseline, struct chart *ret)
{
	ret->baseline = baseline == 0 || baseline > count ? count : baseline;
	if (ret->baseline < 2)
		return false;
	ret->items = hk_alloc(arena, count, sizeof(*ret->items));
	ret->count = count;
	return true;
}

double chart_mean(const double *values, size_t count, double least)
{
	double sum = 0;

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(values[i]) || values[i] < least)
			return NAN;
		sum += values[i];
	}
	return sum / (double)count;
}

static bool all_finite(const double *values, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(values[i]))
			return false;
	return true;
}

static double mean_range(const double *values, size_t count)
{
	double sum = 0;

	for (size_t i = 1; i < count; i++)
		sum += fabs(values[i] - values[i - 1]);
	return sum / (double)(count - 1);
}

/* Where nothing varies, whatever differs is beyond every limit. */
static double sigmas_of(double distance, double sigma)
{
	if (distance == 0)
		return 0;
	return distance / sigma;
}

enum hk_result chart_single(struct hk_arena *arena, const double *values, size_t count,
			    size_t baseline, struct chart *ret)
{
	struct chart chart = { .kind = CHART_SINGLE };

	if (!all_finite(values, count) || !chart_begin(arena, count, baseline, &chart))
		return HK_INVALID;
	chart.centre = chart_mean(values, chart.baseline, -HUGE_VAL);
	chart.spread = mean_range(values, chart.baseline) / D2;
	for (size_t i = 0; i < count; i++)
		chart.items[i] = (struct chart_point){
			.value = values[i],
			.low = chart.centre - 3 * chart.spread,
			.high = chart.centre + 3 * chart.spread,
			.sigmas = sigmas_of(values[i] - chart.centre, chart.spread),
		};
	chart_judge(&chart, CHART_EVERY_RULE);
	*ret = chart;
	return HK_OK;
}

void chart_within(struct chart *chart, double least, double most)
{
	for (size_t i = 0; i < chart->count; i++) {
		chart->items[i].low = fmax(chart->items[i].low, least);
		chart->items[i].high = fmin(chart->items[i].high, most);
	}
}

enum hk_result chart_range(struct hk_arena *arena, const double *values, size_t count,
			   size_t baseline, struct chart *ret)
{
	struct chart chart = { .kind = CHART_RANGE };

	if (!all_finite(values, count) || !chart_begin(arena, count, baseline, &chart))
		return HK_INVALID;
	chart.centre = mean_range(values, chart.baseline);
	for (size_t i = 0; i < count; i++) {
		double range = i > 0 ? fabs(values[i] - values[i - 1]) : 0;
		double third = chart.centre * (D4 - 1) / 3;

		chart.items[i] = (struct chart_point){
			.value = range,
			.low = 0,
			.high = D4 * chart.centre,
			.sigmas = i > 0 ? sigmas_of(range - chart.centre, third) : 0,
			.is_missing = i == 0,
		};
	}
	chart_judge(&chart, CHART_BEYOND);
	*ret = chart;
	return HK_OK;
}

static bool groups_can_be(const struct chart_group *groups, size_t count, bool is_share)
{
	for (size_t i = 0; i < count; i++)
		if (!isfinite(groups[i].events) || !isfinite(groups[i].exposure) ||
		    groups[i].events < 0 || !(groups[i].exposure > 0) ||
		    (is_share && groups[i].events > groups[i].exposure))
			return false;
	return true;
}

/* Mean moving range of the sigmas of the baseline, over d2. */
static double sigma_between(const struct chart *chart)
{
	double sum = 0;

	for (size_t i = 1; i < chart->baseline; i++)
		sum += fabs(chart->items[i].sigmas - chart->items[i - 1].sigmas);
	return sum / (double)(chart->baseline - 1) / D2;
}

/* variance: of one unit of exposure. more: so much of a case lies beyond three sigma still. */
static void groups_place(struct chart *chart, const struct chart_group *groups, double variance,
			 double most, double more)
{
	double wide = chart->spread;

	for (size_t i = 0; i < chart->count; i++) {
		double sigma =
			sqrt(variance / groups[i].exposure) * wide + more / groups[i].exposure / 3;
		double value = groups[i].events / groups[i].exposure;

		chart->items[i].value = value;
		chart->items[i].low = fmax(0, chart->centre - 3 * sigma);
		chart->items[i].high = fmin(most, chart->centre + 3 * sigma);
		chart->items[i].sigmas = sigmas_of(value - chart->centre, sigma);
	}
}

static enum hk_result groups_chart(struct hk_arena *arena, const struct chart_group *groups,
				   bool is_laney, struct chart *chart, size_t count)
{
	bool is_share = chart->kind == CHART_SHARE;
	double most = is_share ? 1 : HUGE_VAL;
	double events = 0;
	double exposure = 0;
	double variance, rarer;
	bool is_rare;

	if (!groups_can_be(groups, count, is_share) ||
	    !chart_begin(arena, count, chart->baseline, chart))
		return HK_INVALID;
	for (size_t i = 0; i < chart->baseline; i++) {
		events += groups[i].events;
		exposure += groups[i].exposure;
	}
	chart->centre = events / exposure;
	chart->spread = 1;
	variance = is_share ? chart->centre * (1 - chart->centre) : chart->centre;
	rarer = is_share ? fmin(events, exposure - events) : events;
	is_rare = rarer < (double)chart->baseline;
	groups_place(chart, groups, variance, most, 0);
	if (is_laney)
		chart->spread = fmax(sigma_between(chart), is_rare ? 1 : 0);
	groups_place(chart, groups, variance, most, is_rare && rarer > 0 ? HALF_A_CASE : 0);
	chart->is_small = is_rare;
	chart_judge(chart, is_rare ? CHART_BEYOND : CHART_EVERY_RULE);
	return HK_OK;
}

enum hk_result chart_share(struct hk_arena *arena, const struct chart_group *groups, size_t count,
			   size_t baseline, bool is_laney, struct chart *ret)
{
	struct chart chart = { .kind = CHART_SHARE, .baseline = baseline };

	HK_TRY(groups_chart(arena, groups, is_laney, &chart, count));
	*ret = chart;
	return HK_OK;
}

enum hk_result chart_rate(struct hk_arena *arena, const struct chart_group *groups, size_t count,
			  size_t baseline, bool is_laney, struct chart *ret)
{
	struct chart chart = { .kind = CHART_RATE, .baseline = baseline };

	HK_TRY(groups_chart(arena, groups, is_laney, &chart, count));
	*ret = chart;
	return HK_OK;
}
