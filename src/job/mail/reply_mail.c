#include "job/mail/reply_mail.h"

#include <string.h>

#include "base/text.h"
#include "core/markdown.h"
#include "job/mail/mail.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "standard/promise.h"
#include "tpl_mail_reply.h"
#include "tpl_mail_reply_text.h"

static enum hk_result owner_of(struct ctx *cx, const struct outbox *mail, const char **ret)
{
	struct staff owner = { .name = "" };
	enum hk_result result = staff_find(cx, mail->promised_by, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK ? owner.name : "";
	return HK_OK;
}

static enum hk_result promises_of(struct ctx *cx, const struct outbox *mail,
				  struct mail_promises *ret)
{
	struct promise_list list;

	HK_TRY(promise_of_message(cx, mail->ticket_id, mail->message_id, &list));
	ret->items = hk_alloc(cx->arena, list.count, sizeof(*ret->items));
	ret->count = list.count;
	for (size_t i = 0; i < list.count; i++)
		ret->items[i] = (struct mail_promise){ list.items[i].text, list.items[i].due_at };
	return HK_OK;
}

/* Text templates begin with a subject, which the row has already. */
static const char *body_of(const char *text)
{
	const char *body = strchr(text, '\n');

	return body ? body + strspn(body, "\n") : "";
}

static enum hk_result fill(struct ctx *cx, void *data)
{
	struct outbox *mail = data;
	struct ticket ticket;
	struct mail_order order;

	HK_TRY(ticket_by_row(cx, mail->ticket_id, &ticket));
	HK_TRY(mail_words_of(cx, &ticket, &order));
	HK_TRY(owner_of(cx, mail, &order.words.owner));
	order.words.due_at = mail->promised_at ? mail->promised_at : CLOCK_NEVER;
	order.words.turn = mail->turn;
	HK_TRY(promises_of(cx, mail, &order.words.promises));
	order.words.said = hk_trim(cx->arena, mail->body);
	order.words.said_html = *mail->html ? markup_from_canonical(cx->arena, mail->html)
					    : markup_from_text(cx->arena, mail->body);
	order.words.said_language = mail->language;
	mail->body = body_of(mail_render(cx, &order, tpl_mail_reply_text));
	mail->html = mail_render(cx, &order, tpl_mail_reply);
	return HK_OK;
}

enum hk_result reply_mail_fill(struct ctx *cx, struct outbox *mail)
{
	return *mail->turn ? ctx_read(cx, fill, mail) : HK_OK;
}
