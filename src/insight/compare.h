/*
 * compare: whether a figure is another than one was. Called a change only when it is one:
 * also by what the intervals of both scores rest on, and, where many are compared at once, by the
 * rule of Benjamini and Hochberg.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "insight/score.h"

struct change {
	bool is_told;          /* both scores have a value; else all of the rest is 0 or false */
	bool is_real;          /* not what chance alone does in 95 of 100 cases */
	double difference;     /* first less second, in their unit */
	double low, high;      /* 95 %, from what the intervals of both rest on */
	double error, z;       /* of the plain formula */
	double chance;         /* two-sided, of z, by the plain formula */
	double careful_chance; /* that, or the chance of low..high if it is more: is_real goes by it
				*/
};

/* z = (a - b) / sqrt(error_a^2 + error_b^2), chance = erfc(|z| / sqrt(2)). Both in one unit, of
 * different people. The plain formula alone would call two samples of ten who think alike different
 * in up to 8 of 100 cases; so their centres must differ by their careful errors too (as Agresti
 * and Caffo, The American Statistician 54, 2000, do for shares). */
struct change score_change(const struct score *now, const struct score *before);

/* Which of many chances are real so that of those called real 5 in 100 are not, on average
 * (Benjamini and Hochberg, Journal of the Royal Statistical Society B 57, 1995). What is no number
 * is never real. */
void chances_judge(struct hk_arena *arena, const double *chances, size_t count, bool *ret_real);

/* The same over changes, one a team: sets is_real of all of them by careful_chance. */
void changes_judge(struct hk_arena *arena, struct change *changes, size_t count);
