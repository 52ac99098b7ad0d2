/*
 * Numbers without gaps, and kept counts, one row each. Taking one locks it until the commit, so
 * take counters last, and ticket before event.
 */
#pragma once

#include "core/ctx.h"

enum hk_result counter_next(struct ctx *cx, const char *name, int64_t *ret);
/* The same in two steps, with other questions between them that are waited for together. */
enum hk_result counter_take(struct ctx *cx, const char *name);
enum hk_result counter_taken(struct ctx *cx, const char *name, int64_t *ret);
/* An organisation's beginning: from here on a statement may move the counter and take its number
 * within another one. */
enum hk_result counter_begin(struct ctx *cx, const char *name);
/* A kept count goes up or down; it is no number that is given. */
enum hk_result counter_move(struct ctx *cx, const char *name, int64_t by);
/* The last number given; 0 when none was. */
enum hk_result counter_last(struct ctx *cx, const char *name, int64_t *ret);
