#include "web/pages/customer/ask_send.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/language.h"
#include "core/throttle.h"
#include "intake/intake.h"
#include "people/customer.h"

enum {
	TITLE_BYTES = 90, /* of one made from the words */
	SENDINGS_PER_CLIENT = 20,
	SENDINGS_PER_ADDRESS = 10,
};

/* The beginning of the words, cut where a word ends. */
static const char *title_of(struct ctx *cx, const char *body)
{
	size_t line = strcspn(body, "\n");
	size_t length = hk_utf8_fit(body, TITLE_BYTES);

	if (line <= length)
		return hk_copy(cx->arena, body, line);
	while (length > TITLE_BYTES / 2 && body[length] != ' ')
		length--;
	if (body[length] != ' ')
		length = hk_utf8_fit(body, TITLE_BYTES);
	return hk_format(cx->arena, "%.*s\xe2\x80\xa6", (int)length, body);
}

static enum hk_result count_work(struct ctx *cx, void *data)
{
	const struct ask_draft *draft = data;
	const struct ask *ask = &draft->view.ask;
	const char *address = customer_email(cx, ask->email);

	HK_TRY(throttle_count_client(cx, "ask.client", web_client(draft->req), SENDINGS_PER_CLIENT,
				     HK_HOUR));
	return throttle_count(cx, "ask.address", address ? address : ask->phone,
			      SENDINGS_PER_ADDRESS, HK_HOUR);
}

struct ending {
	const struct ask_draft *draft;
	int64_t ticket_id;
};

static enum hk_result sent_work(struct ctx *cx, void *data)
{
	const struct ending *ending = data;

	return ask_sent(cx, ending->draft->key, ending->ticket_id);
}

enum hk_result ask_hand_over(struct ask_draft *draft)
{
	struct web_request *req = draft->req;
	struct ctx *cx = req->cx;
	const struct ask *ask = &draft->view.ask;
	const char *said = language_of(cx->kit->languages, ask->body);
	struct intake_request request = {
		.channel = ask_is_customer(req) ? "portal" : "web",
		.type = ask->type,
		.priority = "",
		.harms = draft->view.harms.count ? ask->harms : "",
		.subject = *ask->subject ? ask->subject : title_of(cx, ask->body),
		.text = ask->body,
		.language = *said ? said : cx->language,
		.reads = cx->language,
		.name = hk_has_ink(ask->name) ? ask->name
			: *ask->email         ? ask->email
					      : ask->phone,
		.email = ask->email,
		.phone = ask->phone,
		.customer_id = ask_is_customer(req) ? cx->actor->id : 0,
		.key = hk_format(cx->arena, "ask %s", draft->key),
		.attachments = ask_files(cx, ask),
		.questions = &draft->questions,
		.answers = draft->values,
	};
	struct ticket ticket;

	HK_TRY(ctx_write(cx, count_work, draft));
	HK_TRY(intake_request(cx, &request, &ticket));

	struct ending ending = { draft, ticket.id };

	return ctx_write(cx, sent_work, &ending);
}
