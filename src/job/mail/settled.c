#include "job/mail/settled.h"

#include <string.h>

#include "base/text.h"
#include "standard/clock.h"
#include "ticket/clock/clocks.h"
#include "ticket/mail/returned.h"
#include "ticket/ticket.h"
#include "ticket/write/reply.h"

/* A reply that had failed, and that an administrator had sent again, is an answer after all. */
static enum hk_result answered_after_all(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;

	ticket->answered_at = cx->now;
	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	return ticket_store(cx, ticket, &old, "message.sending");
}

static enum hk_result left_late(struct ctx *cx, struct ticket *ticket, int64_t written_at)
{
	struct ticket old = *ticket;

	HK_TRY(clocks_leave(cx, ticket, written_at));
	return ticket_store(cx, ticket, &old, "message.sending");
}

static enum hk_result left(struct ctx *cx, struct ticket *ticket, int64_t written_at)
{
	struct ticket old = *ticket;
	bool has_kept;

	HK_TRY(clocks_leave_early(cx, ticket, written_at, &has_kept));
	return has_kept ? ticket_store(cx, ticket, &old, "message.sending")
			: ticket_tell(cx, ticket, "message.sending");
}

/* Of a mail that did not leave, whoever lacks it but its reader. */
static const char *others_of(struct ctx *cx, const struct outbox *mail)
{
	const char *envelope[NET_RECIPIENTS_MAX], *reader = outbox_reader(cx, mail), *all = "";
	size_t count = outcome_envelope(cx, mail, NET_RECIPIENTS_MAX, envelope);

	for (size_t i = 0; i < count; i++)
		if (!hk_equal(envelope[i], reader))
			all = hk_format(cx->arena, "%s%s%s", all, *all ? ", " : "", envelope[i]);
	return all;
}

/* Who has the ticket open sees that his reply has left; where it could not, its owner gets it back.
 */
static enum hk_result tell(struct ctx *cx, const struct outbox *mail, bool is_read_now)
{
	struct ticket ticket;
	struct outbox now;

	HK_TRY(ticket_by_row(cx, mail->ticket_id, &ticket));
	HK_TRY(outbox_find(cx, mail->id, &now));
	if (strcmp(now.state, "failed") == 0)
		return reply_returned(cx, &ticket,
				      &(struct returned){ .message_id = mail->message_id,
							  .recipient = "",
							  .status = "",
							  .reason = now.verdict,
							  .others = others_of(cx, &now),
							  .is_final = true },
				      1, NULL);
	if (!is_read_now || !*now.turn)
		return ticket_tell(cx, &ticket, "message.sending");
	if (!ticket.answered_at)
		return answered_after_all(cx, &ticket);
	/* An answer is given when it leaves, not when it is written. */
	return cx->now - now.dated_at > REPLY_LATE_MS ? left_late(cx, &ticket, now.dated_at)
						      : left(cx, &ticket, now.dated_at);
}

static enum hk_result others_tell(struct ctx *cx, const struct outbox *mail,
				  const struct outcome *outcome)
{
	struct ticket ticket;

	if (outcome->other_count == 0)
		return HK_OK;
	HK_TRY(ticket_by_row(cx, mail->ticket_id, &ticket));
	return reply_returned(cx, &ticket, outcome->others, outcome->other_count, NULL);
}

enum hk_result settled_tell_each(struct ctx *cx, const struct outbox *mail,
				 const struct outcome *outcome)
{
	if (!mail->message_id)
		return strcmp(outcome->state, "failed") == 0
			       ? automatic_returned(cx, mail, outcome->verdict)
			       : HK_OK;
	HK_TRY(tell(cx, mail, outcome->is_read_now));
	return others_tell(cx, mail, outcome);
}

enum hk_result settled_tell(struct ctx *cx, const struct outbox *mail, const char *state,
			    const char *verdict)
{
	return settled_tell_each(cx, mail,
				 &(struct outcome){ .state = state,
						    .verdict = verdict,
						    .is_read_now = strcmp(state, "sent") == 0 });
}
