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
/* Counts once more for throttle_recent(), whatever the number. */
enum hk_result throttle_note(struct ctx *cx, const char *what, const char *whom, int64_t window_ms);
/* As throttle_count() for who comes from a network address; of IPv6 its whole network of 64 bits
 * counts. */
enum hk_result throttle_count_client(struct ctx *cx, const char *what, const char *address,
				     int64_t limit, int64_t window_ms);
/* How often in windows of that length that ended after since: for a limit over a longer time that
 * glides, unlike a window. For reading too. */
enum hk_result throttle_recent(struct ctx *cx, const char *what, const char *whom, int64_t since,
			       int64_t window_ms, int64_t *ret);
enum hk_result throttle_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
