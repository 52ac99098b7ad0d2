/* What people of the house set for themselves. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "people/session.h"
#include "people/sign_in.h"
#include "people/token.h"
#include "tpl_account.h"
#include "tpl_account_code.h"
#include "web/pages/again.h"
#include "web/pages/desk/account_view.h"
#include "web/pages/door/next_path.h"
#include "web/pages/door/sealed.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/web_server.h"

#define SECRET_WAITS_MS (30 * (int64_t)60 * 1000)
#define TOKEN_COOKIE    "new_token"
#define RECOVERY_COOKIE "new_codes"

enum {
	SECRET_BYTES = 20,
	NAME_MAX_BYTES = 200,
	CODE_MAX = 24,
	SEALED_MAX = 300,
	TOKEN_WAITS_S = 60
};

static const char sealed_purpose[] = "authenticator";
static const char token_purpose[] = "new token";
static const char recovery_purpose[] = "new codes";

struct own {
	struct web_request *req;
	struct account_view view;
};

static struct own own_new(struct web_request *req)
{
	return (struct own){
		.req = req,
		.view = { .problem = "", .form = "", .token = "", .token_name = "", .recovery = "" }
	};
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct own *own = data;

	own->view.errors = page_errors(cx);
	own->view.problem = page_problem(cx);
	HK_TRY(account_view_load(own->req, &own->view));
	tpl_account(own->req->out, &own->req->page, &own->view);
	return HK_OK;
}

/* A form of the page came to nothing: its own field says why. */
static enum hk_result show_form(struct own *own, enum hk_result result, const char *form)
{
	if (!page_is_mendable(result))
		return result;
	own->view.form = form;
	return page_again(own->req, page_status_of(result), show, own);
}

/* Customers have a page of their own. */
static enum hk_result need_staff(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_STAFF ? HK_OK : HK_NOT_FOUND;
}

/* A new token, or codes, travel to the page that shows them in a cookie that only we can open, so
 * that loading that page again makes no second one, and shows none. */
static void secret_leave(struct web_request *req, const char *cookie, const char *purpose,
			 const char *secret)
{
	struct ctx *cx = req->cx;
	const char *whole = hk_format(cx->arena, "%" PRId64 " %s", cx->actor->id, secret);

	web_cookie(req, cookie, sealed_put(cx, purpose, TOKEN_WAITS_S * (int64_t)1000, whole),
		   TOKEN_WAITS_S);
}

static const char *secret_take(struct web_request *req, const char *cookie, const char *purpose)
{
	struct ctx *cx = req->cx;
	const char *sealed = web_cookie_value(req, cookie);
	const char *own = hk_format(cx->arena, "%" PRId64 " ", cx->actor->id);
	const char *whole;

	if (!sealed || !*sealed)
		return "";
	web_cookie(req, cookie, "", 0);
	if (sealed_take(cx, purpose, sealed, &whole) != HK_OK || !hk_starts(whole, own))
		return "";
	return whole + strlen(own);
}

static enum hk_result account_page(struct web_request *req)
{
	struct own own = own_new(req);

	HK_TRY(need_staff(req));
	own.view.token = secret_take(req, TOKEN_COOKIE, token_purpose);
	own.view.recovery = secret_take(req, RECOVERY_COOKIE, recovery_purpose);
	return show(req->cx, &own);
}

static enum hk_result find_self(struct ctx *cx, void *data)
{
	return staff_find(cx, cx->actor->id, data);
}

static enum hk_result put_self(struct ctx *cx, void *data)
{
	return staff_change_own(cx, data);
}

static enum hk_result check_self(struct ctx *cx, const struct staff *self)
{
	if (!hk_has_ink(self->name))
		hk_ignore(field_problem(cx, "name", TR("Please give a name.")));
	if (*self->language && !i18n_language_exists(self->language))
		hk_ignore(field_problem(cx, "language", TR("Please choose a language.")));
	if (*self->timezone && !i18n_timezone_exists(self->timezone))
		hk_ignore(field_problem(cx, "timezone", TR("Please choose a time zone.")));
	if (!account_theme_exists(self->theme) || !account_density_exists(self->density) ||
	    !account_size_exists(self->text_size) || !account_mails_exists(self->notify_by_mail) ||
	    !account_wall_exists(self->wall_mail))
		return HK_INVALID;
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result account_send(struct web_request *req)
{
	struct own own = own_new(req);
	struct staff *self = &own.view.self;

	HK_TRY(need_staff(req));
	HK_TRY(ctx_read(req->cx, find_self, self));
	self->name = hk_one_line(req->cx->arena, page_form(req, "name"));
	self->language = page_form(req, "language");
	self->timezone = page_form(req, "timezone");
	self->theme = page_form(req, "theme");
	self->density = page_form(req, "density");
	self->text_size = page_form(req, "text_size");
	self->notify_by_mail = page_form(req, "mails");
	self->wall_mail = page_form(req, "wall");
	self->keys = web_form(req, "keys") ? "" : "off";

	enum hk_result result = check_self(req->cx, self);

	if (result == HK_OK)
		result = ctx_write(req->cx, put_self, self);
	if (result != HK_OK)
		return show_form(&own, result, "");
	req->out->language = *self->language ? self->language : req->out->language;
	return notice_answer(req, "/me", html_gettext(req->out, TR("Saved.")), "");
}

/* Where the form stood; a script stays where it is. */
static enum hk_result answer_switch(struct web_request *req)
{
	enum { NO_CONTENT = 204 };

	const char *referer = web_request_header(req, "Referer");
	const char *path = referer ? strstr(referer, "://") : NULL;

	if (web_request_header(req, "X-Form-Token") || web_is_part(req)) {
		req->status = NO_CONTENT;
		return HK_OK;
	}
	path = path ? strchr(path + strlen("://"), '/') : NULL;
	return web_redirect(req, next_path(req, ACTOR_STAFF, path));
}

static enum hk_result theme_send(struct web_request *req)
{
	struct staff self;

	HK_TRY(need_staff(req));
	if (!account_theme_exists(page_form(req, "theme")))
		return HK_INVALID;
	HK_TRY(ctx_read(req->cx, find_self, &self));
	self.theme = page_form(req, "theme");
	HK_TRY(ctx_write(req->cx, put_self, &self));
	return answer_switch(req);
}

static enum hk_result keys_send(struct web_request *req)
{
	struct staff self;

	HK_TRY(need_staff(req));
	HK_TRY(ctx_read(req->cx, find_self, &self));
	self.keys = hk_equal(page_form(req, "keys"), "off") ? "off" : "";
	HK_TRY(ctx_write(req->cx, put_self, &self));
	return answer_switch(req);
}

static enum hk_result sessions_work(struct ctx *cx, void *data)
{
	return session_list_own(cx, data);
}

/* What the other sessions listen to ends with them. */
static void end_streams(struct web_request *req, const struct session_list *sessions)
{
	for (size_t i = 0; i < sessions->count; i++)
		if (sessions->items[i].id != req->cx->actor->session_id)
			web_end_session(web_server_of(req), sessions->items[i].id);
}

static enum hk_result password_send(struct web_request *req)
{
	struct own own = own_new(req);
	struct session_list sessions;

	HK_TRY(need_staff(req));
	HK_TRY(ctx_read(req->cx, sessions_work, &sessions));

	enum hk_result result = password_check(req->cx, page_form(req, "current"));

	if (result == HK_OK)
		result = password_change(req->cx, req->cx->actor->id, page_form(req, "password"));
	if (result != HK_OK)
		return show_form(&own, result, "password");
	end_streams(req, &sessions);
	return notice_answer(req, "/me",
			     html_gettext(req->out, TR("Your password is changed. Everywhere else "
						       "you are signed out.")),
			     "");
}

/* ABCD EFGH ...: what a person copies by hand. */
static const char *grouped(struct hk_arena *arena, const char *text)
{
	enum { GROUP = 4 };

	char *shown = hk_alloc(arena, 2 * strlen(text) + 1, 1);
	size_t put = 0;

	for (size_t i = 0; text[i]; i++) {
		if (i > 0 && i % GROUP == 0)
			shown[put++] = ' ';
		shown[put++] = text[i];
	}
	return shown;
}

/* The key URI format that authenticators read. */
static const char *key_address(struct web_request *req, const char *secret)
{
	scoped_buf text;
	struct html out = { .to = &text, .arena = req->cx->arena };

	hk_buf_init(&text, 2048);
	hk_buf_text(&text, "otpauth://totp/");
	html_url_part_str(&out, req->page.organisation);
	hk_buf_char(&text, ':');
	html_url_part_str(&out, req->cx->actor->email);
	hk_buf_format(&text, "?secret=%s&issuer=", secret);
	html_url_part_str(&out, req->page.organisation);
	return hk_copy(req->cx->arena, text.bytes, text.length);
}

struct offer {
	struct web_request *req;
	unsigned char secret[SECRET_BYTES];
};

static enum hk_result show_code(struct ctx *cx, void *data)
{
	const struct offer *offer = data;
	struct web_request *req = offer->req;
	const char *base32 = hk_base32(cx->arena, offer->secret, SECRET_BYTES);
	struct account_code_view view = {
		.problem = cx->field_count ? cx->fields[0].sentence : "",
		.secret = grouped(cx->arena, base32),
		.address = key_address(req, base32),
		.qr = qr_draw(cx->arena, key_address(req, base32)),
		.sealed = sealed_put(cx, sealed_purpose, SECRET_WAITS_MS,
				     hk_base64url(cx->arena, offer->secret, SECRET_BYTES)),
	};

	tpl_account_code(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result code_page(struct web_request *req)
{
	struct offer offer = { .req = req };
	const char *base32;

	HK_TRY(need_staff(req));
	HK_TRY(totp_offer(req->cx, offer.secret, &base32));
	return show_code(req->cx, &offer);
}

struct confirming {
	const struct offer *offer;
	const char *code;
	struct recovery_codes codes;
};

static enum hk_result confirm_work(struct ctx *cx, void *data)
{
	const struct confirming *confirming = data;

	return totp_confirm(cx, confirming->offer->secret, confirming->code, &confirming->codes);
}

static enum hk_result code_send(struct web_request *req)
{
	struct offer offer = { .req = req };
	struct confirming confirming = { .offer = &offer, .code = code_typed(req) };
	const char *all = "";
	const char *carried;

	HK_TRY(need_staff(req));
	if (sealed_take(req->cx, sealed_purpose, page_form(req, "sealed"), &carried) != HK_OK ||
	    !hk_base64url_read(carried, offer.secret, SECRET_BYTES))
		return web_redirect(req, "/me/authenticator");

	recovery_make(req->cx, &confirming.codes);

	enum hk_result result = ctx_write(req->cx, confirm_work, &confirming);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_code, &offer);
	HK_TRY(result);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		all = hk_format(req->cx->arena, "%s%s%s", all, i ? "\n" : "",
				confirming.codes.items[i]);
	secret_leave(req, RECOVERY_COOKIE, recovery_purpose, all);
	return notice_answer(
		req, "/me#authenticator",
		html_gettext(req->out, TR("From now on signing in asks for the code of "
					  "your authenticator.")),
		"");
}

static enum hk_result code_remove(struct web_request *req)
{
	struct own own = own_new(req);

	HK_TRY(need_staff(req));

	enum hk_result result = totp_remove(req->cx, code_typed(req));

	if (result != HK_OK)
		return show_form(&own, result, "code");
	return notice_answer(req, "/me",
			     html_gettext(req->out, TR("Signing in asks for no code any more.")),
			     "");
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	const int64_t *id = data;

	return session_end_own(cx, *id);
}

static enum hk_result session_send(struct web_request *req)
{
	int64_t id;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(ctx_write(req->cx, end_work, &id));
	web_end_session(web_server_of(req), id);
	return notice_answer(req, "/me", html_gettext(req->out, TR("That browser is signed out.")),
			     "");
}

struct making {
	const char *name, *secret;
	int64_t id;
};

static enum hk_result make_work(struct ctx *cx, void *data)
{
	struct making *making = data;

	HK_TRY(audit_record(cx, "token.add", making->name));
	return token_add(cx, cx->actor->id, making->name, &making->secret, &making->id);
}

static enum hk_result token_send(struct web_request *req)
{
	struct own own = own_new(req);
	struct making making = { .name = hk_one_line(req->cx->arena,
						     page_form(req, "token_name")) };
	enum hk_result result = HK_OK;

	HK_TRY(need_staff(req));
	own.view.token_name = making.name;
	if (!hk_has_ink(making.name))
		result = field_problem(req->cx, "token_name",
				       TR("Please say for what program it is."));
	if (result == HK_OK)
		result = ctx_write(req->cx, make_work, &making);
	if (result != HK_OK)
		return show_form(&own, result, "token");
	secret_leave(req, TOKEN_COOKIE, token_purpose, making.secret);
	return web_redirect(req, "/me#tokens");
}

static enum hk_result revoke_work(struct ctx *cx, void *data)
{
	const int64_t *id = data;

	HK_TRY(token_revoke(cx, *id, cx->actor->id));
	return audit_record(cx, "token.revoke", hk_format(cx->arena, "%" PRId64, *id));
}

static enum hk_result token_end(struct web_request *req)
{
	int64_t id;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(ctx_write(req->cx, revoke_work, &id));
	return notice_answer(req, "/me", html_gettext(req->out, TR("The token is no longer good.")),
			     "");
}

static const struct web_param account_params[] = {
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "language", PARAM_TEXT, 0 },
	{ "timezone", PARAM_TEXT, 0 },
	{ "theme", PARAM_TEXT, 0 },
	{ "density", PARAM_TEXT, 0 },
	{ "mails", PARAM_TEXT, 0 },
	{ "wall", PARAM_TEXT, 0 },
	{ "text_size", PARAM_TEXT, 0 },
	{ "keys", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

static const struct web_param password_params[] = {
	{ "current", PARAM_TEXT, (size_t)2 * PASSWORD_MOST },
	{ "password", PARAM_TEXT, (size_t)2 * PASSWORD_MOST },
	{ NULL, 0, 0 },
};

static const struct web_param code_params[] = {
	{ "code", PARAM_TEXT, CODE_MAX },
	{ "sealed", PARAM_TEXT, SEALED_MAX },
	{ NULL, 0, 0 },
};

static const struct web_param token_params[] = {
	{ "token_name", PARAM_TEXT, NAME_MAX_BYTES },
	{ NULL, 0, 0 },
};

const struct web_route account_pages[] = {
	ROUTE("GET", "/me", RIGHT_SIGNED_IN, account_page, 0, NULL),
	ROUTE("POST", "/me", RIGHT_SIGNED_IN, account_send, 0, account_params),
	ROUTE("POST", "/me/theme", RIGHT_SIGNED_IN, theme_send, 0, account_params),
	ROUTE("POST", "/me/keys", RIGHT_SIGNED_IN, keys_send, 0, account_params),
	ROUTE("POST", "/me/password", RIGHT_SIGNED_IN, password_send, 0, password_params),
	ROUTE("GET", "/me/authenticator", RIGHT_SIGNED_IN, code_page, 0, NULL),
	ROUTE("POST", "/me/authenticator", RIGHT_SIGNED_IN, code_send, 0, code_params),
	ROUTE("POST", "/me/authenticator/remove", RIGHT_SIGNED_IN, code_remove, 0, code_params),
	ROUTE("POST", "/me/sessions/{id}/end", RIGHT_SIGNED_IN, session_send, 0, NULL),
	ROUTE("POST", "/me/tokens", RIGHT_TOKEN, token_send, 0, token_params),
	ROUTE("POST", "/me/tokens/{id}/revoke", RIGHT_TOKEN, token_end, 0, NULL),
	{ 0 },
};
