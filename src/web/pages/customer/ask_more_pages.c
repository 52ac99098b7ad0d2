/* The pages of the web form on which the questions of a purpose are asked, one each. */
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "tpl_ask_more.h"
#include "web/pages/again.h"
#include "web/pages/customer/ask_more.h"
#include "web/pages/families.h"
#include "web/pages/upload.h"

enum { RADIOS_MOST = 8 };

struct asking {
	struct ask_draft draft;
	size_t place;
	bool is_over; /* the answer is there */
};

/* As the browser names it, from 1. One that is not asked leads to where everything is seen. */
static enum hk_result begin(struct web_request *req, struct asking *ret)
{
	int64_t place;

	ret->draft = ask_draft_new(req);
	HK_TRY(web_path_number(req, "place", &place));
	HK_TRY(ask_draft_load(&ret->draft, &ret->is_over));
	if (ret->is_over)
		return HK_OK;
	if (place < 1 || place > QUESTIONS_MOST ||
	    ask_more_next(&ret->draft, (size_t)place - 1) != (size_t)place - 1 ||
	    (size_t)place > ret->draft.questions.count) {
		ret->is_over = true;
		return web_redirect(req, ask_draft_path(&ret->draft, "check"));
	}
	ret->place = (size_t)place - 1;
	return HK_OK;
}

/* Few choices are big buttons; "not said" is no button, since one may continue without. */
static void choices_fill(struct ask_view *view)
{
	const struct part_options *options = &view->more.field.options;

	if (strcmp(view->more.field.kind, "choice") == 0 && options->count <= RADIOS_MOST + 1)
		view->more.choices =
			(struct part_options){ options->items + 1, options->count - 1 };
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct asking *asking = data;
	struct ask_draft *draft = &asking->draft;

	draft->place = asking->place;
	ask_draft_fill(draft, ASK_MORE);
	draft->view.more.field = question_field(cx, &draft->questions.items[asking->place],
						asking->place, draft->values[asking->place]);
	draft->view.more.self =
		hk_format(cx->arena, "%s/more/%zu", draft->view.root, asking->place + 1);
	draft->view.more.title = draft->view.more.field.label;
	draft->view.more.field.label = i18n_text(cx->language, TR("Your answer"));
	choices_fill(&draft->view);
	tpl_ask_more(draft->req->out, &draft->req->page, &draft->view);
	return HK_OK;
}

static enum hk_result show_more(struct web_request *req)
{
	struct asking asking = { .place = 0 };

	HK_TRY(begin(req, &asking));
	return asking.is_over ? HK_OK : show(req->cx, &asking);
}

/* A file goes with the others; its name is the answer. Without one the answer stays as it is. */
static enum hk_result file_take(struct asking *asking, const char **ret)
{
	struct web_request *req = asking->draft.req;
	struct attachment_list list;
	const char *before = asking->draft.values[asking->place];

	*ret = before ? before : "";
	HK_TRY(upload_keep(req, "files", &list));
	for (size_t i = 0; i < list.count; i++) {
		HK_TRY(ask_file_add(req->cx, &asking->draft.view.ask, &list.items[i]));
		*ret = hk_one_line(req->cx->arena, list.items[i].name);
	}
	return HK_OK;
}

static enum hk_result value_take(struct asking *asking)
{
	struct web_request *req = asking->draft.req;
	const struct question *question = &asking->draft.questions.items[asking->place];
	const char *name = question_name(req->cx, asking->place);
	const char *value = page_form(req, name);
	enum hk_result result = HK_OK;

	if (strcmp(question->kind, "file") == 0)
		result = file_take(asking, &value);
	asking->draft.values[asking->place] = value;
	HK_TRY(result);
	HK_TRY(answer_read(req->cx, question, name, value, &value));
	if (question->is_required && !*value)
		return field_problem(req->cx, name, TR("Please answer this question."));
	asking->draft.values[asking->place] = value;
	return HK_OK;
}

/* Answers to questions of other purposes are kept too: who changes his mind finds them again. */
static const char *answers_with(struct ctx *cx, const char *answers, const char *code,
				const char *value)
{
	const char *kept = "";
	size_t length = strlen(code);

	while (*answers) {
		size_t line = strcspn(answers, "\n");

		if (strncmp(answers, code, length) != 0 || answers[length] != '\t')
			kept = hk_format(cx->arena, "%s%.*s\n", kept, (int)line, answers);
		answers += line + (answers[line] == '\n');
	}
	return hk_format(cx->arena, "%s%s\t%s\n", kept, code, value);
}

static enum hk_result send_more(struct web_request *req)
{
	struct asking asking = { .place = 0 };
	struct ask_draft *draft = &asking.draft;
	size_t next;

	HK_TRY(begin(req, &asking));
	if (asking.is_over)
		return HK_OK;

	enum hk_result result = value_take(&asking);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show, &asking);
	HK_TRY(result);
	draft->view.ask.answers = answers_with(req->cx, draft->view.ask.answers,
					       draft->questions.items[asking.place].code,
					       draft->values[asking.place]);
	HK_TRY(ctx_write(req->cx, ask_draft_put, draft));
	next = ask_more_next(draft, asking.place + 1);
	if (next < draft->questions.count && !*draft->view.then)
		return web_redirect(req, ask_more_path(draft, next));
	return ask_go_on(draft, ASK_MORE);
}

static const struct web_param show_params[] = { { "then", PARAM_TEXT, 0 }, { 0 } };
static const struct web_param send_params[] = {
	{ "then", PARAM_TEXT, 0 },
	{ "files", PARAM_FILE, 0 },
	QUESTION_PARAMS,
	{ 0 },
};

enum { OPEN = WEB_ANONYMOUS | WEB_CUSTOMER };

const struct web_route ask_more_pages[] = {
	ROUTE("GET", "/new/{key}/more/{place}", RIGHT_PUBLIC, show_more, OPEN, show_params),
	ROUTE("POST", "/new/{key}/more/{place}", RIGHT_PUBLIC, send_more, OPEN | WEB_UPLOAD,
	      send_params),
	{ 0 },
};
