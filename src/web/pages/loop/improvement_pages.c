/* You said, we did: written and sent by people of the house, read by everybody, and by each
 * customer as a letter about what he said himself. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "feedback/prevention.h"
#include "people/customer.h"
#include "tpl_changes.h"
#include "tpl_loop_improvement.h"
#include "tpl_my_changes.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/loop/cause_view.h"
#include "web/pages/loop/improvement_view.h"
#include "web/pages/notice.h"

enum {
	STORIES_MOST = 50,
	SAID_MOST = 200,
	HEADLINE_MAX_BYTES = 4 * IMPROVEMENT_HEADLINE_LETTERS,
	TEXT_MAX_BYTES = 4 * IMPROVEMENT_TEXT_LETTERS,
};

static const char *say(const struct web_request *req, const char *sentence)
{
	return i18n_text(req->cx->language, sentence);
}

/* ---- writing ---- */

static enum hk_result of_path(struct ctx *cx, const struct web_request *req,
			      struct improvement *ret_improvement, struct cause *ret_cause)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(improvement_find(cx, id, ret_improvement));
	return cause_by_id(cx, ret_improvement->cause_id, ret_cause);
}

/* What was typed stands in it again; where somebody else was faster, with what he wrote. */
static void typed_fill(const struct web_request *req, const struct improvement_form *form,
		       struct improvement_field *field)
{
	const char *headline = web_form(req, field->headline_field),
		   *text = web_form(req, field->text_field);

	if (!headline || !text)
		return;
	if (*form->problem && !hk_equal(headline, field->headline))
		field->headline_meanwhile = field->headline;
	if (*form->problem && !hk_equal(text, field->text))
		field->text_meanwhile = field->text;
	field->headline = headline;
	field->text = text;
}

static enum hk_result fields_fill(struct ctx *cx, struct web_request *req, int64_t id,
				  struct improvement_form *form)
{
	struct improvement_texts texts;

	HK_TRY(improvement_texts(cx, id, &texts));
	form->fields.items = hk_alloc(cx->arena, I18N_LANGUAGES, sizeof(*form->fields.items));
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;
		struct improvement_field field = {
			.language = code,
			.name = i18n_languages[i].name,
			.headline_field = hk_format(cx->arena, "headline_%s", code),
			.text_field = hk_format(cx->arena, "text_%s", code),
			.headline = "",
			.text = "",
			.headline_meanwhile = "",
			.text_meanwhile = "",
		};

		for (size_t k = 0; k < texts.count; k++)
			if (hk_equal(texts.items[k].language, code)) {
				field.headline = texts.items[k].headline;
				field.text = texts.items[k].text;
			}
		typed_fill(req, form, &field);
		field.headline_error = part_error_of(&form->errors, field.headline_field);
		field.text_error = part_error_of(&form->errors, field.text_field);
		form->fields.items[form->fields.count++] = field;
	}
	return HK_OK;
}

static enum hk_result show_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct improvement improvement;
	struct prevention action;
	struct cause cause;

	if (!cause_may_work(cx))
		return HK_NOT_FOUND;
	HK_TRY(of_path(cx, req, &improvement, &cause));

	struct improvement_form form = {
		.self = hk_format(cx->arena, "/loop/changes/%" PRId64, improvement.id),
		.back = cause_url(cx, cause.number),
		.code = cause_code(cx, cause.number),
		.cause = cause.name,
		.verdict = "",
		.people = improvement.sent_at ? improvement.people_count : cause.people_count,
		.told = improvement.told_count,
		.sent_at = improvement.sent_at,
		.edits = improvement.edits,
		.is_public = improvement.sent_at ? improvement.is_public : true,
		.may_send = cause_may_decide(cx),
		.is_sent = improvement.sent_at > 0,
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};

	HK_TRY(improvement_left_find(cx, &improvement, &form.left));
	if (web_form(req, "edits"))
		form.is_public = *page_form(req, "public") != '\0';
	if (improvement.prevention_id) {
		HK_TRY(prevention_find(cx, improvement.prevention_id, &action));
		form.verdict = prevention_say(cx, cx->language, &action);
	}
	HK_TRY(fields_fill(cx, req, improvement.id, &form));
	tpl_loop_improvement(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result get_form(struct web_request *req)
{
	return show_form(req->cx, req);
}

struct writing {
	struct web_request *req;
	struct improvement improvement;
	bool sends;
};

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;
	struct cause cause;
	int64_t number, action_id = 0;

	HK_TRY(web_path_number(writing->req, "cause", &number));
	HK_TRY(cause_find(cx, number, &cause));
	(void)hk_number(page_form(writing->req, "action"), &action_id);
	return improvement_begin(cx, &cause, action_id, &writing->improvement);
}

static enum hk_result post_begin(struct web_request *req)
{
	struct writing writing = { .req = req };

	HK_TRY(ctx_write(req->cx, begin_work, &writing));
	return notice_answer(
		req, hk_format(req->cx->arena, "/loop/changes/%" PRId64, writing.improvement.id),
		say(req, TR("Please write what changed, for those who said it.")), "");
}

static enum hk_result keep_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;
	struct improvement_text texts[I18N_LANGUAGES];
	struct web_request *req = writing->req;
	struct cause cause;

	HK_TRY(of_path(cx, req, &writing->improvement, &cause));
	writing->improvement.edits = web_form_number(req, "edits", 0);
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;

		texts[i] = (struct improvement_text){
			.language = code,
			.headline = page_form(req, hk_format(cx->arena, "headline_%s", code)),
			.text = page_form(req, hk_format(cx->arena, "text_%s", code)),
		};
	}
	HK_TRY(improvement_texts_put(cx, &writing->improvement, texts, I18N_LANGUAGES));
	if (!writing->sends)
		return HK_OK;
	return improvement_send(cx, &writing->improvement, *page_form(req, "public") != '\0');
}

static enum hk_result keep(struct web_request *req, bool sends, const char *done)
{
	struct writing writing = { .req = req, .sends = sends };
	enum hk_result result = ctx_write(req->cx, keep_work, &writing);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_form, req);
	HK_TRY(result);
	return notice_answer(
		req, hk_format(req->cx->arena, "/loop/changes/%" PRId64, writing.improvement.id),
		say(req, done), "");
}

static enum hk_result post_form(struct web_request *req)
{
	return keep(req, false, TR("The words are kept. Nobody was told yet."));
}

static enum hk_result post_send(struct web_request *req)
{
	return keep(req, true,
		    TR("They are told now, one after the other, when each may be written to."));
}

/* ---- reading ---- */

static enum hk_result story_fill(struct ctx *cx, const struct improvement *improvement,
				 struct improvement_stories *ret)
{
	struct improvement_texts texts;
	const struct improvement_text *text;

	HK_TRY(improvement_texts(cx, improvement->id, &texts));
	text = improvement_text_for(&texts, cx->language);
	if (!text)
		return HK_OK;
	ret->items[ret->count++] = (struct improvement_story){
		.id = hk_format(cx->arena, "c%" PRId64, improvement->id),
		.headline = text->headline,
		.text = text->text,
		.language = text->language,
		.is_other = !hk_equal(text->language, cx->language),
		.at = improvement->sent_at,
		.people = improvement->people_count,
	};
	return HK_OK;
}

static enum hk_result show_public(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct improvement_list list;
	struct improvement_stories stories;

	HK_TRY(improvement_public(cx, STORIES_MOST, &list));
	stories = (struct improvement_stories){
		hk_alloc(cx->arena, list.count, sizeof(*stories.items)), 0
	};
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(story_fill(cx, &list.items[i], &stories));
	tpl_changes(req->out, &req->page, &stories);
	return HK_OK;
}

static void said_fill(struct web_request *req, const struct improvement_saids *saids,
		      int64_t cause_id, struct improvement_quotes *ret)
{
	struct ctx *cx = req->cx;

	ret->items = hk_alloc(cx->arena, saids->count, sizeof(*ret->items));
	for (size_t i = 0; i < saids->count; i++) {
		const struct improvement_said *one = &saids->items[i];

		if (one->cause_id != cause_id || !*one->words)
			continue;
		ret->items[ret->count++] = (struct improvement_quote){
			.words = one->words,
			.language = one->language,
			.url = one->number ? hk_format(cx->arena, "%s/my/requests/%" PRId64,
						       req->page.base, one->number)
					   : "",
			.at = one->at,
		};
	}
}

static enum hk_result show_letter(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct improvement_list list;
	struct improvement_saids saids;
	struct customer customer;
	struct improvement_letter letter;

	HK_TRY(customer_find(cx, cx->actor->id, &customer));
	HK_TRY(improvement_of_customer(cx, customer.id, STORIES_MOST, &list));
	HK_TRY(improvement_said_by(cx, customer.id, SAID_MOST, &saids));
	letter = (struct improvement_letter){
		.name = customer.name,
		.stories = { hk_alloc(cx->arena, list.count, sizeof(*letter.stories.items)), 0 },
	};
	for (size_t i = 0; i < list.count; i++) {
		size_t before = letter.stories.count;

		HK_TRY(story_fill(cx, &list.items[i], &letter.stories));
		if (letter.stories.count > before)
			said_fill(req, &saids, list.items[i].cause_id,
				  &letter.stories.items[before].said);
	}
	tpl_my_changes(req->out, &req->page, &letter);
	return HK_OK;
}

static const struct web_param begin_params[] = { { "action", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param form_params[] = {
	{ "headline_en", PARAM_TEXT, HEADLINE_MAX_BYTES },
	{ "headline_bn", PARAM_TEXT, HEADLINE_MAX_BYTES },
	{ "headline_lt", PARAM_TEXT, HEADLINE_MAX_BYTES },
	{ "headline_ta", PARAM_TEXT, HEADLINE_MAX_BYTES },
	{ "text_en", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "text_bn", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "text_lt", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "text_ta", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "public", PARAM_TEXT, 0 },
	{ "edits", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route improvement_pages[] = {
	ROUTE("POST", "/loop/causes/{cause}/tell", RIGHT_TICKET_READ, post_begin, 0, begin_params),
	ROUTE("GET", "/loop/changes/{id}", RIGHT_TICKET_READ, get_form, 0, NULL),
	ROUTE("POST", "/loop/changes/{id}", RIGHT_TICKET_READ, post_form, 0, form_params),
	ROUTE("POST", "/loop/changes/{id}/send", RIGHT_REPORT_READ, post_send, 0, form_params),
	ROUTE("GET", "/changes", RIGHT_PUBLIC, show_public, WEB_CUSTOMER | WEB_ANONYMOUS, NULL),
	ROUTE("GET", "/my/changes", RIGHT_OWN_REQUESTS, show_letter, WEB_CUSTOMER, NULL),
	{ 0 },
};
