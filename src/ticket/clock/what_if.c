#include "ticket/clock/what_if.h"

#include <string.h>

#include "standard/calendar.h"
#include "standard/clock.h"

/* A promise as it was given, and how it ended. */
struct past_clock {
	const char *kind, *state;
	int64_t started_at, due_at, stopped_at, promised_ms, calendar_id;
	int64_t opened_at, resolved_at, has_end; /* of its ticket; an end was promised */
};

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct past_clock, kind, "clock.kind"),
	DB_COLUMN_AS(struct past_clock, state, "clock.state"),
	DB_COLUMN_AS(struct past_clock, started_at, "clock.started_at"),
	DB_COLUMN_AS(struct past_clock, due_at, "clock.due_at"),
	DB_COLUMN_AS(struct past_clock, stopped_at, "clock.stopped_at"),
	DB_COLUMN_AS(struct past_clock, promised_ms, "clock.promised_ms"),
	DB_COLUMN_AS(struct past_clock, calendar_id, "coalesce(mailbox.calendar_id, 0)"),
	DB_COLUMN_AS(struct past_clock, opened_at, "ticket.opened_at"),
	DB_COLUMN_AS(struct past_clock, resolved_at, "ticket.resolved_at"),
	DB_COLUMN_AS(struct past_clock, has_end,
		     "CASE WHEN EXISTS (SELECT 1 FROM clock AS ended WHERE ended.org_id ="
		     " ticket.org_id AND ended.ticket_id = ticket.id AND ended.kind = 'resolve')"
		     " THEN 1 ELSE 0 END"),
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
			   struct what_if_count *count)
{
	int64_t end = clock->stopped_at ? clock->stopped_at : cx->now;
	const struct business *business;

	HK_TRY(calendar_business(cx, clock->calendar_id, &business));
	count->all++;
	count->late += end > clock->due_at;
	count->late_then += promised && end > due_then(business, clock, promised);
	return HK_OK;
}

/* An end that was not promised then is one of which nothing could be late. */
static struct past_clock end_of(const struct past_clock *first)
{
	return (struct past_clock){ .started_at = first->opened_at,
				    .due_at = CLOCK_NEVER,
				    .stopped_at = first->resolved_at,
				    .calendar_id = first->calendar_id };
}

static bool is_judged(const struct past_clock *clock)
{
	return strcmp(clock->state, "unanswered") != 0 && strcmp(clock->state, "paused") != 0;
}

static enum hk_result count(struct ctx *cx, const struct standard *standard,
			    const struct past_clock *clock, struct what_if *ret)
{
	bool is_first = strcmp(clock->kind, "first_answer") == 0;

	if (is_first && !clock->has_end && standard->resolve_ms) {
		const struct past_clock end = end_of(clock);

		HK_TRY(look(cx, &end, standard->resolve_ms, &ret->ends));
	}
	if (!is_judged(clock))
		return HK_OK;
	if (is_first)
		return look(cx, clock, standard->first_answer_ms, &ret->answers);
	if (strcmp(clock->kind, "next_update") == 0)
		return look(cx, clock, standard->next_update_ms, &ret->updates);
	return look(cx, clock, standard->resolve_ms, &ret->ends);
}

enum hk_result what_if(struct ctx *cx, const struct standard *standard, struct what_if *ret)
{
	struct what_if sum = { .answers = { 0 } };
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("ticket.opened_at >= $2 AND ($3 = 0 OR ticket.standard_id = $3)"
			 " AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted' AND"
			 " clock.kind IN ('first_answer', 'next_update', 'resolve')",
			 "ORDER BY ticket.opened_at DESC LIMIT $4"),
		DB_ARGS(cx->now - WHAT_IF_DAYS * HK_DAY, standard->id, (int64_t)3 * WHAT_IF_MOST),
		&rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(count(cx, standard, &((const struct past_clock *)rows.items)[i], &sum));
	*ret = sum;
	return HK_OK;
}
