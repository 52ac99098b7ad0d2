/* The days of a calendar file (RFC 5545): its events that last whole days, as holidays do. */
#pragma once

#include "parse/parse.h"

/* One of them; it comes again every so many years until the year last, which is first_year when it
 * does not. */
struct parse_day {
	int64_t first_year, last_year, interval;
	int64_t month, day; /* of its first day */
	int64_t length;     /* in days */
	const char *name;
};

/* Why an event of the file is no such day. */
enum parse_left_why {
	LEFT_TIME,      /* it is at a time of the day */
	LEFT_REPEAT,    /* it comes again in another way than each year on its date */
	LEFT_EXCEPT,    /* single days are taken from it or added to it */
	LEFT_LONG,      /* longer than two months */
	LEFT_NO_DATE,   /* it begins on no day of the calendar */
	LEFT_CANCELLED, /* says the file itself */
	LEFT_BACKWARDS, /* it ends before it begins, or on no day of the calendar */
	LEFT_WHYS
};

struct parse_left {
	enum parse_left_why why;
	const char *name;
};

struct parse_days {
	struct parse_day *items;
	size_t count;

	struct parse_lefts {
		struct parse_left *items;
		size_t count;
	} left;

	size_t beyond; /* events behind the first 2000, which nobody looked at */
};

/* As parse_mail(). HK_INVALID: it is no calendar. */
enum hk_result parse_days(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, struct parse_days *ret);
