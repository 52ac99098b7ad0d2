/* Signing in and out: customers by a mailed link, staff by a password or a mailed link. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "job/mail/link_mail.h"
#include "people/session.h"
#include "people/sign_in.h"
#include "tpl_sign_in.h"
#include "tpl_sign_in_code.h"
#include "tpl_sign_in_link.h"
#include "tpl_sign_in_mailed.h"
#include "tpl_sign_in_staff.h"
#include "tpl_sign_in_used.h"
#include "web/pages/again.h"
#include "web/pages/door/browser_name.h"
#include "web/pages/door/next_path.h"
#include "web/pages/door/sealed.h"
#include "web/pages/door/sign_in_view.h"
#include "web/pages/families.h"
#include "web/web_server.h"

/* The server decides when a session is over; the cookie only has to live as long. Staff are also
 * signed out with their browser, which others may use after them. */
#define CUSTOMER_COOKIE_SECONDS (INT64_C(400) * 24 * 60 * 60)
#define STAFF_COOKIE_SECONDS    (-1)
#define CODE_WAITS_MS           (5 * (int64_t)HK_MINUTE)

enum { EMAIL_MAX = 254, CODE_MAX = 24, SEALED_MAX = 800, NEXT_MAX = 300, WRONG = 403 };

static const char sealed_purpose[] = "sign in";

struct show {
	struct web_request *req;
	struct sign_in_view view;
};

static struct show show_of(struct web_request *req)
{
	struct show show = { .req = req };
	const char *next = web_form(req, "next");

	show.view.email = page_form(req, "email");
	show.view.next = next_carry(next ? next : web_query(req, "next"));
	show.view.token = web_path(req, "token");
	show.view.sealed = show.view.problem = show.view.name = "";
	show.view.minutes = SIGN_IN_LINK_MINUTES;
	return show;
}

static void take_problems(struct ctx *cx, struct sign_in_view *view)
{
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
}

static enum hk_result show_customer(struct ctx *cx, void *data)
{
	struct show *show = data;

	take_problems(cx, &show->view);
	tpl_sign_in(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

static enum hk_result show_staff(struct ctx *cx, void *data)
{
	struct show *show = data;

	take_problems(cx, &show->view);
	tpl_sign_in_staff(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

static enum hk_result show_code(struct ctx *cx, void *data)
{
	struct show *show = data;

	take_problems(cx, &show->view);
	tpl_sign_in_code(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

static enum hk_result show_mailed(struct ctx *cx, void *data)
{
	struct show *show = data;

	(void)cx;
	tpl_sign_in_mailed(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

static enum hk_result show_used(struct ctx *cx, void *data)
{
	struct show *show = data;

	(void)cx;
	tpl_sign_in_used(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

static enum hk_result show_link(struct ctx *cx, void *data)
{
	struct show *show = data;
	struct sign_in_link link;
	enum hk_result result =
		sign_in_link_look(cx, show->view.token, &link, &show->view.wants_code);

	if (result == HK_NOT_FOUND) {
		show->req->status = 404;
		return show_used(cx, show);
	}
	HK_TRY(result);
	take_problems(cx, &show->view);
	show->view.name = link.name;
	show->view.email = link.email;
	tpl_sign_in_link(show->req->out, &show->req->page, &show->view);
	return HK_OK;
}

/* Whoever is signed in already need not do it again. */
static bool is_inside(struct web_request *req, const char *next)
{
	enum actor_kind kind = req->cx->actor->kind;

	if (kind == ACTOR_NOBODY)
		return false;
	hk_ignore(web_redirect(req, next_path(req, kind, next)));
	return true;
}

static enum hk_result customer_form(struct web_request *req)
{
	struct show show = show_of(req);

	return is_inside(req, show.view.next) ? HK_OK : show_customer(req->cx, &show);
}

static enum hk_result staff_form(struct web_request *req)
{
	struct show show = show_of(req);

	return is_inside(req, show.view.next) ? HK_OK : show_staff(req->cx, &show);
}

/* The same answer, whoever's address it is. */
static enum hk_result mail_link(struct web_request *req, ctx_work *form, bool is_staff)
{
	struct show show = show_of(req);
	struct link_mail mail = { .email = show.view.email,
				  .client = web_client(req),
				  .next = show.view.next };
	enum hk_result result = ctx_write(req->cx, link_mail_work, &mail);

	show.view.is_staff = is_staff;
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), form, &show);
	HK_TRY(result);
	return page_again(req, 200, show_mailed, &show);
}

static enum hk_result customer_mail(struct web_request *req)
{
	return mail_link(req, show_customer, false);
}

static enum hk_result staff_mail(struct web_request *req)
{
	return mail_link(req, show_staff, true);
}

static const char *browser_of(const struct web_request *req)
{
	return browser_name(req->cx->arena, web_request_header(req, "User-Agent"));
}

struct ending {
	const char *token;
};

static enum hk_result end_session(struct ctx *cx, void *data)
{
	const struct ending *ending = data;

	return session_end(cx, ending->token);
}

/* Ends what was open in this browser, also when it was somebody else's. */
static enum hk_result leave(struct web_request *req)
{
	struct ending ending = { web_session(req) };

	if (!ending.token)
		return HK_OK;
	HK_TRY(ctx_write(req->cx, end_session, &ending));
	web_end_session(web_server_of(req), req->cx->actor->session_id);
	return HK_OK;
}

static enum hk_result come_in(struct web_request *req, enum actor_kind kind, const char *token,
			      const char *next)
{
	HK_TRY(leave(req));
	web_cookie(req, WEB_SESSION, token,
		   kind == ACTOR_STAFF ? STAFF_COOKIE_SECONDS : CUSTOMER_COOKIE_SECONDS);
	return web_redirect(req, next_path(req, kind, next));
}

static enum hk_result try_password(struct web_request *req, struct show *show, const char *email,
				   const char *password, const char *code)
{
	struct sign_in sign_in = { .email = hk_lower_ascii(req->cx->arena,
							   hk_trim(req->cx->arena, email)),
				   .password = password,
				   .code = code,
				   .client = web_client(req),
				   .browser = browser_of(req) };
	enum hk_result result = sign_in_by_password(req->cx, &sign_in);

	if (result == HK_OK)
		return come_in(req, ACTOR_STAFF, sign_in.token, show->view.next);
	if (!page_is_mendable(result))
		return result;
	if (!sign_in.wants_code)
		return page_again(req, WRONG, show_staff, show);
	show->view.sealed = sealed_put(req->cx, sealed_purpose, CODE_WAITS_MS,
				       hk_format(req->cx->arena, "%s\n%s", email, password));
	return page_again(req, req->cx->problem ? WRONG : 200, show_code, show);
}

static enum hk_result staff_password(struct web_request *req)
{
	struct show show = show_of(req);

	return try_password(req, &show, show.view.email, page_form(req, "password"), "");
}

/* The step after the password. That it was right is carried sealed, so that nobody reads it. */
static enum hk_result staff_code(struct web_request *req)
{
	struct show show = show_of(req);
	const char *carried;
	enum hk_result result =
		sealed_take(req->cx, sealed_purpose, page_form(req, "sealed"), &carried);

	if (result != HK_OK) {
		hk_ignore(problem(req->cx, HK_DENIED,
				  TR("This took longer than five minutes. Please begin again.")));
		return page_again(req, WRONG, show_staff, &show);
	}

	size_t length = strcspn(carried, "\n");
	const char *email = hk_copy(req->cx->arena, carried, length);

	return try_password(req, &show, email, carried[length] ? carried + length + 1 : "",
			    code_typed(req));
}

static enum hk_result link_form(struct web_request *req)
{
	struct show show = show_of(req);

	return show_link(req->cx, &show);
}

struct whose {
	const char *token;
	struct sign_in_link link;
};

static enum hk_result whose_work(struct ctx *cx, void *data)
{
	struct whose *whose = data;
	bool wants_code;

	return sign_in_link_look(cx, whose->token, &whose->link, &wants_code);
}

static enum hk_result link_press(struct web_request *req)
{
	struct show show = show_of(req);
	struct whose whose = { .token = show.view.token };
	struct sign_in sign_in = { .code = code_typed(req), .browser = browser_of(req) };
	enum hk_result result = ctx_read(req->cx, whose_work, &whose);

	if (result == HK_OK)
		result = sign_in_by_link(req->cx, show.view.token, &sign_in);
	/* Who presses twice is signed in by the first. */
	if (result == HK_NOT_FOUND && is_inside(req, show.view.next))
		return HK_OK;
	if (result == HK_NOT_FOUND)
		return page_again(req, 404, show_used, &show);
	if (result == HK_DENIED && sign_in.wants_code) {
		if (!*sign_in.code)
			hk_ignore(problem(req->cx, result,
					  TR("Please type the code that your authenticator "
					     "shows.")));
		return page_again(req, WRONG, show_link, &show);
	}
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_link, &show);
	HK_TRY(result);
	return come_in(req,
		       hk_equal(whose.link.person_kind, "staff") ? ACTOR_STAFF : ACTOR_CUSTOMER,
		       sign_in.token, show.view.next);
}

static enum hk_result sign_out(struct web_request *req)
{
	bool is_staff = req->cx->actor->kind == ACTOR_STAFF;

	HK_TRY(leave(req));
	web_cookie(req, WEB_SESSION, "", 0);
	return web_redirect(req, is_staff ? "/staff/sign-in"
					  : hk_format(req->cx->arena, "%s/", req->page.base));
}

static const struct web_param form_params[] = {
	{ "next", PARAM_TEXT, NEXT_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param email_params[] = {
	{ "email", PARAM_TEXT, EMAIL_MAX },
	{ "next", PARAM_TEXT, NEXT_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param password_params[] = {
	{ "email", PARAM_TEXT, EMAIL_MAX },
	{ "password", PARAM_TEXT, (size_t)2 * PASSWORD_MOST },
	{ "next", PARAM_TEXT, NEXT_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param code_params[] = {
	{ "sealed", PARAM_TEXT, SEALED_MAX },
	{ "code", PARAM_TEXT, CODE_MAX },
	{ "next", PARAM_TEXT, NEXT_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param link_params[] = {
	{ "code", PARAM_TEXT, CODE_MAX },
	{ "next", PARAM_TEXT, NEXT_MAX },
	{ NULL, 0, 0 },
};

enum { OPEN = WEB_ANONYMOUS, OPEN_CUSTOMER = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route sign_in_pages[] = {
	ROUTE("GET", "/sign-in", RIGHT_PUBLIC, customer_form, OPEN_CUSTOMER, form_params),
	ROUTE("POST", "/sign-in", RIGHT_PUBLIC, customer_mail, OPEN_CUSTOMER, email_params),
	ROUTE("GET", "/staff/sign-in", RIGHT_PUBLIC, staff_form, OPEN, form_params),
	ROUTE("POST", "/staff/sign-in", RIGHT_PUBLIC, staff_password, OPEN, password_params),
	ROUTE("POST", "/staff/sign-in/code", RIGHT_PUBLIC, staff_code, OPEN, code_params),
	ROUTE("POST", "/staff/sign-in/link", RIGHT_PUBLIC, staff_mail, OPEN, email_params),
	ROUTE("GET", "/link/{token}", RIGHT_PUBLIC, link_form, OPEN_CUSTOMER, link_params),
	ROUTE("POST", "/link/{token}", RIGHT_PUBLIC, link_press, OPEN_CUSTOMER, link_params),
	ROUTE("POST", "/sign-out", RIGHT_PUBLIC, sign_out, OPEN_CUSTOMER, NULL),
	{ 0 },
};
