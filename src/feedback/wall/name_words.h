/*
 * name_words: the words of a name, and in which forms somebody may write them: in capitals, without
 * diacritics or apostrophes, and declined as Lithuanian, Bengali and Tamil decline names. It knows
 * forms and no meanings: who is called Will has no "will" in what he wrote either.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

struct name_word {
	const char *whole;          /* folded: small, without diacritics */
	const char *const *endings; /* what may follow its stem; NULL: anything */
	size_t stem, letters;       /* of the stem: bytes, letters */
};

/* In the arena that made them. */
struct name_words {
	struct name_word *items;
	size_t count;
};

/* Words at hyphens and blanks, and at apostrophes too; but for letters alone, numbers alone, and
 * abbreviations before others ("Dr. "). */
struct name_words name_words_of(struct hk_arena *arena, const char *name);
/* The bytes of the letters, digits and signs that words begins with; across_apostrophes: also of
 * those behind an apostrophe. */
size_t name_word_length(const char *words, bool across_apostrophes);
/* is_family: or what begins with five letters of its stem, as names of a family do. */
bool name_words_have(const struct name_words *words, const char *word, size_t length,
		     bool is_family);
/* One of them begins with that letter. */
bool name_words_begin(const struct name_words *words, const char *letter, size_t length);
