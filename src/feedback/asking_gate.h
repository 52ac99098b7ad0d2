/*
 * asking_gate: of each colleague and team, how many matters were decided about, how many came to
 * the lot, and how long after. Kept with every decision, by week (UTC). insight/gating.h says where
 * it is far from all the others.
 */
#pragma once

#include "feedback/asking.h"

struct asking_gate {
	int64_t staff_id, team_id;
	const char *name; /* of the colleague; "" for nobody */
	int64_t eligible, drawn, asked, hours, squares;
};

struct asking_gates {
	struct asking_gate *items;
	size_t count;
};

/* Once, when it is decided. */
enum hk_result asking_gate_note(struct ctx *cx, const struct survey_event *event);
/* By name, in the weeks that begin with that of from_day and end with that of until_day. */
enum hk_result asking_gates_find(struct ctx *cx, int64_t survey_id, int64_t from_day,
				 int64_t until_day, struct asking_gates *ret);
