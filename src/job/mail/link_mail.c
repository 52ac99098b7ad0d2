#include "job/mail/link_mail.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/org.h"
#include "job/mail/mail.h"
#include "people/link_wish.h"
#include "people/sign_in.h"
#include "standard/clock.h"
#include "tpl_mail_sign_in.h"
#include "tpl_mail_sign_in_text.h"

enum { URL_MAX = 4096 };

static const char *with_next(struct ctx *cx, const char *path, const char *next)
{
	scoped_buf text;
	struct html out = { .to = &text, .arena = cx->arena };

	hk_buf_init(&text, URL_MAX);
	html_url_part_str(&out, next);
	return *next ? hk_format(cx->arena, "%s?next=%s", path, text.bytes) : path;
}

enum hk_result link_mail_work(struct ctx *cx, void *data)
{
	const struct link_mail *mail = data;
	struct link_wish wish = { .email = mail->email,
				  .next = mail->next,
				  .language = cx->language };

	HK_TRY(link_wish_add(cx, mail->client, &wish));
	return job_add(cx, link_mail_job.kind, wish.id, cx->now,
		       hk_format(cx->arena, "%" PRId64, wish.id));
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct link_wish wish;
	struct sign_in_link link;
	struct org org;

	HK_TRY(link_wish_take(cx, job->about_id, &wish));

	enum hk_result result =
		sign_in_link_make(cx, wish.email, SIGN_IN_LINK_MINUTES * (int64_t)HK_MINUTE, &link);

	/* Nobody's address: the wish is gone all the same. */
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	HK_TRY(org_find(cx, &org));
	/* His own, where it is known; he may have asked on a page in another. */
	if (link.language && *link.language)
		wish.language = link.language;

	const char *hours, *hours_language;

	HK_TRY(org_hours(cx, &org, wish.language, &hours, &hours_language));

	const char *path = hk_format(cx->arena, "/%s/link/%s", wish.language, link.token);
	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "sign_in %" PRId64, wish.id),
		.to = link.email,
		.name = link.name,
		.language = wish.language,
		.timezone = org.timezone,
		.digits = link.digits,
		.text = tpl_mail_sign_in_text,
		.html = tpl_mail_sign_in,
		.words = { .name = link.name,
			   .organisation = org.name,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, with_next(cx, path, wish.next)),
			   .minutes = SIGN_IN_LINK_MINUTES,
			   .phone = org.phone,
			   .email = org.email,
			   .hours = hours,
			   .hours_language = hours_language },
	};

	result = mail_queue(cx, &order);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

const struct job_kind link_mail_job = { "mail.sign_in", run };
