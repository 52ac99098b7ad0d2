/* /loop/wall: everything that customers said, and the stories that colleagues tell. Whoever works
 * here reads it, also who sees no ticket. */
#include <inttypes.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "people/team.h"
#include "ticket/ticket.h"
#include "tpl_story_new.h"
#include "tpl_voice.h"
#include "tpl_voices.h"
#include "tpl_voices_tv.h"
#include "web/pages/again.h"
#include "web/pages/cursor.h"
#include "web/pages/door/next_path.h"
#include "web/pages/families.h"
#include "web/pages/loop/wall_view.h"
#include "web/pages/notice.h"
#include "web/pages/zone_options.h"

static const char home[] = "/loop/wall";

enum { TV_MOST = 24, TV_PAGE = 4, TV_SECONDS = 60, TEXT_BYTES = 4 * VOICE_TEXT_LETTERS };

/* Customers do not read what others said. */
static enum hk_result need_staff(const struct web_request *req)
{
	return req->cx->actor->kind == ACTOR_STAFF ? HK_OK : HK_NOT_FOUND;
}

/* ---- the list ---- */

struct wish {
	const char *show, *language;
	int64_t team_id;
	struct voice_filter filter;
};

/* A story is told as good or bad too, so "story" is a choice beside these. */
static struct wish wish_of(const char *show, const char *language, int64_t team_id)
{
	static const char *const tones[] = { "good", "even", "bad" };
	struct wish wish = { .show = "",
			     .language = language && i18n_language_exists(language) ? language : "",
			     .team_id = team_id > 0 ? team_id : 0,
			     .filter = { .tone = "", .language = "", .kind = "" } };

	for (size_t i = 0; i < HK_COUNT(tones); i++)
		if (hk_equal(show, tones[i]))
			wish.show = wish.filter.tone = tones[i];
	if (hk_equal(show, "story"))
		wish.show = wish.filter.kind = "story";
	wish.filter.language = wish.language;
	wish.filter.team_id = wish.team_id;
	return wish;
}

static const char *address_of(struct ctx *cx, const struct wish *wish, const char *below)
{
	return hk_format(cx->arena, "%s?show=%s&team=%" PRId64 "&language=%s%s%s", home, wish->show,
			 wish->team_id, wish->language, *below ? "&below=" : "", below);
}

static struct part_options show_options(struct ctx *cx, const char *chosen)
{
	static const char *const all[][2] = { { "", TR("Everything") },
					      { "good", TR("Good news") },
					      { "bad", TR("To learn from") },
					      { "even", TR("Neither good nor bad") },
					      { "story", TR("Stories of colleagues") } };
	struct part_option *items = hk_alloc(cx->arena, HK_COUNT(all), sizeof(*items));

	for (size_t i = 0; i < HK_COUNT(all); i++)
		items[i] = (struct part_option){ .value = all[i][0],
						 .label = i18n_text(cx->language, all[i][1]),
						 .is_chosen = hk_equal(all[i][0], chosen) };
	return (struct part_options){ items, HK_COUNT(all) };
}

/* Those that keep nothing to themselves, and his own. */
static enum hk_result team_options(struct ctx *cx, int64_t chosen, struct part_options *ret)
{
	struct team_list all;
	struct part_option *items;
	size_t count = 0;

	HK_TRY(team_every(cx, &all));
	items = hk_alloc(cx->arena, all.count + 1, sizeof(*items));
	items[count++] = (struct part_option){ .value = "0",
					       .label = i18n_text(cx->language, TR("Any team")) };
	for (size_t i = 0; i < all.count; i++) {
		const struct team *team = &all.items[i];
		bool is_his = !team->is_restricted;

		if (!is_his)
			HK_TRY(team_has(cx, team->id, cx->actor->id, &is_his));
		if (is_his)
			items[count++] =
				(struct part_option){ .value = hk_format(cx->arena, "%" PRId64,
									 team->id),
						      .label = team->name,
						      .is_chosen = team->id == chosen };
	}
	*ret = (struct part_options){ items, count };
	return HK_OK;
}

static const char *place_of(struct ctx *cx, const struct voice *voice)
{
	return cursor_text(cx->arena, (struct ticket_cursor){ .at = voice->at, .id = voice->id });
}

static bool place_read(struct ctx *cx, const char *text, struct voice_cursor *ret)
{
	struct ticket_cursor cursor;

	if (!text || !*text || !cursor_read(cx->arena, text, &cursor))
		return false;
	*ret = (struct voice_cursor){ cursor.at, cursor.id };
	return true;
}

static void page_fill(struct ctx *cx, const struct wish *wish, struct voice_list *list,
		      struct wall_page_view *view)
{
	if (list->count > VOICE_PAGE) {
		list->count = VOICE_PAGE;
		view->older = address_of(cx, wish, place_of(cx, &list->items[VOICE_PAGE - 1]));
	}
	for (size_t i = 0; i < list->count; i++)
		view->unread += !list->items[i].has_read;
	if (list->count) {
		view->newest = place_of(cx, &list->items[0]);
		view->oldest = place_of(cx, &list->items[list->count - 1]);
	}
}

static enum hk_result show_page(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct wish wish = wish_of(web_query(req, "show"), web_query(req, "language"),
				   web_query_number(req, "team", 0));
	struct wall_page_view view = { .newest = "",
				       .oldest = "",
				       .older = "",
				       .first = "",
				       .show = wish.show,
				       .language = wish.language,
				       .team_id = wish.team_id };
	const char *below = web_query(req, "below");
	struct voice_cursor cursor;
	struct voice_list list;
	bool is_first;

	HK_TRY(need_staff(req));
	is_first = !place_read(cx, below, &cursor);
	HK_TRY(voice_page(cx, cx->actor->id, &wish.filter, is_first ? NULL : &cursor,
			  VOICE_PAGE + 1, &list));
	page_fill(cx, &wish, &list, &view);
	view.items = wall_items_of(cx, &list, address_of(cx, &wish, is_first ? "" : below));
	if (!is_first)
		view.first = address_of(cx, &wish, "");
	view.is_filtered = *wish.show || *wish.language || wish.team_id;
	view.shows = show_options(cx, wish.show);
	view.languages = language_choices(req, wish.language, TR("Any language"));
	HK_TRY(team_options(cx, wish.team_id, &view.teams));
	tpl_voices(req->out, &req->page, &view);
	return HK_OK;
}

/* The screenful of this minute: they go round, so none stays half empty. */
static struct voice_list screenful(struct ctx *cx, const struct voice_list *all)
{
	size_t first = (size_t)(cx->now / HK_MINUTE) * TV_PAGE;
	size_t count = all->count < TV_PAGE ? all->count : TV_PAGE;
	struct voice *items = hk_alloc(cx->arena, count + 1, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = all->items[(first + i) % all->count];
	return (struct voice_list){ items, count };
}

/* A few at a time, large, other ones each minute; it asks for itself anew, so it needs no script.
 * Nothing of restricted teams: whoever passes reads it. */
enum hk_result voices_screen(struct web_request *req)
{
	static const struct voice_filter all = { .tone = "", .language = "", .kind = "" };
	struct ctx *cx = req->cx;
	struct wall_page_view view = { .newest = "", .oldest = "", .older = "", .first = "" };
	struct voice_list newest, list;

	HK_TRY(voice_page(cx, 0, &all, NULL, TV_MOST, &newest));
	list = screenful(cx, &newest);
	view.items = wall_items_of(cx, &list, "");
	web_header(req, "Refresh", hk_format(cx->arena, "%d", TV_SECONDS));
	tpl_voices_tv(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_tv(struct web_request *req)
{
	HK_TRY(need_staff(req));
	return voices_screen(req);
}

/* ---- one of them ---- */

static struct wall_teams teams_of(struct ctx *cx, const struct voice_teams *teams)
{
	struct wall_team *items = hk_alloc(cx->arena, teams->count + 1, sizeof(*items));

	for (size_t i = 0; i < teams->count; i++)
		items[i] = (struct wall_team){ *teams->items[i].name
						       ? teams->items[i].name
						       : i18n_text(cx->language, TR("No team")),
					       teams->items[i].readers, teams->items[i].people };
	return (struct wall_teams){ items, teams->count };
}

/* The words are for all; the ticket is for who may see it. */
static enum hk_result ticket_link(struct ctx *cx, int64_t number, const char **ret)
{
	struct ticket ticket;
	enum hk_result result;

	*ret = "";
	if (!number || !actor_may(cx->actor, RIGHT_TICKET_READ))
		return HK_OK;
	result = ticket_find(cx, number, &ticket);
	if (result == HK_OK)
		*ret = hk_format(cx->arena, "/tickets/%" PRId64, number);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result entry_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct wall_entry_view view = { .problem = page_problem(cx) };
	struct voice_teams teams;
	struct voice voice;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(voice_find(cx, cx->actor->id, id, &voice));
	view.item = wall_item_of(cx, &voice, "");
	view.item.back = view.item.url;
	view.number = voice.number;
	view.may_withdraw = view.item.is_story &&
			    (voice.staff_id == cx->actor->id || actor_may(cx->actor, RIGHT_ADMIN));
	HK_TRY(ticket_link(cx, voice.number, &view.ticket));
	HK_TRY(voice_teams(cx, id, &teams));
	view.teams = teams_of(cx, &teams);
	tpl_voice(req->out, &req->page, &view);
	return HK_OK;
}

static enum hk_result show_one(struct web_request *req)
{
	HK_TRY(need_staff(req));
	return entry_show(req->cx, req);
}

struct doing {
	int64_t id;
	bool is_thanking;
	struct wish wish;
	struct voice_cursor newest, oldest;
};

/* Back to where the button stood. */
static enum hk_result answer_deed(struct web_request *req, int64_t id, const char *done)
{
	struct ctx *cx = req->cx;
	const char *back = web_form(req, "back");

	back = back && hk_starts(back, home) ? next_path(req, ACTOR_STAFF, back) : home;
	return notice_answer(req, hk_format(cx->arena, "%s#v%" PRId64, back, id),
			     i18n_text(cx->language, done), "");
}

static enum hk_result do_one(struct web_request *req, ctx_work *work, struct doing *doing,
			     const char *done)
{
	enum hk_result result;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &doing->id));
	result = ctx_write(req->cx, work, doing);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), entry_show, req);
	HK_TRY(result);
	return answer_deed(req, doing->id, done);
}

static enum hk_result thank_work(struct ctx *cx, void *data)
{
	const struct doing *doing = data;

	return voice_thank(cx, doing->id, doing->is_thanking);
}

static enum hk_result thank(struct web_request *req)
{
	return do_one(req, thank_work, &(struct doing){ .is_thanking = true },
		      TR("Your thanks are counted."));
}

static enum hk_result unthank(struct web_request *req)
{
	return do_one(req, thank_work, &(struct doing){ .is_thanking = false },
		      TR("Your thanks are taken back."));
}

static enum hk_result read_work(struct ctx *cx, void *data)
{
	return voice_read(cx, ((const struct doing *)data)->id);
}

static enum hk_result read_one(struct web_request *req)
{
	return do_one(req, read_work, &(struct doing){ .id = 0 }, TR("Noted that you read it."));
}

static enum hk_result until_work(struct ctx *cx, void *data)
{
	const struct doing *doing = data;

	return voice_read_between(cx, &doing->wish.filter, doing->newest, doing->oldest);
}

static enum hk_result read_until(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct doing doing = { .wish = wish_of(web_form(req, "show"), web_form(req, "language"),
					       web_form_number(req, "team", 0)) };

	HK_TRY(need_staff(req));
	if (!place_read(cx, web_form(req, "newest"), &doing.newest) ||
	    !place_read(cx, web_form(req, "oldest"), &doing.oldest))
		return HK_INVALID;
	HK_TRY(ctx_write(cx, until_work, &doing));
	return notice_answer(req, address_of(cx, &doing.wish, ""),
			     i18n_text(cx->language, TR("Noted that you read to here.")), "");
}

/* ---- stories ---- */

static enum hk_result story_show(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const struct story_view view = { .title = page_form(req, "title"),
					 .text = page_form(req, "text"),
					 .tone = page_form(req, "tone"),
					 .ticket = page_form(req, "ticket"),
					 .problem = page_problem(cx),
					 .errors = page_errors(cx) };

	tpl_story_new(req->out, &req->page, &view);
	return HK_OK;
}

/* ?ticket=17: from its page. */
static enum hk_result show_new(struct web_request *req)
{
	int64_t number = web_query_number(req, "ticket", 0);
	const struct story_view view = {
		.title = "",
		.text = "",
		.tone = "good",
		.ticket = number > 0 ? hk_format(req->cx->arena, "%" PRId64, number) : "",
		.problem = "",
	};

	HK_TRY(need_staff(req));
	tpl_story_new(req->out, &req->page, &view);
	return HK_OK;
}

struct telling {
	struct story_new story;
	int64_t id;
};

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	struct telling *telling = data;

	return voice_tell(cx, &telling->story, &telling->id);
}

static enum hk_result tell(struct web_request *req)
{
	struct telling telling = { .story = { .title = page_form(req, "title"),
					      .text = page_form(req, "text"),
					      .tone = page_form(req, "tone") } };
	const char *ticket = hk_trim(req->cx->arena, page_form(req, "ticket"));
	enum hk_result result;

	HK_TRY(need_staff(req));
	ticket += *ticket == '#';
	/* What is no number is the number of no ticket. */
	if (*ticket && !hk_number(ticket, &telling.story.number))
		telling.story.number = -1;
	result = ctx_write(req->cx, tell_work, &telling);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), story_show, req);
	HK_TRY(result);
	return notice_answer(req, hk_format(req->cx->arena, "%s/%" PRId64, home, telling.id),
			     i18n_text(req->cx->language, TR("Your story is on the wall.")), "");
}

static enum hk_result withdraw_work(struct ctx *cx, void *data)
{
	return voice_withdraw(cx, ((const struct doing *)data)->id);
}

static enum hk_result withdraw(struct web_request *req)
{
	struct doing doing = { .id = 0 };
	enum hk_result result;

	HK_TRY(need_staff(req));
	HK_TRY(web_path_number(req, "id", &doing.id));
	result = ctx_write(req->cx, withdraw_work, &doing);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), entry_show, req);
	HK_TRY(result);
	return notice_answer(req, home,
			     i18n_text(req->cx->language, TR("The story is off the wall.")), "");
}

static const struct web_param page_params[] = {
	{ "show", PARAM_TEXT, 0 },
	{ "team", PARAM_NUMBER, 0 },
	{ "language", PARAM_TEXT, 0 },
	{ "below", PARAM_CURSOR, 0 },
	{ 0 },
};
static const struct web_param until_params[] = {
	{ "show", PARAM_TEXT, 0 },     { "team", PARAM_NUMBER, 0 },   { "language", PARAM_TEXT, 0 },
	{ "newest", PARAM_CURSOR, 0 }, { "oldest", PARAM_CURSOR, 0 }, { 0 },
};
static const struct web_param new_params[] = { { "ticket", PARAM_NUMBER, 0 }, { 0 } };
static const struct web_param story_params[] = {
	{ "title", PARAM_TEXT, VOICE_TITLE_LETTERS },
	{ "text", PARAM_TEXT, TEXT_BYTES },
	{ "tone", PARAM_TEXT, 0 },
	{ "ticket", PARAM_TEXT, 0 },
	{ 0 },
};
static const struct web_param back_params[] = { { "back", PARAM_TEXT, 0 }, { 0 } };

const struct web_route voice_pages[] = {
	ROUTE("GET", "/loop/wall", RIGHT_SIGNED_IN, show_page, 0, page_params),
	ROUTE("POST", "/loop/wall", RIGHT_SIGNED_IN, tell, 0, story_params),
	ROUTE("GET", "/loop/wall/tv", RIGHT_SIGNED_IN, show_tv, 0, NULL),
	ROUTE("GET", "/loop/wall/new", RIGHT_SIGNED_IN, show_new, 0, new_params),
	ROUTE("POST", "/loop/wall/read", RIGHT_SIGNED_IN, read_until, 0, until_params),
	ROUTE("GET", "/loop/wall/{id}", RIGHT_SIGNED_IN, show_one, 0, NULL),
	ROUTE("POST", "/loop/wall/{id}/read", RIGHT_SIGNED_IN, read_one, 0, back_params),
	ROUTE("POST", "/loop/wall/{id}/thank", RIGHT_SIGNED_IN, thank, 0, back_params),
	ROUTE("POST", "/loop/wall/{id}/unthank", RIGHT_SIGNED_IN, unthank, 0, back_params),
	ROUTE("POST", "/loop/wall/{id}/withdraw", RIGHT_SIGNED_IN, withdraw, 0, NULL),
	{ 0 },
};
