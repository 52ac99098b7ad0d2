#include "job/tell/colleague_mail.h"

#include "core/org.h"
#include "job/mail/mail.h"
#include "standard/clock.h"
#include "tpl_mail_colleague.h"
#include "tpl_mail_colleague_text.h"

const char *colleague_language(const struct staff *staff, const struct org *org)
{
	return *staff->language ? staff->language : org->language;
}

enum hk_result colleague_mail(struct ctx *cx, const struct staff *staff, const struct org *org,
			      const struct colleague_word *word)
{
	const struct mail_order order = {
		.effect_key = word->effect_key,
		.to = staff->email,
		.name = staff->name,
		.language = colleague_language(staff, org),
		.timezone = *staff->timezone ? staff->timezone : org->timezone,
		.digits = "latin",
		.text = tpl_mail_colleague_text,
		.html = tpl_mail_colleague,
		.ticket = word->ticket,
		.mailbox_id = word->ticket ? word->ticket->mailbox_id : 0,
		.rule = "colleague",
		.is_counted = true,
		.staff_id = staff->id,
		.words = { .name = staff->name,
			   .organisation = org->name,
			   .subject = word->ticket ? word->ticket->subject : "",
			   .number = word->ticket ? word->ticket->number : 0,
			   .due_at = CLOCK_NEVER,
			   .link = mail_link(cx, word->path),
			   .own_words = word->detail,
			   .said = word->sentence,
			   .said_language = colleague_language(staff, org) },
	};

	return mail_queue(cx, &order);
}
