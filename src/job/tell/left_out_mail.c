/* The sender of a mail learns which of its files were too much, and what he can do. */
#include <inttypes.h>

#include "base/text.h"
#include "intake/limits.h"
#include "job/jobs.h"
#include "job/mail/mail.h"
#include "people/customer.h"
#include "ticket/message.h"
#include "tpl_mail_left_out.h"
#include "tpl_mail_left_out_text.h"

enum { NAMED_MOST = 20 };

/* One a line, the first twenty. */
static const char *names_of(struct ctx *cx, const struct attachment_list *list, int64_t message_id)
{
	const char *names = "";
	int count = 0;

	for (size_t i = 0; i < list->count; i++) {
		const struct attachment *one = &list->items[i];

		if (one->message_id != message_id || !*one->left_out || count++ >= NAMED_MOST)
			continue;
		names = hk_format(cx->arena, "%s%s- %s", names, *names ? "\n" : "", one->name);
	}
	return count > NAMED_MOST ? hk_format(cx->arena, "%s\n- …", names) : names;
}

static enum hk_result limits_fill(struct ctx *cx, const struct ticket *ticket,
				  struct mail_words *words)
{
	struct mailbox mailbox = { .id = 0 };
	enum hk_result result = mailbox_find(cx, ticket->mailbox_id, &mailbox);
	struct mail_limits limits = limits_of(cx, &mailbox);

	words->most_files = limits.files;
	words->most_bytes =
		limits.file_bytes < limits.mail_bytes ? limits.file_bytes : limits.mail_bytes;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* To whoever wrote it, who need not be the customer; a machine gets nothing. */
static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct attachment_list files;
	struct mail_order order;
	struct message message;
	struct ticket ticket;
	int64_t message_id;

	if (!hk_number(job->effect_key, &message_id))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	HK_TRY(message_find(cx, &ticket, message_id, &message));
	if (message.is_automatic || !customer_email(cx, message.from_address))
		return HK_OK;
	HK_TRY(mail_words_of(cx, &ticket, &order));
	HK_TRY(message_attachments(cx, &ticket, &files));
	HK_TRY(limits_fill(cx, &ticket, &order.words));
	order.words.files = names_of(cx, &files, message_id);
	order.to = message.from_address;
	if (message.author_id != ticket.customer_id) {
		order.name = order.words.name = message.from_name;
		order.language = *message.language ? message.language : order.language;
		order.is_to_customer = false;
	}
	order.effect_key = hk_format(cx->arena, "left out %" PRId64, message_id);
	order.text = tpl_mail_left_out_text;
	order.html = tpl_mail_left_out;
	order.rule = "left_out";
	order.is_answer = true;
	order.in_reply_to = message.mail_id;
	return mail_queue(cx, &order);
}

const struct job_kind left_out_mail_job = { "mail.left_out", run };
