/* The web form: one question a page, what was typed is kept between them. */

#include "base/text.h"
#include "base/time.h"
#include "core/throttle.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/clock/clocks.h"
#include "ticket/purpose/harm.h"
#include "tpl_ask_about.h"
#include "tpl_ask_check.h"
#include "tpl_ask_files.h"
#include "tpl_ask_harm.h"
#include "tpl_ask_sent.h"
#include "tpl_ask_tell.h"
#include "tpl_ask_you.h"
#include "web/pages/again.h"
#include "web/pages/customer/ask_more.h"
#include "web/pages/customer/ask_send.h"
#include "web/pages/families.h"
#include "web/pages/upload.h"

enum {
	SUBJECT_MAX = 300,
	BODY_MAX = 200 * 1000,
	NAME_MAX_BYTES = 200,
	EMAIL_MAX = 254,
	PHONE_MAX = 60,
	UPLOADS_PER_CLIENT = 40,
};

static enum hk_result show_about(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	(void)cx;
	if (draft->key)
		draft->view.then = "check";
	ask_draft_fill(draft, ASK_ABOUT);
	tpl_ask_about(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_tell(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	HK_TRY(ask_questions_find(cx, draft));
	ask_draft_fill(draft, ASK_TELL);
	tpl_ask_tell(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_files(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	(void)cx;
	ask_draft_fill(draft, ASK_FILES);
	tpl_ask_files(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_harm(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	(void)cx;
	ask_draft_fill(draft, ASK_HARM);
	tpl_ask_harm(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_you(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	(void)cx;
	ask_draft_fill(draft, ASK_YOU);
	tpl_ask_you(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_check(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	(void)cx;
	ask_draft_fill(draft, ASK_CHECK);
	tpl_ask_check(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

/* The first question; with ?type= it is answered, and the second one comes. */
static enum hk_result begin_form(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	const char *type = web_query(req, "type");
	const char *chosen = web_query(req, "chosen");

	if (purpose_find(type)) {
		draft.view.ask.type = type;
		return show_tell(req->cx, &draft);
	}
	draft.view.ask.type = purpose_find(chosen) ? chosen : "";
	if (type || (web_query(req, "asked") && !*draft.view.ask.type)) {
		req->status = 422;
		hk_ignore(field_problem(req->cx, "type", TR("Please choose what it is about.")));
	}
	return show_about(req->cx, &draft);
}

static enum hk_result page_form_show(struct web_request *req, ctx_work *show)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	return is_over ? HK_OK : show(req->cx, &draft);
}

static enum hk_result about_form(struct web_request *req)
{
	return page_form_show(req, show_about);
}

static enum hk_result tell_form(struct web_request *req)
{
	return page_form_show(req, show_tell);
}

static enum hk_result files_form(struct web_request *req)
{
	return page_form_show(req, show_files);
}

/* A purpose that does not ask about it has no such page. */
static enum hk_result harm_form(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (!draft.view.harms.count)
		return web_redirect(req, ask_draft_path(&draft, "check"));
	return show_harm(req->cx, &draft);
}

static enum hk_result you_form(struct web_request *req)
{
	return page_form_show(req, show_you);
}

/* Nobody sends what lacks an answer. */
static const char *missing_page(const struct ask_draft *draft)
{
	const struct ask *ask = &draft->view.ask;

	if (!hk_has_ink(ask->body))
		return "tell";
	if (ask_more_missing(draft) < draft->questions.count)
		return hk_format(draft->req->cx->arena, "more/%zu", ask_more_missing(draft) + 1);
	if (!draft->view.is_signed_in && !*ask->email && !*ask->phone)
		return "you";
	return NULL;
}

static enum hk_result check_form(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (missing_page(&draft))
		return web_redirect(req, ask_draft_path(&draft, missing_page(&draft)));
	return show_check(req->cx, &draft);
}

struct beginning {
	struct ask_draft *draft;
	const char *client;
};

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	const struct beginning *beginning = data;
	struct ask_draft *draft = beginning->draft;

	return ask_begin(cx, &draft->view.ask, ask_visitor_of(draft->req), beginning->client,
			 &draft->key);
}

static enum hk_result tell_keep(struct ask_draft *draft)
{
	struct web_request *req = draft->req;
	struct beginning beginning = { draft, web_client(req) };

	if (draft->key)
		return ctx_write(req->cx, ask_draft_put, draft);
	HK_TRY(ctx_write(req->cx, begin_work, &beginning));
	draft->view.root = hk_format(req->cx->arena, "%s/new/%s", req->page.base, draft->key);
	return HK_OK;
}

static enum hk_result tell_check(struct ctx *cx, const struct ask *ask)
{
	if (!hk_has_ink(ask->body))
		hk_ignore(field_problem(cx, "body", TR("Please tell us what happened.")));
	if (!purpose_find(ask->type))
		hk_ignore(field_problem(cx, "type", TR("Please choose what it is about.")));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result tell_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	struct ask *ask = &draft.view.ask;
	bool is_over = false;

	if (draft.key)
		HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	ask->body = hk_trim(req->cx->arena, page_form(req, "body"));
	ask->subject = hk_one_line(req->cx->arena, page_form(req, "subject"));
	if (!draft.key)
		ask->type = page_form(req, "type");

	enum hk_result result = tell_check(req->cx, ask);

	if (result == HK_OK)
		result = tell_keep(&draft);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_tell, &draft);
	HK_TRY(result);
	return ask_go_on(&draft, ASK_TELL);
}

static enum hk_result about_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	const char *type = page_form(req, "type");
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (!purpose_find(type)) {
		enum hk_result result =
			field_problem(req->cx, "type", TR("Please choose what it is about."));

		return page_again(req, page_status_of(result), show_about, &draft);
	}
	draft.view.ask.type = type;
	HK_TRY(ctx_write(req->cx, ask_draft_put, &draft));
	return web_redirect(req, ask_draft_path(&draft, "check"));
}

static enum hk_result count_upload(struct ctx *cx, void *data)
{
	const struct ask_draft *draft = data;

	return throttle_count_client(cx, "ask.files", web_client(draft->req), UPLOADS_PER_CLIENT,
				     HK_HOUR);
}

/* Where nothing was chosen a browser sends a file without bytes. */
static bool has_files(const struct web_request *req)
{
	const struct web_file *files;
	size_t count = web_files(req, "files", &files);

	for (size_t i = 0; i < count; i++)
		if (files[i].size > 0)
			return true;
	return false;
}

/* Those that fit stay, also when another one does not. */
static enum hk_result files_take(struct ask_draft *draft)
{
	struct web_request *req = draft->req;
	struct attachment_list list;
	enum hk_result result = HK_OK;

	if (!has_files(req))
		return upload_need_bytes(req, "files");
	HK_TRY(ctx_write(req->cx, count_upload, draft));
	HK_TRY(upload_keep(req, "files", &list));
	for (size_t i = 0; i < list.count && result == HK_OK; i++)
		result = ask_file_add(req->cx, &draft->view.ask, &list.items[i]);
	if (result == HK_OK)
		result = upload_need_bytes(req, "files");

	const struct ctx before = *req->cx;

	HK_TRY(ctx_write(req->cx, ask_draft_put, draft));
	*req->cx = before;
	return result;
}

static enum hk_result files_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over, wants_more = hk_equal(page_form(req, "go"), "more");

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;

	enum hk_result result = files_take(&draft);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_files, &draft);
	HK_TRY(result);
	if (!wants_more)
		return ask_go_on(&draft, ASK_FILES);
	return web_redirect(req, hk_format(req->cx->arena, "%s/files%s", draft.view.root,
					   *draft.view.then ? "?then=check" : ""));
}

static enum hk_result file_remove(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	int64_t place;
	bool is_over;

	HK_TRY(web_path_number(req, "place", &place));
	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (place >= 0)
		ask_file_remove(req->cx, &draft.view.ask, (size_t)place);
	HK_TRY(ctx_write(req->cx, ask_draft_put, &draft));
	return web_redirect(req, hk_format(req->cx->arena, "%s/files%s", draft.view.root,
					   *draft.view.then ? "?then=check" : ""));
}

static bool is_asked(const struct part_options *harms, const char *code)
{
	for (size_t i = 0; i < harms->count; i++)
		if (hk_equal(harms->items[i].value, code))
			return true;
	return false;
}

/* What is not asked cannot be ticked; what is no harm at all is refused. */
static enum hk_result harm_take(struct ask_draft *draft)
{
	struct ctx *cx = draft->req->cx;
	const char *const *codes, *asked[HARMS];
	size_t count = web_form_all(draft->req, "harms", &codes), kept = 0;

	for (size_t i = 0; i < count; i++) {
		const char *known;

		HK_TRY(harms_of(cx, &codes[i], 1, &known));
		if (kept < HARMS && is_asked(&draft->view.harms, codes[i]))
			asked[kept++] = codes[i];
	}
	return harms_of(cx, asked, kept, &draft->view.ask.harms);
}

static enum hk_result harm_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	HK_TRY(harm_take(&draft));
	HK_TRY(ctx_write(req->cx, ask_draft_put, &draft));
	return ask_go_on(&draft, ASK_HARM);
}

static enum hk_result you_check(struct ctx *cx, const struct ask *ask)
{
	if (!*ask->email && !*ask->phone)
		hk_ignore(field_problem(cx, "email",
					TR("Please give an e-mail address or a phone number.")));
	if (*ask->email && !customer_email(cx, ask->email))
		hk_ignore(
			field_problem(cx, "email", TR("This e-mail address does not look right.")));
	if (*ask->phone && !customer_phone(cx, ask->phone))
		hk_ignore(field_problem(cx, "phone", TR("This phone number does not look right.")));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result you_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	struct ask *ask = &draft.view.ask;
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	ask->name = hk_one_line(req->cx->arena, page_form(req, "name"));
	ask->email = hk_trim(req->cx->arena, page_form(req, "email"));
	ask->phone = hk_trim(req->cx->arena, page_form(req, "phone"));

	enum hk_result result = you_check(req->cx, ask);

	if (result != HK_OK)
		return page_again(req, page_status_of(result), show_you, &draft);
	HK_TRY(ctx_write(req->cx, ask_draft_put, &draft));
	return ask_go_on(&draft, ASK_YOU);
}

static enum hk_result check_send(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	bool is_over;

	HK_TRY(ask_draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (missing_page(&draft))
		return web_redirect(req, ask_draft_path(&draft, missing_page(&draft)));

	enum hk_result result = ask_hand_over(&draft);

	if (page_is_mendable(result)) {
		req->cx->field_count = 0;
		return page_again(req, page_status_of(result), show_check, &draft);
	}
	HK_TRY(result);
	return web_redirect(req, ask_draft_path(&draft, "sent"));
}

static enum hk_result sent_page(struct web_request *req)
{
	struct ask_draft draft = ask_draft_new(req);
	struct ask_view *view = &draft.view;
	struct ticket ticket;
	struct staff owner;

	enum hk_result result = ask_find(req->cx, draft.key, ask_visitor_of(req), &view->ask);

	if (result == HK_NOT_FOUND || (result == HK_OK && !view->ask.ticket_id))
		return web_redirect(req, hk_format(req->cx->arena, "%s/new", req->page.base));
	HK_TRY(result);
	HK_TRY(ticket_by_row(req->cx, view->ask.ticket_id, &ticket));
	HK_TRY(staff_find(req->cx, ticket.owner_id, &owner));
	view->number = ticket.number;
	view->due_at = ticket.due_at;
	HK_TRY(clocks_closed_until(req->cx, &ticket, &view->opens_at));
	view->owner = owner.name;
	tpl_ask_sent(req->out, &req->page, view);
	return HK_OK;
}

static const struct web_param begin_params[] = {
	{ "type", PARAM_TEXT, 0 },
	{ "chosen", PARAM_TEXT, 0 },
	{ "asked", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param page_params[] = {
	{ "then", PARAM_TEXT, 0 },
	{ "type", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param tell_params[] = {
	{ "then", PARAM_TEXT, 0 },
	{ "type", PARAM_TEXT, 0 },
	{ "subject", PARAM_TEXT, SUBJECT_MAX },
	{ "body", PARAM_TEXT, BODY_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param files_params[] = {
	{ "then", PARAM_TEXT, 0 },
	{ "go", PARAM_TEXT, 0 },
	{ "files", PARAM_FILE, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param harm_params[] = {
	{ "then", PARAM_TEXT, 0 },
	{ "harms", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param you_params[] = {
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "email", PARAM_TEXT, EMAIL_MAX },
	{ "phone", PARAM_TEXT, PHONE_MAX },
	{ NULL, 0, 0 },
};

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route ask_pages[] = {
	ROUTE("GET", "/new", RIGHT_PUBLIC, begin_form, OPEN, begin_params),
	ROUTE("POST", "/new/tell", RIGHT_PUBLIC, tell_send, OPEN, tell_params),
	ROUTE("GET", "/new/{key}/about", RIGHT_PUBLIC, about_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/about", RIGHT_PUBLIC, about_send, OPEN, page_params),
	ROUTE("GET", "/new/{key}/tell", RIGHT_PUBLIC, tell_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/tell", RIGHT_PUBLIC, tell_send, OPEN, tell_params),
	ROUTE("GET", "/new/{key}/files", RIGHT_PUBLIC, files_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/files", RIGHT_PUBLIC, files_send, OPEN | WEB_UPLOAD,
	      files_params),
	ROUTE("POST", "/new/{key}/files/{place}/remove", RIGHT_PUBLIC, file_remove, OPEN,
	      page_params),
	ROUTE("GET", "/new/{key}/harm", RIGHT_PUBLIC, harm_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/harm", RIGHT_PUBLIC, harm_send, OPEN, harm_params),
	ROUTE("GET", "/new/{key}/you", RIGHT_PUBLIC, you_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/you", RIGHT_PUBLIC, you_send, OPEN, you_params),
	ROUTE("GET", "/new/{key}/check", RIGHT_PUBLIC, check_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/check", RIGHT_PUBLIC, check_send, OPEN, NULL),
	ROUTE("GET", "/new/{key}/sent", RIGHT_PUBLIC, sent_page, OPEN, NULL),
	{ 0 },
};
