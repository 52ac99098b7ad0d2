/* /loop: the board of the closed loop. */

#include "base/text.h"
#include "tpl_loop_board.h"
#include "tpl_part_loop_column.h"
#include "tpl_part_loop_tiles.h"
#include "web/pages/families.h"
#include "web/pages/loop/loop_view.h"

/* From left to right. A column without a function is not there. */
static const struct {
	const char *name, *title, *hint, *empty;
	const char *url, *action; /* all of them; "" */
	loop_fill *fill;
} columns[] = {
	{ "answer", TR("Answer the person"), TR("Owner calls or writes within 24 hours"),
	  TR("Nobody waits for a word of ours."), "", "", loop_answer_fill },
	{ "talk", TR("In conversation"), TR("We are listening, nothing promised yet"),
	  TR("No conversation is open."), "", "", loop_talk_fill },
	{ "cause", TR("Find the cause"), TR("Why did it happen, not who did it"),
	  TR("No cause is open."), "/loop/causes", TR("All causes"), loop_cause_fill },
	{ "prevent", TR("Prevent it"), TR("One action, one owner, one measure"),
	  TR("No action is under way."), "", "", loop_prevent_fill },
	{ "share", TR("Shared with everyone"), TR("Good and bad news, to the whole company"),
	  TR("Nothing was shared yet."), "/loop/wall", TR("All of the wall"), loop_share_fill },
};

static const struct {
	const char *name, *icon, *title, *url;
	loop_tile_fill *fill;
} tiles[] = {
	{ "nps", "heart", TR("NPS, 90 days"), "", loop_nps_tile },
	{ "kept", "clock", TR("Answered in 24 h"), "", loop_kept_tile },
	{ "rate", "mail", TR("Response rate"), "", loop_rate_tile },
	{ "causes", "wrench", TR("Causes open"), "/loop/causes", loop_causes_tile },
	{ "saved", "shield", TR("Prevented"), "/loop/causes", loop_saved_tile },
	{ "silent", "triangle-alert", TR("Fell silent"), "/loop/silent", loop_silent_tile },
	{ "talks", "eye-off", TR("Anonymous talks"), "/loop/talks", loop_talks_tile },
};

static enum hk_result column_fill(struct ctx *cx, size_t which, struct loop_column *ret)
{
	*ret = (struct loop_column){
		.name = columns[which].name,
		.title = loop_say(cx, columns[which].title),
		.hint = loop_say(cx, columns[which].hint),
		.empty = loop_say(cx, columns[which].empty),
		.url = columns[which].url,
		.action = *columns[which].action ? loop_say(cx, columns[which].action) : "",
		.cards = { hk_alloc(cx->arena, LOOP_CARDS, sizeof(struct loop_card)), 0 },
	};
	return columns[which].fill(cx, ret);
}

static enum hk_result tiles_fill(struct ctx *cx, struct loop_tiles *ret)
{
	*ret = (struct loop_tiles){ hk_alloc(cx->arena, HK_COUNT(tiles), sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < HK_COUNT(tiles); i++) {
		struct loop_tile tile = { .name = tiles[i].name,
					  .icon = tiles[i].icon,
					  .title = loop_say(cx, tiles[i].title),
					  .value = "",
					  .note = "",
					  .tone = "",
					  .url = tiles[i].url };

		HK_TRY(tiles[i].fill(cx, &tile));
		if (*tile.value)
			ret->items[ret->count++] = tile;
	}
	return HK_OK;
}

static enum hk_result show(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct loop_board board = {
		.columns = { hk_alloc(cx->arena, HK_COUNT(columns), sizeof(struct loop_column)),
			     0 },
	};

	HK_TRY(tiles_fill(cx, &board.tiles));
	for (size_t i = 0; i < HK_COUNT(columns); i++)
		if (columns[i].fill)
			HK_TRY(column_fill(cx, i, &board.columns.items[board.columns.count++]));
	tpl_loop_board(req->out, &req->page, &board);
	return HK_OK;
}

static enum hk_result show_tiles(struct web_request *req)
{
	struct loop_tiles list;

	HK_TRY(tiles_fill(req->cx, &list));
	tpl_part_loop_tiles(req->out, &req->page, &list);
	return HK_OK;
}

static enum hk_result show_column(struct web_request *req)
{
	struct loop_column column;

	for (size_t i = 0; i < HK_COUNT(columns); i++)
		if (columns[i].fill && hk_equal(columns[i].name, web_path(req, "code"))) {
			HK_TRY(column_fill(req->cx, i, &column));
			tpl_part_loop_column(req->out, &req->page, &column);
			return HK_OK;
		}
	return HK_NOT_FOUND;
}

const struct web_route loop_pages[] = {
	ROUTE("GET", "/loop", RIGHT_TICKET_READ, show, 0, NULL),
	ROUTE("GET", "/loop/tiles", RIGHT_TICKET_READ, show_tiles, WEB_PART, NULL),
	ROUTE("GET", "/loop/columns/{code}", RIGHT_TICKET_READ, show_column, WEB_PART, NULL),
	{ 0 },
};
