/* What a survey asks, and in which words. Each change is a new version; who was asked answers his.
 */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "feedback/survey.h"
#include "tpl_survey_questions.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/families.h"
#include "web/pages/survey/survey_edit_view.h"

enum {
	TEXT_BYTES = 4 * SURVEY_LETTERS,
	INTRO_BYTES = 4 * 600,
	CHOICES_BYTES = 4 * SURVEY_CHOICES_LETTERS,
	CODE_BYTES = 16,
	HIGH_USUAL = 5
};

/* ---- a survey and the version in force ---- */

struct editing {
	struct survey survey;
	struct survey_version version;
};

static enum hk_result editing_find(struct web_request *req, struct editing *ret)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(survey_find(req->cx, id, &ret->survey));
	return survey_version_find(req->cx, id, ret->survey.version, &ret->version);
}

static const char *path_of(struct ctx *cx, const struct survey *survey, const char *rest)
{
	return hk_format(cx->arena, "/admin/surveys/%" PRId64 "%s", survey->id, rest);
}

/* The questions that the figure is made of stand first and stay. */
static size_t fixed_count(struct ctx *cx, const struct survey *survey)
{
	struct survey_questions usual = survey_usual(cx, survey->kind);

	return strcmp(survey->kind, "custom") == 0 ? 1 : usual.count - 1;
}

/* ---- the list ---- */

static const char *kind_words(struct ctx *cx, const struct survey_question *question)
{
	if (strcmp(question->kind, "scale") == 0)
		return i18n_fill(cx->arena,
				 i18n_text(cx->language, TR("A scale from {low} to {high}")), "low",
				 hk_format(cx->arena, "%" PRId64, question->low), "high",
				 hk_format(cx->arena, "%" PRId64, question->high), NULL);
	return i18n_text(cx->language, strcmp(question->kind, "choice") == 0
					       ? TR("One of several choices")
					       : TR("Words of their own"));
}

static const char *languages_of(struct ctx *cx, const struct survey_question *question)
{
	const char *list = "";

	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		if (*survey_question_words_own(cx, question->words, i18n_languages[i].code).label)
			list = hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "",
					 i18n_languages[i].name);
	return list;
}

static enum hk_result list_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey_edit_view view = { .problem = page_problem(cx) };
	struct editing editing;
	size_t fixed;

	HK_TRY(editing_find(req, &editing));

	const struct survey_questions *questions = &editing.version.questions;

	fixed = fixed_count(cx, &editing.survey);
	view.name = editing.survey.name;
	view.url = path_of(cx, &editing.survey, "");
	view.version = editing.survey.version;
	view.version_words = hk_format(cx->arena, "%" PRId64, editing.survey.version);
	view.has_room = questions->count < SURVEY_QUESTIONS_MOST;
	view.rows.items = hk_alloc(cx->arena, questions->count, sizeof(*view.rows.items));
	for (size_t i = 0; i < questions->count; i++) {
		const struct survey_question *question = &questions->items[i];

		view.rows.items[view.rows.count++] = (struct survey_edit_row){
			.url = hk_format(cx->arena, "%s/question?at=%zu", view.url, i),
			.label = survey_question_words(cx, question, cx->language).label,
			.kind = kind_words(cx, question),
			.languages = languages_of(cx, question),
			.at = (int64_t)i,
			.is_fixed =
				i<fixed, .is_required = question->is_required, .may_up = i> fixed,
			.may_down = i >= fixed && i + 1 < questions->count
		};
	}
	tpl_survey_questions(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_list(struct web_request *req)
{
	return list_show(req->cx, req);
}

/* ---- one question ---- */

static const struct {
	const char *name, *label;
} texts[] = { { "label", TR("Question") },
	      { "low_words", TR("What the lowest number means") },
	      { "high_words", TR("What the highest number means") },
	      { "choices", TR("Choices, a line each") } };

enum { LABEL, LOW, HIGH, CHOICES, TEXTS };

static bool has_text(const struct survey_question *question, size_t which)
{
	if (which == LABEL)
		return true;
	return strcmp(question->kind, which == CHOICES ? "choice" : "scale") == 0 &&
	       strcmp(question->kind, "text") != 0;
}

/* language NULL: the words that hold where there are none of a language. */
static const char *field_of(struct ctx *cx, size_t which, const char *language)
{
	return language ? hk_format(cx->arena, "%s_%s", texts[which].name, language)
			: texts[which].name;
}

static void texts_add(struct web_request *req, struct admin_form *form,
		      const struct survey_question *question, const struct i18n_language *language)
{
	struct ctx *cx = req->cx;
	struct survey_question_words own = { question->label, question->low_words,
					     question->high_words, question->choices };

	if (language)
		own = survey_question_words_own(cx, question->words, language->code);

	const char *const values[TEXTS] = { own.label, own.low, own.high, own.choices };

	for (size_t i = 0; i < TEXTS; i++) {
		const char *label = i18n_text(cx->language, texts[i].label);

		if (!has_text(question, i))
			continue;
		if (language)
			label = hk_format(cx->arena, "%s · %s", label, language->name);
		admin_field_add(req, form, i == CHOICES ? "area" : "text",
				field_of(cx, i, language ? language->code : NULL), label, values[i])
			->hint = !language && i == LABEL
					 ? TR("It holds where no language below has words of its "
					      "own. The usual questions are translated by us.")
					 : "";
	}
}

/* What is wrong with question 2 stands beside the fields of the page of question 2. */
static void problems_name(struct ctx *cx, size_t at)
{
	const char *prefix = hk_format(cx->arena, "q%zu_", at);

	for (size_t i = 0; i < cx->field_count; i++)
		if (hk_starts(cx->fields[i].field, prefix))
			cx->fields[i].field += strlen(prefix);
}

static struct survey_question new_question(struct ctx *cx, const char *kind)
{
	bool is_scale = strcmp(kind, "scale") == 0;

	return (struct survey_question){ .code = hk_format(cx->arena, "own_%" PRIx64,
							   (uint64_t)ctx_new_id(cx)),
					 .kind = kind,
					 .low = is_scale,
					 .high = is_scale ? HIGH_USUAL : 0,
					 .label = "",
					 .low_words = "",
					 .high_words = "",
					 .choices = "",
					 .words = "" };
}

static int64_t number_came(struct web_request *req, const char *name, int64_t otherwise)
{
	int64_t number = web_form_number(req, name, -1);

	return number >= 0 ? number : web_query_number(req, name, otherwise);
}

/* at: where it stands, or where a new one goes. */
static enum hk_result question_of(struct web_request *req, const struct editing *editing,
				  size_t *ret_at, struct survey_question *ret)
{
	static const char *const kinds[] = { "text", "choice", "scale" };
	const struct survey_questions *questions = &editing->version.questions;
	const char *kind = web_form(req, "kind") ? web_form(req, "kind") : web_query(req, "kind");
	int64_t at = number_came(req, "at", (int64_t)questions->count);

	if (at < 0 || at > (int64_t)questions->count)
		return HK_NOT_FOUND;
	*ret_at = (size_t)at;
	if (*ret_at < questions->count) {
		*ret = questions->items[at];
		return HK_OK;
	}
	*ret = new_question(req->cx, kinds[0]);
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		if (kind && strcmp(kind, kinds[i]) == 0)
			*ret = new_question(req->cx, kinds[i]);
	return HK_OK;
}

static enum hk_result question_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey_question question;
	struct admin_field *field;
	struct editing editing;
	size_t at;

	HK_TRY(editing_find(req, &editing));
	HK_TRY(question_of(req, &editing, &at, &question));
	problems_name(cx, at);

	struct admin_form form = { .title = at < editing.version.questions.count
						    ? TR("Change a question")
						    : TR("Add a question"),
				   .lead = TR("Saving makes a new version. Whoever was asked "
					      "already answers the one that he was asked."),
				   .action = path_of(cx, &editing.survey, "/question"),
				   .button = TR("Save"),
				   .back = path_of(cx, &editing.survey, "/questions"),
				   .back_title = TR("Questions"),
				   .version = editing.survey.version };

	admin_field_add(req, &form, "hidden", "at", "", hk_format(cx->arena, "%zu", at));
	admin_field_add(req, &form, "hidden", "kind", "", question.kind);
	if (strcmp(question.kind, "scale") == 0 && at >= fixed_count(cx, &editing.survey)) {
		admin_field_add(req, &form, "number", "low", TR("Lowest number"),
				hk_format(cx->arena, "%" PRId64, question.low));
		admin_field_add(req, &form, "number", "high", TR("Highest number"),
				hk_format(cx->arena, "%" PRId64, question.high));
	}
	if (at >= fixed_count(cx, &editing.survey)) {
		field = admin_field_add(req, &form, "check", "is_required",
					TR("It cannot be left out"), "1");
		field->is_chosen = strcmp(req->method, "POST") == 0
					   ? web_form(req, "is_required") != NULL
					   : question.is_required != 0;
	}
	texts_add(req, &form, &question, NULL);
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		texts_add(req, &form, &question, &i18n_languages[i]);
	return admin_form_show(req, &form);
}

static enum hk_result show_question(struct web_request *req)
{
	return question_show(req->cx, req);
}

static const char *typed(struct web_request *req, size_t which, const char *language)
{
	return page_form(req, field_of(req->cx, which, language));
}

static const char *choices_typed(struct web_request *req, const char *language)
{
	return survey_choices_tidy(req->cx, typed(req, CHOICES, NULL),
				   typed(req, CHOICES, language));
}

static void question_typed(struct web_request *req, bool is_fixed, struct survey_question *question)
{
	struct ctx *cx = req->cx;

	question->label = hk_one_line(cx->arena, typed(req, LABEL, NULL));
	if (has_text(question, LOW)) {
		question->low_words = hk_one_line(cx->arena, typed(req, LOW, NULL));
		question->high_words = hk_one_line(cx->arena, typed(req, HIGH, NULL));
	}
	if (has_text(question, CHOICES))
		question->choices = choices_typed(req, NULL);
	if (!is_fixed) {
		question->is_required = web_form(req, "is_required") != NULL;
		if (has_text(question, LOW)) {
			question->low = web_form_number(req, "low", -1);
			question->high = web_form_number(req, "high", -1);
		}
	}
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *language = i18n_languages[i].code;
		const struct survey_question_words own = { typed(req, LABEL, language),
							   typed(req, LOW, language),
							   typed(req, HIGH, language),
							   choices_typed(req, language) };

		question->words = survey_question_words_put(cx, question->words, language, &own);
	}
}

/* Who finds a single choice has none; what stands there twice is said beside its language. */
static enum hk_result choices_check(struct web_request *req)
{
	struct ctx *cx = req->cx;

	if (!*hk_next_line(choices_typed(req, NULL)))
		(void)field_problem(cx, field_of(cx, CHOICES, NULL),
				    TR("Please write two choices or more, a line each."));
	for (size_t i = 0; i <= I18N_LANGUAGES; i++) {
		const char *language = i ? i18n_languages[i - 1].code : NULL;
		const char *twice = survey_choice_twice(cx, typed(req, CHOICES, language));

		if (twice)
			(void)field_problem(
				cx, field_of(cx, CHOICES, language),
				i18n_fill(cx->arena,
					  i18n_text(cx->language,
						    TR("“{choice}” stands there twice. Please "
						       "leave one of them out.")),
					  "choice", twice, NULL));
	}
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* Room for one more. */
static void questions_copy(struct ctx *cx, struct survey_questions *questions)
{
	struct survey_question *items = hk_alloc(cx->arena, questions->count + 1, sizeof(*items));

	for (size_t i = 0; i < questions->count; i++)
		items[i] = questions->items[i];
	questions->items = items;
}

static enum hk_result version_keep(struct web_request *req, struct editing *editing)
{
	/* The one that the page showed: who was slower is told. */
	editing->version.version = web_form_number(req, "version", 0);
	HK_TRY(survey_version_put(req->cx, &editing->survey, &editing->version));
	return audit_record(req->cx, "survey.questions", editing->survey.name);
}

static enum hk_result question_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey_question question;
	struct editing editing;
	size_t at;

	HK_TRY(editing_find(req, &editing));
	HK_TRY(question_of(req, &editing, &at, &question));
	if (has_text(&question, CHOICES))
		HK_TRY(choices_check(req));
	question_typed(req, at < fixed_count(cx, &editing.survey), &question);
	questions_copy(cx, &editing.version.questions);
	editing.version.questions.count += at == editing.version.questions.count;
	editing.version.questions.items[at] = question;
	return version_keep(req, &editing);
}

static enum hk_result post_question(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(
		req, &(struct admin_save){
			     question_work, question_show, req,
			     hk_format(req->cx->arena, "/admin/surveys/%" PRId64 "/questions", id),
			     TR("Saved as a new version.") });
}

/* ---- their order ---- */

static enum hk_result order_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	int64_t at = web_form_number(req, "at", -1), by = web_form_number(req, "by", 0);
	struct survey_questions *questions;
	struct editing editing;
	int64_t fixed;

	HK_TRY(editing_find(req, &editing));
	questions = &editing.version.questions;
	fixed = (int64_t)fixed_count(cx, &editing.survey);
	if (at < fixed || at >= (int64_t)questions->count)
		return problem(cx, HK_INVALID,
			       TR("The questions that make its figure stay first, with their "
				  "scales."));
	questions_copy(cx, questions);

	struct survey_question moved = questions->items[at];

	if (by == 0) {
		questions->count--;
		for (size_t i = (size_t)at; i < questions->count; i++)
			questions->items[i] = questions->items[i + 1];
		return version_keep(req, &editing);
	}
	by = by == 1 ? 1 : -1;
	if (at + by < fixed || at + by >= (int64_t)questions->count)
		return HK_CONFLICT;
	questions->items[at] = questions->items[at + by];
	questions->items[at + by] = moved;
	return version_keep(req, &editing);
}

static enum hk_result post_order(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(
		req, &(struct admin_save){
			     order_work, list_show, req,
			     hk_format(req->cx->arena, "/admin/surveys/%" PRId64 "/questions", id),
			     TR("Saved as a new version.") });
}

/* ---- texts of the mail and the page, and weights ---- */

static void words_add(struct web_request *req, struct admin_form *form,
		      const struct survey_version *version, const struct i18n_language *language)
{
	struct ctx *cx = req->cx;
	struct survey_words own = { version->subject, version->intro };
	const char *after = language ? hk_format(cx->arena, "_%s", language->code) : "";
	const char *name = language ? hk_format(cx->arena, " · %s", language->name) : "";

	if (language)
		own = survey_words_own(cx, version->words, language->code);
	admin_field_add(req, form, "text", hk_format(cx->arena, "subject%s", after),
			hk_format(cx->arena, "%s%s",
				  i18n_text(cx->language, TR("Subject of the mail")), name),
			own.subject)
		->hint = language ? "" : TR("Empty: the usual one, which we have translated.");
	admin_field_add(req, form, "area", hk_format(cx->arena, "intro%s", after),
			hk_format(cx->arena, "%s%s",
				  i18n_text(cx->language, TR("A paragraph before the question")),
				  name),
			own.intro);
}

static enum hk_result texts_show(struct ctx *cx, void *data)
{
	static const char *const weights[] = { "weight_1", "weight_2", "weight_3" };
	struct web_request *req = data;
	struct editing editing;

	HK_TRY(editing_find(req, &editing));

	const int64_t values[] = { editing.version.weight_1, editing.version.weight_2,
				   editing.version.weight_3 };
	struct admin_form form = { .title = TR("Texts and weights"),
				   .lead = TR("Saving makes a new version. Whoever was asked "
					      "already answers the one that he was asked."),
				   .action = path_of(cx, &editing.survey, "/texts"),
				   .button = TR("Save"),
				   .back = path_of(cx, &editing.survey, "/questions"),
				   .back_title = TR("Questions"),
				   .version = editing.survey.version };

	for (size_t i = 0; strcmp(editing.survey.kind, "index") == 0 && i < HK_COUNT(weights); i++)
		admin_field_add(req, &form, "number", weights[i],
				i18n_fill(cx->arena,
					  i18n_text(cx->language, TR("Weight of question {n}")),
					  "n", hk_format(cx->arena, "%zu", i + 1), NULL),
				hk_format(cx->arena, "%" PRId64, values[i]))
			->hint = i ? "" : TR("Shares of the index: 1, 1 and 1 weigh alike.");
	words_add(req, &form, &editing.version, NULL);
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		words_add(req, &form, &editing.version, &i18n_languages[i]);
	return admin_form_show(req, &form);
}

static enum hk_result show_texts(struct web_request *req)
{
	return texts_show(req->cx, req);
}

static enum hk_result texts_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct survey_version *version;
	struct editing editing;

	HK_TRY(editing_find(req, &editing));
	version = &editing.version;
	version->subject = hk_one_line(cx->arena, page_form(req, "subject"));
	version->intro = hk_one_line(cx->arena, page_form(req, "intro"));
	if (strcmp(editing.survey.kind, "index") == 0) {
		version->weight_1 = web_form_number(req, "weight_1", -1);
		version->weight_2 = web_form_number(req, "weight_2", -1);
		version->weight_3 = web_form_number(req, "weight_3", -1);
	}
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;
		const struct survey_words own = {
			page_form(req, hk_format(cx->arena, "subject_%s", code)),
			page_form(req, hk_format(cx->arena, "intro_%s", code))
		};

		version->words = survey_words_put(cx, version->words, code, &own);
	}
	return version_keep(req, &editing);
}

static enum hk_result post_texts(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(
		req, &(struct admin_save){
			     texts_work, texts_show, req,
			     hk_format(req->cx->arena, "/admin/surveys/%" PRId64 "/questions", id),
			     TR("Saved as a new version.") });
}

/* clang-format off */
#define IN_EACH(name, bytes)                                                       \
	{ name, PARAM_TEXT, bytes }, { name "_en", PARAM_TEXT, bytes },            \
	{ name "_bn", PARAM_TEXT, bytes }, { name "_lt", PARAM_TEXT, bytes },      \
	{ name "_ta", PARAM_TEXT, bytes }
/* clang-format on */

static const struct web_param question_params[] = { { "at", PARAM_NUMBER, 0 },
						    { "kind", PARAM_TEXT, CODE_BYTES },
						    { "version", PARAM_NUMBER, 0 },
						    { "low", PARAM_NUMBER, 0 },
						    { "high", PARAM_NUMBER, 0 },
						    { "is_required", PARAM_TEXT, CODE_BYTES },
						    IN_EACH("label", TEXT_BYTES),
						    IN_EACH("low_words", TEXT_BYTES),
						    IN_EACH("high_words", TEXT_BYTES),
						    IN_EACH("choices", CHOICES_BYTES),
						    { 0 } };
static const struct web_param order_params[] = {
	{ "at", PARAM_NUMBER, 0 }, { "by", PARAM_NUMBER, 0 }, { "version", PARAM_NUMBER, 0 }, { 0 }
};
static const struct web_param text_params[] = { { "version", PARAM_NUMBER, 0 },
						{ "weight_1", PARAM_NUMBER, 0 },
						{ "weight_2", PARAM_NUMBER, 0 },
						{ "weight_3", PARAM_NUMBER, 0 },
						IN_EACH("subject", TEXT_BYTES),
						IN_EACH("intro", INTRO_BYTES),
						{ 0 } };

const struct web_route survey_edit_pages[] = {
	ROUTE("GET", "/admin/surveys/{id}/questions", RIGHT_ADMIN, show_list, 0, NULL),
	ROUTE("GET", "/admin/surveys/{id}/question", RIGHT_ADMIN, show_question, 0,
	      question_params),
	ROUTE("POST", "/admin/surveys/{id}/question", RIGHT_ADMIN, post_question, 0,
	      question_params),
	ROUTE("POST", "/admin/surveys/{id}/question/order", RIGHT_ADMIN, post_order, 0,
	      order_params),
	ROUTE("GET", "/admin/surveys/{id}/texts", RIGHT_ADMIN, show_texts, 0, NULL),
	ROUTE("POST", "/admin/surveys/{id}/texts", RIGHT_ADMIN, post_texts, 0, text_params),
	{ 0 },
};
