/*
 * The words of a document as plain text, as it is written: white space as a browser shows it,
 * paragraphs apart, "- " before items, and ">" before what is quoted, so that history can be cut
 * as in a mail that was plain from the beginning.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "parse/history.h"

struct plain {
	GString *out;
	GArray *marks; /* of struct history_mark, or NULL */
	uint32_t owed; /* line ends before the next word */
	uint32_t quotes, verbatim;
	bool is_begun; /* the line has a word */
	bool owes_space;
	bool owes_mark;
	enum history mark;
};

/* What is in out already stands on lines of its own. */
void plain_init(struct plain *plain, GString *out, GArray *marks);
void plain_text(struct plain *plain, const char *text, size_t len);
/* Names of elements in lower case; those that mean nothing to a text are ignored. */
void plain_open(struct plain *plain, const char *name);
void plain_close(struct plain *plain, const char *name);
/* The next line is this. */
void plain_mark(struct plain *plain, enum history history);
/* Whatever comes is quoted, as if it stood in a blockquote; and no more. */
void plain_quote(struct plain *plain);
void plain_unquote(struct plain *plain);
