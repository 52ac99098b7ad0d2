/*
 * ranking: which teams the answers can tell apart. Every pair is compared, and Holm's
 * step-down (Scandinavian Journal of Statistics 6, 1979) keeps the chance that any one
 * pair is told apart wrongly below 5 in 100, since a list of ranks is read as one statement.
 * Where nothing is told apart the ranking is refused: there is no order to show.
 *
 * The best value is the highest. Memory is the arena's.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "insight/score.h"

struct rank {
	bool is_ranked; /* its score has a value */
	size_t best,
		worst; /* the ranks that the answers leave open to it, 1 first; 0: not ranked */
	size_t group;  /* 1 is the best; everybody in it is better than all in the next */
};

/* Two of the scores, by their places among them. */
struct rank_pair {
	size_t better, worse; /* by value */
	bool is_real;         /* told apart */
};

struct ranking {
	const struct rank_pair *pairs; /* all of two ranked ones, the most certain first */
	size_t pair_count;
	const struct rank *items; /* in the order of the scores */
	size_t count;
	size_t ranked, groups;
	bool is_refused; /* nobody can be told apart: show them by name, not by rank. Else show best
			  * and worst, for one group may hold two that differ */
};

/* In count^2 log(count) steps: for teams, not for persons. */
struct ranking ranking_of(struct hk_arena *arena, const struct score *scores, size_t count);
