/* A line of a mail's text and what it looks like; reply.c makes rules of it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "parse/history.h"

struct line {
	const char *at;
	size_t len;
	bool is_dashes;         /* "-- ", with its space: a signature (RFC 3676) */
	bool is[HISTORY_KINDS]; /* as the markup has it */
};

struct lines {
	const struct line *line;
	size_t from, end; /* what is kept */
};

enum field { FIELD_NONE, FIELD_SENDER, FIELD_DATE, FIELD_RECEIVER, FIELD_SUBJECT, FIELDS };

bool line_starts(const struct line *line, const char *word);
bool line_holds(const struct line *line, const char *word);
bool line_holds_one(const struct line *line, const char *const *words);
bool line_is_quoted(const struct line *line);
/* Without white space at its end. */
struct line line_shortened(struct line line);
/* Without the first quote mark, and white space behind it. */
struct line line_unquoted(struct line line);
/* A run of at least min of sign and nothing else. */
bool line_is_rule(const struct line *line, char sign, size_t min);
/* Drops a colon, and the spaces that French puts before it; false when there is none. */
bool line_drop_colon(struct line *line);

/* "10:14" or "10h14" in figures of any of our scripts. */
bool line_has_time(const struct line *line);
bool line_has_address(const struct line *line);
/* "wrote:" at its end, or a verb further inside that programs use. */
bool line_has_verb(const struct line *line);
/* "---- On ..., Ann <ann@a.example> wrote ---": verb, time and address between dashes. */
bool line_is_dashed_author(const struct line *line);
/* "On ..., Ann<ann@a.example> wrote:   Hello": all of it, and the first quoted words behind. */
bool line_is_run_on(const struct line *line);
/* Begins as a line that names a day. */
bool line_opens(const struct line *line);
/* A sentence ends in it and one that names a day follows: somebody wrote it by hand. */
bool line_has_sentence(const struct line *line);

/* "From: ..." and so on, perhaps in asterisks. */
enum field line_field(const struct line *line);
/* "Anything short: something", in any language. */
bool line_is_labelled(const struct line *line);
/* "Sent from my telephone", and nothing else. */
bool line_is_device(const struct line *line);
/* "-----Original Message-----" and its like; "Forwarded message" between dashes or with a colon. */
bool line_is_original(const struct line *line);
bool line_is_forward(const struct line *line);
