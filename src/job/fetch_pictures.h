/* Pictures of other servers, for which somebody asked, are fetched and kept. */
#pragma once

#include "core/ctx.h"

/* All that wait. ret_next: INT64_MAX, or now when there are more. */
enum hk_result fetch_pictures_due(struct ctx *cx, int64_t *ret_next);
