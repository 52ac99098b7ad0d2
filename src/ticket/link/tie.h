/*
 * tie: what one ticket has to do with another: it belongs to it, is a duplicate
 * of it, was caused by it, or was split off from it. Of two tickets one thing is
 * said; both show it. Those that belong to one are its children.
 */
#pragma once

#include "ticket/ticket.h"

struct tie {
	int64_t id;
	const char *kind; /* belongs, duplicate, caused, split */
	int64_t ticket_id, other_id, staff_id, at;
};

/* One of both sides as a ticket shows it. */
struct tie_line {
	int64_t id;
	const char *kind;
	int64_t is_back; /* said of the other one: it belongs to this */
	int64_t ticket_id;
	struct ticket_line line; /* of the other one */
};

struct tie_lines {
	struct tie_line *items;
	size_t count;
};

bool tie_kind_exists(const char *kind);
/* HK_INVALID beside "other": it is the same ticket, or would belong to what belongs to it.
 * HK_CONFLICT: the two are tied already. */
enum hk_result tie_add(struct ctx *cx, const char *kind, const struct ticket *ticket,
		       const struct ticket *other);
/* HK_NOT_FOUND: it is no tie of that ticket. */
enum hk_result tie_remove(struct ctx *cx, const struct ticket *ticket, int64_t id);
/* Of what the actor may see, the newest first, at most fifty; nothing is asked where
 * ticket->tie_count is 0. */
enum hk_result tie_every(struct ctx *cx, const struct ticket *ticket, struct tie_lines *ret);
