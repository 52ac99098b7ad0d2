/* What customers said who were asked twice a year, five times: the satisfaction index, and of two
 * questions of the house's own how far they go with it. */
#pragma once

#include "core/ctx.h"

/* Opens its own transactions; after demo_surveys_load(). Nothing happens when it was there. */
enum hk_result demo_index_load(struct ctx *cx, int64_t seed);
