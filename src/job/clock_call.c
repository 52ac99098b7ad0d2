#include "job/clock_call.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/event.h"
#include "job/clock_whom.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "standard/escalation.h"
#include "ticket/clock/clocks.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"

struct round {
	struct escalation_list chains; /* of every standard */
	struct whom_house house;
	struct event *events;
	size_t event_count;
};

/* One mail for one call and one reader; place_of 0: he is called for himself. */
static enum hk_result tell(struct ctx *cx, const struct clock *clock, int64_t step,
			   int64_t staff_id, int64_t place_of)
{
	return job_add(
		cx, clock_tell_job.kind, clock->ticket_id, cx->now,
		hk_format(cx->arena, "%" PRId64 " %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
			  clock->ticket_id, clock->kind, clock->due_at, step, staff_id, place_of));
}

static enum hk_result tell_all(struct ctx *cx, const struct clock *clock, int64_t step,
			       const struct whom *whom, const char **ret_names)
{
	const char *names = "";

	for (size_t i = 0; i < whom->count; i++) {
		const struct staff *staff = whom->called[i].staff, *of = whom->called[i].place_of;

		HK_TRY(tell(cx, clock, step, staff->id, of ? of->id : 0));
		names = hk_format(cx->arena, "%s%s%s", names, *names ? ", " : "", staff->name);
	}
	*ret_names = names;
	return HK_OK;
}

static const struct escalation *chain_step(const struct round *round, const struct ticket *ticket,
					   int64_t step)
{
	for (size_t i = 0; i < round->chains.count; i++)
		if (round->chains.items[i].standard_id == ticket->standard_id &&
		    round->chains.items[i].step == step - CLOCK_LATE)
			return &round->chains.items[i];
	return NULL;
}

/* Why somebody was not called, for who asks later. */
static enum hk_result missed_record(struct ctx *cx, const struct ticket *ticket,
				    const struct whom *whom)
{
	static const char *const kinds[WHOM_WHYS] = { [WHOM_LEFT] = "clock_left",
						      [WHOM_UNSEEN] = "clock_unseen",
						      [WHOM_AWAY] = "clock_away" };

	for (size_t i = 0; i < WHOM_WHYS; i++)
		if (*whom->missed[i])
			HK_TRY(history_record(cx, ticket->id, kinds[i], whom->missed[i], NULL));
	return HK_OK;
}

/* Whom a step before called hears nothing new: each is called once for one clock. */
static enum hk_result new_ones_keep(struct ctx *cx, const struct clock *clock, int64_t step,
				    struct whom *whom)
{
	const char *before, *now = "";
	size_t count = 0;

	HK_TRY(escalation_called(cx, clock->ticket_id, clock->kind, clock->due_at, &before));
	for (size_t i = 0; i < whom->count; i++) {
		const char *id = hk_format(cx->arena, " %" PRId64 " ", whom->called[i].staff->id);

		if (strstr(before, id))
			continue;
		now = hk_format(cx->arena, "%s%s", now, id);
		whom->called[count++] = whom->called[i];
	}
	whom->count = count;
	return escalation_reached(cx, clock->ticket_id, clock->kind, clock->due_at, step, now);
}

/* Of a step of the chain: who is called, in words for the ticket. */
static enum hk_result call_chain(struct ctx *cx, struct round *round, const struct ticket *ticket,
				 const struct clock *clock, int64_t step)
{
	const struct escalation *of = chain_step(round, ticket, step);
	const char *names;
	struct whom whom;

	if (!of)
		return HK_OK;
	HK_TRY(strcmp(of->whom, "person") == 0
		       ? whom_person(cx, &round->house, ticket, of->staff_id, &whom)
		       : whom_supervisors(cx, &round->house, ticket, &whom));
	HK_TRY(missed_record(cx, ticket, &whom));
	HK_TRY(new_ones_keep(cx, clock, step, &whom));
	HK_TRY(tell_all(cx, clock, step, &whom, &names));
	return *names ? history_record(cx, ticket->id, "clock_called", names, NULL) : HK_OK;
}

/* Before a word is due to somebody who complains, the house itself tells him where it stands. The
 * word of a person is due all the same. */
static enum hk_result tell_customer(struct ctx *cx, const struct ticket *ticket,
				    const struct clock *clock, int64_t step)
{
	if (step != CLOCK_SOON || !complaint_is_open(ticket) ||
	    (strcmp(clock->kind, "next_update") != 0 &&
	     strcmp(clock->kind, COMPLAINT_ANSWER_CLOCK) != 0 &&
	     strcmp(clock->kind, LEGAL_FINAL_CLOCK) != 0))
		return HK_OK;
	return job_add(cx, COMPLAINT_STANDS_JOB, ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %s %" PRId64, ticket->id, clock->kind,
				 clock->due_at));
}

/* Nobody but who is there can still keep it. */
static enum hk_result call_for_owner(struct ctx *cx, struct round *round,
				     const struct ticket *ticket, const struct clock *clock,
				     int64_t step)
{
	const char *names;
	struct whom whom;

	HK_TRY(whom_for_owner(cx, &round->house, ticket, &whom));
	HK_TRY(tell_all(cx, clock, step, &whom, &names));
	return *names ? history_record(cx, ticket->id, "clock_in_place", names, NULL) : HK_OK;
}

static enum hk_result call_owner(struct ctx *cx, struct round *round, const struct ticket *ticket,
				 const struct clock *clock, int64_t step)
{
	HK_TRY(history_record(cx, ticket->id, step == CLOCK_SOON ? "clock_soon" : "clock_late",
			      clock->kind, NULL));
	HK_TRY(tell_customer(cx, ticket, clock, step));
	if (!ticket->owner_id)
		return HK_OK;
	HK_TRY(tell(cx, clock, step, ticket->owner_id, 0));
	return call_for_owner(cx, round, ticket, clock, step);
}

/* 0: it called before it was due, and waits until it is. After a standstill it is late at once,
 * and nobody is warned of that. */
static int64_t step_now(const struct ctx *cx, const struct clock *clock)
{
	if (clock->step >= CLOCK_LATE)
		return clock->step + 1;
	if (clock->due_at < cx->now)
		return CLOCK_LATE;
	return clock->step == CLOCK_QUIET ? CLOCK_SOON : 0;
}

static enum hk_result next_put(struct ctx *cx, const struct round *round,
			       const struct ticket *ticket, struct clock *clock)
{
	const struct escalation *next;
	int64_t calendar_id;

	clock->next_at = clock->step < CLOCK_LATE ? clock->due_at + 1 : CLOCK_NEVER;
	next = clock->step < CLOCK_LATE ? NULL : chain_step(round, ticket, clock->step + 1);
	if (!next)
		return HK_OK;
	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	return calendar_due(cx, calendar_id, clock->due_at, next->after_ms, &clock->next_at);
}

static void event_keep(struct round *round, const struct ticket *ticket, int64_t step)
{
	round->events[round->event_count++] =
		(struct event){ .kind = step == CLOCK_SOON ? "clock.soon" : "clock.late",
				.ticket_id = ticket->id,
				.number = ticket->number,
				.owner_id = ticket->owner_id,
				.team_id = ticket->team_id,
				.customer_id = ticket->customer_id,
				.is_restricted = ticket->is_restricted };
}

static enum hk_result call(struct ctx *cx, struct round *round, struct clock *clock)
{
	struct ticket ticket;
	int64_t step = step_now(cx, clock);
	bool is_new = false;

	HK_TRY(ticket_by_row(cx, clock->ticket_id, &ticket));
	if (!clocks_is_awaited(&ticket, clock))
		return HK_OK;
	if (step)
		HK_TRY(escalation_call(cx, ticket.id, clock->kind, clock->due_at, step, &is_new));
	if (is_new)
		HK_TRY(step > CLOCK_LATE ? call_chain(cx, round, &ticket, clock, step)
					 : call_owner(cx, round, &ticket, clock, step));
	if (step)
		clock->step = step;
	HK_TRY(next_put(cx, round, &ticket, clock));
	HK_TRY(clock_called(cx, clock));
	if (is_new)
		event_keep(round, &ticket, step);
	return HK_OK;
}

enum hk_result clock_call_due(struct ctx *cx, size_t *ret_count)
{
	struct round round = { .event_count = 0 };
	struct clock_list due;

	HK_TRY(clock_claim(cx, CLOCK_CALL_BATCH, &due));
	HK_TRY(escalation_all(cx, &round.chains));
	round.events = hk_alloc(cx->arena, due.count, sizeof(*round.events));
	for (size_t i = 0; i < due.count; i++)
		HK_TRY(call(cx, &round, &due.items[i]));
	/* Their numbers lock the organisation, so they come last. */
	for (size_t i = 0; i < round.event_count; i++)
		HK_TRY(event_record(cx, &round.events[i]));
	*ret_count = due.count;
	return HK_OK;
}

typedef enum hk_result run_on_fn(struct ctx *cx, const struct ticket *ticket, int64_t since,
				 bool *ret_has_rested);

static enum hk_result owner_told(struct ctx *cx, const struct ticket *ticket, int64_t over_at)
{
	return job_add(cx, clock_tell_job.kind, ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " pause %" PRId64 " 0 %" PRId64, ticket->id,
				 over_at, ticket->owner_id));
}

/* What rests since the time in the job's key runs on. */
static enum hk_result rest_end(struct ctx *cx, const struct job *job, run_on_fn *run_on,
			       bool tells_owner)
{
	const char *space = strchr(job->effect_key, ' ');
	struct ticket ticket;
	int64_t since;
	bool has_rested;

	if (!space || !hk_number(hk_copy(cx->arena, space + 1, strcspn(space + 1, " ")), &since))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_row(cx, job->about_id, &ticket));
	if (strcmp(ticket.bucket, "active") != 0)
		return HK_OK;

	struct ticket old = ticket;

	HK_TRY(run_on(cx, &ticket, since, &has_rested));
	if (!has_rested)
		return HK_OK;
	HK_TRY(history_record(cx, ticket.id, "clock_runs_on", "", NULL));
	if (tells_owner)
		HK_TRY(owner_told(cx, &ticket, job->run_at));
	return ticket_store(cx, &ticket, &old, "clock.runs_on");
}

static enum hk_result pause_is_over(struct ctx *cx, const struct job *job)
{
	return rest_end(cx, job, clocks_run_on, true);
}

const struct job_kind clock_pause_job = { CLOCKS_PAUSE_JOB, pause_is_over };

static enum hk_result legal_pause_is_over(struct ctx *cx, const struct job *job)
{
	return rest_end(cx, job, legal_run_on, false);
}

const struct job_kind clock_legal_pause_job = { LEGAL_PAUSE_JOB, legal_pause_is_over };
