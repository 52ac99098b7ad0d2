#include <inttypes.h>

#include "base/time.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail.h"
#include "people/link.h"
#include "ticket/follow_up.h"
#include "tpl_mail_follow_up.h"
#include "tpl_mail_follow_up_text.h"

enum { REMIND_DAYS = 3, CLOSE_DAYS = 7, LINK_DAYS = 60 };

static enum hk_result later(struct ctx *cx, const struct ticket *ticket)
{
	int64_t remind = org_setting_number(cx, "follow_up_remind_days", REMIND_DAYS);
	int64_t close = org_setting_number(cx, "follow_up_close_days", CLOSE_DAYS);
	const char *key =
		hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ticket->resolved_at);

	HK_TRY(job_add(cx, follow_up_remind_job.kind, ticket->id, cx->now + remind * HK_DAY, key));
	return job_add(cx, follow_up_close_job.kind, ticket->id, cx->now + close * HK_DAY, key);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct mail_order order;
	const char *token;
	enum hk_result result;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	HK_TRY(follow_up_ask(cx, &ticket));
	HK_TRY(later(cx, &ticket));
	result = mail_to_customer(cx, &ticket, &order);
	/* Without an address nobody can be asked; silence closes it as not confirmed. */
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);

	struct link_row link = { .purpose = "follow_up",
				 .person_kind = "customer",
				 .person_id = ticket.customer_id,
				 .ticket_id = ticket.id };

	HK_TRY(link_add(cx, &link, LINK_DAYS * HK_DAY, &token));
	order.effect_key = hk_format(cx->arena, "follow_up %s", job->effect_key);
	order.text = tpl_mail_follow_up_text;
	order.html = tpl_mail_follow_up;
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/%s/solved/%s", order.language, token));
	order.words.days = org_setting_number(cx, "follow_up_close_days", CLOSE_DAYS);
	/* The question is the promise kept, not an advertisement: it counts against no limit. */
	order.is_counted = false;
	return mail_queue(cx, &order);
}

const struct job_kind follow_up_ask_job = { "follow_up.ask", run };
