/* Which ticket a mail belongs to. */
#pragma once

#include "parse/parse.h"
#include "people/customer.h"
#include "ticket/ticket.h"

enum thread_how {
	THREAD_NONE,
	THREAD_SIGNED,  /* answers a mail of ours: our own signature says so */
	THREAD_KNOWN,   /* answers a mail that we know by its Message-ID */
	THREAD_SUBJECT, /* [#17] in the subject, from somebody who belongs to the ticket */
};

struct thread {
	enum thread_how how;
	struct ticket ticket;
	bool belongs; /* the sender is its customer or was among its people */
};

/* sender: normalised. Newest reference first, as jwz does. Whoever does not belong to the ticket
 * finds it only by our signature, and then belongs is false. */
enum hk_result thread_find(struct ctx *cx, const struct mail *mail, const char *sender,
			   struct thread *ret);
/* The sender is its customer or was among its people. */
enum hk_result thread_belongs(struct ctx *cx, const struct ticket *ticket, const char *sender,
			      bool *ret);
