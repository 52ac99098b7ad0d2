/* Somebody who is not on a ticket answered a mail of it: his words are a ticket of their own. */
#pragma once

#include "ticket/ticket.h"

/* Links the two in their histories and leaves a note for the owner of the first, who hears of it.
 * who: his address, "" when he names none. */
enum hk_result stranger_tell(struct ctx *cx, const struct ticket *first, const struct ticket *own,
			     const char *who);
