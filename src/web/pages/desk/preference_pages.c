/* What a customer chooses for himself: his name, language, time, digits and whether he hears news.
 */
#include "base/text.h"
#include "core/i18n.h"
#include "people/reached.h"
#include "tpl_my_preferences.h"
#include "web/pages/again.h"
#include "web/pages/desk/preference_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/zone_options.h"

enum { NAME_MAX_BYTES = 200 };

struct own {
	struct web_request *req;
	struct preference_view view;
	const char *tokens;
	bool has_news_changed;
};

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct own *own = data;

	HK_TRY(customer_find(cx, cx->actor->id, &own->view.customer));
	return contact_news_find(cx, cx->actor->id, &own->view.wants_news);
}

static struct part_options digit_options(struct web_request *req, const char *chosen)
{
	struct part_option *items = hk_alloc(req->cx->arena, 2, sizeof(*items));

	items[0] = (struct part_option){ .value = "", .label = "১২৩", .language = "bn" };
	items[1] = (struct part_option){ .value = "latin", .label = "123" };
	for (int i = 0; i < 2; i++)
		items[i].is_chosen = hk_equal(items[i].value, chosen);
	return (struct part_options){ items, 2 };
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct own *own = data;
	struct preference_view *view = &own->view;

	if (!view->customer.id)
		HK_TRY(find_work(cx, own));
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->languages =
		language_choices(own->req, view->customer.language, TR("As the browser asks"));
	view->zones = zone_options(own->req, view->customer.timezone);
	view->digits = digit_options(own->req, view->customer.digits);
	view->has_digits = hk_equal(cx->language, "bn") || hk_equal(view->customer.language, "bn");
	tpl_my_preferences(own->req->out, &own->req->page, view);
	return HK_OK;
}

static enum hk_result preference_page(struct web_request *req)
{
	struct own own = { .req = req };

	return show(req->cx, &own);
}

static enum hk_result check(struct ctx *cx, const struct customer *customer)
{
	if (!hk_has_ink(customer->name))
		hk_ignore(field_problem(cx, "name", TR("Please give a name.")));
	if (*customer->language && !i18n_language_exists(customer->language))
		hk_ignore(field_problem(cx, "language", TR("Please choose a language.")));
	if (*customer->timezone && !i18n_timezone_exists(customer->timezone))
		hk_ignore(field_problem(cx, "timezone", TR("Please choose a time zone.")));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result put_work(struct ctx *cx, void *data)
{
	const struct own *own = data;

	if (own->has_news_changed)
		HK_TRY(contact_news_put(cx, cx->actor->id, own->view.wants_news));
	return customer_change(cx, &own->view.customer, own->tokens);
}

static enum hk_result preference_send(struct web_request *req)
{
	struct own own = { .req = req };
	struct customer *customer = &own.view.customer;
	struct ctx *cx = req->cx;

	HK_TRY(ctx_read(cx, find_work, &own));
	customer->name = hk_one_line(cx->arena, page_form(req, "name"));
	customer->language = page_form(req, "language");
	customer->timezone = page_form(req, "timezone");
	if (web_form(req, "digits"))
		customer->digits = hk_equal(page_form(req, "digits"), "latin") ? "latin" : "";
	if (web_form(req, "has_news")) {
		own.has_news_changed = own.view.wants_news != (web_form(req, "news") != NULL);
		own.view.wants_news = web_form(req, "news") != NULL;
	}
	own.tokens = customer_tokens(cx, customer->name, cx->actor->email, "");

	enum hk_result result = check(cx, customer);

	if (result == HK_OK)
		result = ctx_write(cx, put_work, &own);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, &own);
	HK_TRY(result);
	if (!*customer->language)
		return notice_answer(req, "/my/preferences", html_gettext(req->out, TR("Saved.")),
				     "");
	req->out->language = customer->language;
	return notice_answer(req, hk_format(cx->arena, "/%s/my/preferences", customer->language),
			     html_gettext(req->out, TR("Saved.")), "");
}

static const struct web_param params[] = {
	{ "name", PARAM_TEXT, NAME_MAX_BYTES },
	{ "language", PARAM_TEXT, 0 },
	{ "timezone", PARAM_TEXT, 0 },
	{ "digits", PARAM_TEXT, 0 },
	{ "has_news", PARAM_TEXT, 0 }, /* the form asked for it: what is not ticked is not sent */
	{ "news", PARAM_TEXT, 0 },
	{ NULL, 0, 0 },
};

const struct web_route preference_pages[] = {
	ROUTE("GET", "/my/preferences", RIGHT_OWN_REQUESTS, preference_page, WEB_CUSTOMER, NULL),
	ROUTE("POST", "/my/preferences", RIGHT_OWN_REQUESTS, preference_send, WEB_CUSTOMER, params),
	{ 0 },
};
