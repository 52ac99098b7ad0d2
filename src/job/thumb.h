/* Makes the small pictures that are due, outside of any transaction. */
#pragma once

#include "core/ctx.h"

/* One of them; *ret_is_idle: none is due, or it cannot be made now. Running twice makes the same
 * again. */
enum hk_result thumb_step(struct ctx *cx, bool *ret_is_idle);
