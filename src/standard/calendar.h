/*
 * calendar: when a house is open: hours of the week by the clock of a place, and days on which
 * other hours hold. Promises of a mailbox that has one count in its open time; a change of it
 * moves no promise that was given.
 */
#pragma once

#include "core/ctx.h"
#include "standard/business.h"

enum { CALENDAR_DAYS_MOST = 1000, CALENDAR_NAME_LETTERS = 100 };

/* No calendar: around the clock. */
#define CALENDAR_ALWAYS ((int64_t)0)

struct calendar {
	int64_t id;
	const char *name, *timezone;
	/* As hours_write() writes them; "": closed. */
	const char *monday, *tuesday, *wednesday, *thursday, *friday, *saturday, *sunday;
	int64_t version;
};

struct calendar_list {
	struct calendar *items;
	size_t count;
};

struct calendar_day {
	int64_t calendar_id;
	int64_t day; /* days since 1970-01-01 */
	const char *name, *hours;
	int64_t is_tentative; /* 1: the date is to be confirmed */
};

struct calendar_days {
	struct calendar_day *items;
	size_t count;
};

/* Where the hours of that day stand. */
const char **calendar_hours(struct calendar *calendar, size_t weekday);

enum hk_result calendar_find(struct ctx *cx, int64_t id, struct calendar *ret);
enum hk_result calendar_every(struct ctx *cx, struct calendar_list *ret);
/* Sets id. HK_INVALID beside the fields: no name, no such zone, hours that cannot be read or a
 * week that is never open. HK_CONFLICT: the name is taken. */
enum hk_result calendar_add(struct ctx *cx, struct calendar *calendar);
enum hk_result calendar_change(struct ctx *cx, const struct calendar *calendar);

/* By their date. */
enum hk_result calendar_days_find(struct ctx *cx, int64_t id, struct calendar_days *ret);
/* Puts days, of which each that is there already with this date is replaced: twice harmless.
 * HK_INVALID: hours that cannot be read, no name, or more days than a calendar has. */
enum hk_result calendar_days_put(struct ctx *cx, int64_t id, const struct calendar_days *days);
/* The same, and takes away what is not among them. */
enum hk_result calendar_days_replace(struct ctx *cx, int64_t id, const struct calendar_days *days);
enum hk_result calendar_day_remove(struct ctx *cx, int64_t id, int64_t day);

/*
 * Its open time to count with, kept by the thread as long as nobody changes it. NULL for
 * CALENDAR_ALWAYS, which costs no statement, and where the calendar is gone.
 */
enum hk_result calendar_business(struct ctx *cx, int64_t id, const struct business **ret);
/* When so much of its time has passed since then: a time without calendar passes around the
 * clock. */
enum hk_result calendar_due(struct ctx *cx, int64_t id, int64_t from, int64_t duration,
			    int64_t *ret);
/* 0: it is open at that time; else when it opens. */
enum hk_result calendar_opens(struct ctx *cx, int64_t id, int64_t at, int64_t *ret);
