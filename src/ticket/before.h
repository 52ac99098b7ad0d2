/*
 * before: how a ticket and its clocks stood before a reply, kept in the line of
 * history that tells of the reply, so that an undo goes back to just that.
 */
#pragma once

#include "standard/clock.h"
#include "ticket/ticket.h"

enum { BEFORE_CLOCKS = 12 };

struct before {
	const char *state, *bucket, *closed_as; /* closed_as NULL: it was not closed */
	int64_t resolved_at, closed_at, answered_at;
	const char *after; /* the state that the reply made of it */
	struct clock clocks[BEFORE_CLOCKS];
	size_t clock_count;
};

/* One line for before_read(). after: the state that the reply is about to make of it. */
const char *before_write(struct ctx *cx, const struct ticket *ticket,
			 const struct clock_list *clocks, const char *after);
/* False when the line says no more than the state, or nothing. */
bool before_read(struct ctx *cx, int64_t ticket_id, const char *line, struct before *ret);
