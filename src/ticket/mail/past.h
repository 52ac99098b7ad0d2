/*
 * past: what was said before this house had the matter. It comes with its own
 * times and makes no noise: no event, so no confirmation and nobody is told.
 * What ended long ago is closed and nothing is promised for it; where the
 * customer still waits, the next word is promised from now on.
 */
#pragma once

#include "ticket/message.h"

struct past_new {
	const char *subject, *language;
	int64_t mailbox_id, team_id, is_restricted, customer_id;
	bool is_open; /* else it is closed, as "archived" */
	struct message_new *first;
};

/* With its first message, at the time of that. HK_UNAVAILABLE: nobody works here who could own it.
 */
enum hk_result past_open(struct ctx *cx, const struct past_new *new, struct ticket *ret);
/* One more message, of any time. is_ours: the ticket stands as past_open() left it, so that its
 * times, its subject and its state follow its messages; else nothing of it but its messages
 * changes. */
enum hk_result past_add(struct ctx *cx, struct ticket *ticket, struct message_new *new,
			bool is_ours);

/* The ticket with all that is written about it. The caller knows that nobody needs it. */
enum hk_result past_erase(struct ctx *cx, const struct ticket *ticket);
/* All messages of from become those of into, and from is no more; the caller knows that nobody
 * needs it. is_ours as for past_add(). */
enum hk_result past_join(struct ctx *cx, struct ticket *into, const struct ticket *from,
			 bool is_ours);
/* One message, of a ticket that stays; is_ours as for past_add(). */
enum hk_result past_remove(struct ctx *cx, struct ticket *ticket, int64_t message_id, bool is_ours);
