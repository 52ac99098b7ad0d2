/* What rules are called: histories name them, so that two of them never get one name. */
#pragma once

#include "ticket/rule/rule.h"

/* old: as it stands; NULL: it is new. What has its name already keeps it. HK_INVALID beside
 * "name": triggers and timed rules of the house share their names, so do shared macros, and a
 * macro of one person with his others and those of everybody. Capitals do not count. */
enum hk_result rule_name_check(struct ctx *cx, const struct rule *rule, const struct rule *old);
/* Those that got one name before that was refused are told apart: the second is "Name (2)". */
void rule_names_apart(struct ctx *cx, struct rule_list *list);
