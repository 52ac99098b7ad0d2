#include "web/pages/admin/question_view.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

const char *question_name(struct ctx *cx, size_t place)
{
	return hk_format(cx->arena, "a%zu", place);
}

/* The value stays as the form has it; what is read follows the language. */
static struct part_options options_of(struct ctx *cx, const struct question *question,
				      const char *words, const char *chosen)
{
	struct choice_list values = question_choices(cx, question->choices);
	struct choice_list labels = question_choices(cx, words);
	struct part_option *items = hk_alloc(cx->arena, values.count + 1, sizeof(*items));
	bool is_translated = labels.count == values.count;

	items[0] = (struct part_option){ .value = "",
					 .label = i18n_text(cx->language, TR("Not said")),
					 .is_chosen = !*chosen };
	for (size_t i = 0; i < values.count; i++)
		items[i + 1] =
			(struct part_option){ .value = values.items[i],
					      .label = is_translated ? labels.items[i]
								     : values.items[i],
					      .is_chosen = strcmp(values.items[i], chosen) == 0 };
	return (struct part_options){ items, values.count + 1 };
}

struct question_field question_field(struct ctx *cx, const struct question *question, size_t place,
				     const char *value)
{
	struct question_words words = question_words(cx, question, cx->language);
	struct question_field field = { .name = question_name(cx, place),
					.kind = question->kind,
					.label = words.label,
					.hint = words.hint,
					.value = value ? value : "",
					.is_required = question->is_required != 0 };

	if (question_has_choices(question))
		field.options = options_of(cx, question, words.choices, field.value);
	return field;
}

const char *answer_shown(struct ctx *cx, const struct question_list *list, const char *code,
			 const char *value)
{
	for (size_t i = 0; i < list->count; i++) {
		struct question_field field;

		if (strcmp(list->items[i].code, code) != 0)
			continue;
		field = question_field(cx, &list->items[i], i, value);
		for (size_t k = 0; k < field.options.count; k++)
			if (field.options.items[k].is_chosen)
				return field.options.items[k].label;
	}
	return value;
}
