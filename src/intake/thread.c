#include "intake/thread.h"

#include <string.h>

#include "base/text.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/subject.h"
#include "ticket/message.h"
#include "ticket/work/side.h"

enum { REFERENCES_MAX = 30, TOKENS_MAX = 5 };

/* The customer of one that was merged into it may be another. */
static enum hk_result had_one(struct ctx *cx, const struct ticket *ticket, const char *sender,
			      bool *ret)
{
	struct ticket_parts parts;

	HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count && !*ret; i++)
		HK_TRY(customer_has_email(cx, parts.items[i].customer_id, sender, ret));
	return HK_OK;
}

enum hk_result thread_belongs(struct ctx *cx, const struct ticket *ticket, const char *sender,
			      bool *ret)
{
	struct recipient_list recipients;
	bool is_ours;

	*ret = false;
	/* Who names no address is nobody, though lists of recipients hold empty ones too. */
	if (!*sender)
		return HK_OK;
	/* A mailbox of ours stands among the recipients of every ticket, and anybody can write its
	 * name into From. */
	HK_TRY(mailbox_has(cx, sender, &is_ours));
	if (is_ours)
		return HK_OK;
	HK_TRY(customer_has_email(cx, ticket->customer_id, sender, ret));
	if (*ret)
		return HK_OK;
	HK_TRY(message_recipients(cx, ticket, &recipients));
	for (size_t i = 0; i < recipients.count; i++)
		*ret = *ret || hk_equal(customer_email(cx, recipients.items[i].address), sender);
	return *ret ? HK_OK : had_one(cx, ticket, sender, ret);
}

/* Where it goes on when it was merged; who belonged to it before belongs to what became of it. */
static enum hk_result settle(struct ctx *cx, const char *sender, struct thread *ret)
{
	bool belonged;

	HK_TRY(thread_belongs(cx, &ret->ticket, sender, &belonged));
	ret->belongs = belonged;
	if (!ret->ticket.merged_into)
		return HK_OK;
	HK_TRY(ticket_home(cx, &ret->ticket));
	HK_TRY(thread_belongs(cx, &ret->ticket, sender, &ret->belongs));
	ret->belongs = ret->belongs || belonged;
	return HK_OK;
}

/* What we signed names the ticket of then; where that message is now, its row says. */
static enum hk_result by_reference(struct ctx *cx, const char *reference, struct thread *ret)
{
	int64_t ticket_id, message_id = 0, signed_id;
	bool is_signed = mail_id_read(cx, reference, &signed_id);
	enum hk_result result = message_by_mail_id(cx, reference, &ticket_id, &message_id);

	if (result == HK_NOT_FOUND && is_signed) {
		ticket_id = signed_id;
		result = HK_OK;
	}
	HK_TRY(result);
	ret->how = is_signed ? THREAD_SIGNED : THREAD_KNOWN;
	HK_TRY(ticket_by_row(cx, ticket_id, &ret->ticket));
	return side_of_message(cx, ticket_id, message_id, &ret->side_id);
}

static enum hk_result by_references(struct ctx *cx, const struct mail *mail, const char *sender,
				    struct thread *ret)
{
	for (uint32_t i = 0; i < mail->reference_count && i < REFERENCES_MAX; i++) {
		enum hk_result result = by_reference(cx, mail->references[i], ret);
		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		HK_TRY(settle(cx, sender, ret));
		if (ret->belongs || ret->how == THREAD_SIGNED)
			return HK_OK;
	}
	ret->how = THREAD_NONE;
	ret->side_id = 0;
	return HK_OK;
}

static enum hk_result by_signature(struct ctx *cx, int64_t ticket_id, const char *sender,
				   struct thread *ret)
{
	enum hk_result result = ticket_by_row(cx, ticket_id, &ret->ticket);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	ret->how = THREAD_SIGNED;
	return settle(cx, sender, ret);
}

/* The mark in its text is that of one mail. */
static enum hk_result side_by_mark(struct ctx *cx, const struct mail_mark *mark, struct thread *ret)
{
	int64_t message_id;
	enum hk_result result = HK_NOT_FOUND;

	if (ret->how == THREAD_SIGNED)
		result = message_by_mark(cx, ret->ticket.id, mark->id, &message_id);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return side_of_message(cx, ret->ticket.id, message_id, &ret->side_id);
}

bool thread_is_trace(const char *header)
{
	static const char *const traces[] = { "Delivered-To", "X-Original-To", "Envelope-To" };

	for (size_t i = 0; i < HK_COUNT(traces); i++)
		if (hk_equal_ascii(header, traces[i]))
			return true;
	return false;
}

/* Of the envelope, of To and Cc, of what mail servers on the way wrote down. */
static bool plus_of(struct ctx *cx, const struct thread_wish *wish, int64_t *ret_ticket_id)
{
	const struct mail *mail = wish->mail;

	if (mail_plus_find(cx, wish->arrived, ret_ticket_id))
		return true;
	for (uint32_t i = 0; i < mail->address_count; i++)
		if ((mail->addresses[i].role == MAIL_TO || mail->addresses[i].role == MAIL_CC) &&
		    mail_plus_find(cx, mail->addresses[i].address, ret_ticket_id))
			return true;
	for (uint32_t i = 0; i < mail->header_count; i++)
		if (thread_is_trace(mail->headers[i].name) &&
		    mail_plus_find(cx, mail->headers[i].value, ret_ticket_id))
			return true;
	return false;
}

bool thread_mark(struct ctx *cx, const struct thread_wish *wish, struct mail_mark *ret)
{
	const struct mail *mail = wish->mail;
	size_t most = wish->raw_length < REPORT_BYTES ? wish->raw_length : REPORT_BYTES;

	return mail_mark_find(cx, mail->text, strlen(mail->text), ret) ||
	       mail_mark_find(cx, mail->html, strlen(mail->html), ret) ||
	       (wish->raw && mail_mark_find(cx, wish->raw, most, ret));
}

/* Numbers can be guessed: from a stranger one means nothing. */
static enum hk_result by_subject(struct ctx *cx, const struct mail *mail, const char *sender,
				 struct thread *ret)
{
	const char *at = mail->subject;
	int64_t number;

	for (int i = 0; i < TOKENS_MAX && subject_number_next(&at, &number); i++) {
		enum hk_result result = ticket_by_number(cx, number, &ret->ticket);

		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		HK_TRY(settle(cx, sender, ret));
		if (ret->belongs) {
			ret->how = THREAD_SUBJECT;
			return HK_OK;
		}
	}
	return HK_OK;
}

enum hk_result thread_find(struct ctx *cx, const struct thread_wish *wish, struct thread *ret)
{
	struct mail_mark mark;
	int64_t ticket_id;

	*ret = (struct thread){ .how = THREAD_NONE };
	HK_TRY(by_references(cx, wish->mail, wish->sender, ret));
	if (ret->how == THREAD_NONE && plus_of(cx, wish, &ticket_id))
		HK_TRY(by_signature(cx, ticket_id, wish->sender, ret));
	if (ret->how == THREAD_NONE && thread_mark(cx, wish, &mark)) {
		HK_TRY(by_signature(cx, mark.ticket_id, wish->sender, ret));
		HK_TRY(side_by_mark(cx, &mark, ret));
	}
	return ret->how == THREAD_NONE ? by_subject(cx, wish->mail, wish->sender, ret) : HK_OK;
}
