/*
 * business: the time in which a house is open, to count with. A year or two around now is laid out
 * as a table of instants, so that each question is a search in it; what lies beyond is laid out
 * when it is asked for. Instants are ms UTC, durations ms of open time. Constant once made: any
 * thread may ask.
 *
 * A time on the wall stands for the first moment at which the clock there has come so far. Where
 * the clock jumps over it, that is the jump (a door that opens at 03:30 opens when 02:59 becomes
 * 04:00); where it comes twice, the first time (RFC 5545 section 3.3.5). What passes between two
 * such moments counts as it really passes: a night shift has 7 hours in spring and 9 in autumn.
 */
#pragma once

#include "base/result.h"
#include "core/zone.h"
#include "standard/hours.h"

enum { BUSINESS_WEEK = 7 };

/* A date on which other hours hold; none: closed. day: days since 1970-01-01. */
struct business_exception {
	int64_t day;
	struct hours hours;
};

struct business_rules {
	const char *timezone;             /* unknown: UTC */
	struct hours week[BUSINESS_WEEK]; /* Monday first */
	const struct business_exception *exceptions;
	size_t exception_count; /* rising days, each once */
};

struct business;

/* Lives in the arena, with a copy of the rules; around: where most questions will be. */
const struct business *business_new(struct hk_arena *arena, const struct business_rules *rules,
				    int64_t around);

/* The first instant at which so much open time has passed; from itself for a duration of 0. At the
 * end of the day that is closing time, not the next morning. HK_NOT_FOUND: that never comes,
 * before the year 9999. */
enum hk_result business_add(const struct business *business, int64_t from, int64_t duration,
			    int64_t *ret);
/* The open time from a to b; negative when b is before a. */
int64_t business_between(const struct business *business, int64_t a, int64_t b);
bool business_is_open(const struct business *business, int64_t at);
/* At itself when it is open then. HK_NOT_FOUND: never again. */
enum hk_result business_next_open(const struct business *business, int64_t at, int64_t *ret);
/* Without a table of years: the open time that lasts at that instant, or the next one, from its
 * beginning to its end. HK_NOT_FOUND: there is none within two weeks. */
enum hk_result business_stretch(struct hk_arena *arena, const struct business_rules *rules,
				int64_t at, int64_t *ret_from, int64_t *ret_until);
