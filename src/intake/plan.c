#include "intake/plan.h"

#include <string.h>

#include "base/text.h"
#include "core/blob_kept.h"
#include "core/i18n.h"
#include "core/language.h"
#include "core/search.h"
#include "core/settings.h"
#include "intake/limits.h"
#include "intake/thread.h"
#include "ticket/mail/mail_id.h"

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
	HK_TRY(plan->org_id ? mailbox_by_address(cx, address, &plan->mailbox)
			    : mailbox_anywhere(cx, address, &plan->mailbox));
	return team_find(cx, plan->mailbox.team_id, &plan->team);
}

/* Every server on the way may have left a line, and Exim writes all addresses into one. */
static enum hk_result by_trace(struct ctx *cx, struct plan *plan)
{
	enum hk_result result = HK_NOT_FOUND;

	for (uint32_t i = 0; i < plan->mail.header_count && result == HK_NOT_FOUND; i++) {
		const struct mail_header *header = &plan->mail.headers[i];
		char *rest, *words = hk_copy_text(cx->arena, header->value);

		if (!thread_is_trace(header->name))
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
	if (limits.mail_bytes < PLAN_HEAD_MAX_BYTES)
		limits.mail_bytes = PLAN_HEAD_MAX_BYTES;
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
			.blob_skip = (int64_t)part->skip,
			.encoding = encodings[part->encoding],
		};
	}
	/* What no part of it gives, the whole does. */
	if (plan->is_unreadable || (mail->flags & (MAIL_HEADERS_ONLY | MAIL_PARTS_SKIPPED)))
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
	limits_apply(cx, plan, &list);
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
	plan->is_by_envelope = !from && !address && plan->source->sender;
	if (plan->is_by_envelope)
		address = customer_email(cx, plan->source->sender);
	plan->sender = address && !customer_is_unknown(address) ? address : "";
	plan->sender_name =
		from && hk_has_ink(from->name) ? hk_one_line(cx->arena, from->name) : "";
	plan->proof = proof_of(cx->arena, &plan->mail, plan->mailbox.trusted_server);
}

/* An address that nobody reads in the mail itself is marked as such. */
static const char *name_shown(struct ctx *cx, const struct plan *plan)
{
	if (!plan->is_by_envelope || !*plan->sender)
		return plan->sender_name;
	return i18n_fill(cx->arena,
			 i18n_text(plan->mailbox.language, TR("{address}, by its envelope")),
			 "address", plan->sender, NULL);
}

static void message_prepare(struct ctx *cx, struct plan *plan)
{
	const struct mail *mail = &plan->mail;
	const char *said = language_of(cx->kit->languages, mail->reply), *name;

	plan->language = *said ? said : "";
	plan->subject = hk_has_ink(mail->subject) ? mail->subject : ticket_no_subject;

	int64_t space =
		search_space(cx, SEARCH_TICKETS, plan->team.is_restricted ? plan->team.id : 0);

	plan->message = (struct message_new){
		.message = { .kind = "in",
			     .channel = "email",
			     .at = cx->now,
			     .author_kind = "customer",
			     .from_name = name_shown(cx, plan),
			     .from_address = plan->sender,
			     .subject = mail->subject,
			     .body = mail->text,
			     .reply = *mail->reply ? mail->reply : mail->text,
			     .html = *mail->html ? mail->html : NULL,
			     .language = said,
			     .is_automatic = plan->origin != ORIGIN_PERSON,
			     .is_partial = plan->is_unreadable || (mail->flags & MAIL_LESS),
			     .readers_more = mail->address_more,
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
}

/* RFC 5321 4.5.5: the null path. */
static bool is_pathless(const struct plan *plan)
{
	return plan->source->sender && !*plan->source->sender;
}

struct inbound plan_entry(const struct plan *plan)
{
	return (struct inbound){ .key = plan->key,
				 .channel = "email",
				 .mailbox_id = plan->mailbox.id,
				 .raw_blob = plan->blob ? plan->blob : "",
				 .raw = plan->raw,
				 .size = plan->size,
				 .mail_id = plan->mail.message_id,
				 .sender = "",
				 .is_pathless = is_pathless(plan) };
}

enum hk_result plan_glance(struct ctx *cx, struct plan *plan)
{
	/* An unknown mailbox is told at once, before anything is kept for it. */
	if (*plan->source->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, plan));
	HK_TRY(read_mail(cx, plan));
	if (!*plan->source->mailbox)
		HK_TRY(ctx_read(cx, find_mailbox, plan));
	who_wrote(cx, plan);
	return HK_OK;
}

enum hk_result plan_make(struct ctx *cx, struct plan *plan)
{
	const struct intake_mail *mail = plan->source;
	const char *digest;

	HK_TRY(plan_glance(cx, plan));
	HK_TRY(blob_keep(cx, mail->raw, mail->length, &plan->blob, &plan->raw));
	digest = inbound_digest(cx->arena, mail->raw, mail->length);
	plan->key = hk_format(cx->arena, "email %s", digest);
	plan->origin = mail_origin_of(&plan->mail);
	/* Whom nobody can answer, or who asks for none (RFC 5321 4.5.5), gets no automatic answer.
	 */
	if ((!*plan->sender || is_pathless(plan)) && plan->origin == ORIGIN_PERSON)
		plan->origin = ORIGIN_AUTOMATIC;
	message_prepare(cx, plan);
	return HK_OK;
}
