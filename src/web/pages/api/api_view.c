#include <string.h>

#include "base/text.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/link/saved_view.h"
#include "ticket/mail/mailbox.h"
#include "web/pages/api/api_json.h"
#include "web/pages/api/api_once.h"
#include "web/pages/api/api_work.h"
#include "web/pages/cursor.h"

enum { LIMIT_USUAL = 50, LIMIT_MOST = 200 };

static enum hk_result team_name(struct ctx *cx, int64_t id, const char **ret)
{
	struct team team = { .name = "" };
	enum hk_result result = id ? team_find(cx, id, &team) : HK_OK;

	*ret = team.name;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result owner_name(struct ctx *cx, int64_t id, const char **ret)
{
	struct staff staff = { .email = "" };
	enum hk_result result = id > 0 ? staff_find(cx, id, &staff) : HK_OK;

	*ret = id == VIEW_OWN ? "me" : staff.email;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result mailbox_name(struct ctx *cx, int64_t id, const char **ret)
{
	struct mailbox mailbox = { .address = "" };
	enum hk_result result = id ? mailbox_find(cx, id, &mailbox) : HK_OK;

	*ret = mailbox.address;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result mailbox_named(struct ctx *cx, const char *address, int64_t *ret_id)
{
	struct mailbox mailbox = { .id = 0 };
	enum hk_result result = *address ? mailbox_by_address(cx, address, &mailbox) : HK_OK;

	if (result == HK_NOT_FOUND)
		return field_problem(cx, "mailbox", "There is no such mailbox.");
	*ret_id = mailbox.id;
	return result;
}

static enum hk_result write(struct ctx *cx, struct hk_json *json, const struct saved_view *view)
{
	const char *share, *team, *owner, *mailbox;

	HK_TRY(team_name(cx, view->shared_id, &share));
	HK_TRY(team_name(cx, view->team_id, &team));
	HK_TRY(owner_name(cx, view->owner_id, &owner));
	HK_TRY(mailbox_name(cx, view->mailbox_id, &mailbox));
	hk_json_open(json, NULL, '{');
	hk_json_id(json, "id", view->id);
	hk_json_text(json, "name", view->name);
	hk_json_bool(json, "own", view->staff_id == cx->actor->id);
	hk_json_text(json, "share", share);
	hk_json_text(json, "state", view->state);
	hk_json_text(json, "type", view->type);
	hk_json_text(json, "priority", view->priority);
	hk_json_text(json, "language", view->language);
	hk_json_text(json, "channel", view->channel);
	hk_json_text(json, "owner", owner);
	hk_json_text(json, "team", team);
	hk_json_text(json, "mailbox", mailbox);
	hk_json_int(json, "age_hours", view->age_hours);
	hk_json_text(json, "words", view->words);
	hk_json_close(json, '}');
	return HK_OK;
}

enum hk_result api_views(struct web_request *req)
{
	struct saved_view_list list;

	HK_TRY(saved_view_every(req->cx, &list));

	struct hk_json json = api_answer(req, 200);

	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "items", '[');
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(write(req->cx, &json, &list.items[i]));
	hk_json_close(&json, ']');
	hk_json_close(&json, '}');
	return HK_OK;
}

struct viewing {
	struct web_request *req;
	int64_t id;
	unsigned status;
	const json_t *body;
	struct api_once once;
};

static enum hk_result show(struct ctx *cx, void *data)
{
	const struct viewing *viewing = data;
	struct saved_view view;

	HK_TRY(saved_view_find(cx, viewing->id, &view));

	struct hk_json json = api_answer(viewing->req, viewing->status);

	return write(cx, &json, &view);
}

enum hk_result api_view(struct web_request *req)
{
	struct viewing viewing = { .req = req, .status = 200 };

	HK_TRY(web_path_number(req, "id", &viewing.id));
	return show(req->cx, &viewing);
}

enum hk_result api_view_tickets(struct web_request *req)
{
	int64_t id, limit = web_query_number(req, "limit", LIMIT_USUAL);
	struct ticket_cursor after = { 0, 0 };
	struct ticket_lines lines;
	struct saved_view view;

	HK_TRY(web_path_number(req, "id", &id));
	if (limit < 1 || limit > LIMIT_MOST)
		return field_problem(req->cx, "limit", "This is a number from 1 to 200.");
	if (!cursor_read(req->cx->arena, web_query(req, "after"), &after))
		return field_problem(req->cx, "after", "This is no cursor of ours.");
	HK_TRY(saved_view_find(req->cx, id, &view));
	HK_TRY(ticket_page_saved(req->cx, &view, after, limit, &lines));

	return api_answer_lines(req, &lines, limit,
				lines.count ? lines.items[lines.count - 1].place_at : 0);
}

static bool has(const struct viewing *viewing, const char *name)
{
	return json_object_get(viewing->body, name) != NULL;
}

static const char *text(struct viewing *viewing, const char *name, const char *stands)
{
	return api_text(viewing->req, viewing->body, name, stands);
}

/* What is not sent stays as it is. */
static enum hk_result read(struct ctx *cx, struct viewing *viewing, struct saved_view *view)
{
	const char *owner = text(viewing, "owner", "");

	view->name = text(viewing, "name", view->name);
	view->state = text(viewing, "state", view->state);
	view->type = text(viewing, "type", view->type);
	view->priority = text(viewing, "priority", view->priority);
	view->language = text(viewing, "language", view->language);
	view->channel = text(viewing, "channel", view->channel);
	view->words = text(viewing, "words", view->words);
	view->age_hours = api_number(viewing->req, viewing->body, "age_hours", view->age_hours);
	if (has(viewing, "share"))
		HK_TRY(api_team(cx, text(viewing, "share", ""), "share", &view->shared_id));
	if (has(viewing, "team"))
		HK_TRY(api_team(cx, text(viewing, "team", ""), "team", &view->team_id));
	if (has(viewing, "mailbox"))
		HK_TRY(mailbox_named(cx, text(viewing, "mailbox", ""), &view->mailbox_id));
	if (strcmp(owner, "me") == 0)
		view->owner_id = VIEW_OWN;
	else if (has(viewing, "owner"))
		HK_TRY(api_staff(cx, owner, "owner", &view->owner_id));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result put_run(struct ctx *cx, void *data)
{
	struct viewing *viewing = data;
	struct saved_view view = { .name = "",
				   .state = "",
				   .type = "",
				   .priority = "",
				   .language = "",
				   .channel = "",
				   .words = "" };
	bool is_again = false, is_new = !viewing->id;
	int64_t put_id;

	if (is_new)
		HK_TRY(api_once_take(cx, &viewing->once, &is_again));
	if (is_again) {
		viewing->id = viewing->once.number;
		return HK_OK;
	}
	if (!is_new)
		HK_TRY(saved_view_find(cx, viewing->id, &view));
	HK_TRY(read(cx, viewing, &view));
	HK_TRY(saved_view_put(cx, &view, &put_id));
	if (!is_new)
		return HK_OK;
	/* Tried again after a lost commit, it is added again. */
	viewing->once.number = put_id;
	return api_once_keep(cx, &viewing->once, put_id);
}

static enum hk_result renamed(struct ctx *cx, enum hk_result result)
{
	for (size_t i = 0; i < cx->field_count; i++)
		if (strcmp(cx->fields[i].field, "age") == 0)
			cx->fields[i].field = "age_hours";
	return result;
}

enum hk_result api_view_add(struct web_request *req)
{
	struct viewing viewing = { .req = req, .status = 201 };
	scoped_json *body = NULL;

	HK_TRY(api_once_read(req, req->path, &viewing.once));
	HK_TRY(api_read(req, &body));
	if (req->cx->field_count)
		return HK_INVALID;
	viewing.body = body;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, put_run, &viewing)));
	viewing.id = viewing.once.number;
	api_location(req, "views", viewing.id);
	return ctx_read(req->cx, show, &viewing);
}

enum hk_result api_view_change(struct web_request *req)
{
	struct viewing viewing = { .req = req, .status = 200 };
	scoped_json *body = NULL;

	HK_TRY(web_path_number(req, "id", &viewing.id));
	HK_TRY(api_read(req, &body));
	if (req->cx->field_count)
		return HK_INVALID;
	viewing.body = body;
	HK_TRY(renamed(req->cx, ctx_write(req->cx, put_run, &viewing)));
	return ctx_read(req->cx, show, &viewing);
}

static enum hk_result remove_run(struct ctx *cx, void *data)
{
	return saved_view_remove(cx, *(const int64_t *)data);
}

enum hk_result api_view_remove(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(ctx_write(req->cx, remove_run, &id));
	req->status = 204;
	return HK_OK;
}
