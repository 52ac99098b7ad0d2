/*
 * availability: when somebody takes new tickets: his shift, but not while he is on a
 * break, away or out of office. What follows from all of it is kept with the person as
 * one stretch of time (free_from, free_until) and counted anew when it is over or when
 * anything of it changes, so that whoever looks for a free person compares two numbers.
 *
 * Nobody loses a ticket because he goes home. ms UTC throughout.
 */
#pragma once

#include "core/ctx.h"
#include "standard/business.h"

enum { ABSENCE_NOTE_LETTERS = 200, ABSENCES_MOST = 100 };

struct availability {
	int64_t staff_id;
	const char *name;
	const char *status;   /* here, break, away: as it holds now */
	int64_t status_until; /* 0: until he says so */
	int64_t free_from, free_until;
	int64_t share; /* of a full position, percent */
	int64_t active_count, work, is_active;
};

struct availability_list {
	struct availability *items;
	size_t count;
};

/* His week; no hours on any day: he does not work. */
struct shift {
	int64_t staff_id;
	const char *timezone;
	const char *monday, *tuesday, *wednesday, *thursday, *friday, *saturday, *sunday;
};

struct absence {
	int64_t staff_id, id, from_at, until_at, stand_in_id;
	const char *note;
};

struct absence_list {
	struct absence *items;
	size_t count;
};

enum hk_result availability_find(struct ctx *cx, int64_t staff_id, struct availability *ret);
/* Of those who work here and answer customers, by name. */
enum hk_result availability_every(struct ctx *cx, struct availability_list *ret);
/* until 0: until he says so; ignored for "here". HK_INVALID beside "status" or "until". */
enum hk_result availability_status_put(struct ctx *cx, int64_t staff_id, const char *status,
				       int64_t until);
/* HK_INVALID beside "share": not from 10 to 100. */
enum hk_result availability_share_put(struct ctx *cx, int64_t staff_id, int64_t share);
bool availability_is_free(const struct availability *one, int64_t at);

/* HK_NOT_FOUND: he has no fixed hours. */
enum hk_result shift_find(struct ctx *cx, int64_t staff_id, struct shift *ret);
/* Where the hours of that day stand, Monday first. */
const char **shift_hours(struct shift *shift, size_t weekday);
/* HK_INVALID beside the days or "timezone". */
enum hk_result shift_put(struct ctx *cx, const struct shift *shift);
enum hk_result shift_remove(struct ctx *cx, int64_t staff_id);

/* Those that are not over, the next one first. */
enum hk_result absence_every(struct ctx *cx, int64_t staff_id, struct absence_list *ret);
/* Sets id. HK_INVALID beside "back" (it is over, or ends before it begins), "stand_in" (himself,
 * or nobody who works here) or "note". A job does what follows when it begins. */
enum hk_result absence_add(struct ctx *cx, struct absence *absence);
enum hk_result absence_remove(struct ctx *cx, int64_t staff_id, int64_t id);
/* Of whoever is out of office at this moment. */
enum hk_result absence_every_now(struct ctx *cx, struct absence_list *ret);
/* Out of office at this moment. HK_NOT_FOUND: he is not. */
enum hk_result absence_now(struct ctx *cx, int64_t staff_id, struct absence *ret);

/* Counts anew when he is free next. */
enum hk_result availability_renew(struct ctx *cx, int64_t staff_id);
/* There are people whose stretch is over: asked before availability_renew_due(), which writes. */
enum hk_result availability_has_due(struct ctx *cx, bool *ret);
/* Of up to limit such people. */
enum hk_result availability_renew_due(struct ctx *cx, int64_t limit);
enum hk_result availability_expect_due(struct ctx *cx, int64_t limit); /* db_expect() */
