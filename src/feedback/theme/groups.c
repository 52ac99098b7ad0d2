#include "feedback/theme/groups.h"

#include <string.h>

enum { PASSES_MOST = 30, LEVELS_MOST = 20 };

/* A level: nodes are groups of the level below. own: what joins a node with itself. */
struct level {
	struct similar_graph graph;
	double *own, *degrees;
	double total; /* of all degrees */
	double resolution;
	uint32_t *group;
	double *sums; /* of each group's degrees */
};

/* How much a node is joined with each group; touched lists those that are set. */
struct joins {
	double *weights;
	uint32_t *touched;
	size_t count;
};

static void level_begin(struct hk_arena *arena, struct level *level)
{
	size_t nodes = level->graph.nodes;

	level->degrees = hk_alloc(arena, nodes, sizeof(*level->degrees));
	level->sums = hk_alloc(arena, nodes, sizeof(*level->sums));
	level->group = hk_alloc(arena, nodes, sizeof(*level->group));
	level->total = 0;
	for (uint32_t i = 0; i < nodes; i++) {
		level->degrees[i] = level->own[i];
		for (size_t k = level->graph.starts[i]; k < level->graph.starts[i + 1]; k++)
			level->degrees[i] += level->graph.weights[k];
		level->sums[i] = level->degrees[i];
		level->group[i] = i;
		level->total += level->degrees[i];
	}
}

static void joins_look(const struct level *level, uint32_t node, struct joins *joins)
{
	const struct similar_graph *graph = &level->graph;

	joins->count = 0;
	for (size_t k = graph->starts[node]; k < graph->starts[node + 1]; k++) {
		uint32_t group = level->group[graph->to[k]];

		if (joins->weights[group] <= 0)
			joins->touched[joins->count++] = group;
		joins->weights[group] += graph->weights[k];
	}
}

/* What the sum of modularity gains when the node, which is in no group now, enters that one. */
static double gain(const struct level *level, uint32_t node, uint32_t group, double joined)
{
	return joined -
	       level->resolution * level->degrees[node] * level->sums[group] / level->total;
}

static bool node_move(struct level *level, uint32_t node, struct joins *joins)
{
	static const double noise = 1e-12;
	uint32_t before = level->group[node], best = before;
	double most;

	joins_look(level, node, joins);
	level->sums[before] -= level->degrees[node];
	most = gain(level, node, before, joins->weights[before]);
	for (size_t i = 0; i < joins->count; i++) {
		uint32_t group = joins->touched[i];
		double mine = gain(level, node, group, joins->weights[group]);

		if (mine > most + noise ||
		    (best != before && group < best && mine > most - noise)) {
			most = mine;
			best = group;
		}
	}
	for (size_t i = 0; i < joins->count; i++)
		joins->weights[joins->touched[i]] = 0;
	level->sums[best] += level->degrees[node];
	level->group[node] = best;
	return best != before;
}

static bool level_move(struct level *level, struct joins *joins)
{
	bool has_moved = false, is_moving = level->total > 0;

	for (int pass = 0; is_moving && pass < PASSES_MOST; pass++) {
		is_moving = false;
		for (uint32_t i = 0; i < level->graph.nodes; i++)
			is_moving |= node_move(level, i, joins);
		has_moved |= is_moving;
	}
	return has_moved;
}

/* Numbers groups without gaps, in the order of their first nodes. */
static size_t number_anew(struct hk_arena *arena, uint32_t *group, size_t nodes)
{
	uint32_t *names = hk_alloc(arena, nodes, sizeof(*names)), count = 0;

	for (size_t i = 0; i < nodes; i++) {
		if (!names[group[i]])
			names[group[i]] = ++count;
		group[i] = names[group[i]] - 1;
	}
	return count;
}

/* Where the members of each group stand in members: from starts[group]. */
static void members_sort(const struct level *level, size_t count, size_t *starts, uint32_t *members)
{
	for (size_t i = 0; i < level->graph.nodes; i++)
		starts[level->group[i] + 1]++;
	for (size_t i = 0; i < count; i++)
		starts[i + 1] += starts[i];
	for (uint32_t i = 0; i < level->graph.nodes; i++)
		members[starts[level->group[i]]++] = i;
	memmove(starts + 1, starts, count * sizeof(*starts));
	starts[0] = 0;
}

/* The graph of its groups. */
static struct level level_fold(struct hk_arena *arena, const struct level *level, size_t count,
			       struct joins *joins)
{
	const struct similar_graph *graph = &level->graph;
	struct level next = { .graph.nodes = count, .resolution = level->resolution };
	size_t edges = graph->starts[graph->nodes], at = 0;
	size_t *starts = hk_alloc(arena, count + 1, sizeof(*starts));
	uint32_t *members = hk_alloc(arena, graph->nodes, sizeof(*members));

	members_sort(level, count, starts, members);
	next.own = hk_alloc(arena, count, sizeof(*next.own));
	next.graph.starts = hk_alloc(arena, count + 1, sizeof(*next.graph.starts));
	next.graph.to = hk_alloc(arena, edges, sizeof(*next.graph.to));
	next.graph.weights = hk_alloc(arena, edges, sizeof(*next.graph.weights));
	for (uint32_t i = 0; i < count; i++) {
		size_t touched = 0;

		for (size_t k = starts[i]; k < starts[i + 1]; k++) {
			next.own[i] += level->own[members[k]];
			joins_look(level, members[k], joins);
			for (size_t t = 0; t < joins->count; t++) {
				uint32_t group = joins->touched[t];
				double weight = joins->weights[group];
				size_t where = at;

				joins->weights[group] = 0;
				if (group == i) {
					next.own[i] += weight;
					continue;
				}
				while (where < at + touched && next.graph.to[where] != group)
					where++;
				touched += where == at + touched;
				next.graph.to[where] = group;
				next.graph.weights[where] += weight;
			}
		}
		at += touched;
		next.graph.starts[i + 1] = at;
	}
	return next;
}

uint32_t *groups_find(struct hk_arena *arena, const struct similar_graph *graph, double resolution,
		      size_t *ret_count)
{
	uint32_t *group = hk_alloc(arena, graph->nodes, sizeof(*group));
	struct level level = { .graph = *graph,
			       .own = hk_alloc(arena, graph->nodes, sizeof(double)),
			       .resolution = resolution };
	struct joins joins = { .weights = hk_alloc(arena, graph->nodes, sizeof(double)),
			       .touched = hk_alloc(arena, graph->nodes, sizeof(uint32_t)) };
	size_t count = graph->nodes;

	for (uint32_t i = 0; i < graph->nodes; i++)
		group[i] = i;
	for (int i = 0; i < LEVELS_MOST; i++) {
		level_begin(arena, &level);
		if (!level_move(&level, &joins))
			break;
		count = number_anew(arena, level.group, level.graph.nodes);
		for (size_t k = 0; k < graph->nodes; k++)
			group[k] = level.group[group[k]];
		level = level_fold(arena, &level, count, &joins);
	}
	*ret_count = count;
	return group;
}
