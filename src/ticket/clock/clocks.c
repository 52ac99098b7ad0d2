#include "ticket/clock/clocks.h"

#include <inttypes.h>
#include <string.h>

#include "core/job.h"
#include "standard/calendar.h"
#include "ticket/clock/legal.h"
#include "ticket/clock/rested.h"
#include "ticket/complaint/complaint.h"

static enum hk_result start(struct ctx *cx, const struct ticket *ticket, const char *kind,
			    const struct clocks_rule *rule, int64_t from, int64_t duration)
{
	struct clock clock = { .ticket_id = ticket->id, .kind = kind, .started_at = from };

	HK_TRY(clocks_due(cx, rule, from, duration, &clock));
	return clock_start(cx, &clock);
}

enum hk_result clocks_first_find(struct ctx *cx, const struct clocks_rule *rule,
				 struct clocks_first *ret)
{
	*ret = (struct clocks_first){ { .kind = "first_answer" }, { .kind = "resolve" } };
	HK_TRY(clocks_due(cx, rule, cx->now, rule->standard.first_answer_ms, &ret->first_answer));
	if (!rule->standard.resolve_ms)
		return HK_OK;
	return clocks_due(cx, rule, cx->now, rule->standard.resolve_ms, &ret->resolve);
}

enum hk_result clocks_begin(struct ctx *cx, const struct ticket *ticket,
			    const struct clocks_first *first)
{
	struct clock clock = first->first_answer;

	clock.ticket_id = ticket->id;
	HK_TRY(clock_start(cx, &clock));
	if (!first->resolve.due_at)
		return HK_OK;
	clock = first->resolve;
	clock.ticket_id = ticket->id;
	return clock_start(cx, &clock);
}

static bool is(const struct clock_list *clocks, const char *kind, const char *state)
{
	const struct clock *clock = clock_in(clocks, kind);

	return clock && strcmp(clock->state, state) == 0;
}

/* What rests while the word is the customer's, and how long it may. */
static const char *const resting[] = { "resolve", "next_update" };

struct rest {
	struct clocks_rule rule;
	const struct business *business;
	struct clock_list clocks;
};

/* What rested before that was kept. */
static enum hk_result rests_count(struct ctx *cx, struct rest *rest)
{
	for (size_t i = 0; i < rest->clocks.count; i++) {
		struct clock *clock = &rest->clocks.items[i];

		if (clock->rested_ms != CLOCK_UNCOUNTED)
			continue;
		HK_TRY(rested_sum(cx, clock, rest->business, rest->rule.standard.pause_ms,
				  &clock->rested_ms));
		HK_TRY(clock_rested(cx, clock));
	}
	return HK_OK;
}

static enum hk_result rest_find(struct ctx *cx, const struct ticket *ticket, struct rest *ret)
{
	HK_TRY(clocks_rule_of(cx, ticket, &ret->rule));
	HK_TRY(calendar_business(cx, ret->rule.calendar_id, &ret->business));
	HK_TRY(clock_every(cx, ticket->id, &ret->clocks));
	return rests_count(cx, ret);
}

/* Until when it may rest that began then, after it had rested so long; CLOCK_NEVER: as long as the
 * customer has the word. That time alone says when it runs on, however late somebody looks. */
static int64_t rest_until(const struct rest *rest, int64_t since, int64_t rested)
{
	int64_t left = rest->rule.standard.pause_ms - rested;

	if (!rest->rule.standard.pause_ms)
		return CLOCK_NEVER;
	return left > 0 ? clocks_add(rest->business, since, left) : since;
}

static int64_t clock_until(const struct rest *rest, const struct clock *clock)
{
	return rest_until(rest, clock->stopped_at, clock->rested_ms);
}

static bool may_rest(const struct rest *rest, const struct clock *clock)
{
	int64_t pause_ms = rest->rule.standard.pause_ms;

	return !pause_ms || clock->rested_ms < pause_ms;
}

static enum hk_result rest_plan(struct ctx *cx, const struct ticket *ticket, int64_t since,
				int64_t until)
{
	if (until == CLOCK_NEVER)
		return HK_OK;
	return job_add(
		cx, CLOCKS_PAUSE_JOB, ticket->id, until,
		hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64, ticket->id, since, until));
}

enum hk_result clocks_plan_rests(struct ctx *cx, const struct ticket *ticket)
{
	struct rest rest;

	HK_TRY(rest_find(cx, ticket, &rest));
	for (size_t i = 0; i < HK_COUNT(resting); i++) {
		const struct clock *clock = clock_in(&rest.clocks, resting[i]);

		if (is(&rest.clocks, resting[i], "paused"))
			HK_TRY(rest_plan(cx, ticket, clock->stopped_at, clock_until(&rest, clock)));
	}
	return HK_OK;
}

static enum hk_result next_update_start(struct ctx *cx, const struct ticket *ticket, int64_t from)
{
	struct clocks_rule rule;

	HK_TRY(clocks_rule_of(cx, ticket, &rule));
	return start(cx, ticket, "next_update", &rule, from, rule.standard.next_update_ms);
}

/* The word that it has with this reply was the one that was promised: the next one is promised
 * anew, and rests anew. */
static enum hk_result next_update_rest(struct ctx *cx, const struct ticket *ticket,
				       const struct rest *rest)
{
	if (is(&rest->clocks, "next_update", "running") &&
	    !may_rest(rest, clock_in(&rest->clocks, "next_update")))
		HK_TRY(next_update_start(cx, ticket, cx->now));
	return clock_pause(cx, ticket->id, "next_update");
}

enum hk_result clocks_rest(struct ctx *cx, const struct ticket *ticket)
{
	const struct clock *end;
	struct rest rest;

	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(rest_find(cx, ticket, &rest));
	HK_TRY(next_update_rest(cx, ticket, &rest));
	end = clock_in(&rest.clocks, "resolve");
	if (end && may_rest(&rest, end))
		HK_TRY(clock_pause(cx, ticket->id, "resolve"));
	HK_TRY(legal_rest(cx, ticket));
	HK_TRY(clocks_plan_rests(cx, ticket));
	return rest_plan(cx, ticket, cx->now, rest_until(&rest, cx->now, 0));
}

/* What was left of the open time when it was paused is left at that time. */
static int64_t due_again(const struct business *business, const struct clock *clock, int64_t at)
{
	int64_t left = clocks_between(business, clock->stopped_at, clock->due_at);

	if (left > 0)
		return clocks_add(business, at, left);
	return clock->due_at + (at - clock->stopped_at);
}

/* A paused one runs on now, or has since its rest was over. */
static enum hk_result resume(struct ctx *cx, const struct ticket *ticket, const struct rest *rest,
			     const char *kind)
{
	const struct clock *clock = clock_in(&rest->clocks, kind);
	int64_t at;

	if (!is(&rest->clocks, kind, "paused"))
		return HK_OK;
	at = clock_until(rest, clock);
	if (at > cx->now)
		at = cx->now;
	return clock_resume_due(cx, ticket->id, kind, due_again(rest->business, clock, at),
				clocks_between(rest->business, clock->stopped_at, at));
}

enum hk_result clocks_go_on(struct ctx *cx, const struct ticket *ticket)
{
	struct rest rest;

	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(rest_find(cx, ticket, &rest));
	HK_TRY(resume(cx, ticket, &rest, "resolve"));
	HK_TRY(legal_wake(cx, ticket));
	return next_update_start(cx, ticket, cx->now);
}

enum hk_result clocks_lose_answer(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  int64_t answered_at)
{
	HK_TRY(clock_judge_again(cx, ticket->id, "first_answer", at, answered_at));
	if (!complaint_is_any(ticket))
		return HK_OK;
	HK_TRY(clock_judge_again(cx, ticket->id, COMPLAINT_PERSON_CLOCK, at, answered_at));
	HK_TRY(clock_judge_again(cx, ticket->id, LEGAL_ACK_CLOCK, at, answered_at));
	/* If it was the decision, that is still to be told. */
	HK_TRY(clock_judge_again(cx, ticket->id, COMPLAINT_ANSWER_CLOCK, at, 0));
	return clock_judge_again(cx, ticket->id, LEGAL_FINAL_CLOCK, at, 0);
}

struct waiting {
	int64_t dated_at;
};

static const struct db_column waiting_columns[] = { DB_COLUMN(struct waiting, dated_at) };
static const struct db_record waiting_record = DB_RECORD("outbox", struct waiting, waiting_columns);

enum hk_result clocks_hold_up(struct ctx *cx, const struct ticket *ticket, int64_t at, bool *ret)
{
	int64_t count = 0;

	if (strcmp(ticket->state, "closed") != 0)
		HK_TRY(clock_hold_up(cx, ticket->id, at, strcmp(ticket->state, "resolved") == 0,
				     &count));
	*ret = count > 0;
	return HK_OK;
}

/* A reply of ours that has not left. */
#define WAITS                                           \
	"outbox.is_automatic = 0 AND outbox.turn <> ''" \
	" AND outbox.state IN ('held', 'queued', 'sending') AND outbox.reached_at = 0"
#define WAITS_FOR_ONE                                                                     \
	"EXISTS (SELECT 1 FROM outbox WHERE outbox.org_id = $1 AND outbox.ticket_id = $2" \
	" AND " WAITS " AND outbox.dated_at = clock.stopped_at)"

/* Any reply answers, whichever was written first: one that leaves keeps what ran on for it, or for
 * another one that still waits. */
static enum hk_result answered_by(struct ctx *cx, const struct ticket *ticket, const char *kind,
				  int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $5,"
				 " state = CASE WHEN due_at >= $5 THEN 'met' ELSE 'missed' END",
				 "ticket_id = $2 AND kind = $3 AND started_at <= $4 AND"
				 " ((state = 'running' AND stopped_at = 0 AND kind <>"
				 " 'next_update') OR (state IN ('running', 'met') AND"
				 " stopped_at > 0 AND stopped_at <> $4 AND " WAITS_FOR_ONE "))",
				 ""),
		       DB_ARGS(ticket->id, kind, at, cx->now));
}

/* When the newest reply that has not left was written; 0: none waits. */
static enum hk_result newest_waiting(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	struct waiting waiting = { .dated_at = 0 };
	enum hk_result result = db_select_one(
		cx->db, &waiting_record,
		DB_WHERE("ticket_id = $2 AND " WAITS, "ORDER BY dated_at DESC LIMIT 1"),
		DB_ARGS(ticket->id), &waiting);

	*ret = waiting.dated_at;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* What a reply that leaves may keep. */
static const struct {
	const char *kind;
	bool is_of_complaint;
	bool is_any_reply; /* whichever reply it is; else that with the end of the complaint */
} kept_by_reply[] = {
	{ "first_answer", false, true },         { "next_update", false, true },
	{ COMPLAINT_PERSON_CLOCK, true, true },  { LEGAL_ACK_CLOCK, true, true },
	{ COMPLAINT_ANSWER_CLOCK, true, false }, { LEGAL_FINAL_CLOCK, true, false },
};

static bool has_kind(const struct ticket *ticket, size_t at)
{
	return !kept_by_reply[at].is_of_complaint || complaint_is_any(ticket);
}

static enum hk_result keep_for(struct ctx *cx, const struct ticket *ticket, int64_t at)
{
	HK_TRY(clock_let_go(cx, ticket->id, at));
	for (size_t i = 0; i < HK_COUNT(kept_by_reply); i++)
		if (kept_by_reply[i].is_any_reply && has_kind(ticket, i))
			HK_TRY(answered_by(cx, ticket, kept_by_reply[i].kind, at));
	return HK_OK;
}

enum hk_result clocks_leave(struct ctx *cx, const struct ticket *ticket, int64_t at)
{
	bool is_last_word = strcmp(ticket->state, "waiting") == 0;
	int64_t newest = 0;

	HK_TRY(keep_for(cx, ticket, at));
	if (is_last_word)
		HK_TRY(newest_waiting(cx, ticket, &newest));
	/* Only now it is the customer who has the word. */
	if (is_last_word && newest <= at)
		HK_TRY(clocks_rest(cx, ticket));
	for (size_t i = 0; i < HK_COUNT(kept_by_reply); i++)
		if (has_kind(ticket, i))
			HK_TRY(clock_judge_again(cx, ticket->id, kept_by_reply[i].kind, at,
						 cx->now));
	return HK_OK;
}

enum hk_result clocks_leave_early(struct ctx *cx, const struct ticket *ticket, int64_t at,
				  bool *ret)
{
	struct clock_list clocks;

	*ret = false;
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		*ret = *ret || (strcmp(clocks.items[i].state, "running") == 0 &&
				clocks.items[i].stopped_at > 0);
	return *ret ? keep_for(cx, ticket, at) : HK_OK;
}

enum hk_result clocks_unsay(struct ctx *cx, const struct ticket *ticket, int64_t at)
{
	bool is_active = strcmp(ticket->bucket, "active") == 0;
	int64_t other;

	HK_TRY(newest_waiting(cx, ticket, &other));
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = CASE WHEN $4 > 0 OR $5 = 1 THEN $4 ELSE $6 END,"
				 " state = CASE WHEN $4 > 0 OR $5 = 1 THEN 'running'"
				 " WHEN due_at < $6 THEN 'missed' ELSE 'unanswered' END",
				 "ticket_id = $2 AND stopped_at = $3 AND state = 'running'", ""),
		       DB_ARGS(ticket->id, at, other, (int64_t)is_active, cx->now));
}

bool clocks_is_awaited(const struct ticket *ticket, const struct clock *clock)
{
	return strcmp(ticket->bucket, "active") == 0 ||
	       (strcmp(ticket->bucket, "resolved") == 0 && clock->stopped_at > 0);
}

/* After a first answer that only asked, nothing was promised but the next update. */
static enum hk_result run_on_from_nothing(struct ctx *cx, const struct ticket *ticket,
					  const struct rest *rest, int64_t since, bool *ret)
{
	const struct clock *first = clock_in(&rest->clocks, "first_answer");
	int64_t asked_at = ticket->answered_at, until = rest_until(rest, asked_at, 0);

	if (!asked_at || clock_in(&rest->clocks, "next_update"))
		return HK_OK;
	/* What was answered elsewhere long ago has not rested here. */
	if (since ? asked_at != since : !first || first->stopped_at != asked_at)
		return HK_OK;
	if (until > cx->now)
		return rest_plan(cx, ticket, asked_at, until);
	*ret = true;
	return next_update_start(cx, ticket, until);
}

enum hk_result clocks_run_on(struct ctx *cx, const struct ticket *ticket, int64_t since, bool *ret)
{
	bool has_rested = false;
	struct rest rest;

	HK_TRY(rest_find(cx, ticket, &rest));
	for (size_t i = 0; i < HK_COUNT(resting); i++) {
		const struct clock *clock = clock_in(&rest.clocks, resting[i]);
		int64_t until;

		if (!is(&rest.clocks, resting[i], "paused") ||
		    (since && clock->stopped_at != since))
			continue;
		until = clock_until(&rest, clock);
		/* By another standard it may rest longer than when that was planned. */
		HK_TRY(until > cx->now ? rest_plan(cx, ticket, clock->stopped_at, until)
				       : resume(cx, ticket, &rest, resting[i]));
		has_rested = has_rested || until <= cx->now;
	}
	HK_TRY(run_on_from_nothing(cx, ticket, &rest, since, &has_rested));
	*ret = has_rested;
	return HK_OK;
}

enum hk_result clocks_wake(struct ctx *cx, const struct ticket *ticket)
{
	struct rest rest;
	bool has_rested;

	HK_TRY(clocks_run_on(cx, ticket, 0, &has_rested));
	HK_TRY(rest_find(cx, ticket, &rest));
	HK_TRY(resume(cx, ticket, &rest, "resolve"));
	HK_TRY(legal_wake(cx, ticket));
	if (is(&rest.clocks, "first_answer", "running") ||
	    is(&rest.clocks, "next_update", "running"))
		return HK_OK;
	return next_update_start(cx, ticket, cx->now);
}

enum hk_result clocks_renew(struct ctx *cx, struct ticket *ticket)
{
	struct clocks_rule rule;

	HK_TRY(clocks_rule_choose(cx, ticket, &rule));
	HK_TRY(clocks_rule_keep(cx, ticket, &rule));
	if (rule.standard.resolve_ms)
		HK_TRY(start(cx, ticket, "resolve", &rule, cx->now, rule.standard.resolve_ms));
	return start(cx, ticket, "next_update", &rule, cx->now, rule.standard.next_update_ms);
}

#define IS_LEAVING                                                                             \
	"CASE WHEN clock.state = 'met' AND EXISTS (SELECT 1 FROM outbox WHERE outbox.org_id =" \
	" clock.org_id AND outbox.ticket_id = clock.ticket_id AND outbox.is_automatic = 0"     \
	" AND outbox.state IN ('held', 'queued', 'sending') AND outbox.reached_at = 0"         \
	" AND outbox.dated_at = clock.stopped_at) THEN 1 ELSE 0 END"

static const struct db_column shown_columns[] = {
	DB_COLUMN_AS(struct clock_shown, clock.ticket_id, "clock.ticket_id"),
	DB_COLUMN_AS(struct clock_shown, clock.kind, "clock.kind"),
	DB_COLUMN_AS(struct clock_shown, clock.started_at, "clock.started_at"),
	DB_COLUMN_AS(struct clock_shown, clock.due_at, "clock.due_at"),
	DB_COLUMN_AS(struct clock_shown, clock.stopped_at, "clock.stopped_at"),
	DB_COLUMN_AS(struct clock_shown, clock.state, "clock.state"),
	DB_COLUMN_AS(struct clock_shown, clock.warned_at, "clock.warned_at"),
	DB_COLUMN_AS(struct clock_shown, clock.step, "clock.step"),
	DB_COLUMN_AS(struct clock_shown, clock.known_by, "clock.known_by"),
	DB_COLUMN_AS(struct clock_shown, is_leaving, IS_LEAVING),
	DB_COLUMN_AS(struct clock_shown, standard, "coalesce(standard_version.name, '')"),
	DB_COLUMN_AS(struct clock_shown, first_answer_ms,
		     "coalesce(standard_version.first_answer_ms, 0)"),
};
static const struct db_record shown_record = DB_RECORD_FROM(
	"clock",
	"clock JOIN ticket ON ticket.org_id = clock.org_id AND ticket.id = clock.ticket_id"
	" LEFT JOIN standard_version ON standard_version.org_id = ticket.org_id AND"
	" standard_version.standard_id = ticket.standard_id AND"
	" standard_version.version = ticket.standard_version",
	struct clock_shown, shown_columns);

enum hk_result clocks_see(struct ctx *cx, const struct ticket *ticket, struct clocks_shown *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown_record,
			 DB_WHERE("clock.ticket_id = $2", "ORDER BY clock.due_at, clock.kind"),
			 DB_ARGS(ticket->id), &rows));
	*ret = (struct clocks_shown){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result clocks_closed_until(struct ctx *cx, const struct ticket *ticket, int64_t *ret)
{
	int64_t calendar_id;

	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	return calendar_opens(cx, calendar_id, cx->now, ret);
}

enum hk_result clocks_business(struct ctx *cx, const struct ticket *ticket,
			       const struct business **ret)
{
	int64_t calendar_id;

	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	return calendar_business(cx, calendar_id, ret);
}
