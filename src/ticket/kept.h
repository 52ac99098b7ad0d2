/*
 * What is kept twice because counting would take too long: numbers of messages
 * and of active tickets, the earliest clock, what waits to be sent. Here stands
 * what each must agree with; `hark fsck` and the tests ask.
 */
#pragma once

#include "core/ctx.h"

/* How many rules there are. */
size_t kept_rules(void);
/* How many rows contradict that rule (0: it is kept), and what is wrong with them, in words. */
enum hk_result kept_check(struct ctx *cx, size_t rule, const char **ret_sentence,
			  int64_t *ret_count);
