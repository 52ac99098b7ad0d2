/*
 * Demonstration data in four languages, made through the same functions as real
 * tickets, in their own past: the same seed makes the same tickets, at every
 * stage of their life. No mail leaves for them.
 */
#pragma once

#include "core/ctx.h"

struct demo {
	int64_t tickets; /* how many to add */
	int64_t seed;
};

/* Opens its own transactions, many tickets in each. */
enum hk_result demo_load(struct ctx *cx, const struct demo *demo);
