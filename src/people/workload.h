/*
 * workload: how much somebody has to do: his active tickets, how many of each
 * channel, and the minutes of work that they are thought to be. Kept as tickets
 * come and go, never counted when somebody asks.
 */
#pragma once

#include "core/ctx.h"

/* One ticket more or less, or one that became more work: count is 1, -1 or 0. */
struct workload_step {
	int64_t staff_id; /* 0: nothing happens */
	const char *channel;
	int64_t count;
	int64_t minutes;  /* negative: less */
	bool is_assigned; /* he got it now */
};

enum hk_result workload_move(struct ctx *cx, const struct workload_step *step);
