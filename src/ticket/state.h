/*
 * The ends of a ticket and the ways back. Resolved means: we think so; closed:
 * the customer said so, or did not answer. Spam and deleted are put aside and
 * can be taken back.
 */
#pragma once

#include "ticket/ticket.h"

/* What a page showed of a ticket when somebody decided by it: its newest message and its newest
 * line of history. history_id 0: that is not asked. */
struct ticket_seen {
	int64_t message_id, history_id;
};

/* Before it ends. HK_CONFLICT with a sentence: somebody else wrote since then (message_unseen()),
 * or changed its state or owner (history_unseen()). */
enum hk_result unseen_none(struct ctx *cx, const struct ticket *ticket,
			   const struct ticket_seen *seen);

/* HK_CONFLICT: it is closed or was put aside, so that nobody looks whether what is promised or
 * given on it is done. */
enum hk_result ticket_goes_on(struct ctx *cx, const struct ticket *ticket);
/* What ticket_resolve() and ticket_put_aside() would say, and nothing is done. */
enum hk_result ticket_may_resolve(struct ctx *cx, const struct ticket *ticket);
enum hk_result ticket_may_put_aside(struct ctx *cx, const struct ticket *ticket, const char *where);

/* ret_undo: id of the history line, which ticket_undo() takes back; may be NULL. HK_CONFLICT when
 * it is in that state already. */
enum hk_result ticket_resolve(struct ctx *cx, struct ticket *ticket, int64_t *ret_undo);
enum hk_result ticket_reopen(struct ctx *cx, struct ticket *ticket, const char *reason);
/* how: confirmed, by_phone, not_confirmed, not_asked, withdrawn. */
enum hk_result ticket_close(struct ctx *cx, struct ticket *ticket, const char *how);
/* where: spam or deleted. */
enum hk_result ticket_put_aside(struct ctx *cx, struct ticket *ticket, const char *where,
				int64_t *ret_undo);
enum hk_result ticket_restore(struct ctx *cx, struct ticket *ticket);
/* Takes back what that line says, when the actor did it and nothing came after it. */
enum hk_result ticket_undo(struct ctx *cx, struct ticket *ticket, int64_t history_id);

/* Which end of it: what the follow-up's jobs are named by, since a ticket may be resolved again. */
const char *ticket_end_key(struct ctx *cx, const struct ticket *ticket);
/* It is resolved again after something else: the follow-up goes on where it was. */
enum hk_result ticket_ask_again(struct ctx *cx, const struct ticket *ticket);

/* For reply.c: resolves in the same step, and asks the customer after delay_ms. */
enum hk_result ticket_resolve_with(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
				   int64_t delay_ms);
