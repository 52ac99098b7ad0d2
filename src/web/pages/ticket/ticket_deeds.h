/*
 * A deed on a ticket that a form asked for: found and done in one transaction, then back to where
 * the person was, with a sentence and, where it can be taken back, an undo.
 */
#pragma once

#include "ticket/ticket.h"
#include "web/web.h"

struct ticket_deed;

typedef enum hk_result ticket_work(struct ctx *cx, struct ticket_deed *deed);

struct ticket_deed {
	struct web_request *req;
	ticket_work *work;
	struct ticket ticket; /* found for work, which changes it */
	int64_t undo_id;      /* out: of a history line or a message; 0: none */
	void *data;           /* what the work is about */
};

/* HK_NOT_FOUND: there is no such ticket for this person. */
enum hk_result ticket_deed_do(struct web_request *req, ticket_work *work, void *data,
			      struct ticket_deed *ret);
/*
 * The whole answer of a simple deed. done: what was done, for translators, with {name} for name.
 * A conflict or a wrong value is told in the same place, so that nobody loses his page.
 */
enum hk_result ticket_deed_answer(struct web_request *req, enum hk_result result,
				  const struct ticket_deed *deed, const char *done,
				  const char *name);
/* Where the person was on this ticket, with the list beside it. */
const char *ticket_back(struct web_request *req, int64_t number);
/* The list that stood beside it. */
const char *ticket_back_list(struct web_request *req);

/* Takes back a reply that has not left (ticket_send_pages.c). */
enum hk_result ticket_undo_reply(struct web_request *req, int64_t message_id);
