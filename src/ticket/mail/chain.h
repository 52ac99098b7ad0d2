/*
 * chain: tickets of which each began with an answer to a mail about the one
 * before, from somebody who was not on that one. People forward a mail and a
 * second one answers; a machine that writes from a new address each time goes
 * on for ever.
 */
#pragma once

#include "ticket/ticket.h"

/* How many stand before it, at most so many, each opened since then. */
enum hk_result chain_length(struct ctx *cx, const struct ticket *ticket, int64_t since,
			    int64_t most, int64_t *ret);
