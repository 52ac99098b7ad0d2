#include "ticket/write/reply.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/markdown.h"
#include "people/reached.h"
#include "standard/clock.h"
#include "ticket/before.h"
#include "ticket/clock/clocks.h"
#include "ticket/clock/promises.h"
#include "ticket/complaint/complaint.h"
#include "ticket/file/picture.h"
#include "ticket/history.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/subject.h"
#include "ticket/mail/thanks.h"
#include "ticket/owner/assignment.h"
#include "ticket/purpose/lifecycle.h"
#include "ticket/state.h"
#include "ticket/work/mention.h"
#include "ticket/work/side.h"
#include "ticket/write/draft.h"
#include "ticket/write/saved_value.h"

enum { THREAD_LENGTH = 12 };

/* The mailbox that the ticket came through, else the usual one. */
static enum hk_result mailbox_of(struct ctx *cx, const struct ticket *ticket, struct mailbox *ret)
{
	enum hk_result result = mailbox_or_usual(cx, ticket->mailbox_id, ret);

	if (result == HK_NOT_FOUND)
		return problem(
			cx, HK_INVALID,
			TR("There is no mailbox to send from yet. An administrator can add one."));
	return result;
}

/* Mail programs thread by what their reader has: what was handed on to others the customer has not.
 */
static bool is_before(const struct message *one, const struct outbox *mail)
{
	return *one->mail_id && one->id != mail->message_id && strcmp(one->kind, "note") != 0 &&
	       !one->is_inner;
}

/* The Message-IDs of the conversation before this mail, oldest first. */
static enum hk_result thread_of(struct ctx *cx, const struct ticket *ticket, struct outbox *mail)
{
	struct message_list list;
	scoped_buf refs;

	hk_buf_init(&refs, (THREAD_LENGTH + 1) * (size_t)(MAIL_ID_MAX_BYTES + 1));
	mail->in_reply_to = mail->refs = "";
	HK_TRY(message_page(cx, ticket, INT64_MAX, THREAD_LENGTH + 1, &list));
	for (size_t i = 0; i < list.count; i++) {
		const struct message *one = &list.items[i];
		if (!is_before(one, mail))
			continue;
		hk_buf_format(&refs, "%s%s", refs.length ? " " : "", one->mail_id);
		if (strcmp(one->kind, "in") == 0)
			mail->in_reply_to = one->mail_id;
	}
	mail->refs = hk_copy(cx->arena, refs.bytes ? refs.bytes : "", refs.length);
	return HK_OK;
}

enum hk_result reply_thread(struct ctx *cx, const struct ticket *ticket, const char *address,
			    struct outbox *mail)
{
	const char *last;

	HK_TRY(thread_of(cx, ticket, mail));
	if (*mail->in_reply_to)
		return HK_OK;
	/* He never wrote by mail: what he has of us hangs together all the same. */
	last = strrchr(mail->refs, ' ');
	mail->in_reply_to = last ? last + 1 : mail->refs;
	if (!*mail->refs && strcmp(ticket->channel, "web") == 0)
		mail->in_reply_to = mail_id_root(cx, ticket->id, address);
	mail->refs = hk_format(cx->arena, "%s%s%s", mail_id_root(cx, ticket->id, address),
			       *mail->refs ? " " : "", mail->refs);
	return HK_OK;
}

/* What its readers have: the mails of that conversation, and nothing of the customer's. */
static enum hk_result side_thread(struct ctx *cx, const struct ticket *ticket, int64_t side_id,
				  struct outbox *mail)
{
	const struct side side = { .id = side_id, .ticket_id = ticket->id };
	struct message_list list;

	HK_TRY(side_messages(cx, &side, &list));
	for (size_t i = list.count > THREAD_LENGTH ? list.count - THREAD_LENGTH : 0; i < list.count;
	     i++) {
		const char *id = list.items[i].mail_id;

		if (!*id || list.items[i].id == mail->message_id)
			continue;
		mail->refs = hk_format(cx->arena, "%s%s%s", mail->refs, *mail->refs ? " " : "", id);
		mail->in_reply_to = id;
	}
	return HK_OK;
}

static const char *with_signature(struct ctx *cx, const char *text, const char *signature)
{
	return *signature ? hk_format(cx->arena, "%s\n\n-- \n%s\n", text, signature)
			  : hk_format(cx->arena, "%s\n", text);
}

struct sending {
	struct mailbox mailbox;
	struct recipient_list recipients; /* the reader first */
};

static enum hk_result sending_prepare(struct ctx *cx, const struct ticket *ticket,
				      const struct reply *reply, struct sending *ret)
{
	struct recipient_list usual;

	HK_TRY(mailbox_of(cx, ticket, &ret->mailbox));
	if (!reply->people.is_chosen) {
		HK_TRY(people_usual(cx, ticket, &usual));
		if (usual.count == 0 || strcmp(usual.items[0].role, "to") != 0)
			return problem(cx, HK_INVALID,
				       TR("This customer has no e-mail address that works. Please "
					  "find another way, and write a note about it."));
	}
	return people_read(cx, ticket, &reply->people, &ret->recipients);
}

/* Asked once for each: who reads what is not meant for him cannot forget it. */
static enum hk_result check_people(struct ctx *cx, const struct ticket *ticket,
				   const struct reply *reply, const struct sending *sending)
{
	struct doubt_list doubts;

	if (reply->is_forward)
		HK_TRY(side_check(cx, ticket, &sending->recipients));
	if (reply->is_sure)
		return HK_OK;
	HK_TRY(people_doubts(cx, ticket, &sending->recipients, &doubts));
	if (people_are_sure(&doubts, reply->sure_of))
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("Please look who would get this. Nothing was sent yet; your text is "
			  "kept."));
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
	const char *text = markdown_plain(cx->arena, reply->text);
	struct outbox mail = {
		.effect_key = hk_format(cx->arena, "reply %" PRId64, message->id),
		.ticket_id = ticket->id,
		.message_id = message->id,
		.mailbox_id = sending->mailbox.id,
		.from_name = hk_format(cx->arena, "%s, %s", cx->actor->name, sending->mailbox.name),
		.recipients = recipient_lines(cx, &sending->recipients),
		.subject = message->subject,
		.body = reply->is_forward ? with_signature(cx, text, sending->mailbox.signature)
					  : text,
		.html = reply->html,
		.language = message->language,
		.mail_id = message->mail_id,
		.in_reply_to = "",
		.refs = "",
		.send_at = cx->now + reply->hold_ms,
	};

	/* What is handed on begins a thread of its own. */
	if (reply->side_id)
		HK_TRY(side_thread(cx, ticket, reply->side_id, &mail));
	else if (!reply->is_forward)
		HK_TRY(reply_thread(cx, ticket, sending->mailbox.address, &mail));
	return outbox_add(cx, &mail);
}

/* Of the first mail of a ticket that we write there is nothing to answer. */
static const char *subject_of(struct ctx *cx, const struct ticket *ticket,
			      const struct reply *reply)
{
	if (reply->side_id)
		return hk_format(cx->arena, "%s [#%" PRId64 "]", reply->side_subject,
				 ticket->number);

	const char *before = reply->is_forward ? "Fwd: " : ticket->message_count ? "Re: " : "";

	return hk_format(cx->arena, "%s%s [#%" PRId64 "]", before,
			 subject_without_re(ticket_subject(ticket->language, ticket->subject)),
			 ticket->number);
}

static struct message_new message_of(struct ctx *cx, const struct ticket *ticket,
				     const struct reply *reply, const struct sending *sending)
{
	bool is_note = reply->is_note;
	struct message_new new = {
		.message = { .kind = is_note ? "note" : "out",
			     .channel = is_note && reply->channel ? reply->channel : "email",
			     .at = cx->now,
			     .author_kind = cx->actor->kind == ACTOR_STAFF ? "staff" : "system",
			     .author_id = cx->actor->id,
			     .from_name = cx->actor->name,
			     .from_address = is_note ? "" : sending->mailbox.address,
			     .subject = is_note ? "" : subject_of(cx, ticket, reply),
			     .body = reply->text,
			     .reply = reply->text,
			     .html = reply->html,
			     .language = reply->language && *reply->language ? reply->language
									     : ticket->language,
			     .mail_id = "",
			     .raw_blob = "",
			     .sending = is_note ? "" : "held",
			     .about_id = reply->about_id,
			     .is_inner = reply->is_forward,
			     .side_id = reply->side_id },
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

static bool is_put_aside(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0;
}

/* A reply would silently undo what a colleague did meanwhile, by putting the ticket to wait. */
static enum hk_result check_stand(struct ctx *cx, const struct ticket *ticket,
				  const struct reply *reply)
{
	struct history_list unseen;

	if (!reply->stood_id)
		return HK_OK;
	HK_TRY(history_unseen(cx, ticket, reply->stood_id, &unseen));
	if (unseen.count == 0)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("The ticket changed while you were writing. Please look at it first; "
			  "your text is kept."));
}

/* Work that others still do is forgotten easily when the customer is told that it is solved. */
static enum hk_result check_tasks(struct ctx *cx, const struct ticket *ticket,
				  const struct reply *reply)
{
	if (reply->then != REPLY_RESOLVE || reply->is_forward || reply->knows_tasks ||
	    !ticket->task_open)
		return HK_OK;
	return field_problem(cx, "text",
			     TR("A task of this ticket is still open. Please wait for its end, or "
				"say that you resolve the ticket all the same."));
}

/* A complaint does not end before it is decided, told and answered; nor anything before its last
 * step. */
static enum hk_result check_end(struct ctx *cx, const struct ticket *ticket,
				const struct reply *reply)
{
	enum hk_result result;

	if (reply->then != REPLY_RESOLVE || reply->is_forward)
		return HK_OK;
	result = complaint_may_end(cx, ticket);
	if (result == HK_OK)
		result = step_may_end(cx, ticket);
	return result == HK_CONFLICT ? field_problem(cx, "text", cx->problem) : result;
}

static enum hk_result check(struct ctx *cx, const struct ticket *ticket, const struct reply *reply)
{
	struct message_list unseen;

	if (!hk_has_ink(reply->text))
		return field_problem(cx, "text", TR("Please write something first."));
	if (reply->is_note)
		return HK_OK;
	if (is_put_aside(ticket))
		return field_problem(cx, "text",
				     TR("This ticket was put aside. Bring it back to answer."));
	HK_TRY(saved_gap_none(cx, reply->text));
	for (size_t i = 0; i < reply->promises.count; i++)
		HK_TRY(promise_check(cx, hk_one_line(cx->arena, reply->promises.items[i].text),
				     reply->promises.items[i].due_at));
	HK_TRY(check_tasks(cx, ticket, reply));
	HK_TRY(check_end(cx, ticket, reply));
	if (reply->is_sure || reply->is_forward)
		return HK_OK;
	HK_TRY(message_unseen(cx, ticket, reply->seen_id, &unseen));
	if (unseen.count == 0)
		return check_stand(cx, ticket, reply);
	return problem(cx, HK_CONFLICT,
		       TR("Something new arrived while you were writing. Please read it first; "
			  "your text is kept."));
}

static const char *state_after(enum reply_then then)
{
	static const char *const states[] = {
		[REPLY_WAIT] = "waiting", [REPLY_KEEP_OPEN] = "open", [REPLY_RESOLVE] = "resolved"
	};

	return states[then];
}

static bool are_same(const struct recipient_list *one, const struct recipient_list *other)
{
	bool is_same = one->count == other->count;

	for (size_t i = 0; is_same && i < one->count; i++)
		is_same = strcmp(one->items[i].role, other->items[i].role) == 0 &&
			  hk_equal_ascii(one->items[i].address, other->items[i].address);
	return is_same;
}

/* The same words may go to somebody else, or bring the ticket to another state. */
static enum hk_result goes_alike(struct ctx *cx, const struct ticket *ticket,
				 const struct reply *reply, const struct message *last, bool *ret)
{
	struct recipient_list before;
	struct sending sending;

	*ret = reply->is_forward ? last->about_id == reply->about_id &&
					   (last->side_id != 0) == (reply->side_id != 0)
				 : strcmp(ticket->state, state_after(reply->then)) == 0;
	if (*ret && reply->side_id)
		*ret = strcmp(last->subject, subject_of(cx, ticket, reply)) == 0;
	if (!*ret)
		return HK_OK;
	HK_TRY(sending_prepare(cx, ticket, reply, &sending));
	HK_TRY(message_recipients_of(cx, ticket, last->id, &before));
	*ret = are_same(&before, &sending.recipients);
	return HK_OK;
}

/* A form that was sent twice, by a double press or by a browser that asked again, is said once.
 * ret_message_id 0: it is new. */
static enum hk_result said_already(struct ctx *cx, const struct ticket *ticket,
				   const struct reply *reply, int64_t *ret_message_id)
{
	const char *kind = reply->is_note ? "note" : "out";
	struct message_list list;
	bool is_same;

	*ret_message_id = 0;
	if (reply->hold_ms == 0)
		return HK_OK;
	HK_TRY(message_page(cx, ticket, INT64_MAX, 1, &list));
	if (list.count == 0)
		return HK_OK;

	const struct message *last = &list.items[0];

	is_same = last->author_id == cx->actor->id && strcmp(last->author_kind, "staff") == 0 &&
		  strcmp(last->kind, kind) == 0 && (last->is_inner != 0) == reply->is_forward &&
		  cx->now - last->at < REPLY_HOLD_MS && strcmp(last->body, reply->text) == 0;
	if (is_same && !reply->is_note)
		HK_TRY(goes_alike(cx, ticket, reply, last, &is_same));
	if (is_same)
		*ret_message_id = last->id;
	return HK_OK;
}

/* A program that answers for somebody leaves what he is writing alone. */
static enum hk_result draft_is_over(struct ctx *cx, const struct ticket *ticket,
				    const struct reply *reply)
{
	struct draft sent = { .ticket_id = ticket->id,
			      .kind = reply->is_note      ? "note"
				      : reply->is_forward ? "forward"
							  : "reply",
			      .text = reply->text,
			      .addressee = "",
			      .cc = "",
			      .bcc = "" };

	if (reply->hold_ms == 0)
		return HK_OK;
	return draft_end(cx, &sent, reply->drafted ? reply->drafted : "", &reply->attachments);
}

static enum hk_result note_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			       int64_t *ret_message_id)
{
	struct sending nobody = { .recipients = { NULL, 0 } };
	struct message_new new = message_of(cx, ticket, reply, &nobody);
	struct ticket old = *ticket;

	pictures_settle(cx->arena, reply->text, &new.attachments);
	HK_TRY(message_store(cx, ticket, &new));
	HK_TRY(draft_is_over(cx, ticket, reply));
	HK_TRY(mention_tell(cx, ticket, &new.message));
	*ret_message_id = new.message.id;
	return ticket_store(cx, ticket, &old, "message.noted");
}

/* The line that an undo goes back by. */
static enum hk_result stand_keep(struct ctx *cx, const struct ticket *ticket,
				 const struct reply *reply)
{
	struct clock_list clocks;

	HK_TRY(clock_every(cx, ticket->id, &clocks));
	return history_record(cx, ticket->id, "replied",
			      before_write(cx, ticket, &clocks, state_after(reply->then)), NULL);
}

/* What its button said is what its reader reads: job/mail/reply_mail.h makes words of it. */
static enum hk_result promise_keep(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				   enum reply_then then)
{
	static const char *const turns[] = {
		[REPLY_WAIT] = "wait", [REPLY_KEEP_OPEN] = "open", [REPLY_RESOLVE] = "resolve"
	};
	struct outbox promise = { .message_id = message_id,
				  .turn = turns[then],
				  .promised_by = ticket->owner_id };
	const char *kind;

	if (then == REPLY_KEEP_OPEN)
		HK_TRY(clock_next(cx, ticket->id, &promise.promised_at, &kind));
	if (ticket->promise_due_at > cx->now && ticket->promise_due_at < promise.promised_at)
		promise.promised_at = ticket->promise_due_at;
	return outbox_promise(cx, &promise);
}

static enum hk_result clocks_move(struct ctx *cx, const struct ticket *ticket, enum reply_then then)
{
	if (then == REPLY_RESOLVE)
		return clock_stop_every(cx, ticket->id, true);
	return then == REPLY_WAIT ? clocks_rest(cx, ticket) : clocks_go_on(cx, ticket);
}

static enum hk_result stand_move(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
				 const struct reply *reply, int64_t message_id)
{
	if (!ticket->answered_at)
		ticket->answered_at = cx->now;
	HK_TRY(reached_note(cx, ticket->customer_id, "reply", ""));
	HK_TRY(clocks_move(cx, ticket, reply->then));
	HK_TRY(complaint_on_reply(cx, ticket, message_id, reply->text));
	HK_TRY(promises_say(cx, ticket, &reply->promises, message_id));
	HK_TRY(promise_keep(cx, ticket, message_id, reply->then));
	HK_TRY(job_add(cx, REPLY_UNSENT_JOB, message_id, cx->now + REPLY_LATE_MS + 1,
		       hk_format(cx->arena, "%" PRId64, message_id)));
	if (reply->then == REPLY_RESOLVE)
		return ticket_resolve_with(cx, ticket, old, reply->hold_ms);
	ticket->state = state_after(reply->then);
	ticket->bucket = "active";
	ticket->closed_as = NULL;
	ticket->resolved_at = ticket->closed_at = 0;
	return ticket_store(cx, ticket, old, "message.sent");
}

enum hk_result reply_check(struct ctx *cx, const struct ticket *ticket, const struct reply *reply)
{
	struct sending sending;

	HK_TRY(check(cx, ticket, reply));
	HK_TRY(sending_prepare(cx, ticket, reply, &sending));
	return check_people(cx, ticket, reply, &sending);
}

enum hk_result reply_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			 int64_t *ret_message_id)
{
	struct ticket old = *ticket;
	struct sending sending;
	int64_t message_id;

	HK_TRY(said_already(cx, ticket, reply, &message_id));
	if (message_id) {
		*ret_message_id = message_id;
		return HK_OK;
	}
	HK_TRY(check(cx, ticket, reply));
	if (reply->is_note)
		return note_add(cx, ticket, reply, ret_message_id);
	HK_TRY(sending_prepare(cx, ticket, reply, &sending));
	HK_TRY(check_people(cx, ticket, reply, &sending));

	struct message_new new = message_of(cx, ticket, reply, &sending);

	pictures_settle(cx->arena, reply->text, &new.attachments);
	if (reply->hold_ms == 0)
		new.message.sending = "queued";
	if (!reply->is_forward)
		HK_TRY(stand_keep(cx, ticket, reply));
	HK_TRY(message_store(cx, ticket, &new));
	HK_TRY(mail_write(cx, ticket, reply, &sending, &new.message));
	HK_TRY(draft_is_over(cx, ticket, reply));
	*ret_message_id = new.message.id;
	/* Whose turn it is does not change: the customer knows nothing of it. */
	if (reply->is_forward)
		return ticket_store(cx, ticket, &old, "message.forwarded");
	return stand_move(cx, ticket, &old, reply, new.message.id);
}

/* Deleted means that a colleague thought it was over: the customer's word says that it is not. */
static enum hk_result come_back(struct ctx *cx, struct ticket *ticket)
{
	ticket->reopened++;
	ticket->closed_as = NULL;
	ticket->resolved_at = ticket->closed_at = 0;
	HK_TRY(history_record(cx, ticket->id, "reopened", "", NULL));
	HK_TRY(ticket_owner_ensure(cx, ticket));
	HK_TRY(complaint_on_again(cx, ticket, false));
	return clocks_renew(cx, ticket);
}

/* Whom a person here wrote to, and who answers a mail of ours, is somebody; whoever sends spam
 * only sends more of it. */
static bool stays_aside(const struct ticket *ticket, const struct message_new *new)
{
	return strcmp(ticket->bucket, "spam") == 0 && !ticket->answered_at && !new->answers_us;
}

/* Its owner hears it as he hears every word. */
static enum hk_result thanks_add(struct ctx *cx, struct ticket *ticket, const struct ticket *old)
{
	HK_TRY(history_record(cx, ticket->id, "thanked", "", NULL));
	return ticket_store(cx, ticket, old, "message.added");
}

static bool is_over(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "resolved") == 0 || strcmp(ticket->bucket, "closed") == 0;
}

enum hk_result answer_add(struct ctx *cx, struct ticket *ticket, struct message_new *new)
{
	struct ticket old = *ticket;
	bool was_active = strcmp(ticket->bucket, "active") == 0;

	HK_TRY(message_store(cx, ticket, new));
	if (new->message.is_automatic || stays_aside(ticket, new))
		return ticket_store(cx, ticket, &old, "message.added");
	if (is_over(ticket) && thanks_only(cx, ticket, new))
		return thanks_add(cx, ticket, &old);
	/* Nobody waits for one who is away with what is urgent. */
	if (was_active && strcmp(ticket->priority, "urgent") == 0)
		HK_TRY(ticket_owner_ensure(cx, ticket));
	if (was_active)
		HK_TRY(clocks_wake(cx, ticket));
	else
		HK_TRY(come_back(cx, ticket));
	if (strcmp(ticket->state, "new") != 0)
		ticket->state = "open";
	ticket->bucket = "active";
	return ticket_store(cx, ticket, &old, was_active ? "message.added" : "ticket.reopened");
}
