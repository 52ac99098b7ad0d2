/*
 * told: how a ticket stands for its customer. While a reply is held it may still
 * be taken back, so that what it makes of the ticket (answered, needs your answer,
 * solved) was told to nobody yet: until it leaves, the ticket stands as before.
 */
#pragma once

#include "ticket/ticket.h"

struct told {
	const char *state;
	const char *closed_as;                       /* NULL: it is not closed */
	int64_t due_at;                              /* CLOCK_NEVER: nothing is due */
	int64_t answered_at, resolved_at, closed_at; /* 0: not yet */
};

/* Fills ret only when a reply is held, and the customer has not spoken since: then his word counts.
 */
enum hk_result told_find(struct ctx *cx, int64_t ticket_id, struct told *ret, bool *ret_is_held);
