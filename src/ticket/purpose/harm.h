/*
 * harm: what the customer of a ticket suffers. A priority follows from it by a
 * short matrix that the organisation edits, and whoever decides otherwise says
 * why. A new matrix changes no ticket that was judged before.
 *
 * Harms of a ticket are one text: codes in the order of harm_codes, with blanks
 * between; "" for none.
 */
#pragma once

#include "core/ctx.h"

enum { HARMS = 6, PRIORITY_REASON_LETTERS = 200 };

/* The worst first: of two that lead to the same priority the first is told. */
extern const char *const harm_codes[HARMS];

struct harm {
	const char *code;
	const char *alone, *together; /* priorities: as the only harm, and with another one */
	int64_t is_asked;             /* 1: the web form asks customers about it */
};

struct harm_matrix {
	struct harm items[HARMS]; /* in the order of harm_codes */
	int64_t version;          /* 0: the usual one, which nobody has changed */
};

enum hk_result harm_matrix_find(struct ctx *cx, struct harm_matrix *ret);
/* Becomes the next version. HK_INVALID beside "CODE_alone" or "CODE_together"; HK_CONFLICT:
 * somebody else has changed it since that version. */
enum hk_result harm_matrix_change(struct ctx *cx, const struct harm_matrix *wish);

/* The codes as one text, each once and in order. HK_INVALID beside "harms": there is no such one.
 */
enum hk_result harms_of(struct ctx *cx, const char *const *codes, size_t count, const char **ret);
bool harm_is_among(const char *harms, const char *code);
/* The harms of both, each once and in order. */
const char *harms_join(struct ctx *cx, const char *harms, const char *others);

struct priority {
	const char *priority;
	const char *harm;   /* which decided; "": none */
	const char *reason; /* why a person decided otherwise; "": it follows the harm */
};

/* What a program says that sets a priority and no reason; shown in the reader's language. */
extern const char priority_by_program[];

/* chosen: "" follows the harm. HK_INVALID beside "priority_reason": it differs from what follows,
 * and no reason is given. */
enum hk_result priority_decide(struct ctx *cx, const char *harms, const char *chosen,
			       const char *reason, struct priority *ret);
