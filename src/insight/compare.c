#include "insight/compare.h"

#include <math.h>
#include <stdlib.h>

#include "insight/chance.h"

struct placed {
	double chance;
	size_t at;
};

/* Two figures that nobody can tell apart do not differ, however sure both are. */
static double ratio(double difference, double error)
{
	return difference == 0 ? 0 : difference / error;
}

struct change score_change(const struct score *now, const struct score *before)
{
	struct change change = { 0 };
	double careful, between;

	if (now->state != SCORE_TOLD || before->state != SCORE_TOLD)
		return change;
	careful = hypot(now->careful, before->careful);
	between = now->centre - before->centre;
	change.is_told = true;
	change.difference = now->value - before->value;
	change.error = hypot(now->error, before->error);
	change.z = ratio(change.difference, change.error);
	change.chance = chance_two_sided(change.z);
	change.careful_chance = fmax(change.chance, chance_two_sided(ratio(between, careful)));
	change.low = between - CHANCE_95 * careful;
	change.high = between + CHANCE_95 * careful;
	change.is_real = change.careful_chance < CHANCE_REAL;
	return change;
}

static int placed_order(const void *left, const void *right)
{
	const struct placed *a = left;
	const struct placed *b = right;

	if (a->chance != b->chance)
		return a->chance < b->chance ? -1 : 1;
	return (a->at > b->at) - (a->at < b->at);
}

void chances_judge(struct hk_arena *arena, const double *chances, size_t count, bool *ret_real)
{
	struct placed *sorted = hk_alloc(arena, count + 1, sizeof(*sorted));
	size_t real = 0;
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		ret_real[i] = false;
		if (!isnan(chances[i]))
			sorted[known++] = (struct placed){ chances[i], i };
	}
	qsort(sorted, known, sizeof(*sorted), placed_order);
	for (size_t i = 0; i < known; i++)
		if (sorted[i].chance <= CHANCE_REAL * (double)(i + 1) / (double)known)
			real = i + 1;
	for (size_t i = 0; i < real; i++)
		ret_real[sorted[i].at] = true;
}

void changes_judge(struct hk_arena *arena, struct change *changes, size_t count)
{
	double *chances = hk_alloc(arena, count + 1, sizeof(*chances));
	bool *real = hk_alloc(arena, count + 1, sizeof(*real));

	for (size_t i = 0; i < count; i++)
		chances[i] = changes[i].is_told ? changes[i].careful_chance : NAN;
	chances_judge(arena, chances, count, real);
	for (size_t i = 0; i < count; i++)
		changes[i].is_real = real[i];
}
