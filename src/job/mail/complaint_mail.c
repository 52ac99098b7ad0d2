#include "job/mail/complaint_mail.h"

#include <string.h>

#include "core/i18n.h"
#include "job/jobs.h"
#include "standard/clock.h"
#include "ticket/complaint/complaint.h"
#include "ticket/complaint/complaint_rule.h"
#include "tpl_mail_complaint.h"
#include "tpl_mail_complaint_stands.h"
#include "tpl_mail_complaint_stands_text.h"
#include "tpl_mail_complaint_text.h"

static enum hk_result words_fill(struct ctx *cx, const struct ticket *ticket,
				 struct mail_order *order)
{
	struct clock_list clocks;

	order->words.stage =
		i18n_text(order->language, complaint_words_of(complaint_stages, ticket->complaint));
	HK_TRY(complaint_outside(cx, order->language, &order->words.outside));
	HK_TRY(clock_every(cx, ticket->id, &clocks));
	order->words.decide_at = clock_due_in(&clocks, COMPLAINT_ANSWER_CLOCK);
	return HK_OK;
}

enum hk_result complaint_mail_fill(struct ctx *cx, const struct ticket *ticket,
				   struct mail_order *order)
{
	if (!complaint_is_open(ticket))
		return HK_OK;
	order->text = tpl_mail_complaint_text;
	order->html = tpl_mail_complaint;
	return words_fill(cx, ticket, order);
}

static enum hk_result order_of(struct ctx *cx, const struct job *job, struct ticket *ret_ticket,
			       struct mail_order *ret)
{
	HK_TRY(ticket_by_id(cx, job->about_id, ret_ticket));
	if (!complaint_is_open(ret_ticket) || strcmp(ret_ticket->bucket, "active") != 0)
		return HK_NOT_FOUND;
	HK_TRY(mail_to_customer(cx, ret_ticket, ret));
	ret->effect_key = hk_format(cx->arena, "%s %s", job->kind, job->effect_key);
	return words_fill(cx, ret_ticket, ret);
}

static enum hk_result recorded(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct mail_order order;

	HK_TRY(order_of(cx, job, &ticket, &order));
	order.text = tpl_mail_complaint_text;
	order.html = tpl_mail_complaint;
	order.rule = "confirm";
	return mail_queue(cx, &order);
}

static enum hk_result stands(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct mail_order order;

	HK_TRY(order_of(cx, job, &ticket, &order));
	order.text = tpl_mail_complaint_stands_text;
	order.html = tpl_mail_complaint_stands;
	order.rule = "confirm";
	return mail_queue(cx, &order);
}

const struct job_kind complaint_recorded_job = { COMPLAINT_RECORDED_JOB, recorded };
const struct job_kind complaint_stands_job = { COMPLAINT_STANDS_JOB, stands };
