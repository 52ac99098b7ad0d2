/*
 * lifecycle: the steps of a purpose within its work, and how a ticket goes from one to the next:
 * who may, and what must be there first. The states of a ticket (open, waiting, resolved, ...) keep
 * their meaning for clocks and follow-up; a step lies within them. Where a purpose has steps that
 * are ends, a ticket is resolved only at one of these.
 *
 * A ticket keeps its step by code: what it came from is left where an administrator changes the
 * steps.
 */
#pragma once

#include "ticket/ticket.h"

enum {
	STEPS_MOST = 20,
	MOVES_MOST = 60,
	STEP_LETTERS = 60,
	STEP_WORD_LETTERS = 300,
	STEP_GAPS_MOST = 8
};

struct step {
	int64_t position;
	const char *code, *label, *words;
	int64_t is_end;
};

struct step_move {
	int64_t position;
	const char *from_code; /* "": from none yet */
	const char *to_code, *right_name;
	const char *needs; /* answer:CODE, word, second, with blanks between */
};

struct lifecycle {
	const char *type;
	int64_t version; /* 0: the usual one, which nobody has changed */

	struct step_list {
		struct step *items;
		size_t count;
	} steps;

	struct step_moves {
		struct step_move *items;
		size_t count;
	} moves;
};

enum hk_result lifecycle_find(struct ctx *cx, const char *type, struct lifecycle *ret);
/* Becomes the next version. HK_CONFLICT: somebody else has made one since that version. HK_INVALID
 * beside "steps" or "moves", with the line that is wrong. */
enum hk_result lifecycle_put(struct ctx *cx, const char *type, int64_t version, const char *steps,
			     const char *moves);
/* As people edit them, a line each: "packed: Packed / lt Supakuota", with " (end)" behind an end;
 * and "confirmed > packed: ticket.reply, answer order, word, second". */
const char *lifecycle_steps_write(struct ctx *cx, const struct lifecycle *lifecycle);
const char *lifecycle_moves_write(struct ctx *cx, const struct lifecycle *lifecycle);
/* What every organisation begins with. */
void lifecycle_usual(struct ctx *cx, const char *type, struct lifecycle *ret);

/* NULL: there is none of that code. */
const struct step *lifecycle_step(const struct lifecycle *lifecycle, const char *code);
const char *step_label(struct ctx *cx, const struct step *step, const char *language);
/* The move from where the ticket is; NULL: there is none. */
const struct step_move *lifecycle_move(const struct lifecycle *lifecycle,
				       const struct ticket *ticket, const char *to_code);

/* What is missing before a ticket may go there. */
struct step_gap {
	const char *sentence; /* in the reader's language */
	const char *where;    /* answers, word, nobody: where it is filled in; "": another person */
};

struct step_gaps {
	struct step_gap items[STEP_GAPS_MOST];
	size_t count;
};

/* The actor has the right that it asks for. */
bool step_may(const struct ctx *cx, const struct step_move *move);
/* word: what was said; NULL: that is asked later, and is not missing. */
enum hk_result step_missing(struct ctx *cx, const struct ticket *ticket,
			    const struct step_move *move, const char *word, struct step_gaps *ret);
/* HK_NOT_FOUND: there is no such way from here. HK_DENIED: others may. HK_CONFLICT with a sentence:
 * something is missing. The same again is done already. */
enum hk_result step_go(struct ctx *cx, struct ticket *ticket, const char *to_code,
		       const char *word);
/* HK_CONFLICT with a sentence: it is at no end of its purpose. */
enum hk_result step_may_end(struct ctx *cx, const struct ticket *ticket);
