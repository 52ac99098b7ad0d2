/*
 * A slow judge of the clock of whoever needs a word: it knows what happened and when, replays all
 * of it from its beginning, and knows nothing of how the house keeps it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fact_kind {
	ANSWERED_UNHAPPY, /* to the survey; the first one begins all of it */
	ANSWERED_HAPPY,
	ERASED,
	WRITTEN,  /* a person wrote to him: word */
	SENT,     /* a mail server took it */
	RETURNED, /* it was refused, or came back */
	TRIED,
	CALLED,
	ENDED, /* text: the outcome */
	OWNED, /* number: by whom, for the ticket or for this alone */
	KNOWN,
	SAID_YES,
	SAID_NO,
	LOOKED, /* the house looked at its clocks */
};

struct fact {
	enum fact_kind kind;
	int64_t at, number;
	size_t word;
	const char *text;
};

/* What it says must be so after the last of them. owner_id: who had the ticket before. */
struct reference {
	bool exists, is_erased, has_answered;
	enum fact_kind answer; /* the last one to the survey */
	int64_t round, begun, due, answered, owner, tries, tried, step, known, ended, asked;
	const char *state, *outcome, *said;
};

struct reference reference_of(const struct fact *facts, size_t count, int64_t owner_id);
