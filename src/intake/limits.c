#include "intake/limits.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/job.h"
#include "core/language.h"
#include "core/settings.h"
#include "intake/spam.h"
#include "ticket/mail/mail_id.h"

static int64_t least(int64_t house, int64_t own)
{
	return own > 0 && own < house ? own : house;
}

struct mail_limits limits_of(const struct ctx *cx, const struct mailbox *mailbox)
{
	const struct settings *house = cx->house->settings;

	return (struct mail_limits){
		.mail_bytes = least(setting_number(house, SETTING_MAIL_MAX), mailbox->mail_max),
		.files = least(setting_number(house, SETTING_MAIL_FILES_MAX), mailbox->files_max),
		.file_bytes =
			least(setting_number(house, SETTING_MAIL_FILE_MAX), mailbox->file_max),
	};
}

const char *limits_refusal(const struct ctx *cx, const struct plan *plan)
{
	struct mail_limits limits = limits_of(cx, &plan->mailbox);
	const struct mail *mail = &plan->mail;

	if (!plan->source->is_at_door || plan->origin == ORIGIN_BOUNCE)
		return NULL;
	if ((int64_t)plan->source->length > limits.mail_bytes)
		return TR("It is larger than its mailbox takes.");
	if ((int64_t)mail->part_count > limits.files)
		return TR("It has more files than its mailbox takes.");
	for (uint32_t i = 0; i < mail->part_count; i++)
		if ((int64_t)mail->parts[i].size > limits.file_bytes)
			return TR("One of its files is larger than its mailbox takes.");
	return NULL;
}

void limits_apply(const struct ctx *cx, const struct plan *plan, struct attachment_list *list)
{
	struct mail_limits limits = limits_of(cx, &plan->mailbox);
	int64_t bytes = 0, files = 0;

	for (size_t i = 0; i < list->count; i++) {
		struct attachment *one = &list->items[i];

		one->left_out = "";
		if (one->blob_length == (int64_t)plan->source->length)
			continue; /* the mail itself, which nobody could read */
		if (one->size > limits.file_bytes)
			one->left_out = "file";
		else if (files == limits.files)
			one->left_out = "files";
		else if (bytes + one->blob_length > limits.mail_bytes)
			one->left_out = "mail";
		if (*one->left_out)
			continue;
		files++;
		bytes += one->blob_length;
	}
}

/* What came in a trusted mail server's name is answered by that server; what a machine, a spammer
 * or we ourselves wrote is answered by nobody. */
static bool is_told(struct ctx *cx, const struct plan *plan)
{
	int64_t own;

	return !plan->source->is_at_door && *plan->sender &&
	       mail_origin_of(&plan->mail) == ORIGIN_PERSON &&
	       !mail_id_read(cx, plan->mail.message_id, &own) &&
	       !spam_is_over(&plan->mail, plan->mailbox.spam_limit, NULL);
}

const char *limits_language(struct ctx *cx, const struct plan *plan, const char *raw, size_t length)
{
	struct parse_source source = { -1, raw, length };
	struct mail begun;

	if (!is_told(cx, plan))
		return NULL;
	if (parse_mail(cx->house->parse, cx->arena, &source, &parse_limits_usual, &begun) != HK_OK)
		return "";
	return language_of(cx->kit->languages,
			   hk_format(cx->arena, "%s\n%s", begun.subject, begun.reply));
}

enum hk_result limits_tell_refused(struct ctx *cx, const struct plan *plan,
				   const struct inbound *row)
{
	const char *digest = inbound_digest(cx->arena, plan->source->raw, plan->source->length);

	return job_add(cx, "mail.too_large", row->id, cx->now,
		       hk_format(cx->arena, "%s %s %" PRId64, plan->tells_in, digest, plan->size));
}

enum hk_result limits_tell(struct ctx *cx, const struct plan *plan, const struct ticket *ticket)
{
	const struct attachment_list *list = &plan->message.attachments;
	bool is_any = false;

	for (size_t i = 0; i < list->count; i++)
		is_any = is_any || *list->items[i].left_out;
	if (!is_any || plan->origin != ORIGIN_PERSON)
		return HK_OK;
	return job_add(cx, "mail.left_out", ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64, ticket->last_message_id));
}
