#include "ticket/clocks.h"

#include <string.h>

#include "standard/clock.h"
#include "ticket/mailbox.h"

/* The standard of the ticket's mailbox, else of the usual mailbox, else the usual standard. */
static enum hk_result standard_of(struct ctx *cx, const struct ticket *ticket, struct standard *ret)
{
	enum hk_result result = HK_NOT_FOUND;
	struct mailbox mailbox;

	if (ticket->mailbox_id)
		result = mailbox_find(cx, ticket->mailbox_id, &mailbox);
	if (result == HK_NOT_FOUND)
		result = mailbox_usual(cx, &mailbox);
	if (result == HK_NOT_FOUND)
		return standard_usual(cx, ret);
	HK_TRY(result);
	return standard_find(cx, mailbox.standard_id, ret);
}

enum hk_result clocks_begin(struct ctx *cx, const struct ticket *ticket,
			    const struct standard *standard)
{
	HK_TRY(clock_start(cx, ticket->id, "first_answer", cx->now + standard->first_answer_ms));
	if (!standard->resolve_ms)
		return HK_OK;
	return clock_start(cx, ticket->id, "resolve", cx->now + standard->resolve_ms);
}

enum hk_result clocks_rest(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(clock_pause(cx, ticket->id, "next_update"));
	return clock_pause(cx, ticket->id, "resolve");
}

static enum hk_result next_update_start(struct ctx *cx, const struct ticket *ticket)
{
	struct standard standard;

	HK_TRY(standard_of(cx, ticket, &standard));
	return clock_start(cx, ticket->id, "next_update", cx->now + standard.next_update_ms);
}

enum hk_result clocks_go_on(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	HK_TRY(clock_resume(cx, ticket->id, "resolve"));
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

	HK_TRY(clock_resume(cx, ticket->id, "resolve"));
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	if (runs(&clocks, "first_answer") || runs(&clocks, "next_update"))
		return HK_OK;
	return next_update_start(cx, ticket);
}

enum hk_result clocks_renew(struct ctx *cx, const struct ticket *ticket)
{
	struct standard standard;

	HK_TRY(standard_of(cx, ticket, &standard));
	if (standard.resolve_ms)
		HK_TRY(clock_start(cx, ticket->id, "resolve", cx->now + standard.resolve_ms));
	return clock_start(cx, ticket->id, "next_update", cx->now + standard.next_update_ms);
}
