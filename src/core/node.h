/*
 * Each process that makes ids holds one of 1,024 node numbers by a lease that
 * it renews, so that two never make the same id.
 */
#pragma once

#include "core/ctx.h"

enum { NODE_LEASE_MS = 5 * 60 * 1000 };

/* A free number, held until now + NODE_LEASE_MS. Needs no organisation. */
enum hk_result node_take(struct db_store *store, const char *holder, int64_t now, int64_t *ret);
/* HK_CONFLICT: the lease was lost, make no more ids. */
enum hk_result node_keep(struct db_store *store, int64_t node, const char *holder, int64_t now);
/* Another may take it from now on. */
enum hk_result node_give(struct db_store *store, int64_t node, const char *holder, int64_t now);
