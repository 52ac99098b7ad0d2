/*
 * groups: which nodes of a graph belong together: more joined among themselves than chance would
 * join them (modularity, Newman and Girvan 2004, with a resolution), found by moving nodes one
 * after the other and then their groups (Blondel and others 2008). The order is that of the nodes
 * and of two equal moves the one to the lower number wins, so the same graph gives the same groups.
 */
#pragma once

#include "feedback/theme/similar.h"

/* The group of each node, 0 to ret_count - 1. A node without edges is a group of its own. */
uint32_t *groups_find(struct hk_arena *arena, const struct similar_graph *graph, double resolution,
		      size_t *ret_count);
