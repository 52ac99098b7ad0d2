/* Replies that wait for their time: they leave, or stop when something happened, and whoever wrote
 * them is told. */
#include "ticket/write/later.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "ticket/work/notification.h"
#include "tpl_mail_later.h"
#include "tpl_mail_later_text.h"

/* Who did something in a browser within this time is looking. */
enum { LOOKING = 10 * HK_MINUTE };

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return later_send_due(cx, job->about_id);
}

const struct job_kind later_job = { LATER_JOB, run };

/* Its writer, when he is the owner, hears of the word that stopped it by the same mail. */
static enum hk_result one_mail_for_both(struct ctx *cx, const struct event *event,
					const struct later_list *stopped)
{
	for (size_t i = 0; i < stopped->count; i++)
		if (stopped->items[i].staff_id == event->owner_id)
			return job_drop(cx, owner_notify_job.kind, event->ticket_id, cx->now);
	return HK_OK;
}

/* The mail comes after the transaction that stopped it: looking for them all finds each once. */
enum hk_result later_on_event(struct ctx *cx, const struct event *event)
{
	struct later_list stopped;

	if (strcmp(event->kind, "reply.stopped") == 0)
		return job_add(cx, later_told_job.kind, event->ticket_id, cx->now,
			       hk_format(cx->arena, "%" PRId64 " %" PRId64, event->ticket_id,
					 ctx_new_id(cx)));
	if (!event->ticket_id || strcmp(event->kind, "presence") == 0 ||
	    strcmp(event->kind, "ticket.opened") == 0 || strcmp(event->kind, "reply.later") == 0)
		return HK_OK;
	HK_TRY(later_look(cx, event->ticket_id, &stopped));
	return one_mail_for_both(cx, event, &stopped);
}

/* In the bell of who wrote it, whether he looks or not. */
static enum hk_result ring(struct ctx *cx, const struct ticket *ticket, const struct later *later)
{
	return notification_add(
		cx, &(struct notification){ .staff_id = later->staff_id,
					    .effect_key = hk_format(cx->arena,
								    "later %" PRId64 " %" PRId64,
								    later->id, later->version),
					    .kind = "reply.stopped",
					    .ticket_id = ticket->id,
					    .number = ticket->number,
					    .from_name = "",
					    .words = later->text });
}

static enum hk_result tell(struct ctx *cx, const struct ticket *ticket, const struct later *later)
{
	struct mail_order order;
	struct staff writer;
	struct org org;
	enum hk_result result = staff_find(cx, later->staff_id, &writer);

	if (result != HK_OK || !writer.is_active || writer.seen_at > cx->now - LOOKING)
		return result == HK_NOT_FOUND ? HK_OK : result;
	HK_TRY(org_find(cx, &org));
	HK_TRY(mail_words_of(cx, ticket, &order));
	order.is_to_customer = false;
	order.is_counted = false; /* nobody may believe that it left */
	order.effect_key =
		hk_format(cx->arena, "later %" PRId64 " %" PRId64, later->id, later->version);
	order.to = writer.email;
	order.name = order.words.name = writer.name;
	order.language = *writer.language ? writer.language : org.language;
	order.timezone = *writer.timezone ? writer.timezone : org.timezone;
	order.names_city = false;
	order.digits = "latin";
	order.text = tpl_mail_later_text;
	order.html = tpl_mail_later;
	order.rule = "later";
	order.words.subject = ticket_subject(order.language, ticket->subject);
	order.words.own_words = later->reason;
	order.words.due_at = later->send_at;
	order.words.signature = "";
	if (ticket->last_in_at < later->created_at)
		order.words.preview = ""; /* it was no word of the customer's */
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/tickets/%" PRId64 "#later", ticket->number));
	return mail_queue(cx, &order);
}

static enum hk_result tell_all(struct ctx *cx, const struct job *job)
{
	struct later_list list;
	struct ticket ticket;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	HK_TRY(later_of(cx, &ticket, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (strcmp(list.items[i].state, "stopped") != 0)
			continue;
		HK_TRY(ring(cx, &ticket, &list.items[i]));
		HK_TRY(tell(cx, &ticket, &list.items[i]));
	}
	return HK_OK;
}

const struct job_kind later_told_job = { "later.told", tell_all };
