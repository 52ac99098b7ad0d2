/* The rules that a new house has: who writes that somebody is stranded or in danger comes first. */
#pragma once

#include "core/ctx.h"

/* They are on, with names in that language. A house that ever had a rule keeps its own. */
enum hk_result rule_deliver(struct ctx *cx, const char *language);

enum { RULES_DELIVERED = 2 };

/* Those that a house has nothing like: no trigger of its own says that harm. */
struct rule_delivery {
	const char *names[RULES_DELIVERED]; /* for translators */
	size_t places[RULES_DELIVERED];
	size_t count;
};

enum hk_result rule_delivery_find(struct ctx *cx, struct rule_delivery *ret);
/* Adds them, switched on, with names in that language, for an administrator who asks for it.
 * HK_CONFLICT: none is missing. */
enum hk_result rule_delivery_add(struct ctx *cx, const char *language);
