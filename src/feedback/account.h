/* Of which company somebody writes, as far as his address tells. */
#pragma once

#include "core/ctx.h"

/* The domain of an address, lower case; "" for one of a mail service for everybody, and for none.
 */
const char *account_of(struct ctx *cx, const char *address);
