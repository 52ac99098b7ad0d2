/* A customer's words as a quotation in the reply. With a script that is done in the browser, where
 * a part can be chosen; without one the whole message goes below what is written already. */
#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "core/i18n.h"
#include "ticket/message.h"
#include "ticket/write/draft.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_timeline.h"

enum { QUOTED_MAX_BYTES = 20 * 1000 };

/* The head, then every line behind its mark. */
static const char *quotation(struct ctx *cx, const char *cite, const char *words)
{
	const char *text =
		hk_trim(cx->arena, hk_copy(cx->arena, words, hk_utf8_fit(words, QUOTED_MAX_BYTES)));
	scoped_buf quoted;

	hk_buf_init(&quoted, 4 * (size_t)QUOTED_MAX_BYTES);
	hk_buf_format(&quoted, "> %s\n>\n", cite);
	while (*text) {
		size_t line = strcspn(text, "\n");

		hk_buf_format(&quoted, line ? "> %.*s\n" : ">%.*s\n", (int)line, text);
		text += line + (text[line] == '\n');
	}
	hk_buf_char(&quoted, '\n');
	return hk_copy(cx->arena, quoted.bytes, quoted.length);
}

static enum hk_result quote_work(struct ctx *cx, struct ticket_deed *deed)
{
	int64_t id = web_form_number(deed->req, "message", 0);
	struct draft begun = { .text = "", .addressee = "", .cc = "", .bcc = "" };
	struct i18n_reader reader;
	struct people_text people;
	struct message message;
	enum hk_result result;
	const char *text;

	HK_TRY(message_find(cx, &deed->ticket, id, &message));
	/* What was said beside the ticket is never quoted to the customer. */
	if (!hk_equal(message.kind, "in") || message.side_id)
		return HK_NOT_FOUND;
	result = draft_find(cx, deed->ticket.id, "reply", &begun);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	people = draft_people(&begun);
	HK_TRY(cite_reader_find(cx, &deed->ticket, &reader));
	text = quotation(cx, message_cite(&reader, &message), message.reply);
	/* A form that was sent twice quotes once. */
	if (hk_ends(begun.text, text))
		return HK_OK;
	if (hk_has_ink(begun.text))
		text = hk_format(cx->arena, "%s\n\n%s", begun.text, text);
	return draft_put_with(cx, deed->ticket.id, "reply", text, &people);
}

static enum hk_result quote(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, quote_work, NULL, &deed);

	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, "", "");
	return notice_answer(req,
			     hk_format(req->cx->arena, "/tickets/%" PRId64 "?kind=reply#composer",
				       deed.ticket.number),
			     i18n_text(req->cx->language, TR("The quotation is in your reply.")),
			     "");
}

static const struct web_param quote_params[] = { { "message", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route ticket_quote_pages[] = {
	ROUTE("POST", "/tickets/{number}/quote", RIGHT_TICKET_REPLY, quote, 0, quote_params),
	{ 0 },
};
