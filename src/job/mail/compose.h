/* A row of the outbox as the bytes of a mail: the same row gives the same bytes, as long as nobody
 * changes what the foot of a reply says of the house. */
#pragma once

#include "base/buf.h"
#include "core/ctx.h"
#include "ticket/mail/outbox.h"

struct compose_sender {
	const char *address; /* of the mailbox */
	bool takes_plus;     /* answers may be asked to its address with the ticket in it */
};

/* Attachments of its message go along, and our mark, which an answer quotes. HK_INVALID: something
 * that cannot stand in a mail. */
enum hk_result compose_outbox(struct ctx *cx, const struct outbox *row,
			      struct compose_sender sender, struct hk_buf *ret);
