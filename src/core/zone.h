/*
 * The clocks of a place: how far its time is from UTC, and when that changes. From the IANA time
 * zone database, as ICU brings it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/* From at on, local time is UTC + offset; both in ms. */
struct zone_shift {
	int64_t at, offset;
};

struct zone_shifts {
	const struct zone_shift *items;
	size_t count;
};

/* All that hold from then until then, oldest first: the first one began at from or before and says
 * at = from; there is always one. A zone that is not known is UTC. ms UTC. */
struct zone_shifts zone_shifts_between(struct hk_arena *arena, const char *timezone, int64_t from,
				       int64_t until);
