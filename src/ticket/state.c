#include "ticket/state.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/assignment.h"
#include "ticket/history.h"
#include "ticket/mailbox.h"
#include "ticket/reply.h"

/* "Was it really solved?" goes out when the time for an undo is over. */
static enum hk_result ask_later(struct ctx *cx, const struct ticket *ticket, int64_t delay_ms)
{
	return job_add(cx, "follow_up.ask", ticket->id, cx->now + delay_ms,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, cx->now));
}

enum hk_result ticket_resolve_with(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
				   int64_t delay_ms)
{
	HK_TRY(clock_stop_every(cx, ticket->id));
	HK_TRY(ask_later(cx, ticket, delay_ms));
	ticket->state = "resolved";
	ticket->bucket = "resolved";
	ticket->closed_as = NULL;
	ticket->resolved_at = cx->now;
	ticket->closed_at = 0;
	return ticket_store(cx, ticket, old, "ticket.resolved");
}

enum hk_result ticket_resolve(struct ctx *cx, struct ticket *ticket, int64_t *ret_undo)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->bucket, "active") != 0)
		return problem(cx, HK_CONFLICT, TR("This ticket has come to its end already."));
	HK_TRY(history_record(cx, ticket->id, "resolved", old.state, ret_undo));
	return ticket_resolve_with(cx, ticket, &old, REPLY_HOLD_MS);
}

/* A fresh promise for who has to wait again. */
static enum hk_result promise_fresh(struct ctx *cx, const struct ticket *ticket)
{
	struct mailbox mailbox;
	struct standard standard;
	enum hk_result result = mailbox_find(cx, ticket->mailbox_id, &mailbox);

	if (result == HK_OK)
		HK_TRY(standard_find(cx, mailbox.standard_id, &standard));
	else
		HK_TRY(standard_usual(cx, &standard));
	return clock_start(cx, ticket->id, "next_update", cx->now + standard.next_update_ms);
}

enum hk_result ticket_reopen(struct ctx *cx, struct ticket *ticket, const char *reason)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->bucket, "active") == 0)
		return problem(cx, HK_CONFLICT, TR("This ticket is open already."));
	HK_TRY(history_record(cx, ticket->id, "reopened", reason, NULL));
	HK_TRY(promise_fresh(cx, ticket));
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
	HK_TRY(clock_stop_every(cx, ticket->id));
	HK_TRY(history_record(cx, ticket->id, "closed", how, NULL));
	ticket->state = "closed";
	ticket->bucket = "closed";
	ticket->closed_as = how;
	ticket->closed_at = cx->now;
	return ticket_store(cx, ticket, &old, "ticket.closed");
}

enum hk_result ticket_put_aside(struct ctx *cx, struct ticket *ticket, const char *where,
				int64_t *ret_undo)
{
	struct ticket old = *ticket;

	if (strcmp(ticket->bucket, where) == 0)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
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
	return ticket_store(cx, ticket, &old, "ticket.restored");
}

static enum hk_result resolve_undo(struct ctx *cx, struct ticket *ticket,
				   const struct history *line)
{
	static const char *const kinds[] = { "first_answer", "next_update", "resolve" };
	struct ticket old = *ticket;

	if (strcmp(ticket->state, "resolved") != 0 || ticket->resolved_at != line->at)
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		HK_TRY(clock_unstop(cx, ticket->id, kinds[i], line->at));
	ticket->state = line->detail;
	ticket->bucket = "active";
	ticket->resolved_at = 0;
	HK_TRY(history_record(cx, ticket->id, "undone", "resolved", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

enum hk_result ticket_undo(struct ctx *cx, struct ticket *ticket, int64_t history_id)
{
	struct history line;
	int64_t owner_id;

	HK_TRY(history_find(cx, ticket, history_id, &line));
	if (line.actor_id != cx->actor->id)
		return HK_NOT_FOUND;
	if (strcmp(line.kind, "resolved") == 0)
		return resolve_undo(cx, ticket, &line);
	if (strcmp(line.kind, "spam") == 0 || strcmp(line.kind, "deleted") == 0)
		return ticket_restore(cx, ticket);
	if (strcmp(line.kind, "assigned") == 0 &&
	    hk_number(hk_copy(cx->arena, line.detail, strcspn(line.detail, " ")), &owner_id))
		return ticket_assign(cx, ticket, owner_id, NULL);
	return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
}
