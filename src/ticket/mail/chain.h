/*
 * chain: tickets of which each began with an answer to a mail about the one
 * before, from somebody who was not on that one. People hand a mail on, and
 * who got it answers: when he likes, in words of his own. A machine that
 * writes from a new address each time goes on for ever.
 */
#pragma once

#include "ticket/ticket.h"

struct chain_wish {
	int64_t since;    /* ms UTC: what was opened before is another matter */
	int64_t quick_ms; /* so soon after the one before it, a machine answers */
	int64_t most;     /* no more are looked at */
};

struct chain {
	int64_t all;     /* how many stand before it */
	int64_t machine; /* of these, from the last one on, how many were answered as machines do:
			  * at once, or in the same words again */
};

/* What it answers, our signature said (history "linked"); where there was none, the number in its
 * subject does, which proves nothing about its writer and gives him nothing. */
enum hk_result chain_read(struct ctx *cx, const struct ticket *ticket,
			  const struct chain_wish *wish, struct chain *ret);
