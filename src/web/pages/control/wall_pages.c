/* /control/walls: who looks after the screens. /control/wall and /wall/TOKEN: what they show. */
#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "insight/board/wall.h"
#include "job/mail/mail.h"
#include "tpl_control_wall.h"
#include "tpl_part_board_all.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/control/control_view.h"
#include "web/pages/families.h"
#include "web/pages/loop/wall_view.h"
#include "web/pages/notice.h"
#include "web/web_server.h"

enum { FRESH_MS = 1000 };

static const char home[] = "/control/walls";

static const char *path_of(struct ctx *cx, int64_t id, const char *deed)
{
	return hk_format(cx->arena, "%s/%" PRId64 "%s", home, id, deed);
}

static const char *address_of(struct ctx *cx, int64_t id)
{
	return mail_link(cx, hk_format(cx->arena, "/wall/%s", wall_token(cx, id)));
}

/* ---- what a screen shows ---- */

/* Nothing of restricted teams, whoever looks. */
static enum hk_result screen_show(struct web_request *req, const char *events)
{
	static const struct board_sight everybody = { NULL, 0, "" };
	struct ctx *cx = req->cx;
	struct audience audience;
	struct control_view view;
	struct board *board;
	const char *stream = "";
	enum hk_result result = audience_join(cx, &everybody, true, &audience);

	if (result != HK_OK && result != HK_UNAVAILABLE)
		return result;
	if (result == HK_OK)
		stream = hk_format(cx->arena, "%s?after=%" PRId64, events, audience.seq);
	HK_TRY(board_take(cx, FRESH_MS, &board));
	view = control_view_of(cx, board, &everybody, true);
	view.stream = stream;
	if (web_is_part(req))
		tpl_part_board_all(req->out, &req->page, &view);
	else
		tpl_control_wall(req->out, &req->page, &view);
	/* Nobody presses a key before a wall: without a script, and after whatever went wrong, it
	 * shows what is so within a few minutes. */
	if (!web_is_part(req))
		web_header(req, "Refresh", "180");
	board_give_back(cx->house->boards, board);
	return HK_OK;
}

static enum hk_result screen_stream(struct web_request *req, int64_t owner)
{
	static const struct board_sight everybody = { NULL, 0, "" };
	struct audience audience;

	HK_TRY(audience_join(req->cx, &everybody, true, &audience));
	return web_stream_topic(req, audience.key, owner, audience.seq);
}

static enum hk_result own_screen(struct web_request *req)
{
	return screen_show(req, "/control/wall/events");
}

static enum hk_result own_stream(struct web_request *req)
{
	struct board_sight sight;

	HK_TRY(board_sight_find(req->cx, &sight));
	audience_watch(req->cx, &sight, req->cx->actor->session_id, false);
	return screen_stream(req, req->cx->actor->session_id);
}

/* It is read in its own language, whatever the browser of the screen would like. */
static enum hk_result wall_of(struct web_request *req, struct wall *ret)
{
	HK_TRY(wall_find(req->cx, web_path(req, "token"), ret));
	req->cx->language = req->page.language = req->out->language = ret->language;
	return HK_OK;
}

static bool shows_voices(const struct wall *wall)
{
	return hk_equal(wall->shows, "voices");
}

static enum hk_result wall_screen(struct web_request *req)
{
	struct wall wall;

	HK_TRY(wall_of(req, &wall));
	if (shows_voices(&wall))
		return voices_screen(req);
	return screen_show(req, hk_format(req->cx->arena, "%s/events", req->path));
}

static enum hk_result wall_stream(struct web_request *req)
{
	struct wall wall;

	HK_TRY(wall_of(req, &wall));
	/* It comes anew by itself. */
	if (shows_voices(&wall))
		return HK_NOT_FOUND;
	audience_watch(req->cx, &(struct board_sight){ NULL, 0, "" }, wall.id, true);
	return screen_stream(req, wall.id);
}

/* ---- who looks after them ---- */

static const struct {
	const char *name, *words;
} showings[] = { { "control", TR("Control centre") }, { "voices", TR("What our customers say") } };

static const char *shows_words(struct ctx *cx, const char *shows)
{
	for (size_t i = 0; i < HK_COUNT(showings); i++)
		if (hk_equal(showings[i].name, shows))
			return i18n_text(cx->language, showings[i].words);
	return shows;
}

static enum hk_result show_every(struct web_request *req)
{
	static const char *const heads[] = { TR("Where it hangs"), TR("It shows"), TR("Language"),
					     TR("Made by"), TR("Shown until") };
	struct admin_list list = {
		.title = TR("Screens on walls"),
		.lead = TR("A screen shows the control centre, or what customers say, large and "
			   "without a sign-in, to whoever stands before it. What is kept from some "
			   "people is not on it."),
		.add = "/control/walls/new",
		.add_title = TR("Make a screen"),
		.empty = TR("There is none yet."),
		.back = "/control",
		.back_title = TR("Control centre"),
		.next = "",
		.also = "/control/wall",
		.also_title = TR("Look at it here"),
		.heads = { heads, HK_COUNT(heads) },
	};
	struct wall_list all;

	HK_TRY(wall_every(req->cx, &all));
	admin_list_room(req, &list, all.count);
	for (size_t i = 0; i < all.count; i++) {
		const struct wall *wall = &all.items[i];
		struct admin_row *row = admin_row_add(req, &list);
		admin_cell_add(row, wall->name, path_of(req->cx, wall->id, ""));
		admin_cell_add(row, shows_words(req->cx, wall->shows), "");
		admin_cell_add(row, i18n_language_name(wall->language), "");
		admin_cell_add(row, wall->maker, "");
		admin_time_add(row, wall->expires_at);
	}
	return admin_list_show(req, &list);
}

static enum hk_result new_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct admin_field *field;
	struct admin_form form = {
		.title = TR("Make a screen"),
		.lead = TR("Open its address in the browser of the screen. It stays good for a "
			   "year, or until somebody ends it."),
		.action = home,
		.button = TR("Make it"),
		.back = home,
		.back_title = TR("Screens on walls"),
	};

	admin_field_add(req, &form, "text", "name", TR("Where it hangs"), "");
	field = admin_select_add(req, &form, "shows", TR("It shows"), "control");
	for (size_t i = 0; i < HK_COUNT(showings); i++)
		admin_option_add(req, field, showings[i].name,
				 i18n_text(req->cx->language, showings[i].words));
	field = admin_select_add(req, &form, "language", TR("Language"), cx->language);
	for (size_t i = 0; i < I18N_LANGUAGES; i++)
		admin_option_add(req, field, i18n_languages[i].code, i18n_languages[i].name);
	return admin_form_show(req, &form);
}

static enum hk_result show_new(struct web_request *req)
{
	return new_form(req->cx, req);
}

static enum hk_result show_one(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct admin_detail detail = { .title = TR("Screen on a wall"),
				       .back = home,
				       .back_title = TR("Screens on walls"),
				       .problem = "",
				       .raw = "",
				       .raw_url = "" };
	static const char *const labels[] = { TR("Where it hangs"), TR("It shows"),
					      TR("Language"),       TR("Address"),
					      TR("Made by"),        TR("Shown until") };
	struct admin_list room = { .title = "" };
	struct admin_row *row;
	struct wall wall;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(wall_read(cx, id, &wall));
	admin_list_room(req, &room, 1);
	row = admin_row_add(req, &room);
	admin_cell_add(row, wall.name, "");
	admin_cell_add(row, shows_words(cx, wall.shows), "");
	admin_cell_add(row, i18n_language_name(wall.language), "");
	admin_cell_add(row, address_of(cx, id), address_of(cx, id));
	admin_cell_add(row, wall.maker, "");
	admin_time_add(row, wall.expires_at);
	detail.facts = admin_facts_of(req, row, labels);
	admin_deed_add(req, &detail,
		       &(struct admin_deed){
			       path_of(cx, id, "/end"), TR("End it"),
			       TR("The screen shows nothing any more; its address is of no use."),
			       "" });
	return admin_detail_show(req, &detail);
}

struct adding {
	struct web_request *req;
	int64_t id;
};

static enum hk_result add_work(struct ctx *cx, void *data)
{
	struct adding *adding = data;
	struct wall wall = { .name = page_form(adding->req, "name"),
			     .language = page_form(adding->req, "language"),
			     .shows = page_form(adding->req, "shows") };

	if (!*wall.shows)
		wall.shows = showings[0].name;
	return wall_add(cx, &wall, &adding->id);
}

static enum hk_result post_new(struct web_request *req)
{
	struct adding adding = { .req = req };
	enum hk_result result = ctx_write(req->cx, add_work, &adding);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), new_form, req);
	HK_TRY(result);
	return notice_answer(req, path_of(req->cx, adding.id, ""),
			     i18n_text(req->cx->language, TR("Added.")), "");
}

static enum hk_result end_work(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return wall_end(cx, id);
}

static enum hk_result post_end(struct web_request *req)
{
	int64_t id;

	HK_TRY(ctx_write(req->cx, end_work, req));
	HK_TRY(web_path_number(req, "id", &id));
	web_end_session(web_server_of(req), id);
	return notice_answer(req, home,
			     i18n_text(req->cx->language, TR("The screen shows nothing any more.")),
			     "");
}

static const struct web_param stream_params[] = { { "after", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param form_params[] = { { "name", PARAM_TEXT, WALL_NAME_LETTERS },
						{ "language", PARAM_TEXT, 16 },
						{ "shows", PARAM_TEXT, 16 },
						{ 0 } };

#define OPEN WEB_ANONYMOUS

const struct web_route wall_pages[] = {
	ROUTE("GET", "/control/wall", RIGHT_CONTROL, own_screen, WEB_PART, NULL),
	ROUTE("GET", "/control/wall/events", RIGHT_CONTROL, own_stream, 0, stream_params),
	ROUTE("GET", "/control/walls", RIGHT_CONTROL, show_every, 0, NULL),
	ROUTE("POST", "/control/walls", RIGHT_CONTROL, post_new, 0, form_params),
	ROUTE("GET", "/control/walls/new", RIGHT_CONTROL, show_new, 0, NULL),
	ROUTE("GET", "/control/walls/{id}", RIGHT_CONTROL, show_one, 0, NULL),
	ROUTE("POST", "/control/walls/{id}/end", RIGHT_CONTROL, post_end, 0, NULL),
	ROUTE("GET", "/wall/{token}", RIGHT_PUBLIC, wall_screen, OPEN | WEB_PART, NULL),
	ROUTE("GET", "/wall/{token}/events", RIGHT_PUBLIC, wall_stream, OPEN, stream_params),
	{ 0 },
};
