/* What agents answer to the questions of a ticket's purpose. Works without a script: an answer that
 * leads to further questions shows the form again with them. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_ticket_answers.h"
#include "web/pages/again.h"
#include "web/pages/families.h"
#include "web/pages/ticket/ticket_answers.h"
#include "web/pages/ticket/ticket_deeds.h"

enum hk_result answer_facts_find(struct ctx *cx, const struct ticket *ticket,
				 struct answer_facts *ret)
{
	struct answer_list answers;
	struct question_form form;
	struct answer_fact *items;

	*ret = (struct answer_facts){ NULL, 0 };
	HK_TRY(answers_find(cx, ticket, &answers));
	if (answers.count == 0)
		return HK_OK;
	HK_TRY(question_form_find(cx, ticket->type, &form));
	items = hk_alloc(cx->arena, answers.count, sizeof(*items));
	for (size_t i = 0; i < answers.count; i++) {
		const struct answer *one = &answers.items[i];
		struct question then = {
			.label = one->label, .hint = "", .choices = "", .words = ""
		};

		for (size_t k = 0; k < form.questions.count; k++)
			if (strcmp(form.questions.items[k].code, one->code) == 0 &&
			    strcmp(form.questions.items[k].label, one->label) == 0)
				then = form.questions.items[k];
		items[i] = (struct answer_fact){
			.label = question_words(cx, &then, cx->language).label,
			.value = answer_shown(cx, &form.questions, one->code, one->value),
		};
	}
	*ret = (struct answer_facts){ items, answers.count };
	return HK_OK;
}

/* What was said before to each question, and what is typed now over it. */
static enum hk_result values_find(struct web_request *req, const struct ticket *ticket,
				  const struct question_list *list, const char **values)
{
	struct answer_list answers;

	HK_TRY(answers_find(req->cx, ticket, &answers));
	for (size_t i = 0; i < list->count; i++) {
		const char *typed = web_form(req, question_name(req->cx, i));

		values[i] = "";
		for (size_t k = 0; k < answers.count; k++)
			if (strcmp(answers.items[k].code, list->items[i].code) == 0)
				values[i] = answers.items[k].value;
		if (typed)
			values[i] = typed;
	}
	return HK_OK;
}

/* Asked by what is typed, and not in the form that was sent. */
static bool has_more(struct web_request *req, const struct question_list *list,
		     const char *const *values)
{
	for (size_t i = 0; i < list->count; i++)
		if (question_is_shown(list, values, i) && !web_form(req, question_name(req->cx, i)))
			return true;
	return false;
}

static enum hk_result show_work(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const char *values[QUESTIONS_MOST];
	struct ticket_answers_form form = { .problem = page_problem(cx),
					    .errors = page_errors(cx) };
	struct question_form questions;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(question_form_find(cx, ticket.type, &questions));
	HK_TRY(values_find(req, &ticket, &questions.questions, values));
	form.ticket = &ticket;
	form.self = hk_format(cx->arena, "/tickets/%" PRId64, number);
	form.has_more = strcmp(req->method, "POST") == 0 && cx->field_count == 0;
	form.fields.items =
		hk_alloc(cx->arena, questions.questions.count, sizeof(*form.fields.items));
	for (size_t i = 0; i < questions.questions.count; i++)
		if (question_is_shown(&questions.questions, values, i))
			form.fields.items[form.fields.count++] =
				question_field(cx, &questions.questions.items[i], i, values[i]);
	tpl_ticket_answers(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	return show_work(req->cx, req);
}

/* data: whether there are further questions, for which nothing is saved yet. */
static enum hk_result save_work(struct ctx *cx, struct ticket_deed *deed)
{
	struct web_request *req = deed->req;
	const char *values[QUESTIONS_MOST], *typed[QUESTIONS_MOST];
	struct question_form form;

	HK_TRY(question_form_find(cx, deed->ticket.type, &form));
	HK_TRY(values_find(req, &deed->ticket, &form.questions, values));
	for (size_t i = 0; i < form.questions.count; i++)
		typed[i] = web_form(req, question_name(cx, i));
	*(bool *)deed->data = has_more(req, &form.questions, values);
	if (*(bool *)deed->data)
		return HK_OK;
	return answers_change(cx, &deed->ticket, &form.questions, typed);
}

static enum hk_result save(struct web_request *req)
{
	struct ticket_deed deed;
	bool is_longer = false;
	enum hk_result result = ticket_deed_do(req, save_work, &is_longer, &deed);

	if (result == HK_INVALID || (result == HK_OK && is_longer))
		return page_again(req, result == HK_OK ? 200 : page_status_of(result), show_work,
				  req);
	return ticket_deed_answer(req, result, &deed, TR("The answers are saved."), "");
}

static const struct web_param params[] = { QUESTION_PARAMS, { 0 } };

const struct web_route ticket_answers_pages[] = {
	ROUTE("GET", "/tickets/{number}/answers", RIGHT_TICKET_REPLY, show, 0, NULL),
	ROUTE("POST", "/tickets/{number}/answers", RIGHT_TICKET_REPLY, save, 0, params),
	{ 0 },
};
