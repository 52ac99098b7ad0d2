/* Dates without a clock: days since 1970-01-01 of the Gregorian calendar. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* month and day begin with 1. */
int64_t hk_day_of(int64_t year, int64_t month, int64_t day);
/* "2026-12-24". False: there is no such day, or not between 1970 and 2199. */
bool hk_day_read(const char *text, int64_t *ret);

struct hk_date {
	int year, month, day;
};

struct hk_date hk_date_of(int64_t day);
char *hk_day_write(struct hk_arena *arena, int64_t day);
