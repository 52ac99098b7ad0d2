/* The inbox: lists of tickets, the counts of the side bar, and the stream that keeps them live. */
#include <inttypes.h>

#include "base/json.h"
#include "base/text.h"
#include "tpl_inbox.h"
#include "tpl_part_inbox_rows.h"
#include "web/pages/desk/list_view.h"
#include "web/pages/door/house_pages.h"
#include "web/pages/families.h"

enum { ONLY_MAX_BYTES = 1000 };

static enum hk_result show_list(struct web_request *req, const char *name)
{
	struct list_view view;
	const struct list_wish wish = { .name = name,
					.after = web_query(req, "after"),
					.is_beside = web_query_number(req, "beside", 0) == 1,
					.only = web_query(req, "only") };

	HK_TRY(list_view_find(req, &wish, &view));
	if (web_is_part(req))
		tpl_part_inbox_rows(req->out, &req->page, &view);
	else
		tpl_inbox(req->out, &req->page, &view);
	return HK_OK;
}

/* "/inbox/all" is the view "all", "/inbox" the person's own. */
static enum hk_result show_view(struct web_request *req)
{
	const char *name = req->path + sizeof("/inbox") - 1;

	return show_list(req, *name ? name + 1 : "");
}

static enum hk_result show_team(struct web_request *req)
{
	return show_list(req, hk_format(req->cx->arena, "team-%s", web_path(req, "team")));
}

static enum hk_result show_saved(struct web_request *req)
{
	return show_list(req, hk_format(req->cx->arena, "view-%s", web_path(req, "id")));
}

static enum hk_result show_counts(struct web_request *req)
{
	struct hk_json json = hk_json_to(req->out->to);
	const struct page *page = &req->page;

	/* A script asks, and prepare() spares parts the counts. */
	HK_TRY(house_counts(req));
	req->type = "application/json";
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "mine", page->inbox_mine);
	hk_json_int(&json, "snoozed", page->inbox_snoozed);
	hk_json_int(&json, "solved", page->inbox_solved);
	hk_json_int(&json, "tasks", page->tasks);
	hk_json_int(&json, "unread", page->unread);
	for (size_t i = 0; i < page->teams.count; i++)
		hk_json_int(&json,
			    hk_format(req->cx->arena, "team-%" PRId64, page->teams.items[i].id),
			    page->teams.items[i].count);
	hk_json_close(&json, '}');
	return HK_OK;
}

static enum hk_result stream(struct web_request *req)
{
	return web_stream(req);
}

static const struct web_param list_params[] = { { "after", PARAM_CURSOR, 0 },
						{ "beside", PARAM_NUMBER, 0 },
						{ "only", PARAM_TEXT, ONLY_MAX_BYTES },
						{ 0 } };

#define LIST(path, answer) ROUTE("GET", path, RIGHT_TICKET_READ, answer, WEB_PART, list_params)

const struct web_route inbox_pages[] = {
	LIST("/inbox", show_view),
	LIST("/inbox/all", show_view),
	LIST("/inbox/snoozed", show_view),
	LIST("/inbox/solved", show_view),
	LIST("/inbox/closed", show_view),
	LIST("/inbox/spam", show_view),
	LIST("/inbox/deleted", show_view),
	LIST("/inbox/team/{team}", show_team),
	LIST("/inbox/view/{id}", show_saved),
	ROUTE("GET", "/inbox/counts", RIGHT_TICKET_READ, show_counts, 0, NULL),
	ROUTE("GET", "/events", RIGHT_TICKET_READ, stream, 0, NULL),
	{ 0 },
};
