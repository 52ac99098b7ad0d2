/* Who asks, of which organisation, in which language, and whether he may. */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "people/token.h"
#include "web/transport.h"

#define TOUCH_AFTER (10 * (int64_t)HK_MINUTE)

const struct i18n_language *language_in_path(const char *path, const char **ret_rest)
{
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;
		size_t length = strlen(code);

		if (path[0] != '/' || strncmp(path + 1, code, length) != 0)
			continue;
		path += 1 + length;
		if (*path && *path != '/')
			return NULL;
		*ret_rest = *path ? path : "/";
		return &i18n_languages[i];
	}
	return NULL;
}

static const char *language_of(const struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	const struct i18n_language *language = transport->chosen;
	const char *own = transport->view.language;

	if (!language && own && *own)
		language = i18n_find(own);
	if (!language && web_request_header(req, "Accept-Language"))
		language = i18n_accept(web_request_header(req, "Accept-Language"));
	if (!language && transport->org.language)
		language = i18n_find(transport->org.language);
	return language ? language->code : i18n_languages[0].code;
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static void fill_languages(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	struct page_language *items = hk_alloc(req->cx->arena, I18N_LANGUAGES, sizeof(*items));

	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i] = (struct page_language){
			.code = i18n_languages[i].code,
			.name = i18n_languages[i].name,
			.url = hk_format(req->cx->arena, "/%s%s%s%s", i18n_languages[i].code,
					 req->path, *transport->query_text ? "?" : "",
					 transport->query_text),
		};
	req->page.languages.items = items;
	req->page.languages.count = I18N_LANGUAGES;
}

/* Read by customers alone; without a database as they stand in the organisation itself. */
static void contact_fill(struct web_request *req)
{
	const struct org *org = &req->transport->org;
	struct page *page = &req->page;

	page->hours = or_empty(org->hours);
	page->hours_language = or_empty(org->language);
	page->privacy = "";
	if (!(req->route->flags & WEB_CUSTOMER) || !req->cx->db || !org->org_id)
		return;
	hk_ignore(org_hours(req->cx, org, page->language, &page->hours, &page->hours_language));
	hk_ignore(org_privacy(req->cx, &page->privacy));
}

static void fill_page(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	const struct session_view *view = &transport->view;
	const struct org *org = &transport->org;
	const struct actor *actor = req->cx->actor;
	struct page *page = &req->page;

	page->language = req->cx->language;
	page->dir = "ltr";
	page->timezone = or_empty(req->cx->timezone);
	page->theme = or_empty(view->theme);
	page->density = or_empty(view->density);
	page->text_size = or_empty(view->text_size);
	page->organisation = or_empty(org->name);
	page->accent = or_empty(org->accent);
	page->phone = or_empty(org->phone);
	page->email = or_empty(org->email);
	contact_fill(req);
	page->person = actor->name;
	page->person_email = actor->email;
	page->person_id = actor->kind == ACTOR_STAFF ? actor->id : 0;
	page->keys = or_empty(view->keys);
	page->role = actor->role;
	page->rights = actor->rights;
	page->path = req->path;
	page->form_token = or_empty(page->form_token);
	page->base = or_empty(page->base);
	page->notice = or_empty(page->notice);
	page->undo = or_empty(page->undo);
	page->css = or_empty(page->css);
	page->js = or_empty(page->js);
	page->sprite = or_empty(page->sprite);
	if (req->route->flags & WEB_CUSTOMER)
		fill_languages(req);
}

static void take_language(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	const char *zone = transport->view.timezone;
	struct ctx *cx = req->cx;

	cx->language = language_of(req);
	if (!zone || !*zone)
		zone = transport->org.timezone;
	if (zone && *zone)
		cx->timezone = zone;
	req->out->language = cx->language;
	req->out->timezone = cx->timezone;
	cx->native_digits = req->route->flags & WEB_CUSTOMER && hk_equal(cx->language, "bn") &&
			    !hk_equal(transport->view.digits, "latin");
	req->out->native_digits = cx->native_digits;
	fill_page(req);
}

static enum hk_result bearer_find(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	const char *header = web_request_header(req, "Authorization");

	if (!header || !hk_starts_ascii(header, "Bearer "))
		return HK_NOT_FOUND;
	header += strlen("Bearer ");
	header += strspn(header, " ");
	HK_TRY(token_actor(req->cx, header, &transport->actor, &transport->view.seen_at));
	transport->bearer = header;
	return HK_OK;
}

static enum hk_result session_find_by_cookie(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	const char *cookie = request_cookie(req, WEB_SESSION);

	if (!cookie)
		return HK_NOT_FOUND;
	HK_TRY(session_actor(req->cx, cookie, &transport->actor, &transport->view));
	transport->session = cookie;
	return HK_OK;
}

void visitor_unknown(struct web_request *req)
{
	take_language(req);
}

static enum hk_result host_find(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *host = web_request_header(req, "Host");
	enum hk_result result =
		org_by_host(cx, host_of(cx->arena, or_empty(host)), &req->transport->org);

	if (result == HK_NOT_FOUND)
		return problem(cx, result,
			       TR("No organisation can be reached by this name yet. Whoever set up "
				  "Hark makes one with the command “hark init”."));
	return result;
}

enum hk_result visitor_find(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	struct ctx *cx = req->cx;

	HK_TRY(host_find(req));

	bool is_api = req->route->flags & WEB_API;
	enum hk_result result = is_api ? bearer_find(req) : session_find_by_cookie(req);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_OK)
		cx->actor = &transport->actor;
	if (!is_api)
		guard_prepare(req);
	take_language(req);
	return HK_OK;
}

static const char *sign_in_path(const struct web_request *req)
{
	const struct web_pages *pages = req->transport->server->settings.pages;
	const char *path =
		req->route->flags & WEB_CUSTOMER ? pages->customer_sign_in : pages->staff_sign_in;

	return path ? path : "/";
}

/* The way back is percent-encoded whole. */
static const char *sign_in_url(struct web_request *req)
{
	const struct web_transport *transport = req->transport;
	bool is_customer = req->route->flags & WEB_CUSTOMER;
	const char *back =
		hk_format(req->cx->arena, "%s%s%s%s", is_customer ? req->page.base : "", req->path,
			  *transport->query_text ? "?" : "", transport->query_text);
	scoped_buf text;
	struct html out = transport->html;

	hk_buf_init(&text, HTTP_SMALL_BODY);
	out.to = &text;
	html_url_part_str(&out, back);
	return hk_format(req->cx->arena, "%s%s?next=%s", is_customer ? req->page.base : "",
			 sign_in_path(req), text.bytes);
}

/* A page is shown after signing in; a form cannot be sent again, and a program is told. */
static enum hk_result send_to_sign_in(struct web_request *req)
{
	if (req->route->flags & WEB_API) {
		req->status = 401;
		web_header(req, "WWW-Authenticate", "Bearer");
		return problem(req->cx, HK_DENIED, TR("This needs a token that is good."));
	}
	if (hk_equal(req->route->method, "GET") && !web_is_part(req)) {
		hk_ignore(web_redirect(req, sign_in_url(req)));
		return HK_DENIED;
	}
	if (web_is_part(req))
		web_header(req, "HX-Redirect", sign_in_path(req));
	req->status = 403;
	return problem(req->cx, HK_DENIED,
		       TR("You are no longer signed in. Please sign in again; "
			  "what was saved as a draft is still there."));
}

/* What colleagues write of customers among themselves is to a customer as what is somebody else's:
 * nothing at all, whichever right a page of it needs. */
static bool is_absent(const struct web_request *req)
{
	static const char loop[] = "/loop";

	return req->cx->actor->kind == ACTOR_CUSTOMER &&
	       strncmp(req->route->path, loop, strlen(loop)) == 0;
}

enum hk_result visitor_permit(struct web_request *req)
{
	struct ctx *cx = req->cx;

	if (req->route->right == RIGHT_PUBLIC)
		return HK_OK;
	if (cx->actor->kind == ACTOR_NOBODY)
		return send_to_sign_in(req);
	if (is_absent(req))
		return HK_NOT_FOUND;
	return right_need(cx, req->route->right);
}

static enum hk_result touch_work(struct ctx *cx, void *data)
{
	const struct web_transport *transport = data;

	if (transport->bearer)
		return token_touch(cx, transport->bearer);
	return session_touch(cx, transport->session);
}

void visitor_touch(struct web_request *req)
{
	struct web_transport *transport = req->transport;
	int64_t after = transport->bearer ? TOKEN_TOUCH_MS : TOUCH_AFTER;

	if ((!transport->session && !transport->bearer) ||
	    req->cx->now - transport->view.seen_at < after)
		return;
	if (ctx_write(req->cx, touch_work, transport) != HK_OK)
		hk_log(HK_LOG_WARNING, "web.session_touch", "session=%jd",
		       (intmax_t)transport->actor.session_id);
}
