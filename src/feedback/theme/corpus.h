/*
 * corpus: many short texts of one language as the terms that stand in them. A term is one word, or
 * two or three that follow each other with nothing but blanks between; words are compared by their
 * stem (core/words.h: ICU finds their borders, so inflected words and joiners of Bengali and Tamil
 * are no trouble). A term neither begins nor ends with a word that says nothing (corpus_stop.h).
 *
 * Nothing in it can be refused: what is no UTF-8 becomes U+FFFD, a word of more than 64 UTF-16
 * units is no word, of a long text the beginning counts. All memory is the arena's. Pure: no
 * database, no clock.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct words;

enum { CORPUS_TEXT_BYTES = 16000, CORPUS_TEXT_WORDS = 120, CORPUS_GRAM = 3 };

struct corpus_term {
	const char *key;   /* stems, with a blank between */
	const char *shown; /* how most texts write it; of two equally good ones either */
	uint32_t documents;
	uint32_t votes; /* of shown, by which others can still outvote it */
	uint32_t words; /* 1 to CORPUS_GRAM */
	uint32_t last;  /* the last document it was seen in, from 1 */
};

/* Terms rise by number; counts[i] says how often terms[i] stands there. */
struct corpus_document {
	uint32_t *terms, *counts;
	size_t count;
	uint32_t length; /* in terms */
};

struct corpus {
	struct hk_arena *arena;
	struct words *words;
	const char *language;
	struct corpus_term *terms;
	size_t term_count, term_room;
	struct corpus_document *documents;
	size_t document_count, document_room;
	uint32_t *places; /* of terms by their key, from 1; 0 is free */
	size_t place_room;
	struct corpus *stops; /* words that say nothing, as terms; NULL: none are known */
};

/* language: en, bn, lt, ta, or "". */
struct corpus *corpus_new(struct hk_arena *arena, struct words *words, const char *language);
/* The next document, also when there is no word in it. */
void corpus_add(struct corpus *corpus, const char *text);
/* The same, not kept, of terms that the corpus knows. */
struct corpus_document corpus_read(struct corpus *corpus, const char *text);
/* Its number, or -1. */
int64_t corpus_find(const struct corpus *corpus, const char *key);
