/*
 * said_words: what the words of a reply mean for a time that it promises, a table a language. An
 * row is words as written, folded and in NFC, with | between them; of several words that belong
 * together the spaces are written. "abc*" is what begins with it, "*abc" what ends with it. What
 * has more words wins.
 */
#pragma once

#include <stddef.h>

enum said_kind {
	SAID_OTHER, /* nothing */
	SAID_WILL,  /* somebody of us does it, in the future */
	SAID_WHO,   /* somebody of us or of ours, who is spoken of: "the technician" */
	SAID_DOES, /* such a one does it in the future; without him it may be asked of the reader */
	SAID_YOU,  /* the reader is the one who does */
	SAID_NOT,  /* beside it: he does not */
	SAID_STOP, /* a sentence with it promises nothing */
	SAID_IF,   /* what follows, up to a comma, is a condition */
	SAID_NUMBER,  /* value */
	SAID_ONE,     /* "an" hour */
	SAID_HALF,    /* a part of the span that follows: sixtieths, which are minutes of an hour */
	SAID_SPAN,    /* minutes; of months and years SAID_MONTH_MINUTES, SAID_YEAR_MINUTES */
	SAID_SPAN_IN, /* the same with "within" in its ending */
	SAID_IN,      /* within, before the span */
	SAID_IN_AFTER, /* within or after, behind the span */
	SAID_WORK,     /* days that are open */
	SAID_WORKDAY,  /* the same and SAID_SPAN in one word */
	SAID_DAY,      /* days from today on */
	SAID_WEEKDAY,  /* 0 Sunday */
	SAID_NEXT,     /* of the next week; next to a span: nothing */
	SAID_THIS,
	SAID_END,     /* of the day, or of the span that follows; 1: of the span before it */
	SAID_MONTH,   /* 1 January */
	SAID_OF,      /* between the parts of a date; 1: before one */
	SAID_GONE,    /* a time that has passed, with what follows */
	SAID_AT,      /* a number behind it is an hour */
	SAID_BY,      /* the same, where nothing else follows */
	SAID_HOUR,    /* an hour with its ending */
	SAID_OCLOCK,  /* the number before it is an hour; value: and a span of so many minutes */
	SAID_PIECE,   /* an hour only beside a part of the day, else a count of things */
	SAID_PAST,    /* minutes after the hour that follows, or before it */
	SAID_AM,      /* before noon */
	SAID_PM,      /* after noon */
	SAID_PART,    /* of the day: said_part */
	SAID_EARLY,   /* the first of a day */
	SAID_TONIGHT, /* today, in the evening */
	SAID_OURS,    /* by our clocks */
	SAID_ZONE,    /* by other clocks: said_zone */
	SAID_BETWEEN, /* two hours, of which the later one is promised; 1: it follows them */
	SAID_TO,      /* between those; 1: "and", only where SAID_BETWEEN or "within" says so */
	SAID_UNIT,    /* the number beside it is an amount */
	/* Made by the reader, in no table: */
	SAID_CLOCK,   /* minutes of the day; 24:00 is the midnight that comes */
	SAID_DATE,    /* days since 1970 */
	SAID_NEVER,   /* a clock that no day shows */
	SAID_DECIMAL, /* 3.5, in sixtieths; -1: 2.10.1 */
	SAID_DASH,    /* 1: the one that dates are written with */
	SAID_POINT,
	SAID_COMMA,
};

enum {
	SAID_HOUR_MINUTES = 60,
	SAID_DAY_MINUTES = 1440,
	SAID_WEEK_MINUTES = 10080,
	SAID_MONTH_MINUTES = 43200,
	SAID_YEAR_MINUTES = 525600,
	SAID_YEAR_MONTHS = 12
};

enum said_zone { ZONE_NAMED, ZONE_SHORT, ZONE_WORDS }; /* after a name, alone, after a word */

enum said_part { PART_MORNING, PART_NOON, PART_AFTERNOON, PART_EVENING, PART_NIGHT, PART_EARLY };

struct said_word {
	const char *text;
	enum said_kind kind;
	int value;
};

struct said_words {
	const struct said_word *items;
	size_t count;
};

enum { SAID_LANGUAGES = 4 };

extern const struct said_words said_languages[SAID_LANGUAGES];
