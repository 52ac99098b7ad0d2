#include "insight/weights.h"

#include <stdlib.h>
#include <string.h>

bool weight_of(double chance, double *ret)
{
	if (!(chance > 0 && chance <= 1))
		return false;
	*ret = 1 / chance;
	return true;
}

double weights_to_cells(struct hk_arena *arena, double *weights, const size_t *cells, size_t count,
			const double *sizes, size_t cell_count)
{
	double *sums = hk_alloc(arena, cell_count + 1, sizeof(*sums));
	double unheard = 0;

	for (size_t i = 0; i < count; i++)
		if (cells[i] < cell_count)
			sums[cells[i]] += weights[i];
	for (size_t i = 0; i < count; i++)
		if (cells[i] >= cell_count)
			weights[i] = 0;
		else if (sums[cells[i]] > 0)
			weights[i] *= sizes[cells[i]] / sums[cells[i]];
	for (size_t i = 0; i < cell_count; i++)
		if (sums[i] <= 0)
			unheard += sizes[i];
	return unheard;
}

static int number_order(const void *left, const void *right)
{
	double a = *(const double *)left;
	double b = *(const double *)right;

	return (a > b) - (a < b);
}

size_t weights_trim(struct hk_arena *arena, double *weights, size_t count)
{
	double *sorted = hk_alloc(arena, count + 1, sizeof(*sorted));
	double bound;
	size_t trimmed = 0;

	if (count == 0)
		return 0;
	memcpy(sorted, weights, count * sizeof(*sorted));
	qsort(sorted, count, sizeof(*sorted), number_order);
	bound = WEIGHT_TRIM * (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
	for (size_t i = 0; i < count; i++)
		if (weights[i] > bound) {
			weights[i] = bound;
			trimmed++;
		}
	return trimmed;
}
