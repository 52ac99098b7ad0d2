/*
 * theme: what many answers to surveys speak of, in one language. The house finds and suggests it
 * (theme_look.h, found.h); a person confirms, renames, merges or rejects it. What was rejected or
 * merged is not suggested again, since answers that fit it are known to be of it.
 *
 * Invariant: answers and unhappy count the rows of theme_response; a theme that is rejected or
 * merged has none. An answer may speak of several themes.
 */
#pragma once

#include "feedback/response.h"

enum { THEME_NAME_LETTERS = 80, THEMES_MOST = 500 };

struct theme {
	int64_t id;
	const char *language, *state, *name, *words;
	int64_t into_id, answers, unhappy, found_at, decided_at, decided_by, edits;
};

struct theme_list {
	struct theme *items;
	size_t count;
};

/* One line of words. */
struct theme_word {
	const char *key, *shown;
	double weight;
	int64_t inside,
		outside; /* in how many of its answers, and of the others, when it was found */
};

struct theme_words {
	struct theme_word *items;
	size_t count;
};

enum hk_result theme_find(struct ctx *cx, int64_t id, struct theme *ret);
/* The most answers of people who were not content first; "": of any language. */
enum hk_result theme_every(struct ctx *cx, const char *state, const char *language,
			   struct theme_list *ret);
struct theme_words theme_words_read(struct ctx *cx, const char *words);
const char *theme_words_write(struct ctx *cx, const struct theme_words *words);
/* How many since then. */
enum hk_result theme_since(struct ctx *cx, int64_t id, int64_t at, int64_t *ret);

/* What a person decides. edits guards: HK_CONFLICT when somebody else was quicker. */

/* Suggested or confirmed, with that name from now on. HK_INVALID beside "name". */
enum hk_result theme_confirm(struct ctx *cx, const struct theme *theme, const char *name);
enum hk_result theme_reject(struct ctx *cx, const struct theme *theme);
/* A rejected one is suggested again; its answers come with the next look. */
enum hk_result theme_restore(struct ctx *cx, const struct theme *theme);
/* All that speaks of it speaks of the other one, which must be confirmed or suggested and of the
 * same language: else HK_INVALID beside "into". */
enum hk_result theme_merge(struct ctx *cx, const struct theme *theme, int64_t into_id);

/* An answer was taken away. */
enum hk_result theme_forget(struct ctx *cx, int64_t response_id);
