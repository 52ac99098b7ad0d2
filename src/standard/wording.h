/*
 * wording: quiet hints on how a reply is worded, from lists a language that people write: which
 * words apologise, which leave it to others, which are not plain, which should not leave the house.
 * A hint never holds a reply back. Without a row a language has the lists to begin with.
 */
#pragma once

#include "core/ctx.h"

enum wording_kind { WORDING_SORRY, WORDING_OTHERS, WORDING_PLAIN, WORDING_INTERNAL, WORDING_KINDS };

enum { WORDING_LIST_LETTERS = 4000, WORDING_HINTS_MOST = 4 };

struct wording {
	const char *language;
	const char *lists[WORDING_KINDS]; /* lines */
	int64_t version;                  /* 0: those to begin with */
};

struct wording_hint {
	enum wording_kind kind;
	const char *word;   /* as the list has it */
	const char *better; /* of a word that is not plain; "" */
};

struct wording_hints {
	struct wording_hint items[WORDING_HINTS_MOST];
	size_t count;
};

/* Of a language that we do not speak: English. */
enum hk_result wording_find(struct ctx *cx, const char *language, struct wording *ret);
/* version guards: HK_CONFLICT. HK_INVALID: a list is too long. */
enum hk_result wording_put(struct ctx *cx, const struct wording *wording);
/* The text without the lines that it quotes: they are not its author's to change. */
const char *wording_own(struct hk_arena *arena, const char *text);
/* Words of the three last lists that stand in the text, and are not quoted there; whole words, of
 * Bengali and Tamil with their endings. */
void wording_look(struct hk_arena *arena, const struct wording *wording, const char *text,
		  struct wording_hints *ret);
/* A word of apology stands there. */
bool wording_says_sorry(struct hk_arena *arena, const struct wording *wording, const char *text);
