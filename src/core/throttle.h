/*
 * Limits that hold over all processes: so many times per window for one key,
 * such as ten failed sign-ins per account and quarter of an hour.
 */
#pragma once

#include "core/ctx.h"

/* Counts once more. HK_DENIED with a sentence when that was more than limit in this window.
 * what is a constant; whom is kept only as a digest. Needs a writing cx->db. */
enum hk_result throttle_count(struct ctx *cx, const char *what, const char *whom, int64_t limit,
			      int64_t window_ms);
/* As throttle_count() for who comes from a network address; of IPv6 its whole network of 64 bits
 * counts. */
enum hk_result throttle_count_client(struct ctx *cx, const char *what, const char *address,
				     int64_t limit, int64_t window_ms);

/* A limit over a longer time that glides, unlike a window: how often in the windows of that length
 * that ended within the span. */
struct throttle_limit {
	const char *what, *whom; /* as of throttle_count() */
	int64_t span_ms, window_ms;
	const char *key; /* for throttle_note(); in the arena */
	int64_t used;
};

enum { THROTTLE_LIMITS_MOST = 5 };

/* Fills in used of up to THROTTLE_LIMITS_MOST. For reading too. */
enum hk_result throttle_look(struct ctx *cx, struct throttle_limit *limits, size_t count);
/* Counts once more, whatever the number, for a limit that was looked at. */
enum hk_result throttle_note(struct ctx *cx, const struct throttle_limit *limit);
enum hk_result throttle_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
