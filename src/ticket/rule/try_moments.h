/* The moments of a ticket's past at which a rule would have looked at it: for rule_try.c. */
#pragma once

#include "ticket/rule/rule.h"

struct moments {
	struct facts *items;
	size_t count;
};

enum hk_result try_moments(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			   struct moments *ret);
