/* The web form: one question a page, what was typed is kept between them. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/language.h"
#include "core/throttle.h"
#include "intake/intake.h"
#include "people/customer.h"
#include "people/staff.h"
#include "tpl_ask_about.h"
#include "tpl_ask_check.h"
#include "tpl_ask_files.h"
#include "tpl_ask_sent.h"
#include "tpl_ask_tell.h"
#include "tpl_ask_you.h"
#include "web/pages/again.h"
#include "web/pages/ask_view.h"
#include "web/pages/families.h"
#include "web/pages/upload.h"

enum {
	SUBJECT_MAX = 300,
	BODY_MAX = 200 * 1000,
	NAME_MAX_BYTES = 200,
	EMAIL_MAX = 254,
	PHONE_MAX = 60,
	TITLE_BYTES = 90, /* of one made from the words */
	SENDINGS_PER_CLIENT = 20,
	SENDINGS_PER_ADDRESS = 10,
};

/* The questions in their order; the one about the person is not asked who is signed in. */
enum step { STEP_ABOUT, STEP_TELL, STEP_FILES, STEP_YOU, STEP_CHECK };

struct draft {
	struct web_request *req;
	const char *key; /* NULL: nothing was kept yet */
	struct ask_view view;
};

static bool is_customer(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_CUSTOMER;
}

static const char *address_of(const struct draft *draft, const char *page)
{
	return hk_format(draft->req->cx->arena, "%s/%s", draft->view.root, page);
}

static struct ask_visitor visitor_of(const struct web_request *req)
{
	return (struct ask_visitor){ web_visit(req), web_session(req) };
}

static struct draft draft_new(struct web_request *req)
{
	struct hk_arena *arena = req->cx->arena;
	struct draft draft = { .req = req, .key = web_path(req, "key") };
	const char *then = web_form(req, "then");

	then = then ? then : web_query(req, "then");
	draft.view.root = draft.key ? hk_format(arena, "%s/new/%s", req->page.base, draft.key)
				    : hk_format(arena, "%s/new", req->page.base);
	draft.view.back = draft.view.root;
	draft.view.problem = draft.view.owner = "";
	draft.view.then = then && hk_equal(then, "check") ? "check" : "";
	draft.view.ask = (struct ask){ .type = "",
				       .subject = "",
				       .body = "",
				       .files = "",
				       .name = "",
				       .email = "",
				       .phone = "" };
	draft.view.is_signed_in = is_customer(req);
	draft.view.steps = draft.view.is_signed_in ? 3 : 4;
	return draft;
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	return ask_find(cx, draft->key, visitor_of(draft->req), &draft->view.ask);
}

/* What was kept. Who comes too late begins anew, and who comes back after sending is told so:
 * then ret_is_over, and the answer is there. */
static enum hk_result draft_load(struct draft *draft, bool *ret_is_over)
{
	struct web_request *req = draft->req;
	enum hk_result result = ctx_read(req->cx, find_work, draft);

	*ret_is_over = true;
	if (result == HK_NOT_FOUND)
		return web_redirect(req, hk_format(req->cx->arena, "%s/new", req->page.base));
	HK_TRY(result);
	if (draft->view.ask.ticket_id)
		return web_redirect(req, address_of(draft, "sent"));
	*ret_is_over = false;
	if (is_customer(req)) {
		draft->view.ask.name = req->cx->actor->name;
		draft->view.ask.email = req->cx->actor->email;
		draft->view.ask.phone = "";
	}
	return HK_OK;
}

static enum hk_result put_work(struct ctx *cx, void *data)
{
	const struct draft *draft = data;

	return ask_put(cx, draft->key, &draft->view.ask);
}

static void files_fill(struct draft *draft)
{
	struct ctx *cx = draft->req->cx;
	struct attachment_list list = ask_files(cx, &draft->view.ask);
	struct ask_file *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct ask_file){
			.name = list.items[i].name,
			.size = list.items[i].size,
			.remove = hk_format(cx->arena, "%s/files/%zu/remove", draft->view.root, i),
		};
	draft->view.files.items = items;
	draft->view.files.count = list.count;
}

static const char *page_of(enum step step)
{
	static const char *const pages[] = { "about", "tell", "files", "you", "check" };

	return pages[step];
}

static void view_fill(struct draft *draft, enum step step)
{
	struct ask_view *view = &draft->view;
	struct ctx *cx = draft->req->cx;
	enum step before = step == STEP_ABOUT ? STEP_ABOUT : step - 1;

	if (before == STEP_YOU && view->is_signed_in)
		before = STEP_FILES;
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->step = (int64_t)step + 1;
	view->purpose = purpose_find(view->ask.type);
	view->purposes = purpose_options(draft->req->out, view->ask.type);
	if (draft->key)
		view->back = address_of(draft, *view->then ? "check" : page_of(before));
	else
		view->back = step == STEP_ABOUT ? hk_format(cx->arena, "%s/", draft->req->page.base)
						: hk_format(cx->arena, "%s?chosen=%s", view->root,
							    view->ask.type);
	files_fill(draft);
}

static enum hk_result show_about(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	(void)cx;
	if (draft->key)
		draft->view.then = "check";
	view_fill(draft, STEP_ABOUT);
	tpl_ask_about(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_tell(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	(void)cx;
	view_fill(draft, STEP_TELL);
	tpl_ask_tell(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_files(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	(void)cx;
	view_fill(draft, STEP_FILES);
	tpl_ask_files(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_you(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	(void)cx;
	view_fill(draft, STEP_YOU);
	tpl_ask_you(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_check(struct ctx *cx, void *data)
{
	struct draft *draft = data;

	(void)cx;
	view_fill(draft, STEP_CHECK);
	tpl_ask_check(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

/* The first question; with ?type= it is answered, and the second one comes. */
static enum hk_result begin_form(struct web_request *req)
{
	struct draft draft = draft_new(req);
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
	struct draft draft = draft_new(req);
	bool is_over;

	HK_TRY(draft_load(&draft, &is_over));
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

static enum hk_result you_form(struct web_request *req)
{
	return page_form_show(req, show_you);
}

/* Nobody sends what lacks an answer. */
static const char *missing_page(const struct draft *draft)
{
	const struct ask *ask = &draft->view.ask;

	if (!*ask->body)
		return "tell";
	if (!draft->view.is_signed_in && !*ask->email && !*ask->phone)
		return "you";
	return NULL;
}

static enum hk_result check_form(struct web_request *req)
{
	struct draft draft = draft_new(req);
	bool is_over;

	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (missing_page(&draft))
		return web_redirect(req, address_of(&draft, missing_page(&draft)));
	return show_check(req->cx, &draft);
}

static enum hk_result go_on(struct draft *draft, enum step next)
{
	if (*draft->view.then || (next == STEP_YOU && draft->view.is_signed_in))
		next = STEP_CHECK;
	return web_redirect(draft->req, address_of(draft, page_of(next)));
}

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

struct beginning {
	struct draft *draft;
	const char *client;
};

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	const struct beginning *beginning = data;
	struct draft *draft = beginning->draft;

	return ask_begin(cx, &draft->view.ask, visitor_of(draft->req), beginning->client,
			 &draft->key);
}

static enum hk_result tell_keep(struct draft *draft)
{
	struct web_request *req = draft->req;
	struct beginning beginning = { draft, web_client(req) };

	if (draft->key)
		return ctx_write(req->cx, put_work, draft);
	HK_TRY(ctx_write(req->cx, begin_work, &beginning));
	draft->view.root = hk_format(req->cx->arena, "%s/new/%s", req->page.base, draft->key);
	return HK_OK;
}

static enum hk_result tell_check(struct ctx *cx, const struct ask *ask)
{
	if (!*ask->body)
		hk_ignore(field_problem(cx, "body", TR("Please tell us what happened.")));
	if (!purpose_find(ask->type))
		hk_ignore(field_problem(cx, "type", TR("Please choose what it is about.")));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result tell_send(struct web_request *req)
{
	struct draft draft = draft_new(req);
	struct ask *ask = &draft.view.ask;
	bool is_over = false;

	if (draft.key)
		HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	ask->body = hk_trim(req->cx->arena, page_form(req, "body"));
	ask->subject = hk_trim(req->cx->arena, page_form(req, "subject"));
	if (!draft.key)
		ask->type = page_form(req, "type");

	enum hk_result result = tell_check(req->cx, ask);

	if (result == HK_OK)
		result = tell_keep(&draft);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_tell, &draft);
	HK_TRY(result);
	return go_on(&draft, STEP_FILES);
}

static enum hk_result about_send(struct web_request *req)
{
	struct draft draft = draft_new(req);
	const char *type = page_form(req, "type");
	bool is_over;

	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (!purpose_find(type)) {
		enum hk_result result =
			field_problem(req->cx, "type", TR("Please choose what it is about."));

		return page_again(req, page_status_of(result), show_about, &draft);
	}
	draft.view.ask.type = type;
	HK_TRY(ctx_write(req->cx, put_work, &draft));
	return web_redirect(req, address_of(&draft, "check"));
}

static enum hk_result files_send(struct web_request *req)
{
	struct draft draft = draft_new(req);
	struct attachment_list list;
	enum hk_result result = HK_OK;
	bool is_over, wants_more = hk_equal(page_form(req, "go"), "more");

	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	HK_TRY(upload_keep(req, "files", &list));
	for (size_t i = 0; i < list.count && result == HK_OK; i++)
		result = ask_file_add(req->cx, &draft.view.ask, &list.items[i]);
	if (list.count > 0) {
		const struct ctx before = *req->cx;

		HK_TRY(ctx_write(req->cx, put_work, &draft));
		if (result != HK_OK)
			*req->cx = before;
	}
	if (result != HK_OK)
		return page_again(req, page_status_of(result), show_files, &draft);
	if (!wants_more)
		return go_on(&draft, STEP_YOU);
	return web_redirect(req, hk_format(req->cx->arena, "%s/files%s", draft.view.root,
					   *draft.view.then ? "?then=check" : ""));
}

static enum hk_result file_remove(struct web_request *req)
{
	struct draft draft = draft_new(req);
	int64_t place;
	bool is_over;

	HK_TRY(web_path_number(req, "place", &place));
	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (place >= 0)
		ask_file_remove(req->cx, &draft.view.ask, (size_t)place);
	HK_TRY(ctx_write(req->cx, put_work, &draft));
	return web_redirect(req, hk_format(req->cx->arena, "%s/files%s", draft.view.root,
					   *draft.view.then ? "?then=check" : ""));
}

static enum hk_result you_check(struct ctx *cx, const struct ask *ask)
{
	if (!*ask->name)
		hk_ignore(field_problem(cx, "name",
					TR("Please tell us your name, so that we know how to "
					   "address you.")));
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
	struct draft draft = draft_new(req);
	struct ask *ask = &draft.view.ask;
	bool is_over;

	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	ask->name = hk_trim(req->cx->arena, page_form(req, "name"));
	ask->email = hk_trim(req->cx->arena, page_form(req, "email"));
	ask->phone = hk_trim(req->cx->arena, page_form(req, "phone"));

	enum hk_result result = you_check(req->cx, ask);

	if (result != HK_OK)
		return page_again(req, page_status_of(result), show_you, &draft);
	HK_TRY(ctx_write(req->cx, put_work, &draft));
	return go_on(&draft, STEP_CHECK);
}

static enum hk_result count_work(struct ctx *cx, void *data)
{
	const struct draft *draft = data;
	const struct ask *ask = &draft->view.ask;
	const char *address = customer_email(cx, ask->email);

	HK_TRY(throttle_count(cx, "ask.client", web_client(draft->req), SENDINGS_PER_CLIENT,
			      HK_HOUR));
	return throttle_count(cx, "ask.address", address ? address : ask->phone,
			      SENDINGS_PER_ADDRESS, HK_HOUR);
}

struct ending {
	const struct draft *draft;
	int64_t ticket_id;
};

static enum hk_result sent_work(struct ctx *cx, void *data)
{
	const struct ending *ending = data;

	return ask_sent(cx, ending->draft->key, ending->ticket_id);
}

/* The same draft is the same request, however often it is sent. */
static enum hk_result hand_over(struct draft *draft)
{
	struct web_request *req = draft->req;
	struct ctx *cx = req->cx;
	const struct ask *ask = &draft->view.ask;
	const char *said = language_of(cx->kit->languages, ask->body);
	struct intake_request request = {
		.channel = is_customer(req) ? "portal" : "web",
		.type = ask->type,
		.priority = "normal",
		.subject = *ask->subject ? ask->subject : title_of(cx, ask->body),
		.text = ask->body,
		.language = *said ? said : cx->language,
		.reads = cx->language,
		.name = ask->name,
		.email = ask->email,
		.phone = ask->phone,
		.customer_id = is_customer(req) ? cx->actor->id : 0,
		.key = hk_format(cx->arena, "ask %s", draft->key),
		.attachments = ask_files(cx, ask),
	};
	struct ticket ticket;

	HK_TRY(ctx_write(cx, count_work, draft));
	HK_TRY(intake_request(cx, &request, &ticket));

	struct ending ending = { draft, ticket.id };

	return ctx_write(cx, sent_work, &ending);
}

static enum hk_result check_send(struct web_request *req)
{
	struct draft draft = draft_new(req);
	bool is_over;

	HK_TRY(draft_load(&draft, &is_over));
	if (is_over)
		return HK_OK;
	if (missing_page(&draft))
		return web_redirect(req, address_of(&draft, missing_page(&draft)));

	enum hk_result result = hand_over(&draft);

	if (page_is_mendable(result)) {
		req->cx->field_count = 0;
		return page_again(req, page_status_of(result), show_check, &draft);
	}
	HK_TRY(result);
	return web_redirect(req, address_of(&draft, "sent"));
}

static enum hk_result sent_page(struct web_request *req)
{
	struct draft draft = draft_new(req);
	struct ask_view *view = &draft.view;
	struct ticket ticket;
	struct staff owner;

	enum hk_result result = ask_find(req->cx, draft.key, visitor_of(req), &view->ask);

	if (result == HK_NOT_FOUND || (result == HK_OK && !view->ask.ticket_id))
		return web_redirect(req, hk_format(req->cx->arena, "%s/new", req->page.base));
	HK_TRY(result);
	HK_TRY(ticket_by_row(req->cx, view->ask.ticket_id, &ticket));
	HK_TRY(staff_find(req->cx, ticket.owner_id, &owner));
	view->number = ticket.number;
	view->due_at = ticket.due_at;
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
	ROUTE("GET", "/new/{key}/you", RIGHT_PUBLIC, you_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/you", RIGHT_PUBLIC, you_send, OPEN, you_params),
	ROUTE("GET", "/new/{key}/check", RIGHT_PUBLIC, check_form, OPEN, page_params),
	ROUTE("POST", "/new/{key}/check", RIGHT_PUBLIC, check_send, OPEN, NULL),
	ROUTE("GET", "/new/{key}/sent", RIGHT_PUBLIC, sent_page, OPEN, NULL),
	{ 0 },
};
