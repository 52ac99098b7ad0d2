/*
 * The words of a document as plain text, as it is written: white space as a browser shows it,
 * paragraphs apart, "- " before items, and ">" before what is quoted, so that history can be cut
 * as in a mail that was plain from the beginning.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

struct plain {
	GString *out;
	uint32_t owed; /* line ends before the next word */
	uint32_t quotes, verbatim;
	bool is_begun; /* the line has a word */
	bool owes_space;
};

/* What is in out already stands on lines of its own. */
void plain_init(struct plain *plain, GString *out);
void plain_text(struct plain *plain, const char *text, size_t len);
/* Names of elements in lower case; those that mean nothing to a text are ignored. */
void plain_open(struct plain *plain, const char *name);
void plain_close(struct plain *plain, const char *name);
