#include "ticket/clocks.h"

#include <string.h>

#include "standard/calendar.h"
#include "standard/clock.h"
#include "ticket/mailbox.h"

/* What is promised, and in whose open time. */
struct rule {
	struct standard standard;
	int64_t calendar_id;
};

static enum hk_result mailbox_of(struct ctx *cx, const struct ticket *ticket, struct mailbox *ret)
{
	enum hk_result result = HK_NOT_FOUND;

	if (ticket->mailbox_id)
		result = mailbox_find(cx, ticket->mailbox_id, ret);
	return result == HK_NOT_FOUND ? mailbox_usual(cx, ret) : result;
}

/* Those of the ticket's mailbox, else of the usual mailbox, else the usual standard around the
 * clock. */
static enum hk_result rule_of(struct ctx *cx, const struct ticket *ticket, struct rule *ret)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_of(cx, ticket, &mailbox);

	ret->calendar_id = CALENDAR_ALWAYS;
	if (result == HK_NOT_FOUND)
		return standard_usual(cx, &ret->standard);
	HK_TRY(result);
	ret->calendar_id = mailbox.calendar_id;
	return standard_find(cx, mailbox.standard_id, &ret->standard);
}

/* Promises that much open time from now on. */
static enum hk_result start(struct ctx *cx, const struct ticket *ticket, const char *kind,
			    const struct rule *rule, int64_t duration)
{
	int64_t due;

	HK_TRY(calendar_due(cx, rule->calendar_id, cx->now, duration, &due));
	return clock_start(cx, ticket->id, kind, due);
}

enum hk_result clocks_first_find(struct ctx *cx, const struct standard *standard,
				 int64_t calendar_id, struct clocks_first *ret)
{
	ret->resolve = 0;
	HK_TRY(calendar_due(cx, calendar_id, cx->now, standard->first_answer_ms,
			    &ret->first_answer));
	if (!standard->resolve_ms)
		return HK_OK;
	return calendar_due(cx, calendar_id, cx->now, standard->resolve_ms, &ret->resolve);
}

enum hk_result clocks_begin(struct ctx *cx, const struct ticket *ticket,
			    const struct clocks_first *first)
{
	HK_TRY(clock_start(cx, ticket->id, "first_answer", first->first_answer));
	if (!first->resolve)
		return HK_OK;
	return clock_start(cx, ticket->id, "resolve", first->resolve);
}

enum hk_result clocks_rest(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(clock_pause(cx, ticket->id, "next_update"));
	return clock_pause(cx, ticket->id, "resolve");
}

static enum hk_result next_update_start(struct ctx *cx, const struct ticket *ticket)
{
	struct rule rule;

	HK_TRY(rule_of(cx, ticket, &rule));
	return start(cx, ticket, "next_update", &rule, rule.standard.next_update_ms);
}

/* What was left of the open time when it was paused is left now. */
static int64_t due_again(const struct business *business, const struct clock *clock, int64_t now)
{
	int64_t left = business_between(business, clock->stopped_at, clock->due_at), due;

	if (left > 0 && business_add(business, now, left, &due) == HK_OK)
		return due;
	return clock->due_at + (now - clock->stopped_at);
}

static enum hk_result resolve_resume(struct ctx *cx, const struct ticket *ticket)
{
	const struct business *business;
	struct clock_list clocks;
	struct mailbox mailbox;
	enum hk_result result = mailbox_of(cx, ticket, &mailbox);

	if (result == HK_NOT_FOUND || (result == HK_OK && !mailbox.calendar_id))
		return clock_resume(cx, ticket->id, "resolve");
	HK_TRY(result);
	HK_TRY(calendar_business(cx, mailbox.calendar_id, &business));
	if (!business)
		return clock_resume(cx, ticket->id, "resolve");
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (strcmp(clocks.items[i].kind, "resolve") == 0)
			return clock_resume_due(cx, ticket->id, "resolve",
						due_again(business, &clocks.items[i], cx->now));
	return HK_OK;
}

enum hk_result clocks_go_on(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(resolve_resume(cx, ticket));
	return next_update_start(cx, ticket);
}

enum hk_result clocks_lose_answer(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  int64_t answered_at)
{
	return clock_judge_again(cx, ticket->id, "first_answer", at, answered_at);
}

enum hk_result clocks_leave(struct ctx *cx, const struct ticket *ticket, int64_t at)
{
	return clock_judge_again(cx, ticket->id, "first_answer", at, cx->now);
}

static bool runs(const struct clock_list *clocks, const char *kind)
{
	for (size_t i = 0; i < clocks->count; i++)
		if (strcmp(clocks->items[i].kind, kind) == 0)
			return strcmp(clocks->items[i].state, "running") == 0;
	return false;
}

enum hk_result clocks_wake(struct ctx *cx, const struct ticket *ticket)
{
	struct clock_list clocks;

	HK_TRY(resolve_resume(cx, ticket));
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	if (runs(&clocks, "first_answer") || runs(&clocks, "next_update"))
		return HK_OK;
	return next_update_start(cx, ticket);
}

enum hk_result clocks_renew(struct ctx *cx, const struct ticket *ticket)
{
	struct rule rule;

	HK_TRY(rule_of(cx, ticket, &rule));
	if (rule.standard.resolve_ms)
		HK_TRY(start(cx, ticket, "resolve", &rule, rule.standard.resolve_ms));
	return start(cx, ticket, "next_update", &rule, rule.standard.next_update_ms);
}

#define IS_LEAVING                                                                         \
	"CASE WHEN state = 'met' AND EXISTS (SELECT 1 FROM outbox WHERE outbox.org_id ="   \
	" clock.org_id AND outbox.ticket_id = clock.ticket_id AND outbox.is_automatic = 0" \
	" AND outbox.state IN ('held', 'queued', 'sending')"                               \
	" AND outbox.dated_at = clock.stopped_at) THEN 1 ELSE 0 END"

static const struct db_column shown_columns[] = {
	DB_COLUMN_AS(struct clock_shown, clock.ticket_id, "ticket_id"),
	DB_COLUMN_AS(struct clock_shown, clock.kind, "kind"),
	DB_COLUMN_AS(struct clock_shown, clock.started_at, "started_at"),
	DB_COLUMN_AS(struct clock_shown, clock.due_at, "due_at"),
	DB_COLUMN_AS(struct clock_shown, clock.stopped_at, "stopped_at"),
	DB_COLUMN_AS(struct clock_shown, clock.state, "state"),
	DB_COLUMN_AS(struct clock_shown, clock.warned_at, "warned_at"),
	DB_COLUMN_AS(struct clock_shown, is_leaving, IS_LEAVING),
};
static const struct db_record shown_record = DB_RECORD("clock", struct clock_shown, shown_columns);

enum hk_result clocks_see(struct ctx *cx, const struct ticket *ticket, struct clocks_shown *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown_record, DB_WHERE("ticket_id = $2", "ORDER BY due_at, kind"),
			 DB_ARGS(ticket->id), &rows));
	*ret = (struct clocks_shown){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result clocks_closed_until(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_of(cx, ticket, &mailbox);

	*ret = 0;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return calendar_opens(cx, mailbox.calendar_id, cx->now, ret);
}

enum hk_result clocks_business(struct ctx *cx, const struct ticket *ticket,
			       const struct business **ret)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_of(cx, ticket, &mailbox);

	*ret = NULL;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return calendar_business(cx, mailbox.calendar_id, ret);
}
