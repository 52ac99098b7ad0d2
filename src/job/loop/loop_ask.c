/* "Was it put right?": asked once, a day after somebody said how it came out. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "feedback/loop/loop_case.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/customer.h"
#include "people/reached.h"
#include "people/staff.h"
#include "tpl_mail_loop_ask.h"
#include "tpl_mail_loop_ask_text.h"

static enum hk_result owner_name(struct ctx *cx, int64_t staff_id, const char **ret)
{
	struct staff staff;
	enum hk_result result = staff_find(cx, staff_id, &staff);

	*ret = result == HK_OK ? staff.name : "";
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result order_fill(struct ctx *cx, const struct loop_case *one,
				 struct mail_order *ret)
{
	struct customer customer;
	struct org org;

	HK_TRY(org_find(cx, &org));
	HK_TRY(customer_find(cx, one->customer_id, &customer));
	*ret = (struct mail_order){
		.name = customer.name,
		.language = *customer.language ? customer.language : i18n_languages[0].code,
		.timezone = *customer.timezone ? customer.timezone : org.timezone,
		.digits = customer.digits,
		.rule = "loop",
		.text = tpl_mail_loop_ask_text,
		.html = tpl_mail_loop_ask,
		.words = { .name = customer.name,
			   .organisation = org.name,
			   .due_at = CLOCK_NEVER,
			   .phone = org.phone,
			   .email = org.email },
	};
	HK_TRY(owner_name(cx, one->owner_id, &ret->words.owner));
	ret->words.link = mail_link(cx, hk_format(cx->arena, "/%s/put-right/%s", ret->language,
						  loop_case_token(cx, one)));
	return customer_mail_address(cx, one->customer_id, &ret->to);
}

static enum hk_result ask(struct ctx *cx, const struct job *job)
{
	const char *last = strrchr(job->effect_key, ' ');
	struct mail_order order;
	struct loop_case one;
	int64_t ended_at;

	if (!last || !hk_number(last + 1, &ended_at))
		return HK_NOT_FOUND;
	HK_TRY(loop_case_by_row(cx, job->about_id, &one));
	if (!one.customer_id)
		return HK_CONFLICT;
	HK_TRY(order_fill(cx, &one, &order));
	/* Who was called has perhaps no address. */
	if (!*order.to)
		return HK_OK;
	HK_TRY(loop_case_ask(cx, &one, ended_at));
	order.effect_key = hk_format(cx->arena, "loop ask %" PRId64 " %" PRId64 " %" PRId64,
				     one.response_id, one.round, one.asked_at);
	HK_TRY(reached_note(cx, one.customer_id, "notice", "loop"));
	return mail_queue(cx, &order);
}

const struct job_kind loop_ask_job = { LOOP_ASK_JOB, ask };
