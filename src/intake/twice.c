#include "intake/twice.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "ticket/mail/mail_id.h"
#include "ticket/message.h"

/* No file came that is not there. */
static enum hk_result has_files(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				const struct mail *mail, bool *ret)
{
	struct attachment_list list;

	HK_TRY(message_attachments(cx, ticket, &list));
	*ret = true;
	for (uint32_t i = 0; i < mail->part_count && *ret; i++) {
		const char *sha256 = hk_hex(cx->arena, mail->parts[i].sha256, HK_DIGEST);

		*ret = false;
		for (size_t k = 0; k < list.count; k++)
			*ret = *ret || (list.items[k].message_id == message_id &&
					hk_equal(list.items[k].sha256, sha256));
	}
	return HK_OK;
}

static void compare(struct ctx *cx, const struct mail *mail, const char *sender,
		    const struct message *there, struct twice *ret)
{
	const char *new = hk_one_line(cx->arena, mail->text);
	const char *old = hk_one_line(cx->arena, there->body);
	bool is_less = strstr(old, new) != NULL;

	if (there->at + HK_DAY < cx->now || strcmp(there->kind, "in") != 0 ||
	    !hk_equal(there->from_address, sender) || !hk_equal(there->subject, mail->subject) ||
	    (!is_less && !strstr(new, old)) || (!*new &&*old) || (!*old && *new))
		return;
	ret->is_known = true;
	ret->is_same = is_less;
}

enum hk_result twice_find(struct ctx *cx, const struct mail *mail, const char *sender,
			  struct thread *thread, struct twice *ret)
{
	int64_t ticket_id, message_id;
	struct ticket ticket;
	struct message there;
	bool has_all;

	*ret = (struct twice){ .is_known = false };
	*thread = (struct thread){ .how = THREAD_NONE };
	if (!*sender || !mail_id_is_plain(mail->message_id))
		return HK_OK;

	enum hk_result result = message_by_mail_id(cx, mail->message_id, &ticket_id, &message_id);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	HK_TRY(message_find(cx, &ticket, message_id, &there));
	compare(cx, mail, sender, &there, ret);
	if (!ret->is_known)
		return HK_OK;
	HK_TRY(has_files(cx, &ticket, message_id, mail, &has_all));
	ret->is_same = ret->is_same && has_all;
	ret->message_id = message_id;
	*thread = (struct thread){ .how = THREAD_KNOWN, .ticket = ticket, .belongs = true };
	return HK_OK;
}
