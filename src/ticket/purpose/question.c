#include "ticket/purpose/question.h"

#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/i18n.h"
#include "ticket/purpose/amount.h"
#include "ticket/ticket.h"

/* NONE: the position of a row that says only that a version has no questions. */
enum { CODE_BYTES = 40, NONE = -1 };

struct row {
	const char *type;
	int64_t version;
	struct question question;
	int64_t made_at, made_by;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct row, type),
	DB_COLUMN(struct row, version),
	DB_COLUMN_AS(struct row, question.position, "position"),
	DB_COLUMN_AS(struct row, question.code, "code"),
	DB_COLUMN_AS(struct row, question.kind, "kind"),
	DB_COLUMN_AS(struct row, question.label, "label"),
	DB_COLUMN_AS(struct row, question.hint, "hint"),
	DB_COLUMN_AS(struct row, question.choices, "choices"),
	DB_COLUMN_AS(struct row, question.words, "words"),
	DB_COLUMN_AS(struct row, question.is_required, "is_required"),
	DB_COLUMN_AS(struct row, question.is_asked, "is_asked"),
	DB_COLUMN_AS(struct row, question.shown_code, "shown_code"),
	DB_COLUMN_AS(struct row, question.shown_value, "shown_value"),
	DB_COLUMN_AS(struct row, question.least, "least"),
	DB_COLUMN_AS(struct row, question.most, "most"),
	DB_COLUMN(struct row, made_at),
	DB_COLUMN(struct row, made_by),
};
static const struct db_record record = DB_RECORD("question", struct row, columns);

bool question_kind_exists(const char *kind)
{
	static const char *const kinds[] = { "text",   "choice", "tree",    "date",  "money",
					     "number", "file",   "product", "order", "invoice" };

	return hk_one_of(kind, kinds, HK_COUNT(kinds));
}

bool question_has_choices(const struct question *question)
{
	return strcmp(question->kind, "choice") == 0 || strcmp(question->kind, "tree") == 0;
}

bool question_has_range(const struct question *question)
{
	return strcmp(question->kind, "number") == 0 || strcmp(question->kind, "money") == 0;
}

const char *question_least(const struct question *question)
{
	if (!*question->least && strcmp(question->kind, "money") == 0)
		return "0";
	return question->least;
}

/* ---- the form in force, and its next version ---- */

enum hk_result question_form_find(struct ctx *cx, const char *type, struct question_form *ret)
{
	struct question_form form = { .type = type };
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("type = $2 AND version = (SELECT max(version) FROM question"
				  " WHERE org_id = $1 AND type = $2)",
				  "ORDER BY position"),
			 DB_ARGS(type), &rows));
	if (rows.count == 0) {
		form.questions = question_usual(cx, type);
		*ret = form;
		return HK_OK;
	}

	const struct row *items = rows.items;

	form.version = items[0].version;
	form.made_at = items[0].made_at;
	form.made_by = items[0].made_by;
	form.questions.items = hk_alloc(cx->arena, rows.count, sizeof(*form.questions.items));
	for (size_t i = 0; i < rows.count; i++)
		if (items[i].question.position != NONE)
			form.questions.items[form.questions.count++] = items[i].question;
	*ret = form;
	return HK_OK;
}

/* Writes the whole list as the next version, its positions in their order. */
static enum hk_result version_add(struct ctx *cx, const struct question_form *form,
				  const struct question_list *list)
{
	struct row row = { .type = form->type,
			   .version = form->version + 1,
			   .made_at = cx->now,
			   .made_by = cx->actor->id };

	for (size_t i = 0; i < list->count; i++) {
		row.question = list->items[i];
		row.question.position = (int64_t)i;
		HK_TRY(db_insert(cx->db, &record, &row));
	}
	if (list->count > 0)
		return HK_OK;
	row.question = (struct question){ .position = NONE,
					  .code = "",
					  .kind = "text",
					  .label = "",
					  .hint = "",
					  .choices = "",
					  .words = "",
					  .shown_code = "",
					  .shown_value = "",
					  .least = "",
					  .most = "" };
	return db_insert(cx->db, &record, &row);
}

/* The form as it stands, when nobody has changed it since that version. Whoever writes one waits
 * for the other by the counter. */
static enum hk_result form_lock(struct ctx *cx, const char *type, int64_t version,
				struct question_form *ret)
{
	int64_t turn;

	if (!ticket_type_exists(type))
		return HK_NOT_FOUND;
	HK_TRY(counter_next(cx, "question", &turn));
	HK_TRY(question_form_find(cx, type, ret));
	if (ret->version != version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}

static const struct question *question_of(const struct question_list *list, const char *code)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].code, code) == 0)
			return &list->items[i];
	return NULL;
}

/* ---- what is right ---- */

static bool code_is_right(const char *code)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	size_t length = strlen(code);

	return length > 0 && length <= CODE_BYTES && strspn(code, letters) == length;
}

struct choice_list question_choices(struct ctx *cx, const char *choices)
{
	struct choice_list list = { hk_alloc(cx->arena, strlen(choices) + 1, sizeof(*list.items)),
				    0 };
	char *copy = hk_copy_text(cx->arena, choices), *rest;

	for (char *line = strtok_r(copy, "\r\n", &rest); line;
	     line = strtok_r(NULL, "\r\n", &rest)) {
		const char *trimmed = hk_one_line(cx->arena, line);

		if (*trimmed)
			list.items[list.count++] = trimmed;
	}
	return list;
}

static const char *choices_tidy(struct ctx *cx, const char *choices)
{
	struct choice_list list = question_choices(cx, choices);
	const char *text = "";

	for (size_t i = 0; i < list.count; i++)
		text = hk_format(cx->arena, "%s%s%s", text, *text ? "\n" : "", list.items[i]);
	return text;
}

static void text_check(struct ctx *cx, const char *field, const char *text, size_t most)
{
	if (hk_letters(text) > most)
		hk_ignore(
			field_problem(cx, field, TR("This is too long. A few words are enough.")));
}

/* It depends on one that stands before it. */
static void shown_check(struct ctx *cx, const struct question *wish,
			const struct question_list *list)
{
	const struct question *other = question_of(list, wish->shown_code);

	if (!*wish->shown_code)
		return;
	if (!other || other->position >= wish->position || strcmp(other->code, wish->code) == 0)
		hk_ignore(
			field_problem(cx, "shown_code",
				      TR("Please choose a question that comes before this one.")));
	else if (!hk_has_ink(wish->shown_value))
		hk_ignore(field_problem(cx, "shown_value",
					TR("Please say which answer it depends on.")));
}

static void choices_check(struct ctx *cx, const char *choices)
{
	struct choice_list list = question_choices(cx, choices);

	if (list.count == 0)
		hk_ignore(field_problem(cx, "choices", TR("Please write a choice a line.")));
	for (size_t i = 0; i < list.count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(list.items[i], list.items[k]) == 0) {
				hk_ignore(field_problem(
					cx, "choices",
					i18n_fill(cx->arena,
						  i18n_text(cx->language,
							    TR("This choice stands there twice: "
							       "{choice}")),
						  "choice", list.items[i], NULL)));
				return;
			}
}

static bool is_number_or_none(struct ctx *cx, const char *field, const char *text)
{
	if (!*text || amount_read(cx, text, &text))
		return true;
	hk_ignore(field_problem(cx, field, TR("Please write a number.")));
	return false;
}

static void range_check(struct ctx *cx, const struct question *wish)
{
	bool is_right = is_number_or_none(cx, "least", wish->least);

	if (!is_number_or_none(cx, "most", wish->most) || !is_right || !*wish->most)
		return;
	if (*question_least(wish) && amount_compare(wish->most, question_least(wish)) < 0)
		hk_ignore(field_problem(cx, "most",
					TR("Please write no less than the least value.")));
}

static enum hk_result check(struct ctx *cx, const struct question *wish,
			    const struct question_list *list)
{
	if (!code_is_right(wish->code) || strcmp(wish->code, "new") == 0)
		hk_ignore(field_problem(cx, "code",
					TR("Please use small letters a to z, digits and _.")));
	if (!question_kind_exists(wish->kind))
		hk_ignore(
			field_problem(cx, "kind", TR("Please choose what an answer looks like.")));
	if (!hk_has_ink(wish->label))
		hk_ignore(field_problem(cx, "label", TR("Please write the question.")));
	text_check(cx, "label", wish->label, QUESTION_LETTERS);
	text_check(cx, "hint", wish->hint, QUESTION_LETTERS);
	text_check(cx, "choices", wish->choices, CHOICES_LETTERS);
	if (question_has_choices(wish))
		choices_check(cx, wish->choices);
	shown_check(cx, wish, list);
	if (question_has_range(wish))
		range_check(cx, wish);
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* As an answer has it; what is none stays, so that it is refused. */
static const char *bound_tidy(struct ctx *cx, const struct question *wish, const char *text)
{
	if (!question_has_range(wish))
		return "";
	text = hk_one_line(cx->arena, text);
	(void)amount_read(cx, text, &text);
	return text;
}

static struct question tidy(struct ctx *cx, const struct question *wish)
{
	struct question question = *wish;

	question.label = hk_one_line(cx->arena, wish->label);
	question.hint = hk_one_line(cx->arena, wish->hint);
	question.choices = question_has_choices(wish) ? choices_tidy(cx, wish->choices) : "";
	question.shown_value = *wish->shown_code ? hk_one_line(cx->arena, wish->shown_value) : "";
	question.least = bound_tidy(cx, wish, wish->least);
	question.most = bound_tidy(cx, wish, wish->most);
	return question;
}

/* No question may come before the one that it depends on. */
static bool is_in_order(const struct question_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct question *other = question_of(list, list->items[i].shown_code);

		if (*list->items[i].shown_code && (!other || other >= &list->items[i]))
			return false;
	}
	return true;
}

/* The list without what had the code, and with the wish at its place; NULL: without it. */
static struct question_list list_with(struct ctx *cx, const struct question_list *old,
				      const char *code, const struct question *wish)
{
	struct question_list list = { hk_alloc(cx->arena, old->count + 1, sizeof(*list.items)), 0 };

	for (size_t i = 0; i < old->count; i++) {
		if (wish && (int64_t)list.count == wish->position)
			list.items[list.count++] = *wish;
		if (strcmp(old->items[i].code, code) != 0)
			list.items[list.count++] = old->items[i];
	}
	if (wish && (list.count == 0 || !question_of(&list, wish->code)))
		list.items[list.count++] = *wish;
	return list;
}

/* Some choice of the other one is, or stands below, the answer that it waits for. */
static bool can_be_shown(struct ctx *cx, const struct question *question,
			 const struct question *other)
{
	struct choice_list choices;

	if (!question_has_choices(other))
		return true;
	choices = question_choices(cx, other->choices);
	for (size_t i = 0; i < choices.count; i++)
		if (question_is_or_below(choices.items[i], question->shown_value))
			return true;
	return false;
}

/* Neither the wish nor what depends on it waits for an answer that nobody can give. */
static enum hk_result shown_values_check(struct ctx *cx, const struct question_list *list,
					 const struct question *wish)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct question *one = &list->items[i];
		const struct question *other = question_of(list, one->shown_code);

		if (!other || can_be_shown(cx, one, other))
			continue;
		if (strcmp(one->code, wish->code) == 0)
			return field_problem(
				cx, "shown_value",
				TR("That question has no such choice. Please write one "
				   "as it stands there."));
		if (strcmp(other->code, wish->code) == 0)
			return field_problem(
				cx, "choices",
				i18n_fill(cx->arena,
					  i18n_text(cx->language,
						    TR("Another question is asked only when this "
						       "one is answered “{choice}”. Please keep "
						       "that choice, or change the other one "
						       "first.")),
					  "choice", one->shown_value, NULL));
	}
	return HK_OK;
}

enum hk_result question_put(struct ctx *cx, const char *type, int64_t version,
			    const struct question *wish)
{
	struct question question = *wish;
	struct question_form form;
	struct question_list list;

	HK_TRY(form_lock(cx, type, version, &form));
	question = tidy(cx, wish);
	HK_TRY(check(cx, &question, &form.questions));
	list = list_with(cx, &form.questions, wish->code, &question);
	if (!is_in_order(&list))
		return field_problem(cx, "position",
				     TR("Another question depends on this one, and has to come "
					"after it."));
	HK_TRY(shown_values_check(cx, &list, &question));
	if (list.count > QUESTIONS_MOST)
		return problem(cx, HK_INVALID,
			       TR("A form has 20 questions at most. Please remove one first."));
	return version_add(cx, &form, &list);
}

enum hk_result question_remove(struct ctx *cx, const char *type, int64_t version, const char *code)
{
	struct question_form form;
	struct question_list list;

	HK_TRY(form_lock(cx, type, version, &form));
	if (!question_of(&form.questions, code))
		return HK_NOT_FOUND;
	list = list_with(cx, &form.questions, code, NULL);
	if (!is_in_order(&list))
		return problem(
			cx, HK_INVALID,
			TR("Another question depends on this one. Please change that first."));
	return version_add(cx, &form, &list);
}

/* ---- its words in other languages ---- */

/* Within a line of words the lines of choices end with this, which no text of a form holds. */
#define LINE_END '\x1f'

static const char *with_ends(struct ctx *cx, const char *text, char from, char to)
{
	char *copy = hk_copy_text(cx->arena, text);

	for (char *at = copy; *at; at++)
		if (*at == from)
			*at = to;
	return copy;
}

/* The n-th part of a line between tabs. */
static const char *part_of(struct ctx *cx, const char *line, size_t n)
{
	for (; n > 0 && line[strcspn(line, "\t\n")] == '\t'; n--)
		line += strcspn(line, "\t\n") + 1;
	return n ? "" : hk_copy(cx->arena, line, strcspn(line, "\t\n"));
}

struct question_words question_words_own(struct ctx *cx, const struct question *question,
					 const char *language)
{
	const char *line = question->words;

	for (; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n'))
		if (strcmp(part_of(cx, line, 0), language) == 0)
			return (struct question_words){
				.label = part_of(cx, line, 1),
				.hint = part_of(cx, line, 2),
				.choices = with_ends(cx, part_of(cx, line, 3), LINE_END, '\n'),
			};
	return (struct question_words){ "", "", "" };
}

static const char *or_ours(const char *own, const char *language, const char *text)
{
	if (*own)
		return own;
	return *text ? i18n_text(language, text) : "";
}

struct question_words question_words(struct ctx *cx, const struct question *question,
				     const char *language)
{
	struct question_words own = question_words_own(cx, question, language);

	return (struct question_words){
		.label = or_ours(own.label, language, question->label),
		.hint = or_ours(own.hint, language, question->hint),
		.choices = or_ours(own.choices, language, question->choices),
	};
}

const char *question_words_put(struct ctx *cx, const char *words, const char *language,
			       const struct question_words *texts)
{
	const char *kept = "", *line = words;

	for (; *line; line += strcspn(line, "\n") + (line[strcspn(line, "\n")] == '\n'))
		if (strcmp(part_of(cx, line, 0), language) != 0)
			kept = hk_format(cx->arena, "%s%.*s\n", kept, (int)strcspn(line, "\n"),
					 line);
	if (!hk_has_ink(texts->label) && !hk_has_ink(texts->hint) && !hk_has_ink(texts->choices))
		return kept;
	return hk_format(cx->arena, "%s%s\t%s\t%s\t%s\n", kept, language,
			 hk_one_line(cx->arena, texts->label), hk_one_line(cx->arena, texts->hint),
			 with_ends(cx, choices_tidy(cx, texts->choices), '\n', LINE_END));
}
