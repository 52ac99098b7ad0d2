/*
 * By which standard a ticket is promised what, and in whose open time. It is chosen by the rules
 * of the house when the ticket is opened, when it comes back, and when it becomes another matter;
 * else a ticket keeps the version by which it was promised.
 */
#pragma once

#include "standard/business.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/ticket.h"

struct clocks_rule {
	struct standard standard;
	int64_t calendar_id;
};

/* By what the ticket is now: its customer, type, priority, mailbox and language. */
enum hk_result clocks_rule_choose(struct ctx *cx, const struct ticket *ticket,
				  struct clocks_rule *ret);
/* By which it was promised; of before that was kept, that of its mailbox. */
enum hk_result clocks_rule_of(struct ctx *cx, const struct ticket *ticket, struct clocks_rule *ret);
/* In whose open time it is promised; CALENDAR_ALWAYS. */
enum hk_result clocks_calendar(struct ctx *cx, const struct ticket *ticket, int64_t *ret);
/* Puts due_at, next_at and promised_ms for so much open time from then on. */
enum hk_result clocks_due(struct ctx *cx, const struct clocks_rule *rule, int64_t from,
			  int64_t promised, struct clock *ret);
/* So much open time after that, and how much there is in between; NULL: it is always open. */
int64_t clocks_add(const struct business *business, int64_t from, int64_t duration);
int64_t clocks_between(const struct business *business, int64_t from, int64_t until);
/* It is promised by that one from now on; the row says so at once. */
enum hk_result clocks_rule_keep(struct ctx *cx, struct ticket *ticket,
				const struct clocks_rule *rule);
/* It became another matter: where another standard holds now, what runs or rests is due by that
 * one, and what has passed stays passed. The caller stores the ticket. */
enum hk_result clocks_follow(struct ctx *cx, struct ticket *ticket);
