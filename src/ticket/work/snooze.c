#include "ticket/work/snooze.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "standard/clock.h"
#include "standard/promise.h"
#include "ticket/history.h"
#include "ticket/work/notification.h"

static void earliest(int64_t at, int64_t *least)
{
	if (at < *least)
		*least = at;
}

enum hk_result snooze_warning(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	struct promise_list promises = { NULL, 0 };
	struct clock_list clocks;
	int64_t least = CLOCK_NEVER;

	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		if (strcmp(clocks.items[i].state, "running") == 0) {
			earliest(clocks.items[i].due_at, &least);
			if (clocks.items[i].step == CLOCK_QUIET)
				earliest(clocks.items[i].next_at, &least);
		}
	if (ticket->promise_due_at != CLOCK_NEVER)
		HK_TRY(promise_waiting(cx, ticket->id, &promises));
	for (size_t i = 0; i < promises.count; i++) {
		earliest(promises.items[i].due_at, &least);
		if (!promises.items[i].warned_at)
			earliest(promises.items[i].next_at, &least);
	}
	*ret = least;
	return HK_OK;
}

enum hk_result snooze_may(struct ctx *cx, const struct ticket *ticket)
{
	if (cx->actor->kind != ACTOR_STAFF || ticket->owner_id != cx->actor->id)
		return problem(cx, HK_CONFLICT,
			       TR("Only its owner can put a ticket away. Please take it first."));
	if (strcmp(ticket->bucket, "active") != 0)
		return problem(cx, HK_CONFLICT, TR("Only an open ticket can be put away."));
	return HK_OK;
}

static enum hk_result put_check(struct ctx *cx, const struct ticket *ticket, int64_t until,
				const char *why)
{
	int64_t warning;

	HK_TRY(snooze_may(cx, ticket));
	if (until <= cx->now)
		return field_problem(cx, "until",
				     TR("Please choose a time that is still to come."));
	if (until > cx->now + SNOOZE_MOST_DAYS * HK_DAY)
		return field_problem(cx, "until", TR("Please choose a time within a year."));
	if (hk_letters(why) > SNOOZE_WHY_LETTERS)
		return field_problem(cx, "why", TR("This is too long. One sentence is enough."));
	HK_TRY(snooze_warning(cx, ticket, &warning));
	if (until > warning && !hk_has_ink(why))
		return field_problem(
			cx, "why",
			TR("Something is promised before that time, and its clock runs on. Please "
			   "choose an earlier time, or say in one sentence why it may wait."));
	return HK_OK;
}

static enum hk_result count_move(struct ctx *cx, int64_t staff_id, int64_t change)
{
	return db_send(cx->db, DB_UPDATE("staff", "snoozed = snoozed + $3", "id = $2", ""),
		       DB_ARGS(staff_id, change));
}

static enum hk_result until_store(struct ctx *cx, struct ticket *ticket, int64_t until)
{
	ticket->snoozed_until = until;
	return db_send(cx->db, DB_UPDATE("ticket", "snoozed_until = $3", "id = $2", ""),
		       DB_ARGS(ticket->id, until));
}

enum hk_result snooze_put(struct ctx *cx, struct ticket *ticket, int64_t until, const char *why)
{
	struct ticket old = *ticket;

	HK_TRY(put_check(cx, ticket, until, why));
	if (ticket->snoozed_until == until)
		return HK_OK;
	if (!ticket->snoozed_until)
		HK_TRY(count_move(cx, ticket->owner_id, 1));
	HK_TRY(until_store(cx, ticket, until));
	HK_TRY(history_record(
		cx, ticket->id, "snoozed",
		hk_format(cx->arena, "%" PRId64 " %s", until, hk_one_line(cx->arena, why)), NULL));
	HK_TRY(job_add(cx, SNOOZE_JOB, ticket->id, until,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64, ticket->id, until,
				 ticket->version)));
	return ticket_store(cx, ticket, &old, "ticket.snoozed");
}

/* Whose inbox it comes back to is told by who calls. */
static enum hk_result wake(struct ctx *cx, struct ticket *ticket, int64_t owner_id)
{
	HK_TRY(count_move(cx, owner_id, -1));
	HK_TRY(until_store(cx, ticket, 0));
	return history_record(cx, ticket->id, "woken", "", NULL);
}

enum hk_result snooze_end(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;

	if (!ticket->snoozed_until)
		return HK_OK;
	if (cx->actor->kind != ACTOR_STAFF || ticket->owner_id != cx->actor->id)
		return problem(cx, HK_CONFLICT, TR("Only its owner can bring this ticket back."));
	HK_TRY(wake(cx, ticket, ticket->owner_id));
	return ticket_store(cx, ticket, &old, "ticket.woken");
}

enum hk_result snooze_over(struct ctx *cx, int64_t ticket_id)
{
	struct ticket ticket, old;

	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	if (!ticket.snoozed_until || ticket.snoozed_until > cx->now)
		return HK_NOT_FOUND;
	old = ticket;
	HK_TRY(wake(cx, &ticket, ticket.owner_id));
	HK_TRY(notification_add(
		cx, &(struct notification){ .staff_id = ticket.owner_id,
					    .effect_key = hk_format(cx->arena,
								    "snooze %" PRId64 " %" PRId64,
								    ticket.id, old.snoozed_until),
					    .kind = "snooze.over",
					    .ticket_id = ticket.id,
					    .number = ticket.number,
					    .from_name = "",
					    .words = ticket.subject }));
	return ticket_store(cx, &ticket, &old, "ticket.woken");
}

enum hk_result snooze_follow(struct ctx *cx, struct ticket *ticket, const struct ticket *old)
{
	if (!ticket->snoozed_until)
		return HK_OK;
	if (ticket->last_in_at == old->last_in_at && ticket->owner_id == old->owner_id &&
	    strcmp(ticket->bucket, "active") == 0)
		return HK_OK;
	return wake(cx, ticket, old->owner_id);
}
