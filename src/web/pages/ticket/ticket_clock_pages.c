/* What agents do about a promise that was broken: see to it, and say that they are sorry. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "standard/clock.h"
#include "ticket/history.h"
#include "ticket/write/apology.h"
#include "ticket/write/draft.h"
#include "ticket/write/saved_reply.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"

static enum hk_result see_to(struct ctx *cx, struct ticket_deed *deed)
{
	bool was_late;

	HK_TRY(clock_see_to(cx, deed->ticket.id, &was_late));
	if (!was_late)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(history_record(cx, deed->ticket.id, "clock_known", "", NULL));
	return ticket_tell(cx, &deed->ticket, "clock.known");
}

static enum hk_result post_see_to(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, see_to, NULL, &deed);

	return ticket_deed_answer(req, result, &deed,
				  TR("Good that you see to it. Nobody else is called."), "");
}

static enum hk_result begin(struct ctx *cx, struct ticket_deed *deed)
{
	struct saved_wish wish;
	const char *text;

	HK_TRY(saved_wish_of(cx, &deed->ticket, &wish));
	HK_TRY(apology_fill(cx, &deed->ticket, wish.language, &text));
	return draft_put_before(cx, deed->ticket.id, text);
}

/* Without a script; with one the page puts the words in itself. */
static enum hk_result post_apology(struct web_request *req)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, begin, NULL, &deed);

	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, "", "");
	return notice_answer(req,
			     hk_format(req->cx->arena, "/tickets/%" PRId64 "?kind=reply#composer",
				       deed.ticket.number),
			     i18n_text(req->cx->language, TR("It is in your reply now.")), "");
}

const struct web_route ticket_clock_pages[] = {
	ROUTE("POST", "/tickets/{number}/see-to", RIGHT_TICKET_READ, post_see_to, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/apology", RIGHT_TICKET_REPLY, post_apology, 0, NULL),
	{ 0 },
};
