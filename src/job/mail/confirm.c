#include <inttypes.h>
#include <string.h>

#include "base/arena.h"
#include "job/jobs.h"
#include "job/mail/complaint_mail.h"
#include "job/mail/mail.h"
#include "ticket/clock/clocks.h"
#include "ticket/message.h"
#include "tpl_mail_confirm.h"
#include "tpl_mail_confirm_text.h"

enum hk_result confirm_on_opened(struct ctx *cx, const struct event *event)
{
	return job_add(cx, confirm_job.kind, event->ticket_id, cx->now,
		       hk_format(cx->arena, "%" PRId64, event->ticket_id));
}

static bool wants_confirmation(const struct ticket *ticket, const struct message *first)
{
	/* Who stood at the counter knows already, and so does he to whom we wrote first; machines
	 * are not answered. */
	return strcmp(first->kind, "in") == 0 && !first->is_automatic &&
	       strcmp(ticket->channel, "phone") != 0 && strcmp(ticket->channel, "letter") != 0 &&
	       strcmp(ticket->channel, "in_person") != 0 && strcmp(ticket->bucket, "spam") != 0 &&
	       strcmp(ticket->bucket, "deleted") != 0;
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct message_list messages;
	struct mail_order order;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	/* Mostly there is one, which who tells its owner reads in the same way. */
	HK_TRY(message_page(cx, &ticket, INT64_MAX, ticket.message_count == 1 ? 1 : 30, &messages));
	if (messages.count == 0 || !wants_confirmation(&ticket, &messages.items[0]))
		return HK_OK;
	HK_TRY(mail_to_customer(cx, &ticket, &order));
	HK_TRY(clocks_closed_until(cx, &ticket, &order.words.opens_at));
	order.effect_key = hk_format(cx->arena, "confirm %" PRId64, ticket.id);
	order.text = tpl_mail_confirm_text;
	order.html = tpl_mail_confirm;
	order.rule = "confirm";
	order.is_answer = strcmp(ticket.channel, "email") == 0;
	order.is_first = true;
	order.in_reply_to = messages.items[0].mail_id;
	HK_TRY(complaint_mail_fill(cx, &ticket, &order));
	return mail_queue(cx, &order);
}

const struct job_kind confirm_job = { "mail.confirm", run };
