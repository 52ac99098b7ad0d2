#include "ticket/reply.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/markdown.h"
#include "people/customer.h"
#include "standard/clock.h"
#include "standard/standard.h"
#include "ticket/draft.h"
#include "ticket/history.h"
#include "ticket/mail_id.h"
#include "ticket/mailbox.h"
#include "ticket/outbox.h"
#include "ticket/state.h"

enum { THREAD_LENGTH = 12, COPIES_MAX = 20 };

/* The mailbox that the ticket came through, else the usual one. */
static enum hk_result mailbox_of(struct ctx *cx, const struct ticket *ticket, struct mailbox *ret)
{
	enum hk_result result = HK_NOT_FOUND;

	if (ticket->mailbox_id)
		result = mailbox_find(cx, ticket->mailbox_id, ret);
	if (result == HK_NOT_FOUND)
		result = mailbox_usual(cx, ret);
	if (result == HK_NOT_FOUND)
		return problem(
			cx, HK_INVALID,
			TR("There is no mailbox to send from yet. An administrator can add one."));
	return result;
}

static const char *without_re(const char *subject)
{
	while (hk_starts_ascii(subject, "re:"))
		for (subject += 3; *subject == ' ';)
			subject++;
	return subject;
}

/* The Message-IDs of the conversation, oldest first: what mail programs thread by. */
static enum hk_result thread_of(struct ctx *cx, const struct ticket *ticket, struct outbox *mail)
{
	struct message_list list;
	scoped_buf refs;

	hk_buf_init(&refs, 4096);
	HK_TRY(message_page(cx, ticket, INT64_MAX, THREAD_LENGTH, &list));
	mail->in_reply_to = "";
	for (size_t i = 0; i < list.count; i++) {
		const struct message *one = &list.items[i];
		if (!*one->mail_id || strcmp(one->kind, "note") == 0)
			continue;
		hk_buf_format(&refs, "%s%s", refs.length ? " " : "", one->mail_id);
		if (strcmp(one->kind, "in") == 0)
			mail->in_reply_to = one->mail_id;
	}
	mail->refs = hk_copy(cx->arena, refs.bytes ? refs.bytes : "", refs.length);
	return HK_OK;
}

static const char *with_signature(struct ctx *cx, const char *text, const char *signature)
{
	return *signature ? hk_format(cx->arena, "%s\n\n-- \n%s\n", text, signature)
			  : hk_format(cx->arena, "%s\n", text);
}

struct sending {
	struct mailbox mailbox;
	const char *name, *address;       /* of the customer */
	struct recipient_list recipients; /* he first, then copies */
};

/* Copies go to addresses with commas, semicolons or lines between, each once. */
static enum hk_result copies_read(struct ctx *cx, const char *text, struct recipient_list *list)
{
	char *rest, *words = hk_copy_text(cx->arena, text ? text : "");

	for (char *word = strtok_r(words, ",; \t\n", &rest); word;
	     word = strtok_r(NULL, ",; \t\n", &rest)) {
		const char *address = hk_lower_ascii(cx->arena, word);
		size_t at = 0;

		if (!hk_is_address(address))
			return field_problem(cx, "cc",
					     TR("A copy can only go to e-mail addresses, with "
						"commas between them."));
		while (at < list->count && !hk_equal_ascii(list->items[at].address, address))
			at++;
		if (at < list->count)
			continue;
		if (list->count > COPIES_MAX)
			return field_problem(cx, "cc",
					     TR("A copy can go to twenty people at most."));
		list->items[list->count++] =
			(struct recipient){ .role = "cc", .name = "", .address = address };
	}
	return HK_OK;
}

static enum hk_result sending_prepare(struct ctx *cx, const struct ticket *ticket, const char *cc,
				      struct sending *ret)
{
	struct customer customer;

	HK_TRY(mailbox_of(cx, ticket, &ret->mailbox));
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(customer_mail_address(cx, customer.id, &ret->address));
	if (!*ret->address)
		return problem(
			cx, HK_INVALID,
			TR("This customer has no e-mail address that works. Please reach him "
			   "another way, and write a note about it."));
	ret->name = customer.name;
	ret->recipients.items = hk_alloc(cx->arena, COPIES_MAX + 2, sizeof(struct recipient));
	ret->recipients.items[0] =
		(struct recipient){ .role = "to", .name = ret->name, .address = ret->address };
	ret->recipients.count = 1;
	return copies_read(cx, cc, &ret->recipients);
}

static const char *recipient_lines(struct ctx *cx, const struct recipient_list *list)
{
	const char *lines = "";

	for (size_t i = 0; i < list->count; i++)
		lines = hk_format(cx->arena, "%s%s", lines,
				  outbox_recipient(cx, list->items[i].role, list->items[i].address,
						   list->items[i].name));
	return lines;
}

static enum hk_result mail_write(struct ctx *cx, const struct ticket *ticket,
				 const struct reply *reply, const struct sending *sending,
				 const struct message *message)
{
	struct outbox mail = {
		.effect_key = hk_format(cx->arena, "reply %" PRId64, message->id),
		.ticket_id = ticket->id,
		.message_id = message->id,
		.mailbox_id = sending->mailbox.id,
		.from_name = hk_format(cx->arena, "%s, %s", cx->actor->name, sending->mailbox.name),
		.recipients = recipient_lines(cx, &sending->recipients),
		.subject = message->subject,
		.body = with_signature(cx, markdown_plain(cx->arena, reply->text),
				       sending->mailbox.signature),
		.html = reply->html,
		.language = message->language,
		.mail_id = message->mail_id,
		.send_at = cx->now + reply->hold_ms,
	};

	HK_TRY(thread_of(cx, ticket, &mail));
	return outbox_add(cx, &mail);
}

static struct message_new message_of(struct ctx *cx, const struct ticket *ticket,
				     const struct reply *reply, const struct sending *sending)
{
	bool is_note = reply->is_note;
	struct message_new new = {
		.message = { .kind = is_note ? "note" : "out",
			     .channel = "email",
			     .at = cx->now,
			     .author_kind = "staff",
			     .author_id = cx->actor->id,
			     .from_name = cx->actor->name,
			     .from_address = is_note ? "" : sending->mailbox.address,
			     .subject = is_note ? ""
						: hk_format(cx->arena, "Re: %s [#%" PRId64 "]",
							    without_re(ticket->subject),
							    ticket->number),
			     .body = reply->text,
			     .reply = reply->text,
			     .html = reply->html,
			     .language = reply->language && *reply->language ? reply->language
									     : ticket->language,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = is_note ? "" : "held" },
		.attachments = reply->attachments,
		.tokens = reply->tokens,
		.tokens_space = reply->tokens_space,
	};

	if (!is_note) {
		new.recipients = sending->recipients;
		new.message.mail_id =
			mail_id_make(cx, ticket->id, ctx_new_id(cx), sending->mailbox.address);
	}
	return new;
}

/* What an answer by a person does to the promises. */
static enum hk_result clocks_move(struct ctx *cx, struct ticket *ticket, enum reply_then then)
{
	struct standard standard;
	struct mailbox mailbox;

	HK_TRY(clock_stop(cx, ticket->id, "first_answer"));
	if (!ticket->answered_at)
		ticket->answered_at = cx->now;
	if (then != REPLY_KEEP_OPEN)
		return clock_pause(cx, ticket->id, "next_update");
	HK_TRY(mailbox_of(cx, ticket, &mailbox));
	HK_TRY(standard_find(cx, mailbox.standard_id, &standard));
	return clock_start(cx, ticket->id, "next_update", cx->now + standard.next_update_ms);
}

static enum hk_result check(struct ctx *cx, const struct ticket *ticket, const struct reply *reply)
{
	struct message_list unseen;

	if (!*hk_trim(cx->arena, reply->text))
		return field_problem(cx, "text", TR("Please write something first."));
	if (reply->is_note || reply->is_sure)
		return HK_OK;
	HK_TRY(message_unseen(cx, ticket, reply->seen_id, &unseen));
	if (unseen.count == 0)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("Something new arrived while you were writing. Please read it first; "
			  "your text is kept."));
}

static enum hk_result note_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			       int64_t *ret_message_id)
{
	struct sending nobody = { .name = "" };
	struct message_new new = message_of(cx, ticket, reply, &nobody);
	struct ticket old = *ticket;

	HK_TRY(message_store(cx, ticket, &new));
	HK_TRY(draft_drop(cx, ticket->id, "note"));
	*ret_message_id = new.message.id;
	return ticket_store(cx, ticket, &old, "message.noted");
}

enum hk_result reply_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			 int64_t *ret_message_id)
{
	struct ticket old = *ticket;
	struct sending sending;

	HK_TRY(check(cx, ticket, reply));
	if (reply->is_note)
		return note_add(cx, ticket, reply, ret_message_id);
	HK_TRY(sending_prepare(cx, ticket, reply->cc, &sending));

	struct message_new new = message_of(cx, ticket, reply, &sending);

	if (reply->hold_ms == 0)
		new.message.sending = "queued";
	HK_TRY(message_store(cx, ticket, &new));
	HK_TRY(mail_write(cx, ticket, reply, &sending, &new.message));
	HK_TRY(draft_drop(cx, ticket->id, "reply"));
	HK_TRY(clocks_move(cx, ticket, reply->then));
	/* What an undo goes back to. */
	HK_TRY(history_record(cx, ticket->id, "replied", old.state, NULL));
	*ret_message_id = new.message.id;
	if (reply->then == REPLY_RESOLVE)
		return ticket_resolve_with(cx, ticket, &old, reply->hold_ms);
	ticket->state = reply->then == REPLY_WAIT ? "waiting" : "open";
	ticket->bucket = "active";
	ticket->closed_as = NULL;
	ticket->resolved_at = ticket->closed_at = 0;
	return ticket_store(cx, ticket, &old, "message.sent");
}

/* To whom the copies went, as they stand in the draft again. */
static enum hk_result copies_of(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				const char **ret)
{
	struct recipient_list list;

	HK_TRY(message_recipients(cx, ticket, &list));
	*ret = "";
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].message_id == message_id && strcmp(list.items[i].role, "cc") == 0)
			*ret = hk_format(cx->arena, "%s%s%s", *ret, **ret ? ", " : "",
					 list.items[i].address);
	return HK_OK;
}

enum hk_result reply_undo(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	struct ticket old = *ticket;
	struct message message;
	const char *cc;

	HK_TRY(message_find(cx, ticket, message_id, &message));
	if (message.author_id != cx->actor->id || strcmp(message.author_kind, "staff") != 0 ||
	    strcmp(message.kind, "out") != 0)
		return HK_NOT_FOUND;
	HK_TRY(outbox_cancel(cx, message_id));
	HK_TRY(copies_of(cx, ticket, message_id, &cc));
	HK_TRY(draft_put_with(cx, ticket->id, "reply", message.body, cc));
	HK_TRY(message_remove(cx, ticket, &message));
	HK_TRY(clock_unstop(cx, ticket->id, "first_answer", message.at));
	HK_TRY(clock_unstop(cx, ticket->id, "next_update", message.at));
	HK_TRY(clock_unstop(cx, ticket->id, "resolve", message.at));
	if (ticket->answered_at == message.at)
		ticket->answered_at = 0;
	ticket->state = ticket->answered_at ? "open" : "new";
	ticket->bucket = "active";
	ticket->resolved_at = 0;
	return ticket_store(cx, ticket, &old, "message.undone");
}

/* He waits for us again: a word within the standard's time. */
static enum hk_result promise_again(struct ctx *cx, struct ticket *ticket)
{
	struct standard standard;
	struct mailbox mailbox;
	int64_t due;
	const char *kind;

	HK_TRY(clock_next(cx, ticket->id, &due, &kind));
	if (strcmp(kind, "first_answer") == 0)
		return HK_OK;

	enum hk_result result = mailbox_of(cx, ticket, &mailbox);

	if (result == HK_OK)
		HK_TRY(standard_find(cx, mailbox.standard_id, &standard));
	else
		HK_TRY(standard_usual(cx, &standard));
	return clock_start(cx, ticket->id, "next_update", cx->now + standard.next_update_ms);
}

enum hk_result answer_add(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	struct ticket old = *ticket;
	bool was_active = strcmp(ticket->bucket, "active") == 0;
	bool is_gone =
		strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0;

	HK_TRY(message_store(cx, ticket, new));
	if (new->message.is_automatic || is_gone)
		return ticket_store(cx, ticket, &old, "message.added");
	if (!was_active) {
		ticket->reopened++;
		ticket->closed_as = NULL;
		ticket->resolved_at = ticket->closed_at = 0;
		HK_TRY(history_record(cx, ticket->id, "reopened", "", NULL));
	}
	if (strcmp(ticket->state, "new") != 0)
		ticket->state = "open";
	ticket->bucket = "active";
	HK_TRY(promise_again(cx, ticket));
	return ticket_store(cx, ticket, &old, was_active ? "message.added" : "ticket.reopened");
}
