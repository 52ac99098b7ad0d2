/*
 * said_hours: what stands around the hours of a sentence, put into words that say an hour by
 * themselves: "10.30" behind a day, "between 10 and 11", "3 Dhaka time". An hour that no clock has
 * becomes SAID_NEVER.
 */
#pragma once

#include <stdbool.h>

#include "standard/said_read.h"

struct said_hours {
	bool has_zone;  /* by clocks that are not known */
	bool is_unread; /* a number stands where an hour would, and may be none */
};

/* After said_days_join, which takes the numbers of dates away. */
struct said_hours said_hours_join(struct said_tokens *tokens);
