/*
 * choose: who gets a ticket, and why. First what must be: he works here, answers
 * customers, may see it, is of its team, is there now, has room for one more of
 * this channel, speaks the language and has the skill and the authority. Among
 * those who have all of it: who knows the customer, unless he has an hour more to
 * do than the next; else who has the least work for his share of a position; of
 * two equals who waited longest. Where nobody has all, the least of it is given
 * up, in the order of enum why_lack. The same rows give the same choice.
 *
 * It reads alone, with a handful of statements whatever the number of people, in
 * the transaction that opens the ticket. docs/assignment.md tells it to people.
 */
#pragma once

#include "ticket/owner/why.h"

/* Who knows the customer is preferred while he has at most so much more to do: minutes. */
enum { KNOWN_MORE = 60 };

struct choice_wish {
	int64_t team_id; /* 0: any */
	bool is_restricted;
	const char *type, *priority, *language, *channel;
	int64_t customer_id;
};

struct choice {
	int64_t staff_id;
	int64_t work; /* of such a ticket, minutes */
	struct why why;
};

/* HK_NOT_FOUND only when there is nobody at all, of a restricted team and no administrator. */
enum hk_result choose_owner(struct ctx *cx, const struct choice_wish *wish, struct choice *ret);
enum hk_result choose_expect(struct ctx *cx); /* db_expect() of what it asks first */
