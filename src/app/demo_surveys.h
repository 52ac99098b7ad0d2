/* Surveys for the demonstration: a few that run, and what the customers of its closed tickets
 * answered, in their languages. */
#pragma once

#include "core/ctx.h"

/* Opens its own transactions. Nothing happens when there are surveys. */
enum hk_result demo_surveys_load(struct ctx *cx, int64_t seed);
