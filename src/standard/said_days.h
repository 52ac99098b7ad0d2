/*
 * said_days: the days of a calendar that a sentence names, put together from its words: "5 March
 * 2028", "March 5", "2028 m. kovo 5 d.". Without a year it is the next day of that date. Days count
 * from 1970.
 */
#pragma once

#include <stdint.h>

#include "standard/said_read.h"

/* A month with its day becomes one SAID_DATE; with a day that it does not have, or with none but
 * a year, SAID_GONE. */
void said_days_join(struct said_tokens *tokens, int64_t today);
/* What has passed, or comes in more than so many days, takes with it what follows up to a comma.
 * True: there was such a time. */
bool said_gone_drop(struct said_tokens *tokens, int64_t today, int64_t days_most);

/* Days from today on. The same day of the month so many months later, or the last one of that. */
int said_months_ahead(int64_t today, int months);
/* The first day of the month, or with 12 of the year, that begins so many of them later. */
int said_period_begin(int64_t today, int months, int ahead);
