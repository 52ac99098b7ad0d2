#include "ticket/state.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "standard/clock.h"
#include "ticket/clock/clocks.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/message.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/handover.h"
#include "ticket/purpose/lifecycle.h"
#include "ticket/write/reply.h"

const char *ticket_end_key(struct ctx *cx, const struct ticket *ticket)
{
	return hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ticket->resolved_at);
}

enum hk_result ticket_ask_again(struct ctx *cx, const struct ticket *ticket)
{
	return job_add(cx, "follow_up.ask", ticket->id, cx->now + REPLY_HOLD_MS,
		       hk_format(cx->arena, "%s %" PRId64, ticket_end_key(cx, ticket), cx->now));
}

enum hk_result ticket_resolve_with(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
				   int64_t delay_ms)
{
	HK_TRY(clock_stop_every(cx, ticket->id, false));
	HK_TRY(complaint_on_end(cx, ticket, false));
	HK_TRY(handover_end(cx, ticket->id));
	ticket->state = "resolved";
	ticket->bucket = "resolved";
	ticket->closed_as = NULL;
	ticket->resolved_at = cx->now;
	ticket->closed_at = 0;
	/* "Was it really solved?" goes out when the time for an undo is over. */
	HK_TRY(job_add(cx, "follow_up.ask", ticket->id, cx->now + delay_ms,
		       ticket_end_key(cx, ticket)));
	return ticket_store(cx, ticket, old, "ticket.resolved");
}

enum hk_result unseen_none(struct ctx *cx, const struct ticket *ticket,
			   const struct ticket_seen *seen)
{
	struct history_list done = { NULL, 0 };
	struct message_list said;

	HK_TRY(message_unseen(cx, ticket, seen->message_id, &said));
	if (said.count)
		return problem(cx, HK_CONFLICT,
			       TR("Something new arrived since you looked. Please read it first."));
	if (seen->history_id)
		HK_TRY(history_unseen(cx, ticket, seen->history_id, &done));
	return done.count ? problem(cx, HK_CONFLICT,
				    TR("The ticket changed since you looked. Please look at it "
				       "first."))
			  : HK_OK;
}

enum hk_result ticket_goes_on(struct ctx *cx, const struct ticket *ticket)
{
	if (strcmp(ticket->bucket, "active") != 0 && strcmp(ticket->bucket, "resolved") != 0)
		return problem(cx, HK_CONFLICT,
			       TR("This ticket has come to its end. Please open it again first."));
	return HK_OK;
}

enum hk_result ticket_may_resolve(struct ctx *cx, const struct ticket *ticket)
{
	if (strcmp(ticket->bucket, "active") != 0)
		return problem(cx, HK_CONFLICT, TR("This ticket has come to its end already."));
	HK_TRY(complaint_may_end(cx, ticket));
	return step_may_end(cx, ticket);
}

enum hk_result ticket_resolve(struct ctx *cx, struct ticket *ticket, int64_t *ret_undo)
{
	struct ticket old = *ticket;

	HK_TRY(ticket_may_resolve(cx, ticket));
	HK_TRY(history_record(cx, ticket->id, "resolved", old.state, ret_undo));
	return ticket_resolve_with(cx, ticket, &old, REPLY_HOLD_MS);
}

enum hk_result ticket_reopen(struct ctx *cx, struct ticket *ticket, const char *reason)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->bucket, "active") == 0)
		return problem(cx, HK_CONFLICT, TR("This ticket is open already."));
	HK_TRY(history_record(cx, ticket->id, "reopened", reason, NULL));
	HK_TRY(ticket_owner_ensure(cx, ticket));
	HK_TRY(clocks_renew(cx, ticket));
	HK_TRY(complaint_on_again(cx, ticket, hk_starts(reason, "not_solved")));
	ticket->state = "open";
	ticket->bucket = "active";
	ticket->closed_as = NULL;
	ticket->resolved_at = ticket->closed_at = 0;
	ticket->reopened++;
	return ticket_store(cx, ticket, &old, "ticket.reopened");
}

enum hk_result ticket_close(struct ctx *cx, struct ticket *ticket, const char *how)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->state, "closed") == 0)
		return problem(cx, HK_CONFLICT, TR("This ticket has come to its end already."));
	HK_TRY(clock_end_every(cx, ticket->id));
	HK_TRY(complaint_on_end(cx, ticket,
				strcmp(how, "confirmed") == 0 || strcmp(how, "by_phone") == 0));
	if (strcmp(ticket->bucket, "active") == 0)
		HK_TRY(handover_end(cx, ticket->id));
	HK_TRY(history_record(cx, ticket->id, "closed", how, NULL));
	ticket->state = "closed";
	ticket->bucket = "closed";
	ticket->closed_as = how;
	ticket->closed_at = cx->now;
	return ticket_store(cx, ticket, &old, "ticket.closed");
}

enum hk_result ticket_may_put_aside(struct ctx *cx, const struct ticket *ticket, const char *where)
{
	if (strcmp(ticket->bucket, where) == 0)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	/* Out of all lists and clocks it would end without the customer. */
	if (complaint_is_open(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This is a complaint that has not come to its end. If it was "
				  "recorded by mistake, please say so on its page first."));
	return HK_OK;
}

enum hk_result ticket_put_aside(struct ctx *cx, struct ticket *ticket, const char *where,
				int64_t *ret_undo)
{
	struct ticket old = *ticket;

	HK_TRY(ticket_may_put_aside(cx, ticket, where));
	HK_TRY(handover_end(cx, ticket->id));
	HK_TRY(history_record(cx, ticket->id, where, old.bucket, ret_undo));
	ticket->bucket = where;
	return ticket_store(cx, ticket, &old, "ticket.put_aside");
}

/* The list that belongs to its state. */
static const char *bucket_of(const struct ticket *ticket)
{
	if (strcmp(ticket->state, "resolved") == 0 || strcmp(ticket->state, "closed") == 0)
		return ticket->state;
	return "active";
}

enum hk_result ticket_restore(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->bucket, bucket_of(ticket)) == 0)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(history_record(cx, ticket->id, "restored", old.bucket, NULL));
	ticket->bucket = bucket_of(ticket);
	if (strcmp(ticket->bucket, "active") == 0) {
		HK_TRY(ticket_owner_ensure(cx, ticket));
		HK_TRY(clock_call_again(cx, ticket->id));
	}
	if (strcmp(ticket->bucket, "resolved") == 0)
		HK_TRY(ticket_ask_again(cx, ticket));
	return ticket_store(cx, ticket, &old, "ticket.restored");
}

static enum hk_result resolve_undo(struct ctx *cx, struct ticket *ticket,
				   const struct history *line)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->state, "resolved") != 0 || ticket->resolved_at != line->at)
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	HK_TRY(clock_unstop_every(cx, ticket->id, line->at));
	HK_TRY(complaint_on_again(cx, ticket, false));
	ticket->state = line->detail;
	ticket->bucket = "active";
	ticket->resolved_at = 0;
	HK_TRY(history_record(cx, ticket->id, "undone", "resolved", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

static enum hk_result assign_undo(struct ctx *cx, struct ticket *ticket, const struct history *line)
{
	int64_t owner_id;

	if (!hk_number(hk_copy(cx->arena, line->detail, strcspn(line->detail, " ")), &owner_id))
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	return ticket_assign(cx, ticket, owner_id, NULL);
}

enum hk_result ticket_undo(struct ctx *cx, struct ticket *ticket, int64_t history_id)
{
	struct history line;
	bool is_last;

	HK_TRY(history_find(cx, ticket, history_id, &line));
	if (line.actor_id != cx->actor->id)
		return HK_NOT_FOUND;
	if (strcmp(line.kind, "resolved") == 0)
		return resolve_undo(cx, ticket, &line);
	/* What somebody did since would be taken back with it. */
	HK_TRY(history_is_last(cx, &line, &is_last));
	if (is_last && strcmp(line.kind, ticket->bucket) == 0)
		return ticket_restore(cx, ticket);
	if (is_last && strcmp(line.kind, "assigned") == 0)
		return assign_undo(cx, ticket, &line);
	return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
}
