/* Who needed a word after his answer to a survey, and what became of it: for the demonstration. */
#pragma once

#include "core/ctx.h"

/* After demo_surveys_load(). */
enum hk_result demo_loop_load(struct ctx *cx, int64_t seed);
