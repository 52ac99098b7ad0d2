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
/* What the mails of a ticket that did not come by mail begin with: its confirmation carries it. */
const char *mail_id_root(struct ctx *cx, int64_t ticket_id, const char *address);
/* False for whatever this house did not make. */
bool mail_id_read(struct ctx *cx, const char *mail_id, int64_t *ret_ticket_id);

/*
 * The same signature without its domain, as it stands in the text of every mail about a ticket,
 * [hark.<32 letters>]: an answer quotes it even where a mail program drops the headers. It says no
 * more than the Message-ID does, whoever writes it.
 */
struct mail_mark {
	const char *id; /* hark.<32 letters> */
	int64_t ticket_id;
	int64_t row_id; /* of the message; of a mail that the house wrote by itself, of its outbox
			 */
};

/* The mark of a Message-ID of ours; "" of any other, and of one about no ticket. */
const char *mail_mark_of(struct ctx *cx, const char *mail_id);
/* The first one in that text. */
bool mail_mark_find(struct ctx *cx, const char *text, size_t length, struct mail_mark *ret);
/* The first Message-ID of ours in that text, whole or up to its domain, that is about no ticket: a
 * survey, news, a letter. It is written by no answer into a text, so a ticket is never found by it.
 */
bool mail_apart_find(struct ctx *cx, const char *text, size_t length, int64_t *ret_outbox_id);

/* An address of that mailbox that leads to that ticket, whatever letters a mail program makes
 * capital: help+h<26 letters>@domain. NULL: it would be longer than mail servers take. */
const char *mail_plus_make(struct ctx *cx, int64_t ticket_id, const char *address);
/* The first one in that text, which may be an address, or a header with several. */
bool mail_plus_find(struct ctx *cx, const char *text, int64_t *ret_ticket_id);

enum { MAIL_ID_MAX_BYTES = 500 };

/* One that may stand in the headers of our answers: printable ASCII without spaces and brackets, at
 * most MAIL_ID_MAX_BYTES. Machines write others, and a mail that carried them would be refused. */
bool mail_id_is_plain(const char *mail_id);
