#include "web/pages/ask_draft.h"

#include "base/text.h"
#include "web/pages/again.h"

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
				       .name = "",
				       .email = "",
				       .phone = "" };
	draft.view.is_signed_in = ask_is_customer(req);
	draft.view.steps = draft.view.is_signed_in ? 3 : 4;
	return draft;
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct ask_draft *draft = data;

	return ask_find(cx, draft->key, ask_visitor_of(draft->req), &draft->view.ask);
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

const char *ask_page_of(enum ask_step step)
{
	static const char *const pages[] = { "about", "tell", "files", "you", "check" };

	return pages[step];
}

void ask_draft_fill(struct ask_draft *draft, enum ask_step step)
{
	struct ask_view *view = &draft->view;
	struct ctx *cx = draft->req->cx;
	enum ask_step before = step == ASK_ABOUT ? ASK_ABOUT : step - 1;

	if (before == ASK_YOU && view->is_signed_in)
		before = ASK_FILES;
	view->errors = page_errors(cx);
	view->problem = page_problem(cx);
	view->step = (int64_t)step + 1;
	view->purpose = purpose_find(view->ask.type);
	view->purposes = purpose_options(draft->req->out, view->ask.type);
	if (draft->key)
		view->back = ask_draft_path(draft, *view->then ? "check" : ask_page_of(before));
	else
		view->back = step == ASK_ABOUT ? hk_format(cx->arena, "%s/", draft->req->page.base)
					       : hk_format(cx->arena, "%s?chosen=%s", view->root,
							   view->ask.type);
	files_fill(draft);
}
