/* Opening a ticket: with its first message, its owner and its clocks, in one transaction. */
#pragma once

#include "ticket/message.h"
#include "ticket/purpose/harm.h"

struct ticket_new {
	const char *subject, *type, *priority, *language, *channel;
	const char *harms;          /* NULL: none was named */
	const struct priority *why; /* NULL: priority needs no word, as that of a mail */
	int64_t mailbox_id;         /* 0: the usual one */
	int64_t customer_id;
	int64_t owner_id; /* 0: the least loaded agent of the team */
	bool is_known;    /* the customer wrote it long ago: he is not told that it arrived */
	struct message_new *first; /* NULL: what follows in the same transaction is the first */
};

/* A subject as a ticket keeps it: one line of at most two hundred letters. Machines write some of a
 * hundred thousand; the message has the whole of it. */
const char *ticket_subject_kept(struct ctx *cx, const char *written);
/* HK_UNAVAILABLE when there is nobody who could own it. Records "ticket.opened",
 * or "ticket.split" of what is known. */
enum hk_result ticket_open(struct ctx *cx, const struct ticket_new *new, struct ticket *ret);
