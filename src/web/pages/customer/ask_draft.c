#include "web/pages/customer/ask_draft.h"

#include "base/text.h"
#include "web/pages/again.h"
#include "web/pages/customer/ask_more.h"
#include "web/pages/ticket/harm_words.h"

bool ask_is_customer(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_CUSTOMER;
}

const char *ask_draft_path(const struct ask_draft *draft, const char *page)
{
	return hk_format(draft->req->cx->arena, "%s/%s", draft->view.root, page);
}

struct ask_visitor ask_visitor_of(const struct web_request *req)
{
	return (struct ask_visitor){ web_visit(req), web_session(req) };
}

struct ask_draft ask_draft_new(struct web_request *req)
{
	struct hk_arena *arena = req->cx->arena;
	struct ask_draft draft = { .req = req, .key = web_path(req, "key") };
	const char *then = web_form(req, "then");

	then = then ? then : web_query(req, "then");
	draft.view.root = draft.key ? hk_format(arena, "%s/new/%s", req->page.base, draft.key)
				    : hk_format(arena, "%s/new", req->page.base);
	draft.view.back = draft.view.root;
	draft.view.problem = draft.view.owner = "";
	draft.view.then = then && hk_equal(then, "check") ? "check" : "";
	draft.view.ask = (struct ask){ .type = "",
				       .subject = "",
				       .body = "",
				       .files = "",
				       .harms = "",
				       .answers = "",
				       .name = "",
				       .email = "",
				       .phone = "" };
	draft.view.is_signed_in = ask_is_customer(req);
	return draft;
}

enum hk_result ask_questions_find(struct ctx *cx, struct ask_draft *draft)
{
	const struct purpose *purpose = purpose_find(draft->view.ask.type);
	struct harm_matrix matrix;

	HK_TRY(ask_more_find(cx, draft));
	draft->view.harms = (struct part_options){ NULL, 0 };
	if (!purpose || !purpose->asks_harm)
		return HK_OK;
	HK_TRY(harm_matrix_find(cx, &matrix));
	draft->view.harms = harm_questions(cx, &matrix, draft->view.ask.harms);
	return HK_OK;
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	HK_TRY(ask_find(cx, draft->key, ask_visitor_of(draft->req), &draft->view.ask));
	return ask_questions_find(cx, draft);
}

/* What was kept. Who comes too late begins anew, and who comes back after sending is told so:
 * then ret_is_over, and the answer is there. */
enum hk_result ask_draft_load(struct ask_draft *draft, bool *ret_is_over)
{
	struct web_request *req = draft->req;
	enum hk_result result = ctx_read(req->cx, find_work, draft);

	*ret_is_over = true;
	if (result == HK_NOT_FOUND)
		return web_redirect(req, hk_format(req->cx->arena, "%s/new", req->page.base));
	HK_TRY(result);
	if (draft->view.ask.ticket_id)
		return web_redirect(req, ask_draft_path(draft, "sent"));
	*ret_is_over = false;
	if (ask_is_customer(req)) {
		draft->view.ask.name = req->cx->actor->name;
		draft->view.ask.email = req->cx->actor->email;
		draft->view.ask.phone = "";
	}
	return HK_OK;
}

enum hk_result ask_draft_put(struct ctx *cx, void *data)
{
	const struct ask_draft *draft = data;

	return ask_put(cx, draft->key, &draft->view.ask);
}

static void files_fill(struct ask_draft *draft)
{
	struct ctx *cx = draft->req->cx;
	struct attachment_list list = ask_files(cx, &draft->view.ask);
	struct ask_file *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct ask_file){
			.name = list.items[i].name,
			.size = list.items[i].size,
			.remove = hk_format(cx->arena, "%s/files/%zu/remove", draft->view.root, i),
		};
	draft->view.files.items = items;
	draft->view.files.count = list.count;
}

static const char *page_of(enum ask_step step)
{
	static const char *const pages[] = { "about", "tell", "files", "harm",
					     "more",  "you",  "check" };

	return pages[step];
}

static bool is_asked(const struct ask_draft *draft, enum ask_step step)
{
	switch (step) {
	case ASK_HARM: return draft->view.harms.count > 0;
	case ASK_MORE: return ask_more_next(draft, 0) < draft->questions.count;
	case ASK_YOU: return !draft->view.is_signed_in;
	case ASK_ABOUT:
	case ASK_TELL:
	case ASK_FILES:
	case ASK_CHECK: break;
	}
	return true;
}

static enum ask_step step_after(const struct ask_draft *draft, enum ask_step step)
{
	do
		step++;
	while (!is_asked(draft, step));
	return step;
}

static enum ask_step step_before(const struct ask_draft *draft, enum ask_step step)
{
	while (step > ASK_ABOUT && !is_asked(draft, --step))
		continue;
	return step;
}

/* How many pages a step has. */
static int64_t pages_of(const struct ask_draft *draft, enum ask_step step)
{
	if (step == ASK_MORE)
		return ask_more_count(draft, draft->questions.count);
	return is_asked(draft, step);
}

static void steps_count(struct ask_draft *draft, enum ask_step step)
{
	draft->view.step = draft->view.steps = 0;
	for (enum ask_step one = ASK_ABOUT; one < ASK_CHECK; one++) {
		draft->view.steps += pages_of(draft, one);
		if (one < step || (one == step && step != ASK_MORE))
			draft->view.step += pages_of(draft, one);
	}
	if (step == ASK_MORE)
		draft->view.step += ask_more_count(draft, draft->place + 1);
}

static const char *path_before(const struct ask_draft *draft, enum ask_step step)
{
	enum ask_step before = step_before(draft, step);
	size_t place =
		step == ASK_MORE ? ask_more_before(draft, draft->place) : draft->questions.count;

	if (*draft->view.then)
		return ask_draft_path(draft, "check");
	if (place < draft->questions.count)
		return ask_more_path(draft, place);
	if (before == ASK_MORE)
		return ask_more_path(draft, ask_more_before(draft, draft->questions.count));
	return ask_draft_path(draft, page_of(before));
}

enum hk_result ask_go_on(struct ask_draft *draft, enum ask_step from)
{
	enum ask_step next = *draft->view.then ? ASK_CHECK : step_after(draft, from);

	if (next == ASK_MORE)
		return web_redirect(draft->req, ask_more_path(draft, ask_more_next(draft, 0)));
	return web_redirect(draft->req, ask_draft_path(draft, page_of(next)));
}

static const char *harms_said(struct ctx *cx, const struct part_options *harms)
{
	const char *text = "";

	for (size_t i = 0; i < harms->count; i++)
		if (harms->items[i].is_chosen)
			text = hk_format(cx->arena, "%s%s%s", text, *text ? "\n" : "",
					 harms->items[i].label);
	return text;
}

void ask_draft_fill(struct ask_draft *draft, enum ask_step step)
{
	struct ask_view *view = &draft->view;
	struct ctx *cx = draft->req->cx;
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	steps_count(draft, step);
	view->harms_said = harms_said(cx, &view->harms);
	view->purpose = purpose_find(view->ask.type);
	view->purposes = purpose_options(draft->req->out, view->ask.type);
	if (draft->key)
		view->back = path_before(draft, step);
	else
		view->back = step == ASK_ABOUT ? hk_format(cx->arena, "%s/", draft->req->page.base)
					       : hk_format(cx->arena, "%s?chosen=%s", view->root,
							   view->ask.type);
	files_fill(draft);
	ask_more_say(draft);
}
