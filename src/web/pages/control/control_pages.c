/* /control: the control centre, its stream, and the lists behind its figures. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "people/team.h"
#include "tpl_control.h"
#include "tpl_control_list.h"
#include "tpl_part_board_all.h"
#include "web/pages/control/control_list_view.h"
#include "web/pages/control/control_view.h"
#include "web/pages/families.h"

enum { FRESH_MS = 1000, ROWS = 100 };

/* Whose stream goes on after what the page shows; where there are too many kinds of watchers it is
 * read anew by hand. */
static enum hk_result joined(struct ctx *cx, const struct board_sight *sight, const char *path,
			     const char **ret)
{
	struct audience audience;
	enum hk_result result = audience_join(cx, sight, false, &audience);

	if (result == HK_OK)
		*ret = hk_format(cx->arena, "%s?after=%" PRId64, path, audience.seq);
	return result == HK_UNAVAILABLE ? HK_OK : result;
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *stream = "";
	struct board_sight sight;
	struct control_view view;
	struct board *board;

	HK_TRY(board_sight_find(cx, &sight));
	/* What changes after this moment comes by the stream. */
	HK_TRY(joined(cx, &sight, "/control/events", &stream));
	HK_TRY(board_take(cx, FRESH_MS, &board));
	view = control_view_of(cx, board, &sight, false);
	view.stream = stream;
	req->page.has_own_stream = true;
	if (web_is_part(req))
		tpl_part_board_all(req->out, &req->page, &view);
	else
		tpl_control(req->out, &req->page, &view);
	board_give_back(cx->house->boards, board);
	return HK_OK;
}

static enum hk_result stream(struct web_request *req)
{
	struct board_sight sight;
	struct audience audience;

	HK_TRY(board_sight_find(req->cx, &sight));
	HK_TRY(audience_join(req->cx, &sight, false, &audience));
	audience_watch(req->cx, &sight, req->cx->actor->session_id, false);
	return web_stream_topic(req, audience.key, req->cx->actor->session_id, audience.seq);
}

/* ---- the lists behind the figures ---- */

static const struct {
	const char *name, *title, *hint;
	enum board_list list;
} lists[] = {
	{ "waiting", TR("Waiting for us"),
	  TR("what is urgent first, then who has waited longest for a word"), BOARD_WAITING },
	{ "risk", TR("At risk"), TR("due within 30 min: what is urgent first, then the next one"),
	  BOARD_AT_RISK },
	{ "broken", TR("Promised time passed"),
	  TR("what is urgent first, then the one that passed first"), BOARD_BROKEN },
};

static bool list_find(const char *name, size_t *ret)
{
	for (size_t i = 0; i < HK_COUNT(lists); i++)
		if (hk_equal(lists[i].name, name)) {
			*ret = i;
			return true;
		}
	return false;
}

/* A team that is kept from the reader is like one that is not there. */
static enum hk_result team_name(struct ctx *cx, const struct board_sight *sight, int64_t team_id,
				const char **ret)
{
	struct team team;

	*ret = "";
	if (team_id == BOARD_ANY_TEAM)
		return HK_OK;
	*ret = i18n_text(cx->language, TR("No team"));
	if (!team_id)
		return HK_OK;
	HK_TRY(team_find(cx, team_id, &team));
	*ret = team.name;
	for (size_t i = 0; team.is_restricted && i < sight->count; i++)
		if (sight->teams[i] == team_id)
			return HK_OK;
	return team.is_restricted ? HK_NOT_FOUND : HK_OK;
}

static const char *list_url(struct ctx *cx, const char *name, int64_t team_id)
{
	return team_id == BOARD_ANY_TEAM
		       ? hk_format(cx->arena, "/control/tickets?show=%s", name)
		       : hk_format(cx->arena, "/control/tickets?show=%s&team=%" PRId64, name,
				   team_id);
}

static void tabs_fill(struct ctx *cx, const struct control_list *list, size_t chosen,
		      struct control_tabs *ret)
{
	ret->count = HK_COUNT(lists);
	ret->items = hk_alloc(cx->arena, ret->count, sizeof(*ret->items));
	for (size_t i = 0; i < ret->count; i++)
		ret->items[i] = (struct control_tab){
			.title = i18n_text(cx->language, lists[i].title),
			.url = list_url(cx, lists[i].name, list->team_id),
			.is_chosen = i == chosen,
		};
}

static enum hk_result show_list(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *name = web_query(req, "show");
	int64_t ids[ROWS + 1];
	size_t which, count;
	struct board_sight sight;
	struct ticket_lines lines;
	struct control_list list = { .team_id = web_query_number(req, "team", BOARD_ANY_TEAM) };

	if (!list_find(name ? name : "waiting", &which))
		return HK_NOT_FOUND;
	HK_TRY(board_sight_find(cx, &sight));
	HK_TRY(team_name(cx, &sight, list.team_id, &list.team));
	HK_TRY(board_tickets(cx, &(struct board_wish){ lists[which].list, list.team_id, &sight },
			     ROWS + 1, ids, &count));
	list.has_more = count > ROWS;
	HK_TRY(ticket_lines_of(cx, ids, count > ROWS ? ROWS : count, &lines));
	list.title = i18n_text(cx->language, lists[which].title);
	list.hint = i18n_text(cx->language, lists[which].hint);
	list.url = list_url(cx, lists[which].name, list.team_id);
	tabs_fill(cx, &list, which, &list.tabs);
	list.rows.items = hk_alloc(cx->arena, lines.count, sizeof(*list.rows.items));
	list.rows.count = lines.count;
	for (size_t i = 0; i < lines.count; i++)
		list.rows.items[i] = list_row(cx, &lines.items[i], true, "");
	tpl_control_list(req->out, &req->page, &list);
	return HK_OK;
}

static const struct web_param stream_params[] = { { "after", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param list_params[] = { { "show", PARAM_TEXT, 16 },
						{ "team", PARAM_NUMBER, 0 },
						{ 0 } };

const struct web_route control_pages[] = {
	ROUTE("GET", "/control", RIGHT_CONTROL, show, WEB_PART, NULL),
	ROUTE("GET", "/control/events", RIGHT_CONTROL, stream, 0, stream_params),
	ROUTE("GET", "/control/tickets", RIGHT_CONTROL, show_list, 0, list_params),
	{ 0 },
};
