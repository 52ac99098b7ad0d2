/*
 * weights: for how many people an answer speaks. Whoever was asked with chance pi
 * and answered stands for 1 / pi; groups that answered less are brought up to their
 * size; single answers that would outweigh the rest are trimmed. Weighting mends what
 * chance and groups did, not that the silent differ from those who answered.
 *
 * In place, in the caller's storage; weights are 0 or more.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* 1 / chance (Horvitz and Thompson, Journal of the American Statistical Association 47, 1952).
 * False for a chance outside of 0..1, and for 0: whoever could not be asked stands for nobody. */
bool weight_of(double chance, double *ret);

/* Answer i is in cell cells[i] (channel, outcome, tenure); sizes[c] people are in cell c. Weights
 * then sum up to sizes[c] within each cell. Returns how many people are in cells without any
 * answer, for whom nothing speaks; a cell number outside of cell_count makes the weight 0. */
double weights_to_cells(struct hk_arena *arena, double *weights, const size_t *cells, size_t count,
			const double *sizes, size_t cell_count);

/* What is above five times the median is set to that. Returns how many were. */
enum { WEIGHT_TRIM = 5 };

size_t weights_trim(struct hk_arena *arena, double *weights, size_t count);
