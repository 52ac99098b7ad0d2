/*
 * driver: which of several questions goes with the overall answer, and how much. The differences
 * of the overall answer that all of them explain in a linear regression (R squared) are shared out
 * among them: each gets what it adds when it joins, in the mean of all orders in which they can
 * join (Lindeman, Merenda and Gold, Introduction to Bivariate and Multivariate Analysis, 1980;
 * Groemping, Journal of Statistical Software 17, 2006, calls it LMG). Questions that say the same
 * share what they say. What goes with something need not be its cause.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum { DRIVERS_MOST = 11 };

struct driver {
	double with, low, high; /* correlation with the overall answer and its 95 % interval */
	double share;           /* of the differences of the overall answer, 0..1 */
	double mean;            /* of the question */
};

struct drivers {
	struct driver items[DRIVERS_MOST]; /* in the order of the questions */
	size_t count;
	double explained; /* all shares together, 0..1 */
	size_t first;     /* the one with the highest correlation */
	bool is_told;     /* there are answers enough to say any of it */
	bool is_first;    /* and its interval lies above all the others */
};

/* How many answers it takes to tell: 50 and 8 for each question (Green, Multivariate Behavioral
 * Research 26, 1991). */
size_t drivers_least(size_t questions);
/* rows: count times 1 + questions numbers, the overall answer first; questions: 1..DRIVERS_MOST.
 * The interval is by Fisher's z. A question that everybody answers alike goes with nothing. */
struct drivers drivers_of(struct hk_arena *arena, const double *rows, size_t count,
			  size_t questions);
