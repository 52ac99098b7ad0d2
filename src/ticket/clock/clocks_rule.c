#include "ticket/clock/clocks_rule.h"

#include <string.h>

#include "standard/calendar.h"
#include "standard/standard_rule.h"
#include "ticket/clock/clocks.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/mail/mailbox.h"

enum hk_result clocks_calendar(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	struct mailbox mailbox = { .calendar_id = CALENDAR_ALWAYS };
	enum hk_result result = mailbox_or_usual(cx, ticket->mailbox_id, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = mailbox.calendar_id;
	return HK_OK;
}

/* Those of the ticket's mailbox, else of the usual mailbox, else the usual standard around the
 * clock. */
static enum hk_result usual_of(struct ctx *cx, const struct ticket *ticket, int64_t standard_id,
			       int64_t version, struct clocks_rule *ret)
{
	struct mailbox mailbox = { .calendar_id = CALENDAR_ALWAYS };
	enum hk_result result = mailbox_or_usual(cx, ticket->mailbox_id, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	ret->calendar_id = mailbox.calendar_id;
	if (!standard_id)
		standard_id = mailbox.standard_id;
	if (version)
		return standard_promised(cx, standard_id, version, &ret->standard);
	return standard_id ? standard_find(cx, standard_id, &ret->standard)
			   : standard_usual(cx, &ret->standard);
}

enum hk_result clocks_rule_choose(struct ctx *cx, const struct ticket *ticket,
				  struct clocks_rule *ret)
{
	const struct standard_rule asked = { .customer_id = ticket->customer_id,
					     .type = ticket->type,
					     .priority = ticket->priority,
					     .mailbox_id = ticket->mailbox_id,
					     .language = ticket->language };
	int64_t standard_id = 0;
	enum hk_result result = standard_rule_choose(cx, &asked, &standard_id);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	return usual_of(cx, ticket, standard_id, 0, ret);
}

enum hk_result clocks_rule_of(struct ctx *cx, const struct ticket *ticket, struct clocks_rule *ret)
{
	return usual_of(cx, ticket, ticket->standard_id, ticket->standard_version, ret);
}

/* How much open time passes before its owner is warned; all of it: he is not. */
static int64_t warn_after(const struct standard *standard, int64_t promised)
{
	int64_t after = standard->warn_before_ms ? promised - standard->warn_before_ms
						 : promised / 100 * standard->warn_percent;

	return after > 0 && after < promised ? after : promised;
}

int64_t clocks_add(const struct business *business, int64_t from, int64_t duration)
{
	int64_t due;

	/* A week is never quite closed, see calendar_add(). */
	if (business && business_add(business, from, duration, &due) == HK_OK)
		return due;
	return from + duration;
}

int64_t clocks_between(const struct business *business, int64_t from, int64_t until)
{
	return business ? business_between(business, from, until) : until - from;
}

/* From a time on at which so much of it had passed. */
static void due_put(const struct business *business, const struct standard *standard, int64_t from,
		    int64_t passed, struct clock *clock)
{
	int64_t warn = warn_after(standard, clock->promised_ms);

	clock->due_at = clocks_add(business, from, clock->promised_ms - passed);
	clock->next_at = clock->due_at + 1;
	if (warn < clock->promised_ms)
		clock->next_at = warn > passed ? clocks_add(business, from, warn - passed) : from;
}

enum hk_result clocks_due(struct ctx *cx, const struct clocks_rule *rule, int64_t from,
			  int64_t promised, struct clock *ret)
{
	const struct business *business;

	HK_TRY(calendar_business(cx, rule->calendar_id, &business));
	ret->promised_ms = promised;
	due_put(business, &rule->standard, from, 0, ret);
	return HK_OK;
}

enum hk_result clocks_rule_keep(struct ctx *cx, struct ticket *ticket,
				const struct clocks_rule *rule)
{
	if (ticket->standard_id == rule->standard.id &&
	    ticket->standard_version == rule->standard.version)
		return HK_OK;
	ticket->standard_id = rule->standard.id;
	ticket->standard_version = rule->standard.version;
	return db_send(
		cx->db,
		DB_UPDATE("ticket", "standard_id = $3, standard_version = $4", "id = $2", ""),
		DB_ARGS(ticket->id, ticket->standard_id, ticket->standard_version));
}

static enum hk_result move(struct ctx *cx, const struct clocks_rule *rule, int64_t promised,
			   struct clock *clock)
{
	bool is_paused = strcmp(clock->state, "paused") == 0;
	int64_t at = is_paused ? clock->stopped_at : cx->now, passed;
	const struct business *business;

	HK_TRY(calendar_business(cx, rule->calendar_id, &business));
	passed = clock->promised_ms ? clock->promised_ms
				    : clocks_between(business, clock->started_at, clock->due_at);
	passed -= clocks_between(business, at, clock->due_at);
	clock->promised_ms = promised;
	if (passed < 0)
		passed = 0;
	if (passed < promised) {
		due_put(business, &rule->standard, at, passed, clock);
	} else {
		/* It should have been done already. */
		clock->due_at = clocks_add(business, clock->started_at, promised);
		clock->next_at = clock->due_at + 1;
	}
	return clock_move(cx, clock);
}

static int64_t promised_by(const struct standard *standard, const char *kind)
{
	if (strcmp(kind, "first_answer") == 0)
		return standard->first_answer_ms;
	if (strcmp(kind, "next_update") == 0)
		return standard->next_update_ms;
	return strcmp(kind, "resolve") == 0 ? standard->resolve_ms : 0;
}

static bool is_on(const struct clock *clock)
{
	return strcmp(clock->state, "running") == 0 || strcmp(clock->state, "paused") == 0;
}

/* An end was not promised before, and is now: counted from the beginning. */
static enum hk_result end_promise(struct ctx *cx, const struct ticket *ticket,
				  const struct clocks_rule *rule)
{
	bool is_waiting = strcmp(ticket->state, "waiting") == 0;
	struct clock clock = { .ticket_id = ticket->id,
			       .kind = "resolve",
			       .started_at = ticket->opened_at,
			       .stopped_at = is_waiting ? cx->now : 0,
			       .state = is_waiting ? "paused" : "running" };

	HK_TRY(clocks_due(cx, rule, ticket->opened_at, rule->standard.resolve_ms, &clock));
	return clock_put(cx, &clock);
}

static enum hk_result move_every(struct ctx *cx, const struct ticket *ticket,
				 const struct clocks_rule *rule)
{
	struct clock_list clocks;
	bool has_end = false;

	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count; i++) {
		struct clock *clock = &clocks.items[i];
		int64_t promised = promised_by(&rule->standard, clock->kind);

		has_end |= strcmp(clock->kind, "resolve") == 0;
		/* Those of a complaint are no matter of a standard. */
		if (!is_on(clock) || complaint_has_clock(clock->kind))
			continue;
		if (promised)
			HK_TRY(move(cx, rule, promised, clock));
		else
			HK_TRY(clock_remove(cx, ticket->id, clock->kind));
	}
	if (has_end || !rule->standard.resolve_ms)
		return HK_OK;
	return end_promise(cx, ticket, rule);
}

enum hk_result clocks_follow(struct ctx *cx, struct ticket *ticket)
{
	struct clocks_rule rule, old;

	if (strcmp(ticket->bucket, "active") != 0)
		return HK_OK;
	HK_TRY(clocks_rule_choose(cx, ticket, &rule));
	if (rule.standard.id == ticket->standard_id)
		return HK_OK;
	HK_TRY(clocks_rule_of(cx, ticket, &old));
	if (rule.standard.id == old.standard.id)
		return HK_OK;
	HK_TRY(move_every(cx, ticket, &rule));
	HK_TRY(clocks_rule_keep(cx, ticket, &rule));
	HK_TRY(clocks_plan_rests(cx, ticket));
	return history_record(cx, ticket->id, "standard", rule.standard.name, NULL);
}
