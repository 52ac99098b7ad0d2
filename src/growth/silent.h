/*
 * silent: who fell silent. We said that it was solved, they never said that it was, and they have
 * asked for nothing since: nobody complains, and some of them leave. Each customer once, with the
 * last of his tickets; of the last SILENT_DAYS, and nothing of restricted teams.
 */
#pragma once

#include "core/ctx.h"

enum { SILENT_DAYS = 21, SILENT_MOST = 200 };

/* From $2 on, before $3. */
#define SILENT_TICKETS                                                            \
	"ticket.resolved_at >= $2 AND ticket.resolved_at < $3 AND"                \
	" ticket.bucket = 'closed' AND ticket.closed_as = 'not_confirmed' AND"    \
	" ticket.is_restricted = 0 AND NOT EXISTS (SELECT 1 FROM ticket later"    \
	" WHERE later.org_id = $1 AND later.customer_id = ticket.customer_id AND" \
	" later.opened_at > ticket.opened_at)"

struct silent {
	int64_t number, customer_id, resolved_at;
	const char *subject, *language; /* of the ticket */
	const char *name;               /* of the customer */
	const char *owner;              /* who had the ticket; "" */
};

struct silent_list {
	struct silent *items;
	size_t count;
};

/* The newest first; at most SILENT_MOST. The actor works here and reads tickets, else
 * HK_NOT_FOUND. */
enum hk_result silent_find(struct ctx *cx, struct silent_list *ret);
