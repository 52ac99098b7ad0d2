/* What lists of tickets share: a line of one, and where the actor may look for words. */
#pragma once

#include "ticket/ticket.h"

extern const struct db_record ticket_line_record; /* struct ticket_line */

/* By which lists that begin with the next promise are sorted: what is urgent and waits for us by
 * its time, then all others by theirs, which is later than any time. Indexes of migration 0151 have
 * the same words. */
#define TICKET_PLACE                                                                \
	"(CASE WHEN ticket.priority = 'urgent' AND ticket.state IN ('new', 'open')" \
	" AND ticket.due_at < 253402300799999 THEN ticket.due_at"                   \
	" ELSE ticket.due_at + 253402300800000 END)"

enum { TICKET_SPACES_MOST = 17 };

/* Of search.h: what is open to all, and each restricted team that the actor belongs to. */
enum hk_result ticket_spaces(struct ctx *cx, int64_t spaces[TICKET_SPACES_MOST], size_t *ret_count);
