/* The bell: what a person shall hear of, in its menu and on a page; and whom one follows. */
#include <inttypes.h>

#include "base/json.h"
#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "ticket/sight.h"
#include "ticket/work/follower.h"
#include "tpl_notifications.h"
#include "tpl_part_notifications.h"
#include "web/pages/desk/notification_view.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"
#include "web/pages/ticket/ticket_deeds.h"

enum { MENU_MOST = 8, PAGE_MOST = 50 };

static enum hk_result need_staff(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_STAFF ? HK_OK : HK_NOT_FOUND;
}

static struct notification_item item_of(struct ctx *cx, const struct notification *one)
{
	bool may_see = one->may_see != 0;

	return (struct notification_item){
		.action = hk_format(cx->arena, "/notifications/%" PRId64 "/open", one->id),
		.icon = notification_icon(one),
		.sentence = may_see ? notification_say(cx, cx->language, one)
				    : i18n_text(cx->language,
						TR("Something about a ticket that is not for your "
						   "eyes any more")),
		.words = one->words,
		.at = one->at,
		.is_unread = one->read_at == 0,
	};
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	bool is_part = web_is_part(req);
	int64_t most = is_part ? MENU_MOST : PAGE_MOST;
	int64_t before = web_query_number(req, "before", INT64_MAX);
	struct notification_view view = { .older = "", .is_first = before == INT64_MAX };
	struct notification_list list;

	HK_TRY(need_staff(req));
	HK_TRY(notification_page(cx, before, most + 1, &list));
	view.items.items = hk_alloc(cx->arena, list.count, sizeof(*view.items.items));
	for (size_t i = 0; i < list.count && i < (size_t)most; i++)
		view.items.items[view.items.count++] = item_of(cx, &list.items[i]);
	if (list.count > (size_t)most)
		view.older = hk_format(cx->arena, "/notifications?before=%" PRId64,
				       list.items[most - 1].id);
	if (is_part)
		tpl_part_notifications(req->out, &req->page, &view);
	else
		tpl_notifications(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result open_work(struct ctx *cx, void *data)
{
	struct notification *one = data;

	HK_TRY(notification_find(cx, one->id, one));
	return notification_read(cx, one->id);
}

/* Looking changes nothing, so it is a form that leads there. */
static enum hk_result open_one(struct web_request *req)
{
	struct notification one = { .id = 0 };
	const char *path;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &one.id));
	HK_TRY(ctx_write(req->cx, open_work, &one));
	path = notification_path(req->cx, &one);
	return web_redirect(req, *path ? path : "/notifications");
}

static enum hk_result read_work(struct ctx *cx, void *data)
{
	(void)data;
	return notification_read_all(cx, 0);
}

static enum hk_result read_all(struct web_request *req)
{
	HK_TRY(need_staff(req));
	HK_TRY(ctx_write(req->cx, read_work, NULL));
	return notice_answer(req, "/notifications",
			     i18n_text(req->cx->language, TR("All of it counts as read now.")), "");
}

/* ---- following a ticket ---- */

static enum hk_result follow_work(struct ctx *cx, struct ticket_deed *deed)
{
	return follower_put(cx, &deed->ticket, *(const bool *)deed->data);
}

static enum hk_result follow_with(struct web_request *req, bool is_following, const char *done)
{
	struct ticket_deed deed;
	enum hk_result result = ticket_deed_do(req, follow_work, &is_following, &deed);

	return ticket_deed_answer(req, result, &deed, done, "");
}

static enum hk_result follow(struct web_request *req)
{
	return follow_with(req, true, TR("You hear of each new word here, and of its end."));
}

static enum hk_result unfollow(struct web_request *req)
{
	return follow_with(req, false, TR("You do not follow this ticket any more."));
}

/* Namesakes are told apart by their addresses. */
static const char *name_of(const struct staff_list *all, const struct staff *one)
{
	size_t same = 0;

	for (size_t i = 0; i < all->count; i++)
		same += all->items[i].is_active && hk_equal(all->items[i].name, one->name);
	return same > 1 ? one->email : one->name;
}

/* Whom a note on this ticket can name: those who may see it. */
static enum hk_result names(struct web_request *req)
{
	struct hk_json json = hk_json_to(req->out->to);
	struct ctx *cx = req->cx;
	struct staff_list all;
	struct ticket ticket;
	int64_t number;

	HK_TRY(web_path_number(req, "number", &number));
	HK_TRY(ticket_find(cx, number, &ticket));
	HK_TRY(staff_every(cx, &all));
	req->type = "application/json";
	hk_json_open(&json, NULL, '{');
	hk_json_open(&json, "names", '[');
	for (size_t i = 0; i < all.count; i++) {
		bool may;

		HK_TRY(sight_has(cx, &ticket, &all.items[i], &may));
		if (may && all.items[i].id != cx->actor->id)
			hk_json_text(&json, NULL, name_of(&all, &all.items[i]));
	}
	hk_json_close(&json, ']');
	hk_json_close(&json, '}');
	return HK_OK;
}

static const struct web_param page_params[] = { { "before", PARAM_NUMBER, 0 }, { 0 } };

const struct web_route notification_pages[] = {
	ROUTE("GET", "/notifications", RIGHT_SIGNED_IN, show, WEB_PART, page_params),
	ROUTE("POST", "/notifications/read", RIGHT_SIGNED_IN, read_all, WEB_PART, NULL),
	ROUTE("POST", "/notifications/{id}/open", RIGHT_SIGNED_IN, open_one, 0, NULL),
	ROUTE("POST", "/tickets/{number}/follow", RIGHT_TICKET_READ, follow, WEB_PART, NULL),
	ROUTE("POST", "/tickets/{number}/unfollow", RIGHT_TICKET_READ, unfollow, WEB_PART, NULL),
	ROUTE("GET", "/tickets/{number}/names", RIGHT_TICKET_REPLY, names, 0, NULL),
	{ 0 },
};
