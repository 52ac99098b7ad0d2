/* Conversations beside a ticket, with suppliers mostly: a page of their own, so that nothing of
 * them can be taken for a reply to the customer. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/search.h"
#include "core/settings.h"
#include "people/customer.h"
#include "ticket/write/draft.h"
#include "tpl_ticket_side.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"
#include "web/pages/ticket/ticket_people.h"
#include "web/pages/ticket/ticket_saved.h"
#include "web/pages/ticket/ticket_screen.h"
#include "web/pages/ticket/ticket_send_files.h"
#include "web/pages/ticket/ticket_side.h"

enum { TEXT_MAX_BYTES = 200 * 1000, BLOB_MAX_BYTES = 200, OK = 200 };

struct beside {
	struct web_request *req;
	int64_t id; /* 0: it is not begun yet */
	struct reply reply;
	bool is_sent_back; /* the form came and was stopped */
};

/* What was taken back within its ten seconds. */
static enum hk_result begun_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
				 struct draft *ret)
{
	enum hk_result result = HK_NOT_FOUND;

	if (id)
		result = draft_find(cx, ticket->id, "forward", ret);
	if (result == HK_OK && ret->about_id == id)
		return HK_OK;
	*ret = (struct draft){ .text = "", .addressee = "", .cc = "", .bcc = "", .files = "" };
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result words_find(struct ctx *cx, const struct ticket *ticket,
				 const struct side *side, struct ticket_side *view)
{
	const struct history_list nothing = { NULL, 0 };
	struct message_list messages;

	if (!side->id)
		return HK_OK;
	HK_TRY(side_messages(cx, side, &messages));
	return timeline_of(cx, ticket, &messages, &nothing, &view->items);
}

static enum hk_result form_find(struct ctx *cx, const struct beside *beside,
				const struct ticket *ticket, const struct side *side,
				struct ticket_side *view)
{
	struct people_text people = beside->reply.people;
	struct attachment_list waiting;
	struct draft begun;

	HK_TRY(begun_find(cx, ticket, side->id, &begun));
	waiting = draft_files(cx, &begun);
	view->text = beside->is_sent_back ? beside->reply.text : begun.text;
	view->drafted = draft_version(cx, &begun);
	if (!beside->is_sent_back && begun.updated_at)
		people = draft_people(&begun);
	else if (!beside->is_sent_back && side->id)
		HK_TRY(side_people(cx, ticket, side, &people));
	HK_TRY(people_shown(cx, ticket, &people, false, NULL, &view->people));
	if (beside->is_sent_back)
		HK_TRY(people_asked(cx, ticket, &people, &view->doubts));
	view->kept = kept_shown(cx, ticket, "forward",
				beside->is_sent_back ? &beside->reply.attachments : &waiting);
	return HK_OK;
}

static enum hk_result show_page(struct ctx *cx, void *data)
{
	const struct beside *beside = data;
	struct web_request *req = beside->req;
	struct ticket_side view = { .problem = page_problem(cx), .errors = page_errors(cx) };
	struct side side = { .id = 0, .subject = "" };
	struct customer customer;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	if (beside->id)
		HK_TRY(side_find(cx, &ticket, beside->id, &side));
	HK_TRY(customer_find(cx, ticket.customer_id, &customer));
	view.ticket = &ticket;
	view.self = hk_format(cx->arena, "/tickets/%" PRId64, number);
	view.action = beside->id ? hk_format(cx->arena, "%s/sides/%" PRId64, view.self, beside->id)
				 : hk_format(cx->arena, "%s/sides", view.self);
	view.title = side.subject;
	view.customer = customer.name;
	view.subject = page_form(req, "subject");
	HK_TRY(saved_choices(cx, &view.saved));
	view.file_max = setting_number(cx->house->settings, SETTING_UPLOAD_MAX);
	HK_TRY(words_find(cx, &ticket, &side, &view));
	HK_TRY(form_find(cx, beside, &ticket, &side, &view));
	tpl_ticket_side(req->out, &req->page, &view);
	return HK_OK;
}

/* 0 is a new one's, and has no page of its own. */
static enum hk_result side_read(struct web_request *req, int64_t *ret)
{
	HK_TRY(web_path_number(req, "side", ret));
	return *ret ? HK_OK : HK_NOT_FOUND;
}

static struct beside beside_of(struct web_request *req)
{
	return (struct beside){
		.req = req,
		.reply = { .text = "", .people = { true, "", "", "" } },
	};
}

static enum hk_result show_new(struct web_request *req)
{
	struct beside beside = beside_of(req);

	return show_page(req->cx, &beside);
}

static enum hk_result show_one(struct web_request *req)
{
	struct beside beside = beside_of(req);

	HK_TRY(side_read(req, &beside.id));
	return show_page(req->cx, &beside);
}

static enum hk_result read_form(struct beside *beside)
{
	struct web_request *req = beside->req;

	beside->reply = send_words_read(req, "text");
	beside->reply.people.is_chosen = true;
	return send_files_read(req, "forward", &beside->reply.attachments);
}

static enum hk_result send_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct beside *beside = deed->data;
	struct side side;

	HK_TRY(send_files_check(cx, &beside->reply.attachments));
	if (beside->id)
		HK_TRY(side_find(cx, &deed->ticket, beside->id, &side));
	else
		HK_TRY(side_begin(cx, &deed->ticket, page_form(deed->req, "subject"), &side));
	return side_send(cx, &deed->ticket, &side, &beside->reply, &deed->undo_id);
}

struct about {
	int64_t number;
	struct ticket ticket;
};

static enum hk_result about_find(struct ctx *cx, void *data)
{
	struct about *about = data;

	return ticket_find(cx, about->number, &about->ticket);
}

/* Pressed without a script: a saved reply stands in the form, and nothing leaves. */
static enum hk_result put_in(struct beside *beside)
{
	struct web_request *req = beside->req;
	struct about about;
	enum hk_result result;

	HK_TRY(web_path_number(req, "number", &about.number));
	HK_TRY(ctx_read(req->cx, about_find, &about));
	result = saved_put_below(req, &about.ticket, "text", &beside->reply.text);
	if (result != HK_OK && result != HK_INVALID)
		return result;
	beside->is_sent_back = true;
	return page_again(req, result == HK_OK ? OK : page_status_of(result), show_page, beside);
}

static enum hk_result send_beside(struct beside *beside)
{
	struct web_request *req = beside->req;
	struct ctx *cx = req->cx;
	struct ticket_deed deed;
	enum hk_result result;

	HK_TRY(read_form(beside));
	if (*page_form(req, "insert"))
		return put_in(beside);
	result = ticket_deed_do(req, send_work, beside, &deed);
	if (result == HK_CONFLICT || result == HK_INVALID) {
		beside->is_sent_back = true;
		/* The doubts say it. */
		if (result == HK_CONFLICT)
			cx->problem = NULL;
		return page_again(req, page_status_of(result), show_page, beside);
	}
	HK_TRY(result);
	return notice_answer(
		req, hk_format(cx->arena, "/tickets/%" PRId64, deed.ticket.number),
		i18n_text(cx->language, TR("It goes out in 10 seconds. The customer sees nothing "
					   "of it.")),
		hk_format(cx->arena, "/tickets/%" PRId64 "/undo?message=%" PRId64,
			  deed.ticket.number, deed.undo_id));
}

static enum hk_result send_first(struct web_request *req)
{
	struct beside beside = beside_of(req);

	return send_beside(&beside);
}

static enum hk_result send_next(struct web_request *req)
{
	struct beside beside = beside_of(req);

	HK_TRY(side_read(req, &beside.id));
	return send_beside(&beside);
}

static const struct web_param form_params[] = {
	{ "subject", PARAM_TEXT, (size_t)4 * SIDE_SUBJECT_LETTERS },
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "drafted", PARAM_TEXT, 0 },
	PEOPLE_PARAMS,
	{ "sure", PARAM_TEXT, SURE_MAX_BYTES },
	{ "files", PARAM_FILE, 0 },
	{ "kept", PARAM_TEXT, BLOB_MAX_BYTES },
	SAVED_PARAMS,
	{ 0 },
};

const struct web_route ticket_side_pages[] = {
	ROUTE("GET", "/tickets/{number}/sides/new", RIGHT_TICKET_REPLY, show_new, 0, NULL),
	ROUTE("GET", "/tickets/{number}/sides/{side}", RIGHT_TICKET_REPLY, show_one, 0, NULL),
	ROUTE("POST", "/tickets/{number}/sides", RIGHT_TICKET_REPLY, send_first, WEB_UPLOAD,
	      form_params),
	ROUTE("POST", "/tickets/{number}/sides/{side}", RIGHT_TICKET_REPLY, send_next, WEB_UPLOAD,
	      form_params),
	{ 0 },
};
