/*
 * Sends what stands in the outbox: composes the mail, hands it to the net role
 * (or writes it into a folder), and settles the row by what the server said.
 */
#pragma once

#include "core/ctx.h"

/* What is due now in the organisation of cx; opens its own transactions. ret_next: when to look
 * again, ms UTC. HK_NOT_FOUND: no mail server is set, rows stay as they are. */
enum hk_result send_due(struct ctx *cx, int64_t *ret_next);
