/* The days of a calendar file (RFC 5545): its events that last whole days, as holidays do. */
#pragma once

#include "parse/parse.h"

/* One of them; it comes again each year until the year last, which is first_year when it does not.
 */
struct parse_day {
	int64_t first_year, last_year;
	int64_t month, day; /* of its first day */
	int64_t length;     /* in days */
	const char *name;
};

struct parse_days {
	struct parse_day *items;
	size_t count;
	size_t left_out; /* events that are at a time of the day, or come again in another way */
};

/* As parse_mail(). HK_INVALID: it is no calendar. */
enum hk_result parse_days(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, struct parse_days *ret);
