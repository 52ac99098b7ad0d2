/* said_read: a text as sentences, and a sentence as what its words mean (standard/said_words.h). */
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "standard/said_words.h"

enum { SAID_TOKENS_MOST = 80 };

struct said_token {
	enum said_kind kind;
	int value;
	bool is_clear; /* of a number: written so that it is an hour of 24; of a date: the year is
			  plain */
	bool is_word;  /* of what means nothing: letters stand there; of a clock: a dot does */
	bool is_name;  /* the same, and it begins with a capital */
};

struct said_tokens {
	struct said_token items[SAID_TOKENS_MOST];
	size_t count;
};

/* SAID_OTHER before the first and after the last, of which at - 1 and at + 1 may speak. */
enum said_kind said_kind_at(const struct said_tokens *tokens, size_t at);
/* Of one that is there. */
int said_value_at(const struct said_tokens *tokens, size_t at);
/* What stands there goes on after a number as words do that it counts: "by 5 parts". */
bool said_is_free(const struct said_tokens *tokens, size_t at);
/* In NFC, which the tables are in. */
const char *said_normal(struct hk_arena *arena, const char *text);
/* The next sentence from *at on, without its stop, and moves *at behind it; "" for what is quoted
 * or asked. NULL: there is none left. */
const char *said_sentence(struct hk_arena *arena, const char **at);
/* A text with a space around each word of it, folded, in NFC, digits as 0 to 9. */
const char *said_folded(struct hk_arena *arena, const char *text);
/* Whole words of it, folded too; of scripts that put endings to their words, words that begin so.
 */
bool said_folded_has(const char *folded, const char *words);
bool said_folded_has_any(const char *folded, const char *const *words, size_t count);
/* What does not fit is left out. */
void said_read(struct hk_arena *arena, const char *sentence, struct said_tokens *ret);
