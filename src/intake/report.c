#include "intake/report.h"

#include <string.h>

#include "base/text.h"
#include "intake/bounce.h"
#include "people/customer.h"
#include "ticket/mail/returned.h"
#include "ticket/write/reply.h"

/* Of our replies the one that the report names. HK_NOT_FOUND: none of this ticket. */
static enum hk_result reply_named(struct ctx *cx, const struct thread_wish *wish,
				  const struct ticket *ticket, int64_t *ret_id)
{
	const struct mail *mail = wish->mail;
	struct mail_mark mark;

	for (uint32_t i = 0; i < mail->reference_count; i++) {
		struct message message;
		int64_t ticket_id, id;
		enum hk_result result =
			message_by_mail_id(cx, mail->references[i], &ticket_id, &id);
		if (result == HK_OK && ticket_id == ticket->id)
			result = message_find(cx, ticket, id, &message);
		if (result == HK_OK && ticket_id == ticket->id &&
		    strcmp(message.kind, "out") == 0) {
			*ret_id = id;
			return HK_OK;
		}
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
	}
	if (!thread_mark(cx, wish, &mark) || mark.ticket_id != ticket->id)
		return HK_NOT_FOUND;
	return message_by_mark(cx, ticket->id, mark.id, ret_id);
}

/* Of the mails that the house wrote by itself the one that the report names. */
static enum hk_result automatic_named(struct ctx *cx, const struct thread_wish *wish,
				      const struct ticket *ticket, struct outbox *ret)
{
	const struct mail *mail = wish->mail;
	struct mail_mark mark = { .id = "" };
	bool is_found = false;

	for (uint32_t i = 0; i < mail->reference_count && !is_found; i++)
		is_found =
			mail_mark_find(cx, mail->references[i], strlen(mail->references[i]), &mark);
	if ((!is_found && !thread_mark(cx, wish, &mark)) || mark.ticket_id != ticket->id)
		return HK_NOT_FOUND;
	HK_TRY(outbox_find(cx, mark.row_id, ret));
	return ret->is_automatic && ret->ticket_id == ticket->id ? HK_OK : HK_NOT_FOUND;
}

/* What the report says of each recipient; where it only names them, they failed for good. */
static size_t returns_of(struct ctx *cx, const struct mail *mail, int64_t message_id,
			 struct returned **ret)
{
	const char *named = mail_header_value(mail, "X-Failed-Recipients");
	struct returned *list = hk_alloc(cx->arena, mail->report_count + 1, sizeof(*list));
	size_t count = 0;

	for (uint32_t i = 0; i < mail->report_count; i++) {
		const struct mail_report *one = &mail->reports[i];
		if (one->action == MAIL_OTHER_ACTION)
			continue;
		list[count++] = (struct returned){ .message_id = message_id,
						   .recipient = one->recipient,
						   .status = one->status,
						   .reason = one->diagnostic,
						   .is_final = one->action == MAIL_FAILED };
	}
	if (mail->report_count == 0 && *named)
		list[count++] = (struct returned){ .message_id = message_id,
						   .recipient = hk_trim(cx->arena, named),
						   .status = "",
						   .reason = "",
						   .is_final = true };
	*ret = list;
	return count;
}

/* The words of a server that writes no report, about each who was to get the reply. */
static enum hk_result words_of(struct ctx *cx, const struct mail *mail, const struct ticket *ticket,
			       int64_t message_id, struct returned **ret, size_t *ret_count)
{
	const char *text = hk_has_ink(mail->text) ? mail->text : mail->html;
	struct recipient_list all;
	struct returned *list;
	size_t own = 0, count = 0;

	HK_TRY(message_recipients(cx, ticket, &all));
	list = hk_alloc(cx->arena, all.count + 1, sizeof(*list));
	for (size_t i = 0; i < all.count; i++) {
		if (all.items[i].message_id != message_id)
			continue;
		own++;
		count += bounce_read(cx, text, all.items[i].address, &list[count]);
	}
	if (count == 0 && own == 1)
		count += bounce_read(cx, text, NULL, &list[0]);
	for (size_t i = 0; i < count; i++)
		list[i].message_id = message_id;
	*ret = list;
	*ret_count = count;
	return HK_OK;
}

/* Exim names who failed in the head, and why in the text. */
static void words_add(struct ctx *cx, const struct mail *mail, struct returned *list, size_t count)
{
	struct returned words;

	for (size_t i = 0; i < count; i++)
		if (!*list[i].status && bounce_read(cx, mail->text, list[i].recipient, &words)) {
			list[i].status = words.status;
			list[i].reason = *list[i].reason ? list[i].reason : words.reason;
		}
}

/* What the report says of whoever that mail was for. */
static enum hk_result automatic_told(struct ctx *cx, const struct mail *report,
				     const struct outbox *mail)
{
	struct returned *list, one;
	size_t count = returns_of(cx, report, 0, &list);

	words_add(cx, report, list, count);
	if (report->report_count == 0 && count == 0 &&
	    bounce_read(cx, report->text, outbox_reader(cx, mail), &one)) {
		list = &one;
		count = 1;
	}
	return automatic_reported(cx, mail, list, count);
}

/* A confirmation that came back: it is shown as any mail of a machine, and tells of the address. */
static enum hk_result add_of_automatic(struct ctx *cx, const struct thread_wish *wish,
				       struct ticket *ticket, struct message_new *message)
{
	struct outbox mail;
	enum hk_result result = automatic_named(cx, wish, ticket, &mail);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(answer_add(cx, ticket, message));
	return result == HK_OK ? automatic_told(cx, wish->mail, &mail) : HK_OK;
}

/* Our mail that the report names, in its headers or in its copy of it. */
static bool apart_named(struct ctx *cx, const struct thread_wish *wish, int64_t *ret_outbox_id)
{
	const struct mail *mail = wish->mail;
	size_t most = wish->raw_length < REPORT_BYTES ? wish->raw_length : REPORT_BYTES;

	for (uint32_t i = 0; i < mail->reference_count; i++)
		if (mail_apart_find(cx, mail->references[i], strlen(mail->references[i]),
				    ret_outbox_id))
			return true;
	return mail_apart_find(cx, mail->text, strlen(mail->text), ret_outbox_id) ||
	       (wish->raw && mail_apart_find(cx, wish->raw, most, ret_outbox_id));
}

enum hk_result report_apart(struct ctx *cx, const struct thread_wish *wish, bool *ret)
{
	struct outbox mail;
	struct customer customer;
	enum hk_result result;
	int64_t id;

	*ret = false;
	if (!apart_named(cx, wish, &id))
		return HK_OK;
	result = outbox_find(cx, id, &mail);
	if (result == HK_OK && !mail.ticket_id)
		result = customer_by_address(
			cx, "email", customer_email(cx, outbox_reader(cx, &mail)), &customer);
	if (result != HK_OK || mail.ticket_id)
		return result == HK_NOT_FOUND ? HK_OK : result;
	*ret = true;
	return automatic_told(cx, wish->mail, &mail);
}

bool report_names_apart(struct ctx *cx, const struct thread_wish *wish)
{
	int64_t id;

	return apart_named(cx, wish, &id);
}

enum hk_result report_add(struct ctx *cx, const struct thread_wish *wish, struct ticket *ticket,
			  struct message_new *message)
{
	struct returned *list = NULL;
	int64_t reply_id = 0;
	enum hk_result result = reply_named(cx, wish, ticket, &reply_id);
	size_t count = result == HK_OK ? returns_of(cx, wish->mail, reply_id, &list) : 0;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND)
		return add_of_automatic(cx, wish, ticket, message);
	words_add(cx, wish->mail, list, count);
	if (count == 0 && wish->mail->report_count == 0)
		HK_TRY(words_of(cx, wish->mail, ticket, reply_id, &list, &count));
	return count ? reply_returned(cx, ticket, list, count, message)
		     : answer_add(cx, ticket, message);
}
