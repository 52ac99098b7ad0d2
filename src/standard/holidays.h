/*
 * Public holidays to begin with, for two years. What depends on the sight of the moon or on a
 * yearly notice is tentative: somebody confirms it when it is announced.
 */
#pragma once

#include "standard/calendar.h"

struct holidays {
	const char *code;    /* lt, bd, in */
	const char *country; /* translatable */
};

enum { HOLIDAY_COUNTRIES = 3 };

extern const struct holidays holiday_countries[HOLIDAY_COUNTRIES];

/* By their date, in the words of the country. HK_NOT_FOUND: there are none of it. */
enum hk_result holidays_find(struct ctx *cx, const char *code, struct calendar_days *ret);
