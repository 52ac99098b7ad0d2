#include "web/route.h"

#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "web/form.h"

static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

enum { METHODS = HK_COUNT(methods), DEPTH_MAX = 16 };

struct node {
	struct node *next, *children;
	struct node *any; /* {name} */
	const struct web_route *routes[METHODS];
	const char *segment; /* of a table; not ended by NUL */
	size_t length;
};

struct router {
	struct hk_arena *arena;
	struct node root;
};

/* A path while it is walked: its segments, as they were sent and decoded. */
struct walk {
	const struct node *root;
	const char *segments[DEPTH_MAX];
	size_t count;
	int method;
	unsigned allowed; /* bits of methods that this path has */
};

static int method_find(const char *method)
{
	if (hk_equal(method, "HEAD"))
		method = "GET";
	for (int i = 0; i < METHODS; i++)
		if (hk_equal(method, methods[i]))
			return i;
	return -1;
}

static bool is_name(const char *segment, size_t length)
{
	return length > 2 && segment[0] == '{' && segment[length - 1] == '}';
}

static struct node *child_find(const struct node *node, const char *segment, size_t length)
{
	struct node *child = node->children;

	while (child && (child->length != length || memcmp(child->segment, segment, length) != 0))
		child = child->next;
	return child;
}

static struct node *child_make(struct hk_arena *arena, struct node *node, const char *segment,
			       size_t length)
{
	struct node *child =
		is_name(segment, length) ? node->any : child_find(node, segment, length);

	if (child)
		return child;
	child = hk_alloc(arena, 1, sizeof(*child));
	child->segment = segment;
	child->length = length;
	if (is_name(segment, length)) {
		node->any = child;
		return child;
	}
	child->next = node->children;
	node->children = child;
	return child;
}

static size_t name_count(const char *path)
{
	size_t count = 0;

	for (; *path; path++)
		count += *path == '{';
	return count;
}

static const char *route_fault(const struct web_route *route)
{
	bool is_anonymous = route->flags & WEB_ANONYMOUS;

	if (method_find(route->method) < 0 || hk_equal(route->method, "HEAD"))
		return "its method is unknown";
	if (!route->path || route->path[0] != '/')
		return "its path does not begin with a slash";
	if (!route->answer)
		return "nobody answers it";
	if (name_count(route->path) > ROUTE_NAMES_MAX)
		return "it has too many names";
	if (is_anonymous != (route->right == RIGHT_PUBLIC))
		return "WEB_ANONYMOUS and RIGHT_PUBLIC go together";
	return NULL;
}

static const char *route_add(struct router *router, const struct web_route *route)
{
	const char *fault = route_fault(route);
	struct node *node = &router->root;

	if (fault)
		return fault;
	for (const char *at = route->path + 1;;) {
		size_t length = strcspn(at, "/");

		node = child_make(router->arena, node, at, length);
		at += length;
		if (!*at)
			break;
		at++;
	}

	const struct web_route **place = &node->routes[method_find(route->method)];

	if (*place)
		return "another route has this path";
	*place = route;
	return NULL;
}

enum hk_result router_new(const struct web_family *families, struct router **ret)
{
	struct hk_arena *arena = hk_arena_new();
	struct router *router = hk_alloc(arena, 1, sizeof(*router));
	bool is_good = true;

	router->arena = arena;
	for (; families->name; families++)
		for (const struct web_route *route = families->routes; route->method; route++) {
			const char *fault = route_add(router, route);

			if (!fault)
				continue;
			hk_log(HK_LOG_ERROR, "web.route", "family=%s route=\"%s %s\" fault=\"%s\"",
			       families->name, route->method, route->path ? route->path : "",
			       fault);
			is_good = false;
		}
	if (!is_good) {
		router_free(router);
		return HK_FAILED;
	}
	*ret = router;
	return HK_OK;
}

void router_free(struct router *router)
{
	if (router)
		hk_arena_free(router->arena);
}

/* The empty last segment of "/a/" is a segment too, and matches only itself. */
static bool walk_cut(struct walk *walk, struct hk_arena *arena, const char *path)
{
	if (*path != '/')
		return false;
	do {
		size_t length = strcspn(++path, "/");

		if (walk->count == DEPTH_MAX ||
		    !form_decode_segment(arena, path, length, &walk->segments[walk->count]))
			return false;
		walk->count++;
		path += length;
	} while (*path);
	return true;
}

static const struct web_route *node_end(const struct node *node, struct walk *walk)
{
	for (int i = 0; i < METHODS; i++)
		walk->allowed |= node->routes[i] ? 1U << i : 0;
	return walk->method < 0 ? NULL : node->routes[walk->method];
}

/* At most DEPTH_MAX deep. */
static const struct web_route *node_walk(const struct node *node, struct walk *walk, size_t at)
{
	const struct web_route *found = NULL;

	if (at == walk->count)
		return node_end(node, walk);

	const char *segment = walk->segments[at];
	const struct node *child = child_find(node, segment, strlen(segment));

	if (child)
		found = node_walk(child, walk, at + 1);
	if (!found && node->any && *segment)
		found = node_walk(node->any, walk, at + 1);
	return found;
}

static void values_take(struct hk_arena *arena, const struct walk *walk, struct route_found *ret)
{
	const char *at = ret->route->path;

	for (size_t i = 0; i < walk->count; i++) {
		size_t length = strcspn(++at, "/");

		if (is_name(at, length))
			ret->values[ret->count++] =
				(struct route_value){ hk_copy(arena, at + 1, length - 2),
						      walk->segments[i] };
		at += length;
	}
}

static const char *allow_text(struct hk_arena *arena, unsigned allowed)
{
	const char *text = "";

	for (int i = 0; i < METHODS; i++)
		if (allowed >> i & 1)
			text = hk_format(arena, "%s%s%s", text, *text ? ", " : "",
					 i == 0 ? "GET, HEAD" : methods[i]);
	return text;
}

enum hk_result route_find(const struct router *router, struct hk_arena *arena, const char *method,
			  const char *path, struct route_found *ret)
{
	struct walk walk = { .method = method_find(method) };
	struct route_found found = { 0 };

	if (!walk_cut(&walk, arena, path))
		return HK_NOT_FOUND;
	found.route = node_walk(&router->root, &walk, 0);
	if (!found.route && !walk.allowed)
		return HK_NOT_FOUND;
	if (!found.route) {
		found.allow = allow_text(arena, walk.allowed);
		*ret = found;
		return HK_DENIED;
	}
	values_take(arena, &walk, &found);
	*ret = found;
	return HK_OK;
}
