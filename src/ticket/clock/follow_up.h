/*
 * "Was it really solved?" One round for each time a ticket was resolved. Yes
 * closes it as confirmed; no reopens it to the same owner with a fresh promise;
 * silence is reminded once and then closes it as not confirmed.
 */
#pragma once

#include "ticket/ticket.h"

struct follow_up {
	int64_t ticket_id, round, asked_at, reminded_at;
	const char *answer; /* "", yes, no, silent */
	int64_t answered_at;
};

/* Begins the round of a ticket that is resolved. HK_CONFLICT: it was asked already, or is no
 * longer resolved. */
enum hk_result follow_up_ask(struct ctx *cx, const struct ticket *ticket);
/* He was asked about this end of the ticket and has not answered yet. */
bool follow_up_is_open(struct ctx *cx, const struct ticket *ticket);
enum hk_result follow_up_find(struct ctx *cx, int64_t ticket_id, struct follow_up *ret);
/* Silence: marks the reminder. HK_CONFLICT when he has answered or was reminded. */
enum hk_result follow_up_remind(struct ctx *cx, const struct ticket *ticket);
/* The customer's word; the same again changes nothing. */
enum hk_result follow_up_answer(struct ctx *cx, struct ticket *ticket, bool is_solved);
/* Closes it as not confirmed, which is counted apart. HK_CONFLICT when he has answered. */
enum hk_result follow_up_give_up(struct ctx *cx, struct ticket *ticket);
