/*
 * name_words: the words of a name, and in which forms somebody may write them: in capitals, without
 * diacritics or apostrophes, without the hyphens and blanks between them (Anne-Marie: "annemarie")
 * or with some (Annemarie: "Anne-Marie"), and declined as Lithuanian, Bengali and Tamil decline
 * names. It knows forms and no meanings: who is called Will has no "will" in what he wrote either.
 */
#pragma once

#include <stdbool.h>

#include "base/arena.h"

struct name_word {
	const char *whole;          /* folded: small, without diacritics */
	const char *const *endings; /* what may follow its stem; NULL: anything */
	size_t stem, letters;       /* of the stem: bytes, letters */
	bool is_joined;             /* made of several words of the name */
};

/* In the arena that made them. */
struct name_words {
	struct name_word *items;
	size_t count;
};

/* Words at hyphens and blanks, and at apostrophes too; but for letters alone, numbers alone, and
 * abbreviations before others ("Dr. "). Then those that are joined of several: of seven letters and
 * more, or of five where hyphens joined them. The first shown bytes may be read: what is made of
 * them alone is left out. */
struct name_words name_words_of(struct hk_arena *arena, const char *name, size_t shown);
/* The bytes of the letters, digits and signs that words begins with; across_apostrophes: also of
 * those behind an apostrophe. */
size_t name_word_length(const char *words, bool across_apostrophes);
/* is_family: or what begins with five letters of its stem, as names of a family do. */
bool name_words_have(const struct name_words *words, const char *word, size_t length,
		     bool is_family);
/* Where a second word ends that may be the rest of the one that words begins with: behind a hyphen,
 * or behind a blank where both are written large, so that "the odor" is no Theodor. 0: none. */
size_t name_pair_length(const char *words);
/* That is one word of the name, of five letters and more, written in two. */
bool name_words_are(const struct name_words *words, const char *text, size_t length);
/* One of them begins with that letter. */
bool name_words_begin(const struct name_words *words, const char *letter, size_t length);
