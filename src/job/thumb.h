/* Makes the small pictures that are due, outside of any transaction. */
#pragma once

#include "core/ctx.h"

/* One of them, and more until that time of the steady clock; they are kept in one transaction.
 * *ret_is_idle: none is due, or none can be made now. Running twice makes the same again. */
enum hk_result thumb_step(struct ctx *cx, int64_t until, bool *ret_is_idle);
