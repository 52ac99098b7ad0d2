#include "insight/ranking.h"

#include <stdlib.h>

#include "insight/chance.h"
#include "insight/compare.h"

/* Two of the scores: the better one and the other. */
struct pair {
	double chance;
	size_t better, worse;
};

struct pairs {
	struct pair *items;
	size_t count;
};

static int pair_order(const void *left, const void *right)
{
	const struct pair *a = left;
	const struct pair *b = right;

	if (a->chance != b->chance)
		return a->chance < b->chance ? -1 : 1;
	if (a->better != b->better)
		return a->better < b->better ? -1 : 1;
	return (a->worse > b->worse) - (a->worse < b->worse);
}

static struct pairs pairs_of(struct hk_arena *arena, const struct score *scores, size_t count)
{
	struct pairs pairs = { hk_alloc(arena, count * count / 2 + 1, sizeof(struct pair)), 0 };

	for (size_t i = 0; i < count; i++)
		for (size_t j = i + 1; j < count; j++) {
			struct change change = score_change(&scores[i], &scores[j]);
			bool is_first = change.difference > 0;

			if (change.is_told)
				pairs.items[pairs.count++] = (struct pair){
					.chance = change.careful_chance,
					.better = is_first ? i : j,
					.worse = is_first ? j : i,
				};
		}
	qsort(pairs.items, pairs.count, sizeof(*pairs.items), pair_order);
	return pairs;
}

/* Holm: from the first one on that chance explains, none is told apart. */
static const struct rank_pair *pairs_judge(struct hk_arena *arena, struct pairs pairs)
{
	struct rank_pair *judged = hk_alloc(arena, pairs.count + 1, sizeof(*judged));
	bool is_real = true;

	for (size_t i = 0; i < pairs.count; i++) {
		is_real =
			is_real && pairs.items[i].chance * (double)(pairs.count - i) < CHANCE_REAL;
		judged[i] =
			(struct rank_pair){ pairs.items[i].better, pairs.items[i].worse, is_real };
	}
	return judged;
}

/* Every pair that is told apart takes a place from each of the two. */
static void places_take(const struct ranking *ranking, struct rank *ranks)
{
	for (size_t i = 0; i < ranking->pair_count && ranking->pairs[i].is_real; i++) {
		ranks[ranking->pairs[i].better].worst--;
		ranks[ranking->pairs[i].worse].best++;
	}
}

/* A new group begins at place p where everybody who can be there is behind all who can be before:
 * nobody's open ranks reach over the line between p - 1 and p. */
static size_t groups_make(struct hk_arena *arena, struct rank *ranks, size_t count, size_t ranked)
{
	size_t *over = hk_alloc(arena, ranked + 2, sizeof(*over));
	size_t *group = hk_alloc(arena, ranked + 2, sizeof(*group));

	for (size_t i = 0; i < count; i++)
		for (size_t at = ranks[i].best + 1; at <= ranks[i].worst; at++)
			over[at]++;
	for (size_t at = 1; at <= ranked; at++)
		group[at] = group[at - 1] + (over[at] == 0);
	for (size_t i = 0; i < count; i++)
		ranks[i].group = group[ranks[i].best];
	return group[ranked];
}

struct ranking ranking_of(struct hk_arena *arena, const struct score *scores, size_t count)
{
	struct rank *ranks = hk_alloc(arena, count + 1, sizeof(*ranks));
	struct pairs pairs = pairs_of(arena, scores, count);
	struct ranking ranking = { .items = ranks,
				   .count = count,
				   .pairs = pairs_judge(arena, pairs),
				   .pair_count = pairs.count };

	for (size_t i = 0; i < count; i++)
		ranking.ranked += scores[i].state == SCORE_TOLD;
	for (size_t i = 0; i < count; i++)
		if (scores[i].state == SCORE_TOLD)
			ranks[i] = (struct rank){ true, 1, ranking.ranked, 0 };
	places_take(&ranking, ranks);
	ranking.groups = groups_make(arena, ranks, count, ranking.ranked);
	/* One small team that reaches over all makes a single group of those that differ. */
	ranking.is_refused = true;
	for (size_t i = 0; i < count; i++)
		if (ranks[i].is_ranked && (ranks[i].best > 1 || ranks[i].worst < ranking.ranked))
			ranking.is_refused = false;
	return ranking;
}
