/* A desk in Vilnius at which somebody makes promises, for the tests of standard/said.h: open from
 * Monday to Friday. What is proposed lives in its arena. */
#pragma once

#include <string.h>

#include "core/ctx.h"
#include "standard/said.h"
#include "test.h"

struct desk {
	struct hk_arena *arena;
	struct kit *kit;
	const struct business *business;
};

/* hours: such as "9-18"; now: about when it is used, ms. */
static inline int desk_open(void **state, const char *hours, int64_t now)
{
	static struct desk desk;
	struct business_rules rules = { .timezone = "Europe/Vilnius" };

	desk.arena = hk_arena_new();
	desk.kit = kit_new();
	for (int day = 0; day < 5; day++)
		assert_true(hours_read(hours, &rules.week[day]));
	desk.business = business_new(desk.arena, &rules, now);
	*state = &desk;
	return 0;
}

static inline int close_desk(void **state)
{
	struct desk *desk = *state;

	kit_free(desk->kit);
	hk_arena_free(desk->arena);
	return 0;
}
