#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/blob.h"
#include "core/i18n.h"
#include "core/language.h"
#include "core/search.h"
#include "core/settings.h"
#include "intake/intake.h"
#include "intake/ledger.h"
#include "intake/plan.h"
#include "intake/report.h"
#include "intake/spam.h"
#include "intake/stranger.h"
#include "intake/thread.h"
#include "intake/twice.h"
#include "people/team.h"
#include "ticket/history.h"
#include "ticket/mail_id.h"
#include "ticket/open.h"
#include "ticket/people.h"
#include "ticket/reply.h"

enum { HEAD_MAX_BYTES = 64 * 1024 };

static const struct mail_address *first_of(const struct mail *mail, enum mail_role role)
{
	for (uint32_t i = 0; i < mail->address_count; i++)
		if (mail->addresses[i].role == role && *mail->addresses[i].address)
			return &mail->addresses[i];
	return NULL;
}

/* A mailbox that is fetched belongs to one organisation, wherever else its address may stand. */
static enum hk_result mailbox_of(struct ctx *cx, const char *address, struct plan *plan)
{
	return plan->org_id ? mailbox_by_address(cx, address, &plan->mailbox)
			    : mailbox_anywhere(cx, address, &plan->mailbox);
}

static bool is_trace(const char *name)
{
	static const char *const traces[] = { "Delivered-To", "X-Original-To", "Envelope-To" };

	for (size_t i = 0; i < HK_COUNT(traces); i++)
		if (hk_equal_ascii(name, traces[i]))
			return true;
	return false;
}

/* Every server on the way may have left a line, and Exim writes all addresses into one. */
static enum hk_result by_trace(struct ctx *cx, struct plan *plan)
{
	enum hk_result result = HK_NOT_FOUND;

	for (uint32_t i = 0; i < plan->mail.header_count && result == HK_NOT_FOUND; i++) {
		const struct mail_header *header = &plan->mail.headers[i];
		char *rest, *words = hk_copy_text(cx->arena, header->value);

		if (!is_trace(header->name))
			continue;
		for (char *word = strtok_r(words, " ,\t<>", &rest); word && result == HK_NOT_FOUND;
		     word = strtok_r(NULL, " ,\t<>", &rest))
			result = mailbox_of(cx, word, plan);
	}
	return result;
}

/* Which mailbox of ours: what the mail server said, else the trace, To and Cc. */
static enum hk_result find_mailbox(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	enum hk_result result;

	if (*plan->source->mailbox)
		return mailbox_of(cx, plan->source->mailbox, plan);
	result = by_trace(cx, plan);
	for (uint32_t i = 0; i < plan->mail.address_count && result == HK_NOT_FOUND; i++)
		if (plan->mail.addresses[i].role == MAIL_TO ||
		    plan->mail.addresses[i].role == MAIL_CC)
			result = mailbox_of(cx, plan->mail.addresses[i].address, plan);
	return result;
}

/* A mail that no parser can read is still a mail: a person looks at the raw file. */
static enum hk_result read_mail(struct ctx *cx, struct plan *plan)
{
	struct parse_limits limits = parse_limits_usual;
	struct parse_source source = { -1, plan->source->raw, plan->source->length };
	enum hk_result result;

	limits.mail_bytes = (uint64_t)setting_number(cx->house->settings, SETTING_MAIL_MAX);
	/* The head of what is too large is read whatever the limit. */
	if (limits.mail_bytes < HEAD_MAX_BYTES)
		limits.mail_bytes = HEAD_MAX_BYTES;
	result = parse_mail(cx->house->parse, cx->arena, &source, &limits, &plan->mail);
	if (result == HK_INVALID) {
		plan->is_unreadable = true;
		plan->mail = (struct mail){
			.subject = "", .message_id = "", .text = "", .reply = "", .html = ""
		};
		return HK_OK;
	}
	return result == HK_OK ? HK_OK : HK_UNAVAILABLE;
}

static struct attachment_list attachments_of(struct ctx *cx, const struct plan *plan)
{
	static const char *const encodings[MAIL_ENCODINGS] = { "plain", "base64", "quoted",
							       "uuencoded" };
	const struct mail *mail = &plan->mail;
	struct attachment_list list = { hk_alloc(cx->arena, mail->part_count + 1,
						 sizeof(struct attachment)),
					mail->part_count };

	for (uint32_t i = 0; i < mail->part_count; i++) {
		const struct mail_part *part = &mail->parts[i];
		list.items[i] = (struct attachment){
			.name = part->name,
			.type = part->type,
			.size = (int64_t)part->size,
			.sha256 = hk_hex(cx->arena, part->sha256, HK_DIGEST),
			.is_inline = part->is_inline,
			.content_id = part->content_id,
			.blob = plan->blob,
			.blob_offset = (int64_t)part->offset,
			.blob_length = (int64_t)part->length,
			.encoding = encodings[part->encoding],
		};
	}
	if (plan->is_unreadable || (mail->flags & MAIL_HEADERS_ONLY))
		list.items[list.count++] = (struct attachment){
			.name = "message.eml",
			.type = "message/rfc822",
			.size = (int64_t)plan->source->length,
			.sha256 = plan->blob,
			.content_id = "",
			.blob = plan->blob,
			.blob_length = (int64_t)plan->source->length,
			.encoding = "plain",
		};
	return list;
}

static struct recipient_list recipients_of(struct ctx *cx, const struct mail *mail)
{
	struct recipient_list list = {
		hk_alloc(cx->arena, mail->address_count + 1, sizeof(struct recipient)), 0
	};

	for (uint32_t i = 0; i < mail->address_count; i++) {
		const struct mail_address *one = &mail->addresses[i];
		const char *role = one->role == MAIL_TO         ? "to"
				   : one->role == MAIL_CC       ? "cc"
				   : one->role == MAIL_REPLY_TO ? "reply_to"
								: NULL;
		if (role)
			list.items[list.count++] = (struct recipient){ .role = role,
								       .name = one->name,
								       .address = one->address };
	}
	return list;
}

static void who_wrote(struct ctx *cx, struct plan *plan)
{
	const struct mail_address *from = first_of(&plan->mail, MAIL_FROM);
	const struct mail_address *answer_to = first_of(&plan->mail, MAIL_REPLY_TO);
	const char *address = NULL;

	if (from)
		address = customer_email(cx, from->address);
	if (!address && answer_to)
		address = customer_email(cx, answer_to->address);
	plan->sender = address && !customer_is_unknown(address) ? address : "";
	plan->sender_name =
		from && hk_has_ink(from->name) ? hk_one_line(cx->arena, from->name) : "";
}

static enum hk_result message_prepare(struct ctx *cx, struct plan *plan)
{
	const struct mail *mail = &plan->mail;
	struct team team = { .id = 0 };
	const char *said = language_of(cx->kit->languages, mail->reply), *name;

	HK_TRY(team_find(cx, plan->mailbox.team_id, &team));
	plan->language = *said ? said : "";
	plan->subject = hk_has_ink(mail->subject) ? mail->subject : ticket_no_subject;

	int64_t space = search_space(cx, SEARCH_TICKETS, team.is_restricted ? team.id : 0);

	plan->message = (struct message_new){
		.message = { .kind = "in",
			     .channel = "email",
			     .at = cx->now,
			     .author_kind = "customer",
			     .from_name = plan->sender_name,
			     .from_address = plan->sender,
			     .subject = mail->subject,
			     .body = mail->text,
			     .reply = *mail->reply ? mail->reply : mail->text,
			     .html = *mail->html ? mail->html : NULL,
			     .language = said,
			     .is_automatic = plan->origin != ORIGIN_PERSON,
			     .is_partial = plan->is_unreadable || (mail->flags & MAIL_LESS),
			     .mail_id = mail_id_is_plain(mail->message_id) ? mail->message_id : "",
			     .raw_blob = plan->blob,
			     .sending = "" },
		.recipients = recipients_of(cx, mail),
		.attachments = attachments_of(cx, plan),
		.tokens_space = space,
		.tokens = search_tokens(cx, space, said,
					hk_format(cx->arena, "%s %s %s %s", mail->subject,
						  plan->sender_name, plan->sender, mail->text)),
	};
	/* Who gave no address is somebody of his own: nobody else's mails are shown as his. */
	name = *plan->sender || *plan->sender_name
		       ? plan->sender_name
		       : i18n_text(plan->mailbox.language, TR("Unknown sender"));
	plan->customer = (struct customer_new){
		.name = name,
		.email = plan->sender,
		.phone = "",
		.language = *plan->sender ? said : "",
		.tokens = customer_tokens(cx, name, plan->sender, ""),
		.is_here = !*plan->sender,
	};
	return HK_OK;
}

static enum hk_result prepare_rest(struct ctx *cx, void *data)
{
	return message_prepare(cx, data);
}

static enum hk_result replay_note(struct ctx *cx, const struct plan *plan, const char *became)
{
	if (!plan->was)
		return HK_OK;
	return replay_add(cx, &(struct replay){ .inbound_id = plan->source->replay_id,
						.staff_id = plan->asker->id,
						.was = plan->was,
						.became = became,
						.is_wanted = plan->source->is_wanted });
}

static enum hk_result settle(struct ctx *cx, struct plan *plan, struct inbound *row,
			     const char *outcome, const struct ticket *ticket)
{
	row->outcome = outcome;
	row->ticket_id = ticket ? ticket->id : 0;
	row->message_id = ticket ? ticket->last_message_id : 0;
	row->sender = ticket ? "" : plan->sender;
	row->subject = ticket ? "" : plan->mail.subject;
	HK_TRY(replay_note(cx, plan, outcome));
	plan->outcome.outcome = outcome;
	plan->outcome.reason = row->reason;
	plan->outcome.ticket_number = ticket ? ticket->number : 0;
	if (plan->source->imap_validity)
		HK_TRY(mailbox_fetched(cx, plan->mailbox.id, plan->source->imap_validity,
				       plan->source->imap_uid));
	return inbound_settle(cx, row);
}

/* Where a person writes from he can be written to. */
static enum hk_result sender_works(struct ctx *cx, const struct plan *plan)
{
	if (!*plan->sender || plan->origin != ORIGIN_PERSON)
		return HK_OK;
	return customer_address_works(cx, plan->sender);
}

/* A mail that brings no name is shown with the one that we know. */
static void name_known(struct ctx *cx, const struct customer *customer, struct message_new *message)
{
	if (!*message->message.from_name && customer->id && !customer_email(cx, customer->name))
		message->message.from_name = customer->name;
}

static enum hk_result file_new(struct ctx *cx, struct plan *plan, struct inbound *row,
			       const struct thread *thread)
{
	struct message_new message = plan->message; /* this may run again */
	struct customer customer;
	struct ticket ticket;
	const char *language;

	HK_TRY(customer_ensure(cx, &plan->customer, &customer));
	HK_TRY(sender_works(cx, plan));
	language = *plan->language      ? plan->language
		   : *customer.language ? customer.language
					: plan->mailbox.language;

	struct ticket_new new = { .subject = plan->subject,
				  .type = "inquiry",
				  .priority = "normal",
				  .language = language,
				  .channel = "email",
				  .mailbox_id = plan->mailbox.id,
				  .customer_id = customer.id,
				  .first = &message };

	message.message.author_id = customer.id;
	name_known(cx, &customer, &message);
	if (!*message.message.language)
		message.message.language = language;
	HK_TRY(ticket_open(cx, &new, &ticket));
	/* A stranger who answers somebody else's mail gets a ticket of his own, and a trail. */
	if (thread->how == THREAD_SIGNED)
		HK_TRY(stranger_tell(cx, &thread->ticket, &ticket, plan->sender));
	return settle(cx, plan, row, plan->origin == ORIGIN_BOUNCE ? "bounce" : "ticket", &ticket);
}

static struct thread_wish wish_of(const struct plan *plan)
{
	bool is_report = plan->origin == ORIGIN_BOUNCE;

	return (struct thread_wish){ .mail = &plan->mail,
				     .sender = plan->sender,
				     .arrived = plan->source->mailbox,
				     .raw = is_report ? plan->source->raw : NULL,
				     .raw_length = is_report ? plan->source->length : 0 };
}

static enum hk_result file_follow_up(struct ctx *cx, struct plan *plan, struct inbound *row,
				     struct thread *thread)
{
	struct message_new message = plan->message; /* this may run again */
	struct thread_wish wish = wish_of(plan);
	struct customer customer = { .id = 0 };
	bool is_inner;

	/* Who knows of the ticket by us alone is heard among ourselves, and is no customer. */
	HK_TRY(people_is_inner(cx, &thread->ticket, plan->sender, &is_inner));
	message.message.is_inner = is_inner;
	if (*plan->sender && plan->origin == ORIGIN_PERSON && !is_inner)
		HK_TRY(customer_ensure(cx, &plan->customer, &customer));
	HK_TRY(sender_works(cx, plan));
	message.message.author_id = customer.id;
	name_known(cx, &customer, &message);
	message.answers_us = thread->how == THREAD_SIGNED;
	if (!*message.message.language)
		message.message.language = thread->ticket.language;
	HK_TRY(plan->origin == ORIGIN_BOUNCE ? report_add(cx, &wish, &thread->ticket, &message)
					     : answer_add(cx, &thread->ticket, &message));
	return settle(cx, plan, row, plan->origin == ORIGIN_BOUNCE ? "bounce" : "follow-up",
		      &thread->ticket);
}

static enum hk_result file_duplicate(struct ctx *cx, struct plan *plan, const struct inbound *row)
{
	struct ticket ticket = { .number = 0 };

	if (row->ticket_id)
		HK_TRY(ticket_by_row(cx, row->ticket_id, &ticket));
	if (plan->source->imap_validity)
		HK_TRY(mailbox_fetched(cx, plan->mailbox.id, plan->source->imap_validity,
				       plan->source->imap_uid));
	plan->outcome =
		(struct intake_outcome){ "duplicate", "It was here already.", ticket.number };
	return HK_OK;
}

/* What has its ticket keeps it, and so does what came once more over another road since. */
static enum hk_result replay_enter(struct ctx *cx, struct plan *plan, struct inbound *row,
				   bool *ret_is_over)
{
	struct inbound other = { .ticket_id = 0 };
	struct ticket ticket;
	enum hk_result result;

	HK_TRY(inbound_hold(cx, plan->source->replay_id, row));
	result = inbound_by_key(cx, plan->key, &other);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	plan->was = row->outcome;
	*ret_is_over = other.ticket_id != 0 || row->ticket_id != 0;
	if (!*ret_is_over) {
		row->reason = "";
		return HK_OK;
	}
	HK_TRY(ticket_by_row(cx, row->ticket_id ? row->ticket_id : other.ticket_id, &ticket));
	plan->outcome = (struct intake_outcome){ row->outcome, "", ticket.number };
	if (row->ticket_id)
		return replay_note(cx, plan, row->outcome);
	row->reason = TR("It came again and was filed then.");
	return settle(cx, plan, row, "duplicate", NULL);
}

/* What the filter thinks, unless a person knows better, or it answers us: whoever does holds a
 * mail of ours in his hand. */
static bool is_kept_back(const struct plan *plan, const struct thread *thread)
{
	if (plan->source->is_wanted || (thread->how == THREAD_SIGNED && thread->belongs))
		return false;
	return spam_is_over(&plan->mail, plan->mailbox.spam_limit);
}

/* RFC 5321 4.5.5: the null path. */
static bool is_pathless(const struct intake_mail *mail)
{
	return mail->sender && !*mail->sender;
}

static enum hk_result file(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct thread thread;
	struct inbound row, new = { .key = plan->key,
				    .channel = "email",
				    .mailbox_id = plan->mailbox.id,
				    .raw_blob = plan->blob,
				    .size = (int64_t)plan->source->length,
				    .mail_id = plan->mail.message_id,
				    .is_pathless = is_pathless(plan->source) };
	struct thread_wish wish = wish_of(plan);
	bool is_over = false;
	int64_t own;
	struct twice twice;

	plan->was = NULL;
	HK_TRY(plan->source->replay_id ? replay_enter(cx, plan, &row, &is_over)
				       : inbound_enter(cx, &new, &row));
	if (is_over)
		return HK_OK;
	if (!plan->was && row.seen > 1)
		return file_duplicate(cx, plan, &row);
	if (mail_id_read(cx, plan->mail.message_id, &own)) {
		row.reason = TR("It is a mail of our own that came back.");
		return settle(cx, plan, &row, "rejected", NULL);
	}
	HK_TRY(twice_find(cx, &plan->mail, plan->sender, &thread, &twice));
	if (twice.is_same) {
		thread.ticket.last_message_id = twice.message_id;
		return settle(cx, plan, &row, "duplicate", &thread.ticket);
	}
	if (!twice.is_known)
		HK_TRY(thread_find(cx, &wish, &thread));
	/* A report about a mail of ours belongs to it, whoever sends it. Any other machine is heard
	 * as the stranger it is: whoever saw a Message-ID of ours can say that he is one. */
	if (thread.how == THREAD_SIGNED && plan->origin == ORIGIN_BOUNCE)
		thread.belongs = true;
	if (is_kept_back(plan, &thread)) {
		row.reason = TR("The spam filter on the way takes it for spam.");
		return settle(cx, plan, &row, "quarantine", NULL);
	}
	if (thread.how != THREAD_NONE && thread.belongs)
		return file_follow_up(cx, plan, &row, &thread);
	return file_new(cx, plan, &row, &thread);
}

static const struct actor house_actor = {
	.kind = ACTOR_SYSTEM, .name = "", .email = "", .role = ""
};

/* Nobody acts here but the house, whoever handed the mail over. */
static enum hk_result as_house(struct ctx *cx, ctx_work *work, struct plan *plan)
{
	const struct actor *before = cx->actor;

	cx->actor = &house_actor;

	enum hk_result result = ctx_write_repeatable(cx, work, plan);

	cx->actor = before;
	return result;
}

/* What is refused for good is written down. The same mail again on the same day is the same row, so
 * that who tries again and again adds nothing. */
static enum hk_result refuse(struct ctx *cx, void *data)
{
	struct plan *plan = data;
	struct inbound row, new = { .key = plan->key,
				    .channel = "email",
				    .mailbox_id = plan->mailbox.id,
				    .raw_blob = plan->blob ? plan->blob : "",
				    .size = plan->size,
				    .mail_id = plan->mail.message_id,
				    .is_pathless = is_pathless(plan->source) };

	HK_TRY(inbound_enter(cx, &new, &row));
	row.reason = plan->refusal;
	return settle(cx, plan, &row, "rejected", NULL);
}

static enum hk_result refuse_for_good(struct ctx *cx, struct plan *plan, struct intake_outcome *ret)
{
	const struct intake_mail *mail = plan->source;
	const char *said = plan->sender ? plan->sender : mail->sender;

	plan->sender = said ? said : "";
	plan->key = hk_format(cx->arena,
			      "email refused %s %" PRId64 " %" PRId64 " %" PRId64 " %" PRId64 " %s",
			      inbound_digest(cx->arena, mail->raw, mail->length), plan->mailbox.id,
			      plan->size, mail->imap_uid, cx->now / HK_DAY, plan->sender);
	HK_TRY(as_house(cx, refuse, plan));
	hk_log(HK_LOG_WARNING, "mail.refused", "org=%" PRId64 " bytes=%" PRId64 " reason=\"%s\"",
	       cx->org_id, plan->size, plan->refusal);
	*ret = plan->outcome;
	return problem(cx, HK_INVALID, plan->refusal);
}

/* To the empty line. */
static size_t head_length(const char *raw, size_t length)
{
	const char *end = memmem(raw, length, "\n\r\n", 3), *bare = memmem(raw, length, "\n\n", 2);

	if (!end || (bare && bare < end))
		end = bare;
	return end ? (size_t)(end - raw) + 1 : length;
}

enum hk_result intake_mail_too_big(struct ctx *cx, const struct intake_mail *mail, int64_t size,
				   struct intake_outcome *ret)
{
	size_t begun = mail->length < HEAD_MAX_BYTES ? mail->length : HEAD_MAX_BYTES;
	size_t length = head_length(mail->raw, begun);
	struct intake_mail head = *mail;
	struct plan plan = { .source = &head, .org_id = cx->org_id, .size = size };

	head.raw = hk_copy(cx->arena, mail->raw, length);
	head.length = length;
	if (*mail->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, &plan));
	HK_TRY(read_mail(cx, &plan));
	if (!*mail->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, &plan));
	who_wrote(cx, &plan);
	if (!*plan.sender)
		plan.sender = NULL; /* the envelope may know */
	plan.refusal = TR("It is larger than the setting mail_max allows.");
	return refuse_for_good(cx, &plan, ret);
}

enum hk_result plan_glance(struct ctx *cx, struct plan *plan)
{
	HK_TRY(read_mail(cx, plan));
	who_wrote(cx, plan);
	return HK_OK;
}

enum hk_result plan_make(struct ctx *cx, struct plan *plan)
{
	const struct intake_mail *mail = plan->source;
	const char *digest;

	/* An unknown mailbox is told at once, before anything is kept for it. */
	if (*mail->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, plan));
	HK_TRY(read_mail(cx, plan));
	if (!*mail->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, plan));
	HK_TRY(blob_put(cx->house->blobs, cx->arena, cx->org_id, mail->raw, mail->length,
			&plan->blob));
	digest = inbound_digest(cx->arena, mail->raw, mail->length);
	plan->key = hk_format(cx->arena, "email %s", digest);
	plan->origin = mail_origin_of(&plan->mail);
	who_wrote(cx, plan);
	/* Whom nobody can answer, or who asks for none (RFC 5321 4.5.5), gets no automatic answer.
	 */
	if ((!*plan->sender || (mail->sender && !*mail->sender)) && plan->origin == ORIGIN_PERSON)
		plan->origin = ORIGIN_AUTOMATIC;
	return ctx_read(cx, prepare_rest, plan);
}

enum hk_result intake_mail(struct ctx *cx, const struct intake_mail *mail,
			   struct intake_outcome *ret)
{
	struct plan plan = { .source = mail,
			     .org_id = cx->org_id,
			     .size = (int64_t)mail->length,
			     .asker = cx->actor };

	if (mail->length > (size_t)setting_number(cx->house->settings, SETTING_MAIL_MAX))
		return intake_mail_too_big(cx, mail, (int64_t)mail->length, ret);
	HK_TRY(plan_make(cx, &plan));

	enum hk_result result = as_house(cx, file, &plan);

	if (result == HK_INVALID && !mail->replay_id) {
		plan.refusal = TR("It could not be filed; the log of the server says more.");
		return refuse_for_good(cx, &plan, ret);
	}
	HK_TRY(result);
	hk_log(HK_LOG_INFO, "mail.kept", "org=%" PRId64 " outcome=%s ticket=%" PRId64 " bytes=%zu",
	       cx->org_id, plan.outcome.outcome, plan.outcome.ticket_number, mail->length);
	*ret = plan.outcome;
	return HK_OK;
}
