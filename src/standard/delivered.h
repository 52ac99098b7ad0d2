/* What a new house promises until somebody thinks about it: three standards by priority, each with
 * a chain from the owner over the supervisors to an administrator. */
#pragma once

#include "standard/standard.h"

/* For a house that has no standard yet; their names in its language. admin_id answers for them, and
 * is called last. ret: the one for everything else. */
enum hk_result standard_deliver(struct ctx *cx, int64_t admin_id, const char *language,
				struct standard *ret);
