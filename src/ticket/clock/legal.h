/*
 * legal: the clocks that a law demands of a complaint, by the packs that are on
 * (standard/legal_pack.h): until it is acknowledged by a person, until the decision is told. Of
 * several packs the strictest one holds. They warn, are late and escalate as any other, and rest
 * for the customer only so long as their law allows.
 */
#pragma once

#include "ticket/ticket.h"

#define LEGAL_ACK_CLOCK   "legal_ack"   /* a person acknowledges it */
#define LEGAL_FINAL_CLOCK "legal_final" /* the decision is told */

struct legal_clock {
	int64_t ticket_id;
	const char *kind, *code, *name, *source, *version;
	int64_t pause_ms, paused_ms;
};

struct legal_clocks {
	struct legal_clock *items;
	size_t count;
};

/* Counted from when the complaint came, ms UTC, which may be long before somebody recorded it; the
 * ticket says that it has some. */
enum hk_result legal_begin(struct ctx *cx, struct ticket *ticket, int64_t came_at);
/* Nothing is asked where the ticket has none. */
enum hk_result legal_find(struct ctx *cx, const struct ticket *ticket, struct legal_clocks *ret);
/* It was none: they are gone. */
enum hk_result legal_end(struct ctx *cx, struct ticket *ticket);
/* The customer has the word; he has it no more. */
enum hk_result legal_rest(struct ctx *cx, const struct ticket *ticket);
enum hk_result legal_wake(struct ctx *cx, const struct ticket *ticket);
/* It rested since then, as long as it may. ret: it runs on; the caller stores the ticket. */
enum hk_result legal_run_on(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret);

/* The job that legal_rest() leaves behind, with the ticket and the moment as its key. */
#define LEGAL_PAUSE_JOB "clock.legal_pause"
