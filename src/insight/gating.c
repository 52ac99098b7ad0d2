#include "insight/gating.h"

#include <math.h>

#include "insight/chance.h"

#define ODD_CHANCE 0.01 /* that anybody at all of a list is told apart wrongly */

static double share_of(const struct gating *one)
{
	return one->eligible ? (double)one->drawn / (double)one->eligible : 0;
}

static double mean_of(const struct gating *one)
{
	return one->asked ? one->hours / (double)one->asked : 0;
}

/* Of shares, with the correction of Yates: few matters make steps. */
static double share_chance(const struct gating *one, const struct gating *others)
{
	double n = (double)one->eligible, m = (double)others->eligible;
	double common, error, apart;

	if (one->eligible < GATING_LEAST || others->eligible < GATING_LEAST)
		return NAN;
	common = (double)(one->drawn + others->drawn) / (n + m);
	error = sqrt(common * (1 - common) * (1 / n + 1 / m));
	apart = fmax(fabs(share_of(one) - share_of(others)) - (1 / n + 1 / m) / 2, 0);
	return error > 0 ? chance_two_sided(apart / error) : 1;
}

/* Sum of squared distances from the mean. */
static double spread_of(const struct gating *one)
{
	double mean = mean_of(one);

	return fmax(one->squares - (double)one->asked * mean * mean, 0);
}

/* Hours are skewed: most are few, some are many. Whoever has none of the many by chance would seem
 * to vary little and to be far from all others, so both sides share one variance; and the mean of
 * few skewed ones has a longer tail than a normal one, so it is that of Student of as few. */
static double hours_chance(const struct gating *one, const struct gating *others)
{
	double n = (double)one->asked, m = (double)others->asked, error;

	if (one->asked < GATING_LEAST || others->asked < GATING_LEAST)
		return NAN;
	error = sqrt((spread_of(one) + spread_of(others)) / (n + m - 2) * (1 / n + 1 / m));
	return error > 0 ? chance_student((mean_of(one) - mean_of(others)) / error, fmin(n, m) - 1)
			 : 1;
}

typedef double chance_of(const struct gating *one, const struct gating *others);

/* All but one, and but those who were told apart already: they would make the rest look odd. */
static struct gating others_of(const struct gating *all, size_t count, size_t one, const bool *out)
{
	struct gating sum = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (i == one || out[i])
			continue;
		sum.eligible += all[i].eligible;
		sum.drawn += all[i].drawn;
		sum.asked += all[i].asked;
		sum.hours += all[i].hours;
		sum.squares += all[i].squares;
	}
	return sum;
}

/* The oddest of those who are left; count: nobody can be compared. */
static size_t oddest(const struct gating *all, size_t count, chance_of *chance, const bool *out,
		     double *chances)
{
	size_t found = count;

	for (size_t i = 0; i < count; i++) {
		struct gating others = others_of(all, count, i, out);

		if (out[i])
			continue;
		chances[i] = chance(&all[i], &others);
		if (!isnan(chances[i]) && (found == count || chances[i] < chances[found]))
			found = i;
	}
	return found;
}

static void tell_apart(const struct gating *all, size_t count, chance_of *chance, bool *out,
		       double *chances)
{
	for (size_t left = count; left > 0; left--) {
		size_t i = oddest(all, count, chance, out, chances);

		if (i == count || chances[i] * (double)left >= ODD_CHANCE)
			return;
		out[i] = true;
	}
}

void gating_judge(struct hk_arena *arena, const struct gating *all, size_t count,
		  struct gating_word *ret)
{
	double *share_chances = hk_alloc(arena, count + 1, sizeof(double));
	double *hours_chances = hk_alloc(arena, count + 1, sizeof(double));
	bool *share_out = hk_alloc(arena, count + 1, sizeof(bool));
	bool *hours_out = hk_alloc(arena, count + 1, sizeof(bool));

	for (size_t i = 0; i < count; i++)
		share_out[i] = hours_out[i] = false;
	tell_apart(all, count, share_chance, share_out, share_chances);
	tell_apart(all, count, hours_chance, hours_out, hours_chances);
	for (size_t i = 0; i < count; i++)
		ret[i] = (struct gating_word){ .share = share_of(&all[i]),
					       .hours = mean_of(&all[i]),
					       .share_chance = share_chances[i],
					       .hours_chance = hours_chances[i],
					       .is_share_odd = share_out[i],
					       .is_hours_odd = hours_out[i] };
}
