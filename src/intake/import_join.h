/*
 * Two halves of one matter: the answer that ties a question to what was said after it comes last,
 * from another folder. Then what already waits for it in a ticket of its own is brought home.
 */
#pragma once

#include "intake/import.h"
#include "ticket/ticket.h"

/*
 * mail_id: of a mail that is about to be added to ticket. Brings there what names that mail and
 * stands elsewhere, when a run made that other ticket, nobody has touched it since, both have the
 * same customer, and every run can still be undone. ret_before: the version to which the ticket
 * goes back when run is undone.
 */
enum hk_result import_join(struct ctx *cx, struct import *run, const char *mail_id,
			   struct ticket *ticket, int64_t *ret_before);
