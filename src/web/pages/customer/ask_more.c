#include "web/pages/customer/ask_more.h"

#include <string.h>

#include "base/text.h"

/* "code TAB value", a line each. NULL: nothing was said. */
static const char *said(struct ctx *cx, const char *answers, const char *code)
{
	size_t length = strlen(code);

	while (*answers) {
		size_t line = strcspn(answers, "\n");

		if (strncmp(answers, code, length) == 0 && answers[length] == '\t')
			return hk_copy(cx->arena, answers + length + 1, line - length - 1);
		answers += line + (answers[line] == '\n');
	}
	return NULL;
}

enum hk_result ask_more_find(struct ctx *cx, struct ask_draft *draft)
{
	struct question_form form;

	draft->questions = (struct question_list){ NULL, 0 };
	if (!purpose_find(draft->view.ask.type))
		return HK_OK;
	HK_TRY(question_form_find(cx, draft->view.ask.type, &form));
	draft->questions = form.questions;
	for (size_t i = 0; i < form.questions.count && i < QUESTIONS_MOST; i++)
		draft->values[i] = said(cx, draft->view.ask.answers, form.questions.items[i].code);
	return HK_OK;
}

static bool is_asked(const struct ask_draft *draft, size_t place)
{
	return draft->questions.items[place].is_asked &&
	       question_is_shown(&draft->questions, draft->values, place);
}

size_t ask_more_next(const struct ask_draft *draft, size_t from)
{
	while (from < draft->questions.count && !is_asked(draft, from))
		from++;
	return from;
}

size_t ask_more_before(const struct ask_draft *draft, size_t from)
{
	for (size_t i = from; i > 0; i--)
		if (is_asked(draft, i - 1))
			return i - 1;
	return draft->questions.count;
}

int64_t ask_more_count(const struct ask_draft *draft, size_t before)
{
	int64_t count = 0;

	for (size_t i = 0; i < before && i < draft->questions.count; i++)
		count += is_asked(draft, i);
	return count;
}

size_t ask_more_missing(const struct ask_draft *draft)
{
	for (size_t i = 0; i < draft->questions.count; i++)
		if (is_asked(draft, i) && draft->questions.items[i].is_required &&
		    (!draft->values[i] || !*draft->values[i]))
			return i;
	return draft->questions.count;
}

const char *ask_more_path(const struct ask_draft *draft, size_t place)
{
	return ask_draft_path(draft, hk_format(draft->req->cx->arena, "more/%zu%s", place + 1,
					       *draft->view.then ? "?then=check" : ""));
}

void ask_more_say(struct ask_draft *draft)
{
	struct ctx *cx = draft->req->cx;
	struct ask_said *items = hk_alloc(cx->arena, draft->questions.count, sizeof(*items));
	size_t count = 0;

	for (size_t i = 0; i < draft->questions.count; i++) {
		const struct question *question = &draft->questions.items[i];
		const char *value = draft->values[i] ? draft->values[i] : "";

		if (!is_asked(draft, i))
			continue;
		items[count++] = (struct ask_said){
			.label = question_words(cx, question, cx->language).label,
			.value = answer_shown(cx, &draft->questions, question->code, value),
			.url = hk_format(cx->arena, "%s/more/%zu?then=check", draft->view.root,
					 i + 1),
		};
	}
	draft->view.said = (struct ask_saids){ items, count };
}
