/*
 * The forms that a word can be found by. Only words.c includes this; it stands
 * apart because the rules of the languages are here and nowhere else.
 */
#pragma once

#include <stdbool.h>
#include <unicode/ubrk.h>
#include <unicode/unorm2.h>

enum { WORD_UNITS = 64, WORD_BYTES = 4 * WORD_UNITS, FORMS_MAX = 6 };

struct words {
	UBreakIterator *word_breaks, *characters;
	const UNormalizer2 *nfc, *nfd;
	struct sb_stemmer *english, *lithuanian, *tamil;
};

/* forms[0] is the word as written (folded), the others are stems. Each begins with its kind. */
struct forms {
	size_t start, end;  /* bytes in the text */
	bool is_beginning;  /* "abc*" */
	UChar letter;       /* the first one, folded and without diacritics */
	const UChar *units; /* the word folded, with its diacritics; good while it is visited */
	int32_t unit_count;
	size_t count;
	char text[FORMS_MAX][WORD_BYTES];
};

/* Who wants the words of a text. */
struct word_visitor {
	const char *language; /* as in words_document */
	/* Only words that begin with one of these (folded, without diacritics), ended by 0; NULL:
	 * all. Tamil ones are never left out: stems of that language lose beginnings too. */
	const UChar *letters;
	/* Words that begin at this byte or later are not wanted: found may set it. NULL: all. */
	const size_t *until;
	void (*found)(void *data, const struct forms *forms);
	void *data;
};

/* Breaks the text as written, so that offsets are the text's own; then each word is normalised. */
void words_each(struct words *words, const char *text, struct word_visitor visitor);
