#include "ticket/clock/what_if.h"

#include <string.h>

#include "standard/calendar.h"

/* A promise as it was given, and how it ended. */
struct past_clock {
	const char *kind, *state;
	int64_t started_at, due_at, stopped_at, promised_ms, calendar_id;
};

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct past_clock, kind, "clock.kind"),
	DB_COLUMN_AS(struct past_clock, state, "clock.state"),
	DB_COLUMN_AS(struct past_clock, started_at, "clock.started_at"),
	DB_COLUMN_AS(struct past_clock, due_at, "clock.due_at"),
	DB_COLUMN_AS(struct past_clock, stopped_at, "clock.stopped_at"),
	DB_COLUMN_AS(struct past_clock, promised_ms, "clock.promised_ms"),
	DB_COLUMN_AS(struct past_clock, calendar_id, "coalesce(mailbox.calendar_id, 0)"),
};
static const struct db_record record = DB_RECORD_FROM(
	"ticket",
	"ticket JOIN clock ON clock.org_id = ticket.org_id AND clock.ticket_id = ticket.id"
	" LEFT JOIN mailbox ON mailbox.org_id = ticket.org_id AND mailbox.id = ticket.mailbox_id",
	struct past_clock, columns);

static int64_t between(const struct business *business, int64_t from, int64_t until)
{
	return business ? business_between(business, from, until) : until - from;
}

/* It would have been due then, with the rests that it had. */
static int64_t due_then(const struct business *business, const struct past_clock *clock,
			int64_t promised)
{
	int64_t rested = 0, due;

	if (clock->promised_ms)
		rested = between(business, clock->started_at, clock->due_at) - clock->promised_ms;
	if (rested > 0)
		promised += rested;
	if (business && business_add(business, clock->started_at, promised, &due) == HK_OK)
		return due;
	return clock->started_at + promised;
}

static enum hk_result look(struct ctx *cx, const struct past_clock *clock, int64_t promised,
			   int64_t *late, int64_t *late_then)
{
	int64_t end = clock->stopped_at ? clock->stopped_at : cx->now;
	const struct business *business;

	HK_TRY(calendar_business(cx, clock->calendar_id, &business));
	*late += end > clock->due_at;
	*late_then += promised && end > due_then(business, clock, promised);
	return HK_OK;
}

static enum hk_result count(struct ctx *cx, const struct standard *standard,
			    const struct past_clock *clock, struct what_if *ret)
{
	if (strcmp(clock->state, "unanswered") == 0 || strcmp(clock->state, "paused") == 0)
		return HK_OK;
	if (strcmp(clock->kind, "first_answer") == 0) {
		ret->answers++;
		return look(cx, clock, standard->first_answer_ms, &ret->answers_late,
			    &ret->answers_late_then);
	}
	ret->ends++;
	return look(cx, clock, standard->resolve_ms, &ret->ends_late, &ret->ends_late_then);
}

enum hk_result what_if(struct ctx *cx, const struct standard *standard, struct what_if *ret)
{
	struct what_if sum = { 0 };
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("ticket.opened_at >= $2 AND ($3 = 0 OR ticket.standard_id = $3)"
			 " AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted' AND"
			 " clock.kind IN ('first_answer', 'resolve')",
			 "ORDER BY ticket.opened_at DESC LIMIT $4"),
		DB_ARGS(cx->now - WHAT_IF_DAYS * HK_DAY, standard->id, (int64_t)2 * WHAT_IF_MOST),
		&rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(count(cx, standard, &((const struct past_clock *)rows.items)[i], &sum));
	*ret = sum;
	return HK_OK;
}
