#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/asking.h"
#include "job/jobs.h"
#include "ticket/state.h"
#include "ticket/ticket.h"

/* So that what was taken back within a day is none. */
#define ASIDE_AFTER HK_DAY

static enum hk_result add(struct ctx *cx, const struct ticket *ticket, const char *key,
			  const char *outcome, int64_t not_before)
{
	const struct survey_event could = {
		.effect_key = key,
		.ticket_id = ticket->id,
		.order_name = "",
		.customer_id = ticket->customer_id,
		.staff_id = ticket->owner_id,
		.team_id = ticket->team_id,
		.channel = ticket->channel,
		.outcome = outcome,
		.at = cx->now,
		.next_at = not_before,
	};

	return survey_event_add(cx, "contact", &could);
}

/* A matter came to its end, with the customer's word or without it. Whoever withdrew his request
 * had nothing done for him and is not asked; it counts all the same, so that one sees whose
 * customers withdraw more than those of others. */
static enum hk_result on_closed(struct ctx *cx, const struct ticket *ticket)
{
	if (!ticket->closed_as)
		return HK_OK;
	return add(cx, ticket, hk_format(cx->arena, "ticket %s", ticket_end_key(cx, ticket)),
		   ticket->closed_as, 0);
}

/* Somebody was helped, and then the matter was put aside before he said a word: he is not asked,
 * and one sees whose matters end so more than those of others. What nobody ever answered is spam,
 * and of what is closed already there is a row; what was merged goes on elsewhere. */
static enum hk_result on_put_aside(struct ctx *cx, const struct ticket *ticket)
{
	if (ticket->closed_as || ticket->merged_into ||
	    (!ticket->answered_at && !ticket->resolved_at))
		return HK_OK;
	return add(cx, ticket, hk_format(cx->arena, "aside %s", ticket_end_key(cx, ticket)),
		   SURVEY_EVENT_ASIDE, cx->now + ASIDE_AFTER);
}

enum hk_result survey_on_ticket(struct ctx *cx, const struct event *event)
{
	bool is_aside = strcmp(event->kind, "ticket.put_aside") == 0;
	bool is_back = strcmp(event->kind, "ticket.restored") == 0;
	struct ticket ticket;

	if (!is_aside && !is_back && strcmp(event->kind, "ticket.closed") != 0)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, event->ticket_id, &ticket));
	if (is_back)
		return survey_event_take_back(cx, ticket.customer_id, ticket.id);
	return is_aside ? on_put_aside(cx, &ticket) : on_closed(cx, &ticket);
}
