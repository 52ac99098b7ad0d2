/* Whoever wrote a mail that was too large to be fetched learns so, and what he can do: no mail
 * server tells him, since the one that took it over was content. */
#include <string.h>

#include "base/text.h"
#include "core/org.h"
#include "intake/ledger.h"
#include "intake/limits.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/customer.h"
#include "standard/clock.h"
#include "tpl_mail_too_large.h"
#include "tpl_mail_too_large_text.h"

/* The language that he prefers, else the one in which he wrote (it begins the key of the job), else
 * that of the mailbox. */
static void reader_fill(struct mail_order *order, const struct customer *customer,
			const char *wrote_in, const struct mailbox *mailbox)
{
	order->language = *customer->language ? customer->language
			  : *wrote_in         ? wrote_in
					      : mailbox->language;
	order->name = customer->name;
	order->digits = customer->digits;
}

static enum hk_result house_fill(struct ctx *cx, struct mail_order *order)
{
	struct org org;

	HK_TRY(org_find(cx, &org));
	order->timezone = org.timezone;
	order->words.organisation = org.name;
	order->words.phone = org.phone;
	order->words.email = org.email;
	return org_hours(cx, &org, order->language, &order->words.hours,
			 &order->words.hours_language);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	const char *wrote_in = hk_copy(cx->arena, job->effect_key, strcspn(job->effect_key, " "));
	struct customer customer = { .name = "", .language = "", .digits = "" };
	struct mailbox mailbox;
	struct inbound row;
	enum hk_result result;

	HK_TRY(inbound_find(cx, job->about_id, &row));
	HK_TRY(mailbox_find(cx, row.mailbox_id, &mailbox));
	result = customer_by_address(cx, "email", row.sender, &customer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;

	struct mail_order order = {
		.effect_key = hk_format(cx->arena, "too large %s", job->effect_key),
		.to = row.sender,
		.mailbox_id = mailbox.id,
		.text = tpl_mail_too_large_text,
		.html = tpl_mail_too_large,
		.rule = "too_large",
		.is_counted = true,
		.is_answer = true,
		.in_reply_to = row.mail_id,
		.words = { .due_at = CLOCK_NEVER, .signature = mailbox.signature }
	};

	reader_fill(&order, &customer, wrote_in, &mailbox);
	HK_TRY(house_fill(cx, &order));
	order.words.name = order.name;
	order.words.subject =
		ticket_subject(order.language, *row.subject ? row.subject : ticket_no_subject);
	order.words.most_bytes = limits_of(cx, &mailbox).mail_bytes;
	return mail_queue(cx, &order);
}

const struct job_kind too_large_mail_job = { "mail.too_large", run };
