/* The questions of each purpose, which an administrator edits one by one. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/staff.h"
#include "ticket/purpose/question.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/question_view.h"
#include "web/pages/families.h"

static const struct {
	const char *kind, *words;
} kinds[] = {
	{ "text", TR("A text") },
	{ "choice", TR("One of a few choices") },
	{ "tree", TR("One of a tree of choices") },
	{ "date", TR("A date") },
	{ "money", TR("An amount of money") },
	{ "number", TR("A number") },
	{ "file", TR("A file") },
	{ "product", TR("A product") },
	{ "order", TR("An order") },
	{ "invoice", TR("An invoice") },
};

static const char *kind_words(const char *kind)
{
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].words;
	return kind;
}

static enum hk_result type_of(struct web_request *req, const char **ret)
{
	const char *type = web_path(req, "type");

	if (!type || !ticket_type_exists(type))
		return HK_NOT_FOUND;
	*ret = type;
	return HK_OK;
}

static const char *path_of(struct ctx *cx, const char *type, const char *rest)
{
	return hk_format(cx->arena, "/admin/questions/%s%s", type, rest);
}

/* ---- the lists ---- */

static enum hk_result show_all(struct web_request *req)
{
	static const char *const heads[] = { TR("What it is"), TR("Questions"), TR("Version"),
					     TR("Changed") };
	struct admin_list list = { .title = TR("Questions"),
				   .lead = TR("What is asked about a ticket, beside the words of "
					      "its customer."),
				   .add = "",
				   .add_title = "",
				   .empty = "",
				   .next = "",
				   .heads = { heads, HK_COUNT(heads) } };
	struct ctx *cx = req->cx;
	struct part_options types = type_options(cx, "");

	admin_list_room(req, &list, types.count);
	for (size_t i = 0; i < types.count; i++) {
		struct admin_row *row = admin_row_add(req, &list);
		struct question_form form;

		HK_TRY(question_form_find(cx, types.items[i].value, &form));
		admin_cell_add(row, types.items[i].label, path_of(cx, form.type, ""));
		admin_cell_add(row, hk_format(cx->arena, "%zu", form.questions.count), "");
		admin_cell_add(row, hk_format(cx->arena, "%" PRId64, form.version), "");
		admin_time_add(row, form.made_at);
	}
	return admin_list_show(req, &list);
}

static const char *where_asked(const struct question *question)
{
	if (!question->is_asked)
		return TR("Staff alone");
	return question->is_required ? TR("Customers, required") : TR("Customers");
}

static enum hk_result show_type(struct web_request *req)
{
	static const char *const heads[] = { TR("Question"), TR("Answer"), TR("Who is asked"),
					     TR("Only when") };
	struct admin_list list = { .lead = TR("In the order in which they are asked."),
				   .add_title = TR("Add a question"),
				   .empty = TR("Nothing is asked about these tickets."),
				   .next = "",
				   .back = "/admin/questions",
				   .back_title = TR("Questions"),
				   .heads = { heads, HK_COUNT(heads) } };
	struct ctx *cx = req->cx;
	struct question_form form;
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(question_form_find(cx, type, &form));
	list.title = type_word(type)->words;
	list.add = path_of(cx, type, "/new");
	admin_list_room(req, &list, form.questions.count);
	for (size_t i = 0; i < form.questions.count; i++) {
		const struct question *one = &form.questions.items[i];
		struct admin_row *row = admin_row_add(req, &list);

		admin_cell_add(row, question_words(cx, one, cx->language).label,
			       path_of(cx, type, hk_format(cx->arena, "/%s", one->code)));
		admin_words_add(req, row, kind_words(one->kind), "");
		admin_words_add(req, row, where_asked(one), "");
		admin_cell_add(row,
			       *one->shown_code ? hk_format(cx->arena, "%s: %s", one->shown_code,
							    one->shown_value)
						: "",
			       "");
	}
	return admin_list_show(req, &list);
}

/* ---- one question ---- */

/* The names of the fields in other languages than the organisation's. */
static const struct {
	const char *language, *label, *hint, *choices;
} word_fields[I18N_LANGUAGES] = {
	{ "en", "label_en", "hint_en", "choices_en" },
	{ "bn", "label_bn", "hint_bn", "choices_bn" },
	{ "lt", "label_lt", "hint_lt", "choices_lt" },
	{ "ta", "label_ta", "hint_ta", "choices_ta" },
};

static const char *in_language(struct ctx *cx, const char *sentence, const char *code)
{
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "language",
			 i18n_language_name(code), NULL);
}

static enum hk_result words_fields(struct web_request *req, struct admin_form *form,
				   const struct question *question)
{
	struct ctx *cx = req->cx;
	struct org org;

	HK_TRY(org_find(cx, &org));
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		struct question_words own =
			question_words_own(cx, question, word_fields[i].language);

		if (strcmp(word_fields[i].language, org.language) == 0)
			continue;
		admin_field_add(
			req, form, "text", word_fields[i].label,
			in_language(cx, TR("The question, in {language}"), word_fields[i].language),
			own.label);
		admin_field_add(req, form, "text", word_fields[i].hint,
				in_language(cx, TR("What helps to answer it, in {language}"),
					    word_fields[i].language),
				own.hint);
		admin_field_add(
			req, form, "area", word_fields[i].choices,
			in_language(cx, TR("The choices, in {language}"), word_fields[i].language),
			own.choices);
	}
	return HK_OK;
}

static void check_add(struct web_request *req, struct admin_form *form, const char *name,
		      const char *label, bool is_chosen)
{
	struct admin_field *field = admin_field_add(req, form, "check", name, label, "");

	field->is_chosen =
		strcmp(req->method, "POST") == 0 ? web_form_number(req, name, 0) == 1 : is_chosen;
}

static void shown_add(struct web_request *req, struct admin_form *form,
		      const struct question_list *list, const struct question *question)
{
	struct admin_field *field = admin_select_add(
		req, form, "shown_code", TR("Only when this question"), question->shown_code);

	admin_option_add(req, field, "", TR("It is always asked"));
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].code, question->code) != 0)
			admin_option_add(req, field, list->items[i].code, list->items[i].label);
	admin_field_add(req, form, "text", "shown_value", TR("has this answer"),
			question->shown_value)
		->hint = TR("As it stands among the choices; of a tree, what is below it too.");
}

static void range_add(struct web_request *req, struct admin_form *form,
		      const struct question *question)
{
	admin_field_add(req, form, "text", "least", TR("The least number"), question->least)->hint =
		TR("Empty: of money 0, of a number none. Write -100 where less than 0 can be.");
	admin_field_add(req, form, "text", "most", TR("The greatest number"), question->most)
		->hint = TR("Empty: none. Of money in any currency.");
}

static enum hk_result fields_add(struct web_request *req, struct admin_form *form,
				 const struct question_list *list, const struct question *question)
{
	struct ctx *cx = req->cx;
	struct admin_field *field;

	admin_field_add(req, form, "text", "label", TR("The question"), question->label);
	admin_field_add(req, form, "text", "hint", TR("What helps to answer it"), question->hint);
	field = admin_select_add(req, form, "kind", TR("What an answer looks like"),
				 question->kind);
	for (size_t i = 0; i < HK_COUNT(kinds); i++)
		admin_option_add(req, field, kinds[i].kind, kinds[i].words);
	admin_field_add(req, form, "area", "choices", TR("Choices"), question->choices)->hint =
		TR("One a line; of a tree such as Kitchen > Oven.");
	range_add(req, form, question);
	admin_field_add(req, form, "number", "position", TR("Place among the questions"),
			hk_format(cx->arena, "%" PRId64, question->position + 1));
	check_add(req, form, "is_asked", TR("Customers are asked in the web form"),
		  question->is_asked != 0);
	check_add(req, form, "is_required", TR("Customers cannot leave it out"),
		  question->is_required != 0);
	shown_add(req, form, list, question);
	return words_fields(req, form, question);
}

static const struct question blank = { .code = "",
				       .kind = "text",
				       .label = "",
				       .hint = "",
				       .choices = "",
				       .words = "",
				       .is_asked = 1,
				       .shown_code = "",
				       .shown_value = "",
				       .least = "0", /* most things that are counted */
				       .most = "" };

/* That of the path; without a code a new one, at the end. */
static enum hk_result question_find(struct web_request *req, const struct question_form *form,
				    struct question *ret)
{
	const char *code = web_path(req, "code");

	if (!code) {
		*ret = blank;
		ret->position = (int64_t)form->questions.count;
		ret->code = page_form(req, "code");
		return HK_OK;
	}
	for (size_t i = 0; i < form->questions.count; i++)
		if (strcmp(form->questions.items[i].code, code) == 0) {
			*ret = form->questions.items[i];
			return HK_OK;
		}
	return HK_NOT_FOUND;
}

static enum hk_result form_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	bool is_new = !web_path(req, "code");
	struct admin_form form = { .title = is_new ? TR("Add a question") : TR("Change a question"),
				   .lead = TR("Answers that were given stay as they are."),
				   .button = TR("Save") };
	struct question_form questions;
	struct question question;
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(question_form_find(cx, type, &questions));
	HK_TRY(question_find(req, &questions, &question));
	form.version = questions.version;
	form.back = path_of(cx, type, "");
	form.back_title = type_word(type)->words;
	form.action =
		path_of(cx, type, is_new ? "/new" : hk_format(cx->arena, "/%s", question.code));
	if (is_new)
		admin_field_add(req, &form, "text", "code", TR("Name for programs"), "")->hint =
			TR("Small letters, digits and _; it stays the same.");
	HK_TRY(fields_add(req, &form, &questions.questions, &question));
	if (!is_new)
		admin_form_deed_add(req, &form,
				    &(struct admin_deed){
					    .path = hk_format(cx->arena, "%s/remove", form.action),
					    .label = TR("Take the question away"),
					    .hint = TR("Answers that were given stay."),
					    .name = "" });
	return admin_form_show(req, &form);
}

static enum hk_result show_one(struct web_request *req)
{
	return form_show(req->cx, req);
}

static void question_typed(struct web_request *req, struct question *question)
{
	struct ctx *cx = req->cx;

	question->label = page_form(req, "label");
	question->hint = page_form(req, "hint");
	question->kind = page_form(req, "kind");
	question->choices = page_form(req, "choices");
	question->position = web_form_number(req, "position", 1) - 1;
	question->is_asked = web_form_number(req, "is_asked", 0) == 1;
	question->is_required = web_form_number(req, "is_required", 0) == 1;
	question->shown_code = page_form(req, "shown_code");
	question->shown_value = page_form(req, "shown_value");
	/* A form of an older page does not have them. */
	if (web_form(req, "least"))
		question->least = page_form(req, "least");
	if (web_form(req, "most"))
		question->most = page_form(req, "most");
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		struct question_words texts = { page_form(req, word_fields[i].label),
						page_form(req, word_fields[i].hint),
						page_form(req, word_fields[i].choices) };

		question->words =
			question_words_put(cx, question->words, word_fields[i].language, &texts);
	}
}

static enum hk_result save_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct question_form questions;
	struct question question;
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(question_form_find(cx, type, &questions));
	HK_TRY(question_find(req, &questions, &question));
	if (!web_path(req, "code"))
		for (size_t i = 0; i < questions.questions.count; i++)
			if (strcmp(questions.questions.items[i].code, question.code) == 0)
				return field_problem(cx, "code",
						     TR("Another question has this name."));
	question_typed(req, &question);
	HK_TRY(question_put(cx, type, web_form_number(req, "version", 0), &question));
	return audit_record(cx, "question.change",
			    hk_format(cx->arena, "%s %s", type, question.code));
}

static enum hk_result post_one(struct web_request *req)
{
	const char *type;

	HK_TRY(type_of(req, &type));
	return admin_save(req, &(struct admin_save){ save_work, form_show, req,
						     path_of(req->cx, type, ""), TR("Saved.") });
}

static enum hk_result remove_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct question_form questions;
	const char *type;

	HK_TRY(type_of(req, &type));
	HK_TRY(question_form_find(cx, type, &questions));
	HK_TRY(question_remove(cx, type, questions.version, web_path(req, "code")));
	return audit_record(cx, "question.remove",
			    hk_format(cx->arena, "%s %s", type, web_path(req, "code")));
}

static enum hk_result post_remove(struct web_request *req)
{
	const char *type;

	HK_TRY(type_of(req, &type));
	return admin_save(req, &(struct admin_save){ remove_work, form_show, req,
						     path_of(req->cx, type, ""),
						     TR("The question is taken away.") });
}

/* clang-format off */
#define WORD_PARAMS(language) \
	{ "label_" language, PARAM_TEXT, QUESTION_LETTERS }, \
	{ "hint_" language, PARAM_TEXT, QUESTION_LETTERS }, \
	{ "choices_" language, PARAM_TEXT, CHOICES_LETTERS }
/* clang-format on */

static const struct web_param params[] = {
	{ "code", PARAM_TEXT, 40 },
	{ "label", PARAM_TEXT, QUESTION_LETTERS },
	{ "hint", PARAM_TEXT, QUESTION_LETTERS },
	{ "kind", PARAM_TEXT, 0 },
	{ "choices", PARAM_TEXT, CHOICES_LETTERS },
	{ "least", PARAM_TEXT, 40 },
	{ "most", PARAM_TEXT, 40 },
	{ "position", PARAM_NUMBER, 0 },
	{ "is_asked", PARAM_NUMBER, 0 },
	{ "is_required", PARAM_NUMBER, 0 },
	{ "shown_code", PARAM_TEXT, 40 },
	{ "shown_value", PARAM_TEXT, ANSWER_LETTERS },
	WORD_PARAMS("en"),
	WORD_PARAMS("bn"),
	WORD_PARAMS("lt"),
	WORD_PARAMS("ta"),
	{ "version", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route admin_question_pages[] = {
	ROUTE("GET", "/admin/questions", RIGHT_ADMIN, show_all, 0, NULL),
	ROUTE("GET", "/admin/questions/{type}", RIGHT_ADMIN, show_type, 0, NULL),
	ROUTE("GET", "/admin/questions/{type}/new", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/questions/{type}/new", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("GET", "/admin/questions/{type}/{code}", RIGHT_ADMIN, show_one, 0, NULL),
	ROUTE("POST", "/admin/questions/{type}/{code}", RIGHT_ADMIN, post_one, 0, params),
	ROUTE("POST", "/admin/questions/{type}/{code}/remove", RIGHT_ADMIN, post_remove, 0, NULL),
	{ 0 },
};
