#include "ticket/write/automatic.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/markdown.h"
#include "core/search.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/subject.h"
#include "ticket/message.h"
#include "ticket/write/reply.h"

static struct message_new message_of(struct ctx *cx, const struct ticket *ticket,
				     const struct automatic *automatic,
				     const struct mailbox *mailbox)
{
	struct recipient *reader = hk_alloc(cx->arena, 1, sizeof(*reader));
	struct message_new new = {
		.message = { .kind = "out",
			     .channel = "email",
			     .at = cx->now,
			     .author_kind = "system",
			     .from_name = mailbox->name,
			     .from_address = mailbox->address,
			     .subject = hk_format(cx->arena, "Re: %s [#%" PRId64 "]",
						  subject_without_re(ticket_subject(
							  ticket->language, ticket->subject)),
						  ticket->number),
			     .body = automatic->text,
			     .reply = automatic->text,
			     .html = markdown_render(cx->arena, automatic->text).html,
			     .language = automatic->language,
			     .is_automatic = 1,
			     .mail_id =
				     mail_id_make(cx, ticket->id, ctx_new_id(cx), mailbox->address),
			     .raw_blob = "",
			     .sending = "queued" },
		.recipients = { reader, 1 },
		.tokens_space = search_space(cx, SEARCH_TICKETS, 0),
	};

	*reader = (struct recipient){ .role = "to",
				      .name = automatic->name,
				      .address = automatic->to };
	new.tokens = search_tokens(cx, new.tokens_space, "", automatic->text);
	return new;
}

enum hk_result automatic_add(struct ctx *cx, struct ticket *ticket,
			     const struct automatic *automatic)
{
	struct ticket old = *ticket;
	struct mailbox mailbox;
	const char *text = markdown_plain(cx->arena, automatic->text);

	HK_TRY(mailbox_or_usual(cx, ticket->mailbox_id, &mailbox));

	struct message_new new = message_of(cx, ticket, automatic, &mailbox);

	HK_TRY(message_store(cx, ticket, &new));

	struct outbox mail = {
		.effect_key = automatic->effect_key,
		.ticket_id = ticket->id,
		.message_id = new.message.id,
		.mailbox_id = mailbox.id,
		.is_automatic = 1,
		.from_name = mailbox.name,
		.recipients = outbox_recipient(cx, "to", automatic->to, automatic->name),
		.subject = new.message.subject,
		.body = *mailbox.signature
				? hk_format(cx->arena, "%s\n\n-- \n%s\n", text, mailbox.signature)
				: hk_format(cx->arena, "%s\n", text),
		.html = new.message.html,
		.language = automatic->language,
		.mail_id = new.message.mail_id,
		.send_at = cx->now,
	};

	HK_TRY(reply_thread(cx, ticket, mailbox.address, &mail));
	HK_TRY(outbox_add(cx, &mail));
	return ticket_store(cx, ticket, &old, "message.automatic");
}
