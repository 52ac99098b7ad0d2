#include "intake/stranger.h"

#include <inttypes.h>

#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "core/throttle.h"
#include "people/staff.h"
#include "ticket/history.h"
#include "ticket/message.h"

/* Who has a mail of ours can send as many as he likes; the first few say all. */
enum { NOTES_PER_HOUR = 5, SLICE = 60 * 1000 };

static enum hk_result is_enough(struct ctx *cx, const struct ticket *first, bool *ret)
{
	const char *whom = hk_format(cx->arena, "%" PRId64, first->id);
	struct throttle_limit limit = {
		.what = "mail.stranger", .whom = whom, .span_ms = HK_HOUR, .window_ms = SLICE
	};

	HK_TRY(throttle_look(cx, &limit, 1));
	*ret = limit.used >= NOTES_PER_HOUR;
	return *ret ? HK_OK : throttle_count(cx, "mail.stranger", whom, NOTES_PER_HOUR, SLICE);
}

static enum hk_result language_of_owner(struct ctx *cx, const struct ticket *ticket,
					const char **ret)
{
	struct staff owner;
	struct org org;
	enum hk_result result = staff_find(cx, ticket->owner_id, &owner);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(org_find(cx, &org));
	*ret = result == HK_OK && *owner.language ? owner.language : org.language;
	return HK_OK;
}

static enum hk_result note_add(struct ctx *cx, struct ticket *first, const struct ticket *own,
			       const char *who)
{
	struct ticket old = *first;
	const char *language, *text;

	HK_TRY(language_of_owner(cx, first, &language));
	text = i18n_fill(
		cx->arena,
		i18n_text(language,
			  TR("{who} answered a mail of this ticket without being on it. Nothing of "
			     "this ticket was shown; the answer is ticket #{number}. If the two "
			     "belong together, please answer there.")),
		"who", *who ? who : "?", "number", hk_format(cx->arena, "%" PRId64, own->number),
		NULL);

	struct message_new note = { .message = { .kind = "note",
						 .channel = "email",
						 .at = cx->now,
						 .author_kind = "system",
						 .from_name = "Hark",
						 .from_address = "",
						 .subject = "",
						 .body = text,
						 .reply = text,
						 .language = language,
						 .mail_id = "",
						 .raw_blob = "",
						 .sending = "" },
				    .tokens_space = -1 };

	HK_TRY(message_store(cx, first, &note));
	return ticket_store(cx, first, &old, "ticket.linked");
}

enum hk_result stranger_tell(struct ctx *cx, const struct ticket *first, const struct ticket *own,
			     const char *who)
{
	struct ticket ticket = *first;
	bool is_enough_now;

	HK_TRY(history_record(cx, own->id, "linked",
			      hk_format(cx->arena, "%" PRId64, first->number), NULL));
	HK_TRY(history_record(cx, first->id, "stranger",
			      hk_format(cx->arena, "%" PRId64, own->number), NULL));
	HK_TRY(is_enough(cx, first, &is_enough_now));
	return is_enough_now ? HK_OK : note_add(cx, &ticket, own, who);
}
