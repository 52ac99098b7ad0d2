/*
 * Message-IDs of ours carry the ticket, signed with the key of the house, so
 * that an answer finds home and nobody can forge his way into a ticket:
 * hark.<32 letters>@domain = ticket id, message id, 8 bytes of HMAC-SHA-256.
 */
#pragma once

#include "core/ctx.h"

/* Without the brackets. domain: of the mailbox's address. */
const char *mail_id_make(struct ctx *cx, int64_t ticket_id, int64_t message_id,
			 const char *address);
/* False for whatever this house did not make. */
bool mail_id_read(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id);

enum { MAIL_ID_MAX_BYTES = 500 };

/* One that may stand in the headers of our answers: printable ASCII without spaces and brackets, at
 * most MAIL_ID_MAX_BYTES. Machines write others, and a mail that carried them would be refused. */
bool mail_id_is_plain(const char *mail_id);
