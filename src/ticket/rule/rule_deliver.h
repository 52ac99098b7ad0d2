/* The rules that a new house has: who writes that somebody is stranded or in danger comes first. */
#pragma once

#include "core/ctx.h"

/* They are on, with names in that language. A house that ever had a rule keeps its own. */
enum hk_result rule_deliver(struct ctx *cx, const char *language);
