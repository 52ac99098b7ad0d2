/*
 * Words of the house that a form carries for the next step: nobody reads them
 * on the way, nobody changes them, and they are good for a while only.
 */
#pragma once

#include "core/ctx.h"

/* purpose keeps those of one form out of another. */
const char *sealed_put(struct ctx *cx, const char *purpose, int64_t good_ms, const char *text);
/* HK_INVALID: not ours, for another purpose, of another organisation, or too old. */
enum hk_result sealed_take(struct ctx *cx, const char *purpose, const char *sealed,
			   const char **ret);
