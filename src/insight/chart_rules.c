
#include "insight/chart.h"

enum { RUN = 8, FAR_OF = 3, FAR_NEEDED = 2, TREND = 6 };

/* What lies exactly on a limit is within it, also after rounding. */
#define ROUNDING 1e-9

static void mark(struct chart *chart, size_t last, size_t length, enum chart_signal signal)
{
	chart->items[last].completes |= signal;
	for (size_t i = last + 1 - length; i <= last; i++)
		chart->items[i].signals |= signal;
}

static bool is_beyond(const struct chart_point *point, double side, double sigmas)
{
	return side * point->sigmas > sigmas + ROUNDING;
}

static void beyond_judge(struct chart *chart, size_t at)
{
	const struct chart_point *point = &chart->items[at];

	if (!point->is_missing && (is_beyond(point, 1, 3) || is_beyond(point, -1, 3)))
		mark(chart, at, 1, CHART_BEYOND);
}

static void run_judge(struct chart *chart, size_t at, double side)
{
	if (at + 1 < RUN)
		return;
	for (size_t i = at + 1 - RUN; i <= at; i++)
		if (chart->items[i].is_missing || !is_beyond(&chart->items[i], side, 0))
			return;
	mark(chart, at, RUN, CHART_RUN);
}

/* The pattern is complete with a point that is far itself; the one near is not marked. */
static void far_judge(struct chart *chart, size_t at, double side)
{
	size_t first = at + 1 < FAR_OF ? 0 : at + 1 - FAR_OF;
	int far = 0;

	for (size_t i = first; i <= at; i++)
		far += is_beyond(&chart->items[i], side, 2);
	if (far < FAR_NEEDED || !is_beyond(&chart->items[at], side, 2))
		return;
	for (size_t i = first; i <= at; i++)
		if (is_beyond(&chart->items[i], side, 2))
			chart->items[i].signals |= CHART_FAR;
	chart->items[at].completes |= CHART_FAR;
}

static void trend_judge(struct chart *chart, size_t at, double side)
{
	if (at + 1 < TREND)
		return;
	for (size_t i = at + 2 - TREND; i <= at; i++)
		if (chart->items[i - 1].is_missing ||
		    !(side * (chart->items[i].value - chart->items[i - 1].value) > 0))
			return;
	mark(chart, at, TREND, CHART_TREND);
}

void chart_judge(struct chart *chart, unsigned rules)
{
	for (size_t i = 0; i < chart->count; i++) {
		chart->items[i].signals = 0;
		chart->items[i].completes = 0;
	}
	for (size_t i = 0; i < chart->count; i++) {
		if (rules & CHART_BEYOND)
			beyond_judge(chart, i);
		for (int side = -1; side <= 1; side += 2) {
			if (rules & CHART_RUN)
				run_judge(chart, i, side);
			if (rules & CHART_FAR)
				far_judge(chart, i, side);
			if (rules & CHART_TREND)
				trend_judge(chart, i, side);
		}
	}
	chart->signalled = 0;
	for (size_t i = 0; i < chart->count; i++)
		chart->signalled += chart->items[i].signals != 0;
}
