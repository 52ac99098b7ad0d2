/*
 * hours: when a house is open on one day, by the clock on its wall: "09:00-12:00, 13:00-17:00".
 * Spans follow each other and do not touch the next day; "" is closed, "00:00-24:00" the whole
 * day.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum { HOURS_SPANS_MOST = 8, HOURS_DAY = 24 * 60 };

/* Minutes since the day began: from <= minute < until. */
struct hours_span {
	int from, until;
};

struct hours {
	struct hours_span spans[HOURS_SPANS_MOST];
	size_t count;
};

/* What a person wrote: any of "9-17", "9:00 – 12:30; 13.00-17.00", "24" for the whole day, also
 * with digits of Bengali and Tamil. False:
 * that is no hours, or they cross each other. */
bool hours_read(const char *text, struct hours *ret);

enum hours_fault_kind {
	HOURS_NONE,      /* that is no hours at all, or too many */
	HOURS_BACKWARDS, /* span ends before it begins, or as it begins */
	HOURS_OVERLAP    /* span begins while the one before it lasts */
};

struct hours_fault {
	enum hours_fault_kind kind;
	struct hours_span span, before;
};

/* The same, and where it is false what is wrong with it, for whoever wrote it. */
bool hours_look(const char *text, struct hours *ret, struct hours_fault *ret_fault);
/* As it is stored and shown. */
const char *hours_write(struct hk_arena *arena, const struct hours *hours);
bool hours_are_all_day(const struct hours *hours);
