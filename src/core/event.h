/*
 * What happened, in the order of the commits: rows with a number without gaps
 * per organisation. Pages follow them live; subscribers run at once, inside the
 * recording transaction, so that a new ticket commits with its confirmation.
 * Rows are kept for seven days.
 */
#pragma once

#include "core/ctx.h"

struct event {
	int64_t seq, at;  /* given when it is recorded */
	const char *kind; /* ticket.opened, message.added, ticket.changed, ... */
	int64_t ticket_id, number, owner_id, team_id, customer_id;
	int64_t is_restricted; /* only its team and its owner may hear of it */
	int64_t actor_id;
};

struct event_list {
	struct event *items;
	size_t count;
};

/* Rows of app/registry.c; the empty one ends. kind NULL: every kind. */
struct subscriber {
	const char *kind;
	enum hk_result (*hear)(struct ctx *cx, const struct event *event);
};

/* Call it last in a transaction: its number locks the organisation until the commit. */
enum hk_result event_record(struct ctx *cx, const struct event *event);

/* Those after seq, oldest first, at most limit. */
enum hk_result event_after(struct ctx *cx, int64_t seq, int64_t limit, struct event_list *ret);
enum hk_result event_last(struct ctx *cx, int64_t *ret_seq);
/* Forgets those before that time, at most limit of them; ret_count: how many there were. */
enum hk_result event_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
