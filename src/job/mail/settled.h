/* What the outcome of one try to send a mail means for its ticket. */
#pragma once

#include "ticket/mail/outbox.h"

/* After outbox_settle(), in its transaction: a reply that has left keeps what waited for it, one
 * that failed comes back to its owner. */
enum hk_result settled_tell(struct ctx *cx, const struct outbox *mail, const char *state,
			    const char *verdict);
