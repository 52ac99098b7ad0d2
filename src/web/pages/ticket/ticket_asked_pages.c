/* "Was it really solved?", asked by telephone: what the customer said, noted by who asked him. */
#include "base/text.h"
#include "core/i18n.h"
#include "ticket/clock/follow_up.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_deeds.h"

static enum hk_result note_work(struct ctx *cx, struct ticket_deed *deed)
{
	const char *answer = page_form(deed->req, "answer");

	if (!hk_equal(answer, "yes") && !hk_equal(answer, "no"))
		return problem(cx, HK_INVALID,
			       TR("Please say by one of the buttons what was said."));
	return follow_up_note(cx, &deed->ticket, hk_equal(answer, "yes"));
}

static enum hk_result note(struct web_request *req)
{
	bool is_yes = hk_equal(page_form(req, "answer"), "yes");
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, note_work, NULL, &deed);

	return ticket_deed_answer(req, result, &deed,
				  is_yes ? TR("Noted and closed: confirmed by phone.")
					 : TR("Noted. It is open again, with a fresh promise."),
				  "");
}

static const struct web_param note_params[] = { { "answer", PARAM_TEXT, 0 }, { 0 } };

const struct web_route ticket_asked_pages[] = {
	ROUTE("POST", "/tickets/{number}/asked", RIGHT_TICKET_REPLY, note, WEB_PART, note_params),
	{ 0 },
};
