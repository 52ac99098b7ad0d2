/*
 * A reply that did not reach its reader. Nobody has answered him then: the
 * reply says so, the ticket goes back to its owner with a promise that runs,
 * and an address that does not exist is not written to again until something
 * shows that it works.
 */
#pragma once

#include "ticket/mail/outbox.h"
#include "ticket/message.h"

struct returned {
	int64_t message_id;    /* the reply */
	const char *recipient; /* who did not get it; "": its reader */
	const char *status;    /* enhanced status code (RFC 3463), "" when not told */
	const char *reason;    /* in the words of the mail server; "" */
	const char *others;    /* who else did not get it, with commas between; NULL: nobody */
	bool is_final;         /* false: it is late, and may still arrive */
};

/*
 * Several reports at once are those of one mail. report: the mail that says so, which becomes a
 * message of the ticket; NULL: we were refused ourselves. Only a recipient of the reply counts, so
 * that nobody's made-up report says anything of others.
 */
enum hk_result reply_returned(struct ctx *cx, struct ticket *ticket, const struct returned *list,
			      size_t count, struct message_new *report);
/* A mail that the house wrote by itself was refused for good. Where the address is at fault,
 * nothing more goes to it by itself, and the owner is told to reach the customer another way. */
enum hk_result automatic_returned(struct ctx *cx, const struct outbox *mail, const char *verdict);
/* The same by reports that came back, of which only one about its reader counts. */
enum hk_result automatic_reported(struct ctx *cx, const struct outbox *mail,
				  const struct returned *list, size_t count);
/* Whom a mail was for, of those who were to read it openly; "": nobody. */
const char *outbox_reader(struct ctx *cx, const struct outbox *mail);
/* The code within "550 5.1.1 no such user"; "" when there is none. */
const char *returned_status(struct ctx *cx, const char *verdict);
