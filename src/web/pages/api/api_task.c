#include <string.h>

#include "base/text.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/state.h"
#include "ticket/work/task.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"
#include "web/pages/api/api_work.h"
#include "web/ticket_json.h"

enum { SHOWN_MOST = 200 };

enum hk_result api_team(struct ctx *cx, const char *name, const char *field, int64_t *ret_id)
{
	struct team_list teams;

	*ret_id = 0;
	if (!*name)
		return HK_OK;
	HK_TRY(team_every(cx, &teams));
	for (size_t i = 0; i < teams.count; i++)
		if (hk_equal(teams.items[i].name, name)) {
			*ret_id = teams.items[i].id;
			return HK_OK;
		}
	return field_problem(cx, field, "There is no such team.");
}

enum hk_result api_staff(struct ctx *cx, const char *email, const char *field, int64_t *ret_id)
{
	struct staff staff;
	enum hk_result result;

	*ret_id = 0;
	if (!*email)
		return HK_OK;
	result = staff_by_email(cx, email, &staff);
	if (result == HK_NOT_FOUND)
		return field_problem(cx, field, "Nobody here has that e-mail address.");
	HK_TRY(result);
	*ret_id = staff.id;
	return HK_OK;
}

static bool view_read(const char *name, enum task_view *ret)
{
	static const char *const names[] = {
		[TASKS_MINE] = "mine", [TASKS_GIVEN] = "given", [TASKS_ENDED] = "ended"
	};

	for (size_t i = 0; i < HK_COUNT(names); i++)
		if (strcmp(names[i], name) == 0) {
			*ret = (enum task_view)i;
			return true;
		}
	return false;
}

enum hk_result api_tasks(struct web_request *req)
{
	const char *name = web_query(req, "view");
	struct task_list list;
	enum task_view view;

	if (!view_read(name ? name : "mine", &view))
		return field_problem(req->cx, "view", "This is mine, given or ended.");
	HK_TRY(task_page(req->cx, view, SHOWN_MOST, &list));

	struct hk_json json = api_answer(req, 200);

	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "items", '[');
	for (size_t i = 0; i < list.count; i++)
		ticket_json_task(&json, &list.items[i]);
	hk_json_close(&json, ']');
	hk_json_close(&json, '}');
	return HK_OK;
}

static void answer(struct web_request *req, const struct task *task)
{
	struct hk_json json = api_answer(req, 200);

	ticket_json_task(&json, task);
}

enum hk_result api_task(struct web_request *req)
{
	struct task task;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(task_find(req->cx, id, &task));
	answer(req, &task);
	return HK_OK;
}

struct giving {
	int64_t number, id;
	const char *person, *team;
	struct task_new new;
	struct api_once once;
	struct ticket ticket;
};

static enum hk_result give_run(struct ctx *cx, void *data)
{
	struct giving *giving = data;
	bool is_again;

	HK_TRY(ticket_find(cx, giving->number, &giving->ticket));
	HK_TRY(api_once_take(cx, &giving->once, &is_again));
	giving->id = giving->once.number;
	if (is_again)
		return HK_OK;
	HK_TRY(ticket_goes_on(cx, &giving->ticket));
	HK_TRY(api_staff(cx, giving->person, "for", &giving->new.staff_id));
	HK_TRY(api_team(cx, giving->team, "team", &giving->new.team_id));
	HK_TRY(task_give(cx, &giving->ticket, &giving->new, &giving->id));
	HK_TRY(api_once_keep(cx, &giving->once, giving->id));
	return ticket_find(cx, giving->number, &giving->ticket);
}

/* As the page names them, and as a program does. */
static enum hk_result renamed(struct ctx *cx, enum hk_result result)
{
	for (size_t i = 0; i < cx->field_count; i++) {
		if (strcmp(cx->fields[i].field, "who") == 0)
			cx->fields[i].field = "for";
		if (strcmp(cx->fields[i].field, "due") == 0)
			cx->fields[i].field = "due_at";
	}
	return result;
}

enum hk_result api_task_give(struct web_request *req)
{
	struct giving giving = { .number = 0 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "number", &giving.number));
	HK_TRY(api_once_read(req, req->path, &giving.once));
	HK_TRY(api_read(req, &body));
	giving.new.text = api_text(req, body, "text", "");
	giving.new.due_at = api_time(req, body, "due_at");
	giving.person = api_text(req, body, "for", "");
	giving.team = api_text(req, body, "team", "");
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, give_run, &giving)));
	/* A key that was kept before tasks were noted knows the ticket alone. */
	if (giving.id)
		api_location(req, "tasks", giving.id);
	else
		api_location(req, "tickets", giving.ticket.number);
	return api_answer_ticket(req, &giving.ticket, 201);
}

struct ending {
	int64_t id;
	const char *state, *word;
	struct task task;
};

static enum hk_result end_run(struct ctx *cx, void *data)
{
	struct ending *ending = data;

	HK_TRY(task_find(cx, ending->id, &ending->task));
	if (strcmp(ending->state, "taken") == 0)
		HK_TRY(task_take(cx, ending->id));
	else if (strcmp(ending->state, "given_back") == 0)
		HK_TRY(task_give_back(cx, ending->id));
	else
		HK_TRY(task_end(cx, ending->id, ending->state, ending->word));
	return task_find(cx, ending->id, &ending->task);
}

enum hk_result api_task_end(struct web_request *req)
{
	static const char *const states[] = { "done", "declined", "taken_back", "taken",
					      "given_back" };
	struct ending ending = { .id = 0 };
	scoped_json *body = NULL;
	bool is_known = false;

	HK_TRY(web_path_number(req, "id", &ending.id));
	HK_TRY(api_read(req, &body));
	ending.state = api_text(req, body, "state", "");
	ending.word = api_text(req, body, "word", "");
	for (size_t i = 0; i < HK_COUNT(states); i++)
		is_known = is_known || strcmp(states[i], ending.state) == 0;
	if (!is_known)
		hk_ignore(
			field_problem(req->cx, "state",
				      "This is done, declined, taken_back, taken or given_back."));
	if (req->cx->field_count)
		return HK_INVALID;
	HK_TRY(ctx_write(req->cx, end_run, &ending));
	answer(req, &ending.task);
	return HK_OK;
}
