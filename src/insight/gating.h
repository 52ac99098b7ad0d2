/*
 * gating: whether somebody's customers come to the lot of a survey, and are asked, otherwise than
 * those of all others: fewer of them, or at another time. Whoever keeps the angry ones from being
 * asked looks like that; so does whoever serves other people than the rest. It accuses nobody: the
 * oddest one is told apart, taken out of the others, and then the next, by the step-down of Holm
 * (Scandinavian Journal of Statistics 6, 1979), so that in 99 of 100 lists in which nobody steers
 * nobody is told so.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { GATING_LEAST = 20 }; /* of fewer nothing is said */

/* Of one colleague, or of one team. */
struct gating {
	int64_t eligible, drawn; /* decided about; of these came to the lot */
	int64_t asked;           /* of these were asked */
	double hours, squares;   /* from what happened until then: sum, and sum of squares */
};

struct gating_word {
	double share;        /* drawn / eligible, 0..1; 0 of none */
	double hours;        /* the mean; 0 of none */
	double share_chance; /* that chance alone makes such a share; NAN: not told */
	double hours_chance; /* such a mean; NAN: not told */
	bool is_share_odd, is_hours_odd;
};

/* Each beside all the others who are not told apart. Shares by the z test of two shares with a
 * common variance and the correction of Yates, means by the t test with a common variance and the
 * freedom of the fewer. In count^2 steps for each who is told apart: for people and teams, not for
 * customers. */
void gating_judge(struct hk_arena *arena, const struct gating *all, size_t count,
		  struct gating_word *ret);
