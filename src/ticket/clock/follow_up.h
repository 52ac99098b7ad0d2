/*
 * "Was it really solved?" One round for each time a ticket was resolved. Yes
 * closes it as confirmed; no reopens it to the same owner with a fresh promise;
 * silence is reminded once and then closes it as not confirmed. Whom no mail
 * reaches is asked by telephone; else it closes as not asked, which is no silence.
 */
#pragma once

#include "ticket/ticket.h"

struct follow_up {
	int64_t ticket_id, round, asked_at, reminded_at;
	const char *answer; /* "", yes, no, silent */
	int64_t answered_at;
	const char *way;  /* mail, phone */
	int64_t task_id;  /* of the owner, to ask him by telephone; 0: none */
	int64_t noted_by; /* who noted what he said; 0: he answered himself */
};

/* Begins the round of a ticket that is resolved. HK_CONFLICT: it was asked already, or is no
 * longer resolved. */
enum hk_result follow_up_ask(struct ctx *cx, const struct ticket *ticket);
/* No mail reaches him: the owner of the ticket has a task to ask him, until due_at. */
enum hk_result follow_up_by_phone(struct ctx *cx, struct ticket *ticket, int64_t due_at);
/* A mail went out after all: he has an address now. */
enum hk_result follow_up_mailed(struct ctx *cx, const struct ticket *ticket);
/* The mail with the question would have somewhere to go. */
enum hk_result follow_up_can_mail(struct ctx *cx, const struct ticket *ticket, bool *ret);
/* He was asked about this end of the ticket and has not answered yet. */
bool follow_up_is_open(struct ctx *cx, const struct ticket *ticket);
enum hk_result follow_up_find(struct ctx *cx, int64_t ticket_id, struct follow_up *ret);
/* Silence: marks the reminder. HK_CONFLICT when he has answered or was reminded. */
enum hk_result follow_up_remind(struct ctx *cx, const struct ticket *ticket);
/* The customer's word; the same again changes nothing. */
enum hk_result follow_up_answer(struct ctx *cx, struct ticket *ticket, bool is_solved);
/* What he said to the actor, by telephone or face to face: closes it as confirmed by phone, or
 * reopens it. HK_CONFLICT: it is not resolved. */
enum hk_result follow_up_note(struct ctx *cx, struct ticket *ticket, bool is_solved);
/* Closes it as not confirmed, or as not asked when no mail reached him; both are counted apart.
 * HK_CONFLICT when he has answered. */
enum hk_result follow_up_give_up(struct ctx *cx, struct ticket *ticket);
