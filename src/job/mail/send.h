/*
 * Sends what stands in the outbox: composes the mail, hands it to the net role
 * (or writes it into a folder), and settles the row by what the server said.
 */
#pragma once

#include "core/ctx.h"
#include "net/net.h"
#include "ticket/mail/mailbox_sending.h"

/* The server of the house could not be reached: before that time nobody of any organisation asks it
 * again. Belongs to the thread that sends; zeros begin. */
struct send_rest {
	int64_t until, tries;
};

/* What is due now in the organisation of cx through the server of the house; opens its own
 * transactions. ret_next: when to look again, ms UTC. HK_NOT_FOUND: no mail server is set, rows
 * stay as they are. */
enum hk_result send_due(struct ctx *cx, struct send_rest *rest, int64_t *ret_next);

/* Mailboxes with a server of their own, each a lane for itself: one that is slow or away holds
 * up no other. */
struct send_lanes {
	int64_t *items; /* mailboxes with mail that is due now */
	size_t count;
	int64_t next; /* when the next other one is due */
};
enum hk_result send_lanes_due(struct ctx *cx, struct send_lanes *ret);
/* A batch of one lane; as send_due(). Only one at a time for each mailbox in a process. */
enum hk_result send_own_due(struct ctx *cx, int64_t mailbox_id, int64_t *ret_next);
/* How to speak to it; the password is opened already. */
struct net_server send_server_of(const struct mailbox_sending *sending, const char *password);
