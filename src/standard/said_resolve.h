/* said_resolve: the moment that is meant by what a sentence names. */
#pragma once

#include "standard/said.h"
#include "standard/said_read.h"

enum { SAID_UNSET = -1 };

/* What a sentence names; SAID_UNSET: not. */
struct said_named {
	int span;       /* minutes from now on */
	int days;       /* the same of days and weeks */
	int months;     /* the same of months and years */
	bool is_work;   /* of days: open ones */
	int day;        /* from today on */
	bool is_period; /* that is the last of a week or longer, which is what is named */
	int clock;      /* minutes of the day */
	bool is_clear, is_am, is_pm, is_ours;
	bool is_small; /* an hour after midnight, of the night that a day ends with */
	bool has_gone; /* beside what else it names, a time has passed, or no calendar has it */
	bool is_never; /* whatever else it names: an hour that no day has, a count of none */
	int part;
	bool ends_day; /* of the day, which is today where no other is named */
	int weekday;   /* 0 Sunday */
	int week;      /* from this one on */
	bool is_doubt; /* what is said beside it may mean another moment */
};

struct said_reading {
	struct hk_arena *arena;
	const struct said_clocks *clocks;
	const char *timezone;
	bool is_begin; /* a day and a part of it are meant by their beginning */
	struct said_tokens tokens;
	struct said_named named;
	int64_t today; /* days since 1970, there */
	int weekday;
};

/* ms UTC; 0: it names no time, or one that has passed. */
int64_t said_resolve(struct said_reading *reading, bool *ret_is_guess);
