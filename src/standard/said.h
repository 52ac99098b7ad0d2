/*
 * said: times that the sentences of a reply promise to its reader: "I will call you back tomorrow
 * at 3", in English, Lithuanian, Bengali and Tamil. What is found is proposed to the writer, who
 * alone promises; so it may miss one, and rather does so than to see one where there is none. A
 * sentence counts when it says that we, or somebody or something of ours, do something in the
 * future ("the technician will come", "your refund will be on your account"), and names a time that
 * has not passed; a question, what follows "if", and what is quoted do not. A time that has passed,
 * a date that no calendar has, and what is further ahead than a promise may be (PROMISE_MOST_DAYS,
 * five years) is none, whatever hour stands beside it.
 *
 * A date with a year is that date: 2028-03-05, 05.03.2028, "5 March 2028". Of 05/03/2028 nobody
 * knows which one is the month. Without an hour a day ends when the house closes; one on which it
 * does not open ends at six, and is a guess, as is what is to be done early; noon is 12:00,
 * midnight and the small hours of a night are those that the day ends with. An hour that could be
 * of the morning or of the evening is the one at which the house is open; is_guess says so. Of two
 * hours the later one is promised. A guess is also a date without a year that comes in more than
 * half of one, an hour by clocks that are not known, and a number that may be an hour; nothing is
 * proposed for hours that no clock has and dates that are another weekday.
 */
#pragma once

#include "core/i18n.h"
#include "standard/business.h"

struct said_clocks {
	struct i18n_formats *formats;
	const char *timezone;            /* of whom it is said to */
	const char *ours;                /* of the writer: "at 3 our time" */
	const struct business *business; /* NULL: always open */
	int64_t now;                     /* ms UTC */
};

struct said {
	const char *text; /* the sentence without a greeting before it, one line */
	int64_t at;       /* ms UTC, after now */
	bool is_guess;
};

struct said_list {
	struct said *items;
	size_t count;
};

enum { SAID_MOST = 5, SAID_LETTERS = 300 };

/* A time that somebody names for himself, as "tomorrow morning", "in two hours" or "Friday at 3":
 * the same words, but nothing is promised, and a day or a part of it means its beginning. False: it
 * names none that is to come within that time. */
bool said_when(struct hk_arena *arena, const char *words, const struct said_clocks *clocks,
	       int64_t *ret_at);
/* In the order of the text, one a sentence. What is longer than SAID_LETTERS is no promise. */
struct said_list said_find(struct hk_arena *arena, const char *text,
			   const struct said_clocks *clocks);
