/* The rows of rules, whoever acts: for this room, and for the duties of rules (job/rule.c). */
#pragma once

#include "ticket/rule/rule.h"

enum hk_result rule_by_row(struct ctx *cx, int64_t id, struct rule *ret);
/* Triggers that wait for that event, and timed rules; those that are on, in their order. */
enum hk_result rule_active(struct ctx *cx, const char *event, struct rule_list *ret);
enum hk_result rule_timed(struct ctx *cx, struct rule_list *ret);

/* How those duties are called. */
#define RULE_EVENT_JOB   "rule.event"
#define RULE_TICK_JOB    "rule.tick"
#define RULE_SWEEP_JOB   "rule.sweep"
#define RULE_LOOK_JOB    "rule.look"
#define RULE_TRY_JOB     "rule.try"
#define RULE_STOPPED_JOB "rule.stopped"
