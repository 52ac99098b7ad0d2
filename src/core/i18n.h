/*
 * Four languages: sentences from po/ (embedded as .mo tables by the build) and
 * dates and numbers by ICU. The language is an argument; nothing is kept per
 * process.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/time.h"

struct i18n_language {
	const char *code; /* en, bn, lt, ta */
	const char *name; /* in itself: English, বাংলা, Lietuvių, தமிழ் */
	const char *icu;  /* en-GB, bn-BD, lt-LT, ta-IN: dates and numbers follow it */
	const char *dir;  /* ltr */
};

enum { I18N_LANGUAGES = 4 };

extern const struct i18n_language i18n_languages[I18N_LANGUAGES]; /* English first */

/* NULL when we do not speak it. Takes "lt", "lt-LT", "LT_lt". */
const struct i18n_language *i18n_find(const char *code);
/* It is one of the four codes, as rows keep them: "lt", not "lt-LT". */
bool i18n_language_exists(const char *code);
/* The code of ours that a language tag (RFC 5646) names: "lt" of "lt-LT"; the tag itself where we
 * do not speak it. */
const char *i18n_code(const char *tag);
/* The name of one in itself; the code where we do not speak it. */
const char *i18n_language_name(const char *code);
/* The best of an Accept-Language header (RFC 9110 12.5.4), or NULL. */
const struct i18n_language *i18n_accept(const char *header);

/* The sentence in that language; itself where there is no translation. */
const char *i18n_text(const char *language, const char *sentence);
const char *i18n_context(const char *language, const char *context, const char *sentence);
/* one holds {n} too: "{n} ticket", "{n} tickets". */
const char *i18n_plural(const char *language, const char *one, const char *many, int64_t n);
/* Which of the language's plural forms a number takes: 0 is the first in po/. */
size_t i18n_plural_form(const char *language, int64_t n);

/* Puts values in the place of {name}: names and values alternate, NULL ends. Unknown names stay.
 * Behind the Lithuanian "iki" and "nuo" a weekday has the case that they want. */
char *i18n_fill(struct hk_arena *arena, const char *sentence, ...) __attribute__((sentinel));

/* ICU's formatters, which cost 27 us to open: kept per thread, language and zone. */
struct i18n_formats;
struct i18n_formats *i18n_formats_new(void);
void i18n_formats_free(struct i18n_formats *formats);

enum i18n_style {
	I18N_TIME,      /* 14:05 */
	I18N_DATE,      /* 22 November 2026 */
	I18N_DAY,       /* 22 Nov */
	I18N_DATE_TIME, /* 22 November 2026, 14:05 */
	I18N_WEEKDAY,   /* Monday, 23 November, 14:05 */
	I18N_CITY,      /* Vilnius: whose clock the zone follows */
};

/* For whom something is formatted; results live in the arena. */
struct i18n_reader {
	struct i18n_formats *formats;
	struct hk_arena *arena;
	const char *language;
	const char *timezone; /* an unknown one is UTC */
	bool native_digits;   /* customers who read Bengali: its own digits */
};

struct ctx;
/* Whoever is at work there, in his language and time zone, with his digits. */
struct i18n_reader i18n_reader_of(const struct ctx *cx);

char *i18n_time(const struct i18n_reader *reader, enum i18n_style style, int64_t when);
/* Within this time of now nobody mistakes the year. */
#define I18N_SAME_YEAR (300 * HK_DAY)
/* "22 Nov" where nobody mistakes the year, else "22 November 2025". */
char *i18n_day(const struct i18n_reader *reader, int64_t now, int64_t when);
char *i18n_number(const struct i18n_reader *reader, int64_t number);
/* At most one digit after the decimal sign: 1.2, 1,2. */
char *i18n_decimal(const struct i18n_reader *reader, double number);
/* "34 %" of 0.34; a share is 0 or more. */
char *i18n_percent(const struct i18n_reader *reader, double share);
/* "today 15:00", "tomorrow 09:00", "Monday, 23 November, 09:00", in words of the language. */
char *i18n_due(const struct i18n_reader *reader, int64_t now, int64_t when);
/* "in 18 min", "5 min ago", "in 3 hr", "2 days ago". */
char *i18n_relative(const struct i18n_reader *reader, int64_t now, int64_t when);
/* The first letter of the first and of the last word, whole as a reader sees it: "FR". Of Indian
 * scripts, whose letters are twice as wide, the first alone: "ক্ষ". */
char *i18n_initials(const struct i18n_reader *reader, const char *name);

bool i18n_timezone_exists(const char *timezone);
/* So many days after the day in which when lies, at that minute of the day, by the clocks of that
 * zone: also where a day has 23 hours. */
int64_t i18n_clock(struct i18n_formats *formats, const char *timezone, int64_t when, int days,
		   int minutes);
/* "2026-11-30T08:15", as browsers write it, by the clocks of that zone. False: it is no such time.
 */
bool i18n_clock_read(struct i18n_formats *formats, const char *timezone, const char *text,
		     int64_t *ret);
/* The same the other way. */
char *i18n_clock_write(struct i18n_formats *formats, struct hk_arena *arena, const char *timezone,
		       int64_t when);
/* 0 Sunday, 1 Monday, ... in that zone. */
int i18n_weekday(struct i18n_formats *formats, const char *timezone, int64_t when);
/* Midnight that begins the day in which when lies, in that zone, ms UTC. */
int64_t i18n_day_start(struct i18n_formats *formats, const char *timezone, int64_t when);
/* "2026-11-22": when that day begins in that zone, ms UTC. False: it is no day, or before 1970. */
bool i18n_day_read(struct i18n_formats *formats, const char *timezone, const char *text,
		   int64_t *ret);
