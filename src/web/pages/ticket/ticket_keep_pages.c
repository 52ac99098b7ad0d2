/* What is written is kept as a draft and nothing is sent: what Enter in a field of the form does,
 * so that no mail leaves by a key that only meant the field. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_drafts.h"
#include "web/pages/ticket/ticket_forward.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_send_files.h"

enum { TEXT_MAX_BYTES = 200 * 1000, BLOB_MAX_BYTES = 200 };

struct keep {
	const char *kind;
	struct attachment_list files;
	bool are_both; /* out: another tab or device had a newer one */
};

static enum hk_result keep_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct people_text people = people_form(deed->req);
	struct keep *keep = deed->data;
	struct draft draft;

	if (hk_equal(keep->kind, "reply"))
		HK_TRY(people_settle(cx, &deed->ticket, &people));
	draft = draft_typed(deed, keep->kind, page_form(deed->req, "text"), &people);
	HK_TRY(draft_form_keep(cx, deed, &draft, &keep->are_both));
	if (hk_equal(keep->kind, "forward"))
		HK_TRY(draft_about_put(cx, deed->ticket.id,
				       web_form_number(deed->req, "message", 0)));
	return draft_files_put(cx, deed->ticket.id, keep->kind, &keep->files);
}

static const char *back_to(struct web_request *req, const struct ticket_deed *deed,
			   const struct keep *keep)
{
	const char *self = hk_format(req->cx->arena, "/tickets/%" PRId64, deed->ticket.number);

	if (hk_equal(keep->kind, "forward"))
		return hk_format(req->cx->arena, "%s/forward?message=%" PRId64, self,
				 web_form_number(req, "message", 0));
	return hk_format(req->cx->arena, "%s?kind=reply#composer", self);
}

static enum hk_result keep(struct web_request *req)
{
	bool is_forward = hk_equal(page_form(req, "keep"), "forward");
	struct keep keep = { .kind = is_forward ? "forward" : "reply" };
	struct ticket_deed deed;
	enum hk_result result;

	HK_TRY(send_files_read(req, keep.kind, &keep.files));
	result = ticket_deed_do(req, keep_work, &keep, &deed);
	if (result == HK_INVALID) {
		struct reply reply = send_words_read(req, "text");

		reply.attachments = keep.files;
		return is_forward ? forward_again(req, result, &reply)
				  : send_again(req, result, &reply);
	}
	if (result != HK_OK)
		return ticket_deed_answer(req, result, &deed, "", "");
	return notice_answer(
		req, back_to(req, &deed, &keep),
		i18n_text(req->cx->language,
			  keep.are_both
				  ? TR("Another tab or device had a newer draft. Both are kept, "
				       "one below the other. Nothing was sent.")
				  : TR("It is kept as your draft. Nothing was sent.")),
		"");
}

static const struct web_param keep_params[] = {
	{ "keep", PARAM_TEXT, 0 },
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "drafted", PARAM_TEXT, 0 },
	PEOPLE_PARAMS,
	{ "message", PARAM_NUMBER, 0 },
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, BLOB_MAX_BYTES },
	{ "original", PARAM_TEXT, 0 },
	{ 0 },
};

const struct web_route ticket_keep_pages[] = {
	ROUTE("POST", "/tickets/{number}/keep", RIGHT_TICKET_REPLY, keep, WEB_UPLOAD, keep_params),
	{ 0 },
};
