/*
 * handover: one asks a colleague to take a ticket. It changes hands when the
 * colleague says yes; until then, and when he says no, the giver answers for it.
 * A ticket has at most one that waits or came back unread; a new one, whatever else gives the
 * ticket to somebody, and the ticket's own end end it. Of one who leaves the house it comes back as
 * if he had declined.
 */
#pragma once

#include "ticket/ticket.h"

enum { HANDOVER_WORD_LETTERS = 300 };

struct handover {
	int64_t id, ticket_id, from_id, to_id;
	const char *word;
	const char *state; /* asked, accepted, declined, seen, withdrawn */
	const char *answer;
	int64_t asked_at, answered_at;
	int64_t number; /* of the ticket, and its subject and language */
	const char *subject, *language;
	const char *from_name, *to_name;
	int64_t to_is_active; /* 0: who was asked does not work here any more */
};

struct handover_list {
	struct handover *items;
	size_t count;
};

/* The same wish once more changes nothing; another colleague is asked instead of the one before.
 * HK_INVALID beside "owner": nobody with that id works here now and may answer customers, or he has
 * it; beside "word": it is too long. */
enum hk_result handover_ask(struct ctx *cx, struct ticket *ticket, int64_t to_id, const char *word);
/* By who was asked alone: HK_NOT_FOUND for others. HK_CONFLICT: it does not wait any more, or the
 * ticket has come to its end. */
enum hk_result handover_accept(struct ctx *cx, int64_t id, struct ticket *ret_ticket);
enum hk_result handover_decline(struct ctx *cx, int64_t id, const char *answer);
/* By the giver alone: it waits no more, or he has seen that it came back. */
enum hk_result handover_withdraw(struct ctx *cx, int64_t id);
/* What waits for the actor, for his colleague, or came back to him: the oldest first. One read, for
 * pages that know from the kept count that there is something. */
enum hk_result handover_of_actor(struct ctx *cx, struct handover_list *ret);
enum hk_result handover_find(struct ctx *cx, int64_t id, struct handover *ret);
/* For this room: the ticket goes to somebody by another way, or comes to its end. What waits is
 * withdrawn, and what came back counts as seen: it says nothing true any more. */
enum hk_result handover_end(struct ctx *cx, int64_t ticket_id);
/* For the job that follows when somebody leaves: what he was asked comes back to the givers. */
enum hk_result handover_release(struct ctx *cx, int64_t staff_id);
