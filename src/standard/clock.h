/*
 * clock: a promised time on a ticket, one row a kind. It runs, is paused while
 * the customer owes something, and ends met or missed. A word that was promised and
 * not given when the ticket ended in time is neither: unanswered.
 *
 * A reply stops it when it is written, and again when it leaves. One that does not leave within a
 * minute lets it run on: then stopped_at says which reply it still waits for.
 */
#pragma once

#include "core/ctx.h"

/* Sorts behind every real time: the year 9999. */
#define CLOCK_NEVER ((int64_t)253402300799999)

/* Of rested_ms: it began before that was kept, and nobody has counted yet
 * (ticket/clock/rested.h). */
enum { CLOCK_UNCOUNTED = -1 };

struct clock {
	int64_t ticket_id;
	const char *kind; /* first_answer, next_update, resolve */
	int64_t started_at, due_at, stopped_at;
	const char *state; /* running, paused, met, missed, unanswered */
	int64_t warned_at;
	int64_t promised_ms;  /* open time; 0: that was not kept then */
	int64_t rested_ms;    /* open time that it has rested since it was started */
	int64_t step;         /* who was called last: CLOCK_SOON, CLOCK_LATE, then the chain */
	int64_t next_at;      /* when somebody is called next; CLOCK_NEVER */
	const char *known_by; /* who said that he sees to it; "" */
};

/* The steps of a clock: nobody was called, its owner before it was late, when it was; those of the
 * chain follow (standard/escalation.h). */
enum { CLOCK_QUIET, CLOCK_SOON, CLOCK_LATE };

struct clock_list {
	struct clock *items;
	size_t count;
};

enum hk_result clock_every(struct ctx *cx, int64_t ticket_id, struct clock_list *ret);
/* The one of that kind; NULL. */
const struct clock *clock_in(const struct clock_list *clocks, const char *kind);
/* When that one is due; CLOCK_NEVER where none of the kind runs. */
int64_t clock_due_in(const struct clock_list *clocks, const char *kind);
/* Starts it, or starts it anew: ticket_id, kind, due_at, promised_ms, next_at; started_at 0: now.
 */
enum hk_result clock_start(struct ctx *cx, const struct clock *clock);
/* Met when it is not late, else missed; nothing when it does not run. */
enum hk_result clock_stop(struct ctx *cx, int64_t ticket_id, const char *kind);
/* Stops all that run: the ticket came to its end, with a word to the customer or without. What is
 * paused stays so; without a word what waits for a reply that has not left runs on for that. */
enum hk_result clock_stop_every(struct ctx *cx, int64_t ticket_id, bool has_word);
/* The same without a word, and nobody waits for a reply any more: what ran on for one is met as if
 * it had left when it was written, unless its time has passed since. */
enum hk_result clock_end_every(struct ctx *cx, int64_t ticket_id);
/* What was met or missed at that moment was so at another one: 0 lets it run on. */
enum hk_result clock_judge_again(struct ctx *cx, int64_t ticket_id, const char *kind,
				 int64_t stopped_at, int64_t at);
/* The reply of that moment has not left: what it kept runs on until it does, and what rests since
 * then does not rest. Where the ticket has come to its end since, of that only the next update runs
 * on, until the reply leaves. ret_count: how many. */
enum hk_result clock_hold_up(struct ctx *cx, int64_t ticket_id, int64_t at, bool is_at_end,
			     int64_t *ret_count);
/* It leaves now: what waited for it is met, or missed. */
enum hk_result clock_let_go(struct ctx *cx, int64_t ticket_id, int64_t at);
enum hk_result clock_pause(struct ctx *cx, int64_t ticket_id, const char *kind);
/* A paused one runs on, due at a time that the caller counted, after so much more open time. */
enum hk_result clock_resume_due(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at,
				int64_t rested_ms);
/* So long it has rested; of one that was CLOCK_UNCOUNTED. */
enum hk_result clock_rested(struct ctx *cx, const struct clock *clock);
/* Stops at that very moment are taken back (undo of an end). */
enum hk_result clock_unstop_every(struct ctx *cx, int64_t ticket_id, int64_t at);
/* Puts one back as it was; who sees to it stays where it is due as it was, and what has rested has
 * rested. */
enum hk_result clock_put(struct ctx *cx, const struct clock *clock);
enum hk_result clock_remove(struct ctx *cx, int64_t ticket_id, const char *kind);
/* The earliest that runs; CLOCK_NEVER and "" when none does. */
enum hk_result clock_next(struct ctx *cx, int64_t ticket_id, int64_t *ret_due,
			  const char **ret_kind);
/* What was passed over while its ticket was put aside calls again. */
enum hk_result clock_call_again(struct ctx *cx, int64_t ticket_id);
/* It was promised by another standard, and is due then; who was called is called anew. */
enum hk_result clock_move(struct ctx *cx, const struct clock *clock);

/* There are some that call for somebody: asked before clock_claim(), which writes. */
enum hk_result clock_has_due(struct ctx *cx, bool *ret);
/* Those that call for somebody now, the earliest first, so that nobody else gets them: next_at is
 * CLOCK_NEVER until clock_called() says more. */
enum hk_result clock_claim(struct ctx *cx, int64_t limit, struct clock_list *ret);
/* step was called now; next_at says when the next one is. */
enum hk_result clock_called(struct ctx *cx, const struct clock *clock);
/* The actor sees to what is late on this ticket: nobody else is called. ret: there was some. */
enum hk_result clock_see_to(struct ctx *cx, int64_t ticket_id, bool *ret);
