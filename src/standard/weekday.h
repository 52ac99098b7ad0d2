/* The days of a week, Monday first, and their hours as people write them. */
#pragma once

#include "core/ctx.h"
#include "standard/business.h"

extern const char *const weekday_fields[BUSINESS_WEEK]; /* what forms call them */
extern const char *const weekday_names[BUSINESS_WEEK];  /* for translators */

/* Hours of that day as they are stored, in cx->arena; else HK_INVALID, and beside the field of the
 * day what is wrong, with its name and the times. wanted: the sentence of what is no hours at all,
 * for translators. */
enum hk_result weekday_tidy(struct ctx *cx, size_t weekday, const char **hours, const char *wanted);
