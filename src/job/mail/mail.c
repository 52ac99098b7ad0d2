#include "job/mail/mail.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "job/mail/governor.h"
#include "people/customer.h"
#include "people/reached.h"
#include "people/staff.h"
#include "people/unsubscribe.h"
#include "standard/clock.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/subject.h"
#include "ticket/message.h"
#include "ticket/write/reply.h"

enum { MAIL_MAX_BYTES = 4 * 1024 * 1024 /* a long reply, as markup */ };

const char *mail_link(struct ctx *cx, const char *path)
{
	const char *url;

	/* Who cannot be asked cannot keep this mail either. */
	return org_url(cx, path, &url) == HK_OK ? url : "";
}

char *mail_render(struct ctx *cx, const struct mail_order *order, mail_template *template)
{
	scoped_buf buf;
	struct html out = { .to = &buf,
			    .arena = cx->arena,
			    .formats = cx->kit->formats,
			    .language = order->language,
			    .timezone = order->timezone,
			    .native_digits = strcmp(order->language, "bn") == 0 &&
					     strcmp(order->digits, "latin") != 0,
			    .names_city = order->names_city,
			    .now = cx->now };

	hk_buf_init(&buf, MAIL_MAX_BYTES);
	template(&out, &order->words);
	return hk_copy(cx->arena, buf.bytes ? buf.bytes : "", buf.length);
}

/* The first line of a text template is "Subject: ..."; an empty line follows. */
static const char *split_subject(char *text, const char **ret_body)
{
	static const char head[] = "Subject: ";
	char *end = strchr(text, '\n');
	const char *body = end ? end + 1 : "";

	if (end)
		*end = '\0';
	while (*body == '\n')
		body++;
	*ret_body = body;
	return hk_starts(text, head) ? text + sizeof(head) - 1 : text;
}

static enum hk_result thread_put(struct ctx *cx, const struct mail_order *order,
				 const char *address, struct outbox *mail)
{
	if (!order->ticket) {
		if (order->in_reply_to && *order->in_reply_to)
			mail->refs = mail->in_reply_to = order->in_reply_to;
		return HK_OK;
	}
	if (!order->is_first && order->is_to_customer)
		return reply_thread(cx, order->ticket, address, mail);
	if (!order->is_first)
		mail->refs = mail_id_root(cx, order->ticket->id, address);
	else if (order->in_reply_to && *order->in_reply_to)
		mail->refs = mail->in_reply_to = order->in_reply_to;
	else
		mail->mail_id = mail_id_root(cx, order->ticket->id, address);
	return HK_OK;
}

static const char *unsubscribe_link(struct ctx *cx, const struct mail_order *order)
{
	return mail_link(cx, hk_format(cx->arena, "/%s/unsubscribe/%s", order->language,
				       unsubscribe_token(cx, order->unsubscribes)));
}

enum hk_result mail_queue(struct ctx *cx, const struct mail_order *order)
{
	struct mailbox mailbox;
	bool is_allowed = true;

	HK_TRY(mailbox_or_usual(cx, order->mailbox_id, &mailbox));
	if (order->rule)
		HK_TRY(governor_allows(cx, order, &is_allowed));
	if (!is_allowed)
		return HK_OK;

	int64_t id = ctx_new_id(cx);
	struct outbox mail = {
		.id = id,
		.effect_key = order->effect_key,
		.ticket_id = order->ticket ? order->ticket->id : 0,
		.mailbox_id = mailbox.id,
		.is_automatic = 1,
		.from_name = mailbox.name,
		.recipients = outbox_recipient(cx, "to", order->to, order->name),
		.html = mail_render(cx, order, order->html),
		.language = order->language,
		.mail_id = mail_id_make(cx, order->ticket ? order->ticket->id : 0, id,
					mailbox.address),
		.in_reply_to = "",
		.refs = "",
		.unsubscribe = order->unsubscribes ? unsubscribe_link(cx, order) : "",
	};

	HK_TRY(thread_put(cx, order, mailbox.address, &mail));
	mail.subject = split_subject(mail_render(cx, order, order->text), &mail.body);
	/* It counts among all that reaches him, whoever writes next. */
	if (order->ticket && order->is_to_customer)
		HK_TRY(reached_note(cx, order->ticket->customer_id, "notice",
				    order->rule ? order->rule : ""));
	return outbox_add(cx, &mail);
}

static enum hk_result ways_fill(struct ctx *cx, struct mail_order *order)
{
	struct org org;

	HK_TRY(org_find(cx, &org));
	order->words.organisation = org.name;
	order->words.phone = org.phone;
	order->words.email = org.email;
	order->timezone = org.timezone;
	return org_hours(cx, &org, order->language, &order->words.hours,
			 &order->words.hours_language);
}

/* Who wrote to a mailbox of its own reaches us there; the usual one has the address of the house.
 */
static enum hk_result own_address_put(struct ctx *cx, const struct mailbox *mailbox,
				      struct mail_order *order)
{
	struct mailbox usual;

	HK_TRY(mailbox_or_usual(cx, 0, &usual));
	if (mailbox->is_active && mailbox->id != usual.id)
		order->words.email = mailbox->address;
	return HK_OK;
}

enum hk_result mail_words_of(struct ctx *cx, const struct ticket *ticket, struct mail_order *ret)
{
	struct customer customer;
	struct mailbox mailbox = { .name = "", .signature = "", .confirmation = "" };
	struct staff owner = { .name = "" };
	enum hk_result result;

	*ret = (struct mail_order){ .ticket = ticket,
				    .mailbox_id = ticket->mailbox_id,
				    .is_counted = true,
				    .is_to_customer = true };
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	ret->language = *customer.language  ? customer.language
			: *ticket->language ? ticket->language
					    : i18n_languages[0].code;
	HK_TRY(ways_fill(cx, ret));
	result = mailbox_find(cx, ticket->mailbox_id, &mailbox);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	result = staff_find(cx, ticket->owner_id, &owner);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	ret->name = customer.name;
	ret->digits = customer.digits;
	ret->names_city = !*customer.timezone;
	if (*customer.timezone)
		ret->timezone = customer.timezone;
	ret->words.name = customer.name;
	ret->words.subject = subject_bare(cx, ticket_subject(ret->language, ticket->subject));
	ret->words.number = ticket->number;
	ret->words.owner = owner.name;
	ret->words.due_at = ticket->due_at;
	ret->words.link = mail_link(cx, hk_format(cx->arena, "/%s/my/requests/%" PRId64,
						  ret->language, ticket->number));
	if (mailbox.id)
		HK_TRY(own_address_put(cx, &mailbox, ret));
	ret->words.own_words = mailbox.confirmation;
	ret->words.signature = mailbox.signature;
	ret->words.preview = ticket->preview;
	return HK_OK;
}

enum hk_result mail_to_customer(struct ctx *cx, const struct ticket *ticket, struct mail_order *ret)
{
	HK_TRY(mail_words_of(cx, ticket, ret));
	HK_TRY(message_answer_address(cx, ticket, NULL, &ret->to));
	return *ret->to ? HK_OK : HK_NOT_FOUND;
}
