/* A reply that was written in time and does not leave: what it would have kept runs on, and whoever
 * has the ticket hears of it in a browser, since the way by mail may be the one that is shut. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "job/jobs.h"
#include "ticket/clock/clocks.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"
#include "ticket/work/notification.h"
#include "ticket/write/reply.h"

/* Whoever it is written to has not got it; that a copy is late does not matter here. */
static bool waits(const struct outbox *mail)
{
	if (mail->reached_at)
		return false;
	return strcmp(mail->state, "held") == 0 || strcmp(mail->state, "queued") == 0 ||
	       strcmp(mail->state, "sending") == 0;
}

static enum hk_result ring(struct ctx *cx, const struct ticket *ticket,
			   const struct message *message, int64_t staff_id)
{
	return notification_add(
		cx, &(struct notification){ .staff_id = staff_id,
					    .effect_key = hk_format(cx->arena,
								    "unsent %" PRId64 " %" PRId64,
								    message->id, staff_id),
					    .kind = "reply.unsent",
					    .ticket_id = ticket->id,
					    .number = ticket->number,
					    .from_name = "",
					    .words = message->body });
}

static enum hk_result tell(struct ctx *cx, const struct ticket *ticket, int64_t message_id)
{
	struct message message;

	HK_TRY(message_find(cx, ticket, message_id, &message));
	HK_TRY(history_record(cx, ticket->id, "unsent", "", NULL));
	HK_TRY(ring(cx, ticket, &message, ticket->owner_id));
	if (strcmp(message.author_kind, "staff") == 0)
		HK_TRY(ring(cx, ticket, &message, message.author_id));
	return HK_OK;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct outbox mail;
	struct ticket ticket, old;
	bool runs_on;

	HK_TRY(outbox_of_message(cx, job->about_id, &mail));
	if (!waits(&mail))
		return HK_OK;
	HK_TRY(ticket_by_row(cx, mail.ticket_id, &ticket));
	old = ticket;
	HK_TRY(clocks_hold_up(cx, &ticket, mail.dated_at, &runs_on));
	if (!runs_on)
		return HK_OK;
	HK_TRY(tell(cx, &ticket, mail.message_id));
	return ticket_store(cx, &ticket, &old, "message.sending");
}

const struct job_kind unsent_job = { REPLY_UNSENT_JOB, run };
