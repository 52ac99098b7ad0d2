/*
 * Who answers a path. All tables are compiled once into a tree of segments; in
 * it a written segment goes before a {name}, so "/tickets/new" is found beside
 * "/tickets/{number}". Constant after router_new(), so safe for many threads.
 */
#pragma once

#include "web/web.h"

struct router;

enum { ROUTE_NAMES_MAX = 8 };

struct route_value {
	const char *name, *value;
};

struct route_found {
	const struct web_route *route;
	struct route_value values[ROUTE_NAMES_MAX]; /* of {name}, decoded; in the arena */
	size_t count;
	const char *allow; /* on HK_DENIED: "GET, HEAD, POST" */
};

/* HK_FAILED: a table is wrong (the reason is logged), for the program must not start so. */
enum hk_result router_new(const struct web_family *families, struct router **ret);
void router_free(struct router *router);

/* path is as it was sent, without query. HEAD finds GET. HK_NOT_FOUND, or HK_DENIED: there is
 * such a path, but not with this method. */
enum hk_result route_find(const struct router *router, struct hk_arena *arena, const char *method,
			  const char *path, struct route_found *ret);
