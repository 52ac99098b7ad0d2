/*
 * automatic: words to a customer that nobody wrote for him: a saved reply that a rule sends. They
 * stand in the ticket as said by the house. Whose turn it is stays, no clock stops, and no rule
 * hears of them: a person still has to answer.
 */
#pragma once

#include "ticket/ticket.h"

struct automatic {
	const char *effect_key; /* sent once for it */
	const char *text;       /* Markdown */
	const char *language;
	const char *to, *name; /* the customer */
};

/* HK_CONFLICT: it was sent already. The governor has allowed it (job/mail/governor.h). */
enum hk_result automatic_add(struct ctx *cx, struct ticket *ticket,
			     const struct automatic *automatic);
