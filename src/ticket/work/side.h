/*
 * side: a conversation beside a ticket, with a supplier mostly: other people, a subject of its own,
 * sent from the ticket's mailbox. Its messages are inner: the customer sees none of them, and
 * nobody's turn on the ticket changes by them. What answers one of its mails comes back to it,
 * whoever writes, as the signed Message-ID says; the customer's own words stay his.
 */
#pragma once

#include "ticket/write/reply.h"

struct side {
	int64_t id, ticket_id;
	const char *subject;
	int64_t staff_id, created_at;
};

enum { SIDE_SUBJECT_LETTERS = 200 };

/* Begins one; its first mail follows in the same transaction. HK_INVALID beside "subject". */
enum hk_result side_begin(struct ctx *cx, const struct ticket *ticket, const char *subject,
			  struct side *ret);
enum hk_result side_find(struct ctx *cx, const struct ticket *ticket, int64_t id, struct side *ret);
/* Writes into it: reply.people is everybody. HK_INVALID beside "to" when the customer is among
 * them; else as reply_add() of what is handed on. */
enum hk_result side_send(struct ctx *cx, struct ticket *ticket, const struct side *side,
			 const struct reply *reply, int64_t *ret_message_id);
/* Its messages, oldest first, at most a hundred of the newest. */
enum hk_result side_messages(struct ctx *cx, const struct side *side, struct message_list *ret);
/* Of which conversation a message is; 0: of none. */
enum hk_result side_of_message(struct ctx *cx, int64_t ticket_id, int64_t message_id, int64_t *ret);
/* To whom the next mail goes: everybody on the last one, but our mailboxes. */
enum hk_result side_people(struct ctx *cx, const struct ticket *ticket, const struct side *side,
			   struct people_text *ret);
/* Who writes is not the customer, whose own words are never hidden in there. */
enum hk_result side_is_apart(struct ctx *cx, const struct ticket *ticket, const char *sender,
			     bool *ret);
/* HK_INVALID beside the role in which the customer stands among them: what goes to him is a reply;
 * in here, or handed on, he would read what is said not to be for him. */
enum hk_result side_check(struct ctx *cx, const struct ticket *ticket,
			  const struct recipient_list *list);
/* A mail that came for it. Who began it and the owner hear of it. */
enum hk_result side_answer(struct ctx *cx, struct ticket *ticket, struct message_new *new);
