/* What lists of tickets share: a line of one, and where the actor may look for words. */
#pragma once

#include "ticket/ticket.h"

extern const struct db_record ticket_line_record; /* struct ticket_line */

enum { TICKET_SPACES_MOST = 17 };

/* Of search.h: what is open to all, and each restricted team that the actor belongs to. */
enum hk_result ticket_spaces(struct ctx *cx, int64_t spaces[TICKET_SPACES_MOST], size_t *ret_count);
