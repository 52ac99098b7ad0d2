#include <inttypes.h>

#include "base/time.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail.h"
#include "people/link.h"
#include "ticket/follow_up.h"
#include "tpl_mail_reminder.h"
#include "tpl_mail_reminder_text.h"

enum { CLOSE_DAYS = 7, REMIND_DAYS = 3, LINK_DAYS = 60 };

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;
	struct mail_order order;
	const char *token;
	enum hk_result result;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	HK_TRY(follow_up_remind(cx, &ticket));
	result = mail_to_customer(cx, &ticket, &order);
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);

	struct link_row link = { .purpose = "follow_up",
				 .person_kind = "customer",
				 .person_id = ticket.customer_id,
				 .ticket_id = ticket.id };

	HK_TRY(link_add(cx, &link, LINK_DAYS * HK_DAY, &token));
	order.effect_key = hk_format(cx->arena, "reminder %s", job->effect_key);
	order.text = tpl_mail_reminder_text;
	order.html = tpl_mail_reminder;
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/%s/solved/%s", order.language, token));
	order.words.days = org_setting_number(cx, "follow_up_close_days", CLOSE_DAYS) -
			   org_setting_number(cx, "follow_up_remind_days", REMIND_DAYS);
	return mail_queue(cx, &order);
}

const struct job_kind follow_up_remind_job = { "follow_up.remind", run };
