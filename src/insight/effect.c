#include "insight/effect.h"

#include <math.h>
#include <string.h>

#include "insight/chance.h"

/* The periods of one side that have an exposure, and their sums. */
struct side {
	struct chart_group *items;
	size_t count;
	double events, exposure;
};

static enum hk_result side_read(struct hk_arena *arena, struct effect_periods periods,
				struct side *ret)
{
	struct side side = { .items = hk_alloc(arena, periods.count + 1, sizeof(*side.items)) };

	for (size_t i = 0; i < periods.count; i++) {
		if (!isfinite(periods.items[i].events) || !isfinite(periods.items[i].exposure) ||
		    periods.items[i].events < 0 || periods.items[i].exposure < 0)
			return HK_INVALID;
		if (periods.items[i].exposure <= 0)
			continue;
		side.items[side.count++] = periods.items[i];
		side.events += periods.items[i].events;
		side.exposure += periods.items[i].exposure;
	}
	*ret = side;
	return HK_OK;
}

/* Squared distances from what the mean of the side lets expect, over that. */
static double chi_square(const struct side *side)
{
	double rate = side->events / side->exposure;
	double sum = 0;

	if (rate <= 0)
		return 0;
	for (size_t i = 0; i < side->count; i++) {
		double expected = rate * side->items[i].exposure;
		double distance = side->items[i].events - expected;

		sum += distance * distance / expected;
	}
	return sum;
}

static void ratio_judge(struct effect *effect, const struct side *before, const struct side *after)
{
	double freedom = (double)(before->count + after->count) - 2;
	double added = before->events > 0 && after->events > 0 ? 0 : 0.5;
	double first = before->events + added;
	double second = after->events + added;
	double wide, error;

	effect->before = before->events / before->exposure;
	effect->after = after->events / after->exposure;
	effect->ratio = second / after->exposure / (first / before->exposure);
	effect->dispersion = (chi_square(before) + chi_square(after)) / freedom;
	wide = fmax(CHANCE_95, chance_student_95(freedom) * sqrt(effect->dispersion));
	error = sqrt(1 / first + 1 / second);
	effect->low = effect->ratio * exp(-wide * error);
	effect->high = effect->ratio * exp(wide * error);
}

/* 1 when points after the baseline complete a pattern above the centre, -1 below, 0 with neither or
 * both. A trend has no side. */
static int shift_of(const struct chart *chart)
{
	bool is_up = false;
	bool is_down = false;

	for (size_t i = chart->baseline; i < chart->count; i++) {
		if (!(chart->items[i].completes & (CHART_BEYOND | CHART_RUN | CHART_FAR)))
			continue;
		is_up = is_up || chart->items[i].sigmas > 0;
		is_down = is_down || chart->items[i].sigmas < 0;
	}
	return (int)is_up - (int)is_down;
}

static enum hk_result shift_find(struct hk_arena *arena, const struct side *before,
				 const struct side *after, int *ret)
{
	size_t count = before->count + after->count;
	struct chart_group *every = hk_alloc(arena, count, sizeof(*every));
	struct chart chart;

	memcpy(every, before->items, before->count * sizeof(*every));
	memcpy(every + before->count, after->items, after->count * sizeof(*every));
	HK_TRY(chart_rate(arena, every, count, before->count, true, &chart));
	*ret = shift_of(&chart);
	return HK_OK;
}

static enum effect_verdict verdict_of(const struct effect *effect, enum effect_wish wish)
{
	bool is_less = effect->high < 1 && effect->shift <= 0;
	bool is_more = effect->low > 1 && effect->shift >= 0;

	if (wish == EFFECT_FEWER ? is_less : is_more)
		return EFFECT_WORKED;
	if (is_less || is_more)
		return EFFECT_WORSE;
	return EFFECT_NO_EVIDENCE;
}

enum hk_result effect_judge(struct hk_arena *arena, struct effect_periods before,
			    struct effect_periods after, enum effect_wish wish, struct effect *ret)
{
	struct effect effect = { .verdict = EFFECT_NO_EVIDENCE };
	struct side first, second;

	HK_TRY(side_read(arena, before, &first));
	HK_TRY(side_read(arena, after, &second));
	if (first.count >= 2 && second.count >= 2 && first.events + second.events > 0) {
		effect.is_told = true;
		ratio_judge(&effect, &first, &second);
		HK_TRY(shift_find(arena, &first, &second, &effect.shift));
		effect.verdict = verdict_of(&effect, wish);
	}
	*ret = effect;
	return HK_OK;
}
