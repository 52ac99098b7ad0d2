/* What is wrong with the hours of a day, in words that name the day and the times. */
#pragma once

#include "core/ctx.h"
#include "standard/hours.h"

/* weekday: 0 is Monday. otherwise: the sentence of what is no hours at all, for translators. Says
 * it beside that field; HK_INVALID. */
enum hk_result hours_problem(struct ctx *cx, const char *field, size_t weekday,
			     const struct hours_fault *fault, const char *otherwise);
