#include "insight/driver.h"

#include <math.h>

#include "insight/chance.h"

/* What is left of a question once the others are known; below that it says nothing of its own. */
#define NOTHING_LEFT 1e-9

enum { LEAST = 50, LEAST_EACH = 8, SIDE = DRIVERS_MOST + 1 };

/* Correlations; the overall answer has place 0, and questions 1, 2, ... */
struct matrix {
	double at[SIDE][SIDE];
};

size_t drivers_least(size_t questions)
{
	return LEAST + LEAST_EACH * questions;
}

static void means_of(const double *rows, size_t count, size_t side, double *ret)
{
	for (size_t k = 0; k < side; k++) {
		double sum = 0;

		for (size_t i = 0; i < count; i++)
			sum += rows[i * side + k];
		ret[k] = sum / (double)count;
	}
}

static struct matrix correlations(const double *rows, size_t count, size_t side,
				  const double *means)
{
	struct matrix both = { 0 }, ret = { 0 };

	for (size_t i = 0; i < count; i++)
		for (size_t a = 0; a < side; a++)
			for (size_t b = 0; b <= a; b++)
				both.at[a][b] += (rows[i * side + a] - means[a]) *
						 (rows[i * side + b] - means[b]);
	for (size_t a = 0; a < side; a++)
		for (size_t b = 0; b <= a; b++) {
			double size = sqrt(both.at[a][a] * both.at[b][b]);

			ret.at[a][b] = ret.at[b][a] = size > 0 ? both.at[a][b] / size : 0;
		}
	return ret;
}

/* One question is known: what it explains of the others is taken out of them (a sweep). Gives what
 * it explains of the overall answer. */
static double sweep(struct matrix *rest, size_t side, size_t question)
{
	double own = rest->at[question][question], with = rest->at[0][question];
	struct matrix before = *rest;

	if (own < NOTHING_LEFT)
		return 0;
	for (size_t a = 0; a < side; a++)
		for (size_t b = 0; b < side; b++)
			rest->at[a][b] -= before.at[a][question] * before.at[question][b] / own;
	return with * with / own;
}

/* R squared of every set of questions: bit k - 1 of its number stands for question k. */
static void explained_by_sets(const struct matrix *all, size_t questions, double *ret)
{
	for (size_t set = 0; set < (size_t)1 << questions; set++) {
		struct matrix rest = *all;

		ret[set] = 0;
		for (size_t k = 0; k < questions; k++)
			if (set >> k & 1)
				ret[set] += sweep(&rest, questions + 1, k + 1);
	}
}

static double factorial(size_t n)
{
	return tgamma((double)n + 1);
}

/* In how many of all orders exactly these come before the one that joins them. */
static double orders(size_t before, size_t questions)
{
	return factorial(before) * factorial(questions - before - 1) / factorial(questions);
}

static double share_of(const double *explained, size_t questions, size_t question)
{
	size_t own = (size_t)1 << question;
	double share = 0;

	for (size_t set = 0; set < (size_t)1 << questions; set++)
		if (!(set & own))
			share += orders((size_t)__builtin_popcountll(set), questions) *
				 (explained[set | own] - explained[set]);
	return share;
}

static void with_fill(struct driver *driver, double with, size_t count)
{
	double around = CHANCE_95 / sqrt((double)count - 3);

	driver->with = with;
	driver->low = tanh(atanh(with) - around);
	driver->high = tanh(atanh(with) + around);
}

static void first_find(struct drivers *drivers)
{
	drivers->first = 0;
	for (size_t k = 1; k < drivers->count; k++)
		if (drivers->items[k].with > drivers->items[drivers->first].with)
			drivers->first = k;
	drivers->is_first = drivers->items[drivers->first].low > 0;
	for (size_t k = 0; k < drivers->count; k++)
		if (k != drivers->first)
			drivers->is_first &=
				drivers->items[drivers->first].low > drivers->items[k].high;
}

struct drivers drivers_of(struct hk_arena *arena, const double *rows, size_t count,
			  size_t questions)
{
	struct drivers ret = { .count = questions };
	double means[SIDE], *explained;
	struct matrix all;

	ret.is_told =
		questions >= 1 && questions <= DRIVERS_MOST && count >= drivers_least(questions);
	if (!ret.is_told)
		return ret;
	explained = hk_alloc(arena, (size_t)1 << questions, sizeof(*explained));
	means_of(rows, count, questions + 1, means);
	all = correlations(rows, count, questions + 1, means);
	explained_by_sets(&all, questions, explained);
	ret.explained = explained[((size_t)1 << questions) - 1];
	for (size_t k = 0; k < questions; k++) {
		with_fill(&ret.items[k], all.at[0][k + 1], count);
		ret.items[k].share = share_of(explained, questions, k);
		ret.items[k].mean = means[k + 1];
	}
	first_find(&ret);
	return ret;
}
