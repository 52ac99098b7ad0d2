/*
 * rested: how long a clock rested before that was kept (CLOCK_UNCOUNTED). Replies say in the
 * history what they made of the ticket: a rest begins with one that left the next word to the
 * customer, and ends with his word, with another reply, or when it was over.
 */
#pragma once

#include "standard/business.h"
#include "standard/clock.h"

/* Open time of those rests that have ended since it was started; pause_ms: of all together at most,
 * 0: without end. */
enum hk_result rested_sum(struct ctx *cx, const struct clock *clock,
			  const struct business *business, int64_t pause_ms, int64_t *ret);
