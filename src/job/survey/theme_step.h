/* Looking for themes in what people write: in a thread of its own, since it may think for
 * seconds. */
#pragma once

#include "core/ctx.h"

/* One look where one is due; ret_next: when the next is. */
enum hk_result theme_step(struct ctx *cx, int64_t *ret_next);
