/* What is typed on a ticket is saved while one types. A save from an older look than the newest is
 * answered with what is there instead, and its page asks what to do (assets/js/drafts.js). */
#include "web/pages/ticket/ticket_drafts.h"

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_part_draft_newer.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_people.h"

enum { TEXT_MAX_BYTES = 200 * 1000, NOTHING_TO_SAY = 204, CONFLICT = 409 };

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

struct draft draft_typed(const struct ticket_deed *deed, const char *kind, const char *text,
			 const struct people_text *people)
{
	static const struct people_text nobody = { .is_chosen = false };

	people = people ? people : &nobody;
	return (struct draft){ .ticket_id = deed->ticket.id,
			       .kind = kind,
			       .text = text,
			       .is_addressed = people->is_chosen,
			       .addressee = or_empty(people->to),
			       .cc = or_empty(people->cc),
			       .bcc = or_empty(people->bcc),
			       .files = "" };
}

enum hk_result draft_form_keep(struct ctx *cx, const struct ticket_deed *deed,
			       const struct draft *draft, bool *ret_are_both)
{
	return draft_put_both(cx, draft, page_form(deed->req, "drafted"), ret_are_both);
}

struct saving {
	struct draft newer;  /* out: when the save came from an older look */
	const char *version; /* out: of what stands there then */
};

static bool is_draft_kind(const char *kind)
{
	return hk_equal(kind, "reply") || hk_equal(kind, "note") || hk_equal(kind, "forward");
}

static enum hk_result draft_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	struct people_text people = people_form(req);
	const char *kind = page_form(req, "kind");
	struct saving *saving = deed->data;
	bool is_forward = hk_equal(kind, "forward");
	struct draft draft;

	if (!is_draft_kind(kind))
		return field_problem(cx, "kind", TR("A draft is of a reply or of a note."));
	if (!is_forward)
		HK_TRY(people_settle(cx, &deed->ticket, &people));
	draft = draft_typed(deed, kind, page_form(req, "text"), &people);
	HK_TRY(draft_put_seen(cx, &draft, page_form(req, "drafted"), &saving->newer));
	saving->version = draft_version(cx, &draft);
	if (is_forward)
		return draft_about_put(cx, deed->ticket.id, web_form_number(req, "message", 0));
	return HK_OK;
}

static enum hk_result save_draft(struct web_request *req)
{
	struct saving saving = { .newer = { .text = NULL }, .version = "" };
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, draft_work, &saving, &deed);

	if (result == HK_CONFLICT && saving.newer.text) {
		req->status = CONFLICT;
		saving.version = draft_version(req->cx, &saving.newer);
		tpl_part_draft_newer(req->out, &req->page, &saving.newer, saving.version);
		return HK_OK;
	}
	HK_TRY(result);
	web_header(req, "X-Draft", saving.version);
	req->status = NOTHING_TO_SAY;
	return HK_OK;
}

static const struct web_param draft_params[] = { { "kind", PARAM_TEXT, 0 },
						 { "message", PARAM_NUMBER, 0 },
						 { "text", PARAM_TEXT, TEXT_MAX_BYTES },
						 { "drafted", PARAM_TEXT, 0 },
						 PEOPLE_PARAMS,
						 { 0 } };

const struct web_route ticket_drafts[] = {
	ROUTE("POST", "/tickets/{number}/draft", RIGHT_TICKET_REPLY, save_draft, WEB_PART,
	      draft_params),
	{ 0 },
};
