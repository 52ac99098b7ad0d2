/* Timed rules and one ticket: for this room. */
#pragma once

#include "ticket/rule/rule.h"

/* Acts when it has stood for so long; else a job looks again at the time that can be known. */
enum hk_result rule_time_ask(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			     const char *chain);
/* Since when the time of that rule runs there; 0: it does not. */
int64_t rule_time_since(const struct rule *rule, const struct ticket *ticket);
