/* Tasks: who gives one, who does it, and what becomes of it. Who may see no ticket works here. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "ticket/state.h"
#include "tpl_part_tasks.h"
#include "tpl_task.h"
#include "tpl_task_new.h"
#include "tpl_tasks.h"
#include "web/pages/again.h"
#include "web/pages/desk/task_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"

enum { TEXT_MAX_BYTES = 4 * TASK_TEXT_LETTERS, WORD_MAX_BYTES = 4 * TASK_WORD_LETTERS, OK = 200 };

/* Customers have no tasks. */
static enum hk_result need_staff(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_STAFF ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result show_lists(struct web_request *req)
{
	struct task_lists lists;

	HK_TRY(need_staff(req));
	HK_TRY(task_lists_find(req->cx, &lists));
	tpl_tasks(req->out, &req->page, &lists);
	return HK_OK;
}

static enum hk_result show_task(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct task_page_view view = { .word = page_form(req, "word"),
				       .problem = page_problem(cx),
				       .errors = page_errors(cx) };
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(task_page_find(cx, id, &view));
	tpl_task(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_one(struct web_request *req)
{
	HK_TRY(need_staff(req));
	return show_task(req->cx, req);
}

struct deciding {
	int64_t id;
	const char *state, *word;
};

static enum hk_result end_work(struct ctx *cx, void *data)
{
	const struct deciding *deciding = data;

	return task_end(cx, deciding->id, deciding->state, deciding->word);
}

static enum hk_result take_work(struct ctx *cx, void *data)
{
	return task_take(cx, ((const struct deciding *)data)->id);
}

static enum hk_result give_back_work(struct ctx *cx, void *data)
{
	return task_give_back(cx, ((const struct deciding *)data)->id);
}

struct going_on {
	struct web_request *req;
	const char *sentence;
};

/* It goes on: what was written so far stands in the form, for whoever ends it. */
static enum hk_result show_going_on(struct ctx *cx, void *data)
{
	const struct going_on *going_on = data;

	going_on->req->page.notice = going_on->sentence;
	return show_task(cx, going_on->req);
}

static enum hk_result decide(struct web_request *req, ctx_work *work, const char *state,
			     const char *done)
{
	struct deciding deciding = { .state = state, .word = page_form(req, "word") };
	struct going_on going_on = { .req = req };
	enum hk_result result;
	const char *where;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &deciding.id));
	result = ctx_write(req->cx, work, &deciding);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_task, req);
	HK_TRY(result);
	going_on.sentence = i18n_text(req->cx->language, done);
	if (!*state && hk_has_ink(deciding.word))
		return page_again(req, OK, show_going_on, &going_on);
	where = hk_format(req->cx->arena, "/tasks/%" PRId64, deciding.id);
	return notice_answer(req, where, going_on.sentence, "");
}

static enum hk_result take(struct web_request *req)
{
	return decide(req, take_work, "", TR("It is yours now."));
}

static enum hk_result done(struct web_request *req)
{
	return decide(req, end_work, "done", TR("Thank you. Who gave it hears of it now."));
}

static enum hk_result decline(struct web_request *req)
{
	return decide(req, end_work, "declined", TR("Declined. Who gave it hears of it now."));
}

static enum hk_result give_back(struct web_request *req)
{
	return decide(req, give_back_work, "", TR("It waits for your team again."));
}

static enum hk_result take_back(struct web_request *req)
{
	return decide(req, end_work, "taken_back", TR("The task is taken back."));
}

/* ---- on a ticket ---- */

static enum hk_result show_of_ticket(struct web_request *req)
{
	struct ticket_tasks tasks;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(req->cx, number, &ticket));
	HK_TRY(ticket_tasks_find(req->cx, &ticket, &tasks));
	tpl_part_tasks(req->out, &req->page, &tasks);
	return HK_OK;
}

static enum hk_result show_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct task_form form;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(task_form_find(req, &ticket, &form));
	tpl_task_new(req->out, &req->page, &form);
	return HK_OK;
}

static enum hk_result show_new(struct web_request *req)
{
	return show_form(req->cx, req);
}

static enum hk_result give_work(struct ctx *cx, struct ticket_deed *deed)
{
	const struct web_request *req = deed->req;
	const char *const *values;
	size_t count = web_form_all(req, "messages", &values);
	int64_t *messages = hk_alloc(cx->arena, count, sizeof(*messages)), due_at = 0;
	struct task_new new = { .text = page_form(req, "text"),
				.staff_id = task_who(req, "person-"),
				.team_id = task_who(req, "team-"),
				.messages = messages };

	for (size_t i = 0; i < count; i++)
		if (!hk_number(values[i], &messages[new.message_count++]))
			return HK_INVALID;
	if (i18n_clock_read(cx->kit->formats, cx->timezone, page_form(req, "due"), &due_at))
		new.due_at = due_at;
	HK_TRY(ticket_goes_on(cx, &deed->ticket));
	return task_give(cx, &deed->ticket, &new, deed->data);
}

static enum hk_result give(struct web_request *req)
{
	struct ticket_deed deed;
	int64_t id;
	enum hk_result result = ticket_deed_do(req, give_work, &id, &deed);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), show_form, req);
	HK_TRY(result);
	return notice_answer(req, ticket_back(req, deed.ticket.number),
			     i18n_text(req->cx->language,
				       TR("The task is given. You hear when it comes to its end.")),
			     "");
}

static const struct web_param word_params[] = { { "word", PARAM_TEXT, WORD_MAX_BYTES }, { 0 } };
static const struct web_param give_params[] = {
	{ "text", PARAM_TEXT, TEXT_MAX_BYTES },
	{ "who", PARAM_TEXT, 0 },
	{ "due", PARAM_TEXT, 0 },
	{ "messages", PARAM_NUMBER, 0 },
	{ 0 },
};

const struct web_route task_pages[] = {
	ROUTE("GET", "/tasks", RIGHT_SIGNED_IN, show_lists, 0, NULL),
	ROUTE("GET", "/tasks/{id}", RIGHT_SIGNED_IN, show_one, 0, NULL),
	ROUTE("POST", "/tasks/{id}/take", RIGHT_SIGNED_IN, take, 0, word_params),
	ROUTE("POST", "/tasks/{id}/done", RIGHT_SIGNED_IN, done, 0, word_params),
	ROUTE("POST", "/tasks/{id}/decline", RIGHT_SIGNED_IN, decline, 0, word_params),
	ROUTE("POST", "/tasks/{id}/give-back", RIGHT_SIGNED_IN, give_back, 0, word_params),
	ROUTE("POST", "/tasks/{id}/take-back", RIGHT_SIGNED_IN, take_back, 0, word_params),
	ROUTE("GET", "/tickets/{number}/tasks", RIGHT_TICKET_READ, show_of_ticket, WEB_PART, NULL),
	ROUTE("GET", "/tickets/{number}/tasks/new", RIGHT_TICKET_REPLY, show_new, 0, NULL),
	ROUTE("POST", "/tickets/{number}/tasks", RIGHT_TICKET_REPLY, give, 0, give_params),
	{ 0 },
};
