/* Whose authenticator was taken off by somebody else hears of it: it may not have been his wish. */
#include "base/text.h"
#include "core/org.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/sign_in.h"
#include "people/staff.h"
#include "tpl_mail_totp_off.h"
#include "tpl_mail_totp_off_text.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct mail_order order;
	struct staff staff;
	struct org org;

	HK_TRY(staff_find(cx, job->about_id, &staff));
	HK_TRY(org_find(cx, &org));
	order = (struct mail_order){
		.effect_key = hk_format(cx->arena, "totp off %s", job->effect_key),
		.to = staff.email,
		.name = staff.name,
		.language = *staff.language ? staff.language : org.language,
		.timezone = *staff.timezone ? staff.timezone : org.timezone,
		.digits = "latin",
		.text = tpl_mail_totp_off_text,
		.html = tpl_mail_totp_off,
		.rule = "notification",
	};
	order.words = (struct mail_words){ .name = staff.name,
					   .organisation = org.name,
					   .link = mail_link(cx, "/me#authenticator") };
	return mail_queue(cx, &order);
}

const struct job_kind totp_off_job = { TOTP_OFF_JOB, run };
