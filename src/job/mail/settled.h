/* What the outcome of one try to send a mail means for its ticket. */
#pragma once

#include "job/mail/outcome.h"

/* After outbox_settle(), in its transaction: a reply that has left keeps what waited for it, one
 * that failed comes back to its owner. */
enum hk_result settled_tell(struct ctx *cx, const struct outbox *mail, const char *state,
			    const char *verdict);
/* The same of a try that fared differently with each: once its first reader has it, it is said; of
 * the others the desk hears who did not get it. */
enum hk_result settled_tell_each(struct ctx *cx, const struct outbox *mail,
				 const struct outcome *outcome);
