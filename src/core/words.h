/*
 * words: what a text is found by. Both engines store and look for the very
 * same tokens, made here, so that neither tokenises, folds or stems by itself.
 *
 * A token is <space><kind><word>, such as "7wklientams" or "7lklient". space
 * is a number that the caller gives to all that is searched together, so that
 * one organisation's postings never mix with another's. kind: w the word as
 * written (folded), e l t b its English, Lithuanian, Tamil or Bengali stem
 * where that differs. A token holds letters, marks and digits only, so neither
 * FTS5 nor tsquery needs quoting or can be injected into.
 *
 * One struct words belongs to one thread. Results live in the arena.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
	WORDS_SPANS_MAX = 16,
	/* A beginning has at least three letters (code points). SQLite keeps beginnings of up to
	 * eight as tokens of their own kind, p (src/db/sqlite_tokens.c). */
	WORDS_BEGINNING_MIN = 3,
	WORDS_BEGINNING_MAX = 8,
};

struct words;

struct words *words_open(void);
void words_close(struct words *words);

/* Tokens with spaces between them, each once, "" when there is no word. A tsvector takes at most 1
 * MiB, so give no more than 100 kB of text. language: a code such as "lt", or NULL when not known.
 */
const char *words_document(struct words *words, struct hk_arena *arena, int64_t space,
			   const char *language, const char *text);

/* All words must occur; "abc*" is a beginning. NULL when there is no word in it. */
const char *words_query(struct words *words, struct hk_arena *arena, int64_t space, bool is_tsquery,
			const char *text);

/* Byte offsets in the text; they never cut what a reader sees as one character. */
struct words_snippet {
	size_t start, end;

	struct {
		size_t start, end;
	} hits[WORDS_SPANS_MAX];

	size_t count;
};

/* What is looked for, made once for all texts in which it is. In the arena. */
struct words_sought;
const struct words_sought *words_seek(struct words *words, struct hk_arena *arena,
				      const char *query);

/* Its first hits in a text, and what stands around them. */
void words_find(struct words *words, const struct words_sought *sought, const char *text,
		struct words_snippet *ret);

/* One word of a text, for who counts words instead of looking for them. */
struct words_term {
	const char *stem;  /* in that language; as plain where it has none */
	const char *plain; /* folded, without diacritics */
	const char *shown; /* folded, as people write it */
	size_t start, end; /* bytes of the text that it stands in */
};

/* Calls found for each word, in the order of the text; what it is given is good only meanwhile. */
void words_terms(struct words *words, const char *language, const char *text,
		 void (*found)(void *data, const struct words_term *term), void *data);

/* Capitals make no other words, nor does another way of typing a letter (core/fold.h). */
bool words_alike(struct hk_arena *arena, const char *one, const char *other);
