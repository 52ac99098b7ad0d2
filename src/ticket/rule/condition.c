#include "ticket/rule/condition.h"

#include <string.h>

#include "base/text.h"
#include "core/fold.h"
#include "core/i18n.h"
#include "ticket/purpose/harm.h"

enum { HOURS_MOST = 24 * 365, CODE_BYTES = 40 };

static const struct condition_field fields[] = {
	{ "type", CONDITION_CHOICE, false },     { "priority", CONDITION_CHOICE, false },
	{ "harm", CONDITION_CHOICE, false },     { "state", CONDITION_CHOICE, false },
	{ "waits", CONDITION_CHOICE, false },    { "channel", CONDITION_CHOICE, false },
	{ "language", CONDITION_CHOICE, false }, { "mailbox", CONDITION_ID, false },
	{ "team", CONDITION_ID, false },         { "owner", CONDITION_ID, false },
	{ "subject", CONDITION_WORDS, false },   { "text", CONDITION_WORDS, true },
	{ "words", CONDITION_WORDS, true },      { "customer", CONDITION_WORDS, true },
	{ "new_customer", CONDITION_YES, true }, { "machine", CONDITION_YES, true },
	{ "age", CONDITION_NUMBER, false },      { "silence", CONDITION_NUMBER, false },
	{ "open_hours", CONDITION_YES, true },   { "answered", CONDITION_YES, false },
	{ "reopened", CONDITION_YES, false },    { "open_task", CONDITION_YES, false },
};

const struct condition_field *condition_fields(size_t *ret_count)
{
	*ret_count = HK_COUNT(fields);
	return fields;
}

const struct condition_field *condition_field_find(const char *name)
{
	for (size_t i = 0; i < HK_COUNT(fields); i++)
		if (strcmp(fields[i].name, name) == 0)
			return &fields[i];
	return NULL;
}

static bool harm_exists(const char *code)
{
	return hk_one_of(code, harm_codes, HARMS);
}

static bool waits_exists(const char *code)
{
	return strcmp(code, "us") == 0 || strcmp(code, "customer") == 0;
}

static bool language_exists(const char *code)
{
	return i18n_language_exists(code);
}

static const struct {
	const char *field;
	bool (*exists)(const char *code);
} choices[] = {
	{ "type", ticket_type_exists },  { "priority", ticket_priority_exists },
	{ "harm", harm_exists },         { "state", ticket_state_exists },
	{ "waits", waits_exists },       { "channel", ticket_channel_exists },
	{ "language", language_exists },
};

bool condition_choice_exists(const struct condition_field *field, const char *code)
{
	for (size_t i = 0; i < HK_COUNT(choices); i++)
		if (strcmp(choices[i].field, field->name) == 0)
			return choices[i].exists(code);
	return false;
}

const char *const *condition_ops(const struct condition_field *field)
{
	static const char *const of_is[] = { "is", "not", NULL };
	static const char *const of_words[] = { "has", "lacks", NULL };
	static const char *const of_number[] = { "least", "most", NULL };

	if (field->kind == CONDITION_WORDS)
		return of_words;
	return field->kind == CONDITION_NUMBER ? of_number : of_is;
}

const char *condition_value_at(struct ctx *cx, const char *values, size_t place)
{
	const char *at = values + strspn(values, " ");

	for (; place && *at; place--) {
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return *at ? hk_copy(cx->arena, at, strcspn(at, " ")) : NULL;
}

static bool op_exists(const struct condition_field *field, const char *op)
{
	for (const char *const *one = condition_ops(field); *one; one++)
		if (strcmp(*one, op) == 0)
			return true;
	return field->kind == CONDITION_WORDS && strcmp(op, "part") == 0;
}

static bool values_exist(struct ctx *cx, const struct condition_field *field, const char *values)
{
	const char *value;
	size_t count = 0;
	int64_t id;

	for (; (value = condition_value_at(cx, values, count)); count++)
		if (field->kind == CONDITION_ID ? !hk_number(value, &id)
						: !condition_choice_exists(field, value))
			return false;
	return count > 0;
}

const char condition_star_words[] = TR("A * stands behind the beginning of a word. Please write "
				       "the beginning before it.");

/* A * with no beginning before it would be in every text. */
static bool has_lone_star(const char *words)
{
	while (*words) {
		size_t length = strcspn(words, ",");
		size_t blank = strspn(words, " *");

		if (memchr(words, '*', length) && blank >= length)
			return true;
		words += length + (words[length] == ',');
	}
	return false;
}

static enum hk_result value_check(struct ctx *cx, const char *name,
				  const struct condition_field *field, const char *value)
{
	int64_t hours;

	switch (field->kind) {
	case CONDITION_CHOICE:
	case CONDITION_ID:
		if (!values_exist(cx, field, value))
			return field_problem(cx, name, TR("Please choose at least one of these."));
		break;
	case CONDITION_WORDS:
		if (!hk_has_ink(value))
			return field_problem(cx, name, TR("Please write the words."));
		if (has_lone_star(value))
			return field_problem(cx, name, condition_star_words);
		break;
	case CONDITION_NUMBER:
		if (!hk_number(value, &hours) || hours < 0 || hours > HOURS_MOST)
			return field_problem(cx, name,
					     TR("This is a number of hours, a year at most."));
		break;
	case CONDITION_YES: break;
	}
	return HK_OK;
}

enum hk_result condition_check(struct ctx *cx, const char *name, const struct condition *condition)
{
	const struct condition_field *field = condition_field_find(condition->field);

	if (!field || !op_exists(field, condition->op) ||
	    (strcmp(condition->any, "all") != 0 && strcmp(condition->any, "any") != 0))
		return field_problem(cx, name, TR("Please choose one of these."));
	if (hk_letters(condition->value) > CONDITION_LETTERS)
		return field_problem(cx, name, TR("This is too long. A few words are enough."));
	return value_check(cx, name, field, condition->value);
}

/* The next part of a line, and behind it. */
static const char *part(struct ctx *cx, const char **at, const char *end)
{
	size_t length = strcspn(*at, end);
	const char *copy = hk_copy(cx->arena, *at, length);

	*at += length;
	*at += **at != '\0' && **at != '\n';
	return copy;
}

static const char *folded_of(struct ctx *cx, const struct condition *condition)
{
	const struct condition_field *field = condition_field_find(condition->field);

	return field && field->kind == CONDITION_WORDS ? fold_words(cx->arena, condition->value)
						       : NULL;
}

struct condition_list condition_read(struct ctx *cx, const char *lines)
{
	struct condition_list list = {
		hk_alloc(cx->arena, CONDITIONS_MOST, sizeof(struct condition)), 0
	};

	while (*lines && list.count < CONDITIONS_MOST) {
		struct condition *one = &list.items[list.count++];

		one->any = part(cx, &lines, "\t\n");
		one->field = part(cx, &lines, "\t\n");
		one->op = part(cx, &lines, "\t\n");
		one->value = part(cx, &lines, "\n");
		one->folded = folded_of(cx, one);
		lines += *lines == '\n';
	}
	return list;
}

const char *condition_write(struct ctx *cx, const struct condition_list *list)
{
	const char *lines = "";

	for (size_t i = 0; i < list->count; i++) {
		const struct condition *one = &list->items[i];

		lines = hk_format(cx->arena, "%s%s%s\t%s\t%s\t%s", lines, *lines ? "\n" : "",
				  one->any, one->field, one->op,
				  hk_one_line(cx->arena, one->value));
	}
	return lines;
}
