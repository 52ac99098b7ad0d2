/* /wording: the lists from which hints on the wording of a reply come, a language each. */
#include "base/text.h"
#include "core/i18n.h"
#include "standard/wording.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"

static const struct {
	const char *name, *label, *hint;
} fields[WORDING_KINDS] = {
	[WORDING_SORRY] = { "sorry", TR("Words of apology"),
			    TR("One a line. Who complains, or had to wait, should read one of "
			       "them.") },
	[WORDING_OTHERS] = { "others", TR("Words that leave it to others"),
			     TR("One a line. “I will” helps more than “they will”.") },
	[WORDING_PLAIN] = { "plain", TR("Words that are not plain"),
			    TR("One a line, with a plainer one behind it: utilise = use") },
	[WORDING_INTERNAL] = { "internal", TR("Words that should not leave the house"),
			       TR("One a line: names and shorthand that customers do not know.") },
};

static const char *language_of_page(struct web_request *req)
{
	const char *asked = web_query(req, "language");
	const struct i18n_language *language = asked ? i18n_find(asked) : NULL;

	return language ? language->code : req->cx->language;
}

/* A page each. */
static struct part_options languages_of(struct ctx *cx, const char *code)
{
	struct part_option *items = hk_alloc(cx->arena, I18N_LANGUAGES, sizeof(*items));

	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		items[i] =
			(struct part_option){ .value = hk_format(cx->arena, "/wording?language=%s",
								 i18n_languages[i].code),
					      .label = i18n_languages[i].name,
					      .language = i18n_languages[i].code,
					      .is_chosen = hk_equal(i18n_languages[i].code, code) };
	return (struct part_options){ items, I18N_LANGUAGES };
}

static enum hk_result show_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const char *code = language_of_page(req);
	struct admin_form form = {
		.title = TR("Wording of replies"),
		.lead = TR("From these lists come quiet hints below a reply that somebody writes. "
			   "They never "
			   "hold it back. Capital letters make no difference; of Bengali and "
			   "Tamil a word is found with its endings too."),
		.action = hk_format(cx->arena, "/wording?language=%s", code),
		.button = TR("Save"),
		.back = "/saved-replies",
		.back_title = TR("Saved replies"),
	};
	struct wording wording;

	HK_TRY(wording_find(cx, code, &wording));
	form.version = wording.version;
	for (size_t i = 0; i < WORDING_KINDS; i++)
		admin_field_add(req, &form, "area", fields[i].name, fields[i].label,
				wording.lists[i])
			->hint = fields[i].hint;
	form.tabs = languages_of(cx, code);
	form.tabs_title = TR("Language");
	return admin_form_show(req, &form);
}

static enum hk_result show(struct web_request *req)
{
	return show_form(req->cx, req);
}

static enum hk_result save_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct wording wording = { .language = language_of_page(req),
				   .version = web_form_number(req, "version", 0) };

	for (size_t i = 0; i < WORDING_KINDS; i++)
		wording.lists[i] = hk_trim(cx->arena, page_form(req, fields[i].name));
	return wording_put(cx, &wording);
}

static enum hk_result save(struct web_request *req)
{
	const char *where =
		hk_format(req->cx->arena, "/wording?language=%s", language_of_page(req));

	return admin_save(req,
			  &(struct admin_save){ save_work, show_form, req, where, TR("Saved.") });
}

static const struct web_param language_params[] = { { "language", PARAM_TEXT, 8 }, { 0 } };
static const struct web_param save_params[] = { { "language", PARAM_TEXT, 8 },
						{ "version", PARAM_NUMBER, 0 },
						{ "sorry", PARAM_TEXT, WORDING_LIST_LETTERS },
						{ "others", PARAM_TEXT, WORDING_LIST_LETTERS },
						{ "plain", PARAM_TEXT, WORDING_LIST_LETTERS },
						{ "internal", PARAM_TEXT, WORDING_LIST_LETTERS },
						{ 0 } };

const struct web_route wording_pages[] = {
	ROUTE("GET", "/wording", RIGHT_REPLY_SAVE, show, 0, language_params),
	ROUTE("POST", "/wording", RIGHT_REPLY_SAVE, save, 0, save_params),
	{ 0 },
};
