
#include "base/text.h"
#include "feedback/asking.h"
#include "job/jobs.h"
#include "ticket/state.h"
#include "ticket/ticket.h"

/* A matter came to its end, with the customer's word or without it. Whoever withdrew his request
 * had nothing done for him and is not asked; it counts all the same, so that one sees whose
 * customers withdraw more than those of others. */
enum hk_result survey_on_closed(struct ctx *cx, const struct event *event)
{
	struct ticket ticket;

	HK_TRY(ticket_by_row(cx, event->ticket_id, &ticket));
	if (!ticket.closed_as)
		return HK_OK;

	const struct survey_event could = {
		.effect_key = hk_format(cx->arena, "ticket %s", ticket_end_key(cx, &ticket)),
		.ticket_id = ticket.id,
		.order_name = "",
		.customer_id = ticket.customer_id,
		.staff_id = ticket.owner_id,
		.team_id = ticket.team_id,
		.channel = ticket.channel,
		.outcome = ticket.closed_as,
		.at = cx->now,
	};

	return survey_event_add(cx, "contact", &could);
}
