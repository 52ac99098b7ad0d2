#include "job/follow_up.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "people/link.h"
#include "ticket/state.h"

enum { REMIND_DAYS = 3, CLOSE_DAYS = 7, DAYS_MOST = 365, LINK_DAYS = 60 };

static int64_t between(int64_t number, int64_t least, int64_t most)
{
	if (number < least)
		return least;
	return number > most ? most : number;
}

struct follow_up_days follow_up_days_of(struct ctx *cx)
{
	int64_t remind = org_setting_number(cx, "follow_up_remind_days", REMIND_DAYS);
	int64_t close = org_setting_number(cx, "follow_up_close_days", CLOSE_DAYS);

	remind = between(remind, 1, DAYS_MOST);
	return (struct follow_up_days){ remind, between(close, remind + 1, DAYS_MOST + 1) };
}

enum hk_result follow_up_ticket(struct ctx *cx, const struct job *job, struct ticket *ret)
{
	const char *key;

	HK_TRY(ticket_by_id(cx, job->about_id, ret));
	key = ticket_end_key(cx, ret);
	if (!hk_starts(job->effect_key, key))
		return HK_CONFLICT;
	return strchr(" ", job->effect_key[strlen(key)]) ? HK_OK : HK_CONFLICT;
}

enum hk_result follow_up_mail_queue(struct ctx *cx, const struct job *job,
				    const struct ticket *ticket, const struct follow_up_mail *mail)
{
	struct link_row link = { .purpose = "follow_up",
				 .person_kind = "customer",
				 .person_id = ticket->customer_id,
				 .ticket_id = ticket->id };
	struct mail_order order;
	const char *token;

	HK_TRY(mail_to_customer(cx, ticket, &order));
	HK_TRY(link_add(cx, &link, LINK_DAYS * HK_DAY, &token));
	order.effect_key = hk_format(cx->arena, "%s %s", mail->effect, job->effect_key);
	order.text = mail->text;
	order.html = mail->html;
	order.words.link =
		mail_link(cx, hk_format(cx->arena, "/%s/solved/%s", order.language, token));
	order.words.days = mail->days;
	order.rule = mail->effect;
	order.is_counted = mail->is_counted;
	return mail_queue(cx, &order);
}
