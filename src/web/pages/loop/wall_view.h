/* The wall as its pages show it: what customers said and colleagues tell, masked already. */
#pragma once

#include "feedback/wall/voice.h"
#include "web/parts.h"
#include "web/web.h"

struct wall_item {
	int64_t id;
	const char *url;  /* "/loop/wall/5" */
	const char *back; /* of the page that it stands on, for its buttons */
	const char *who, *team;
	const char *mark; /* the number that he gave; "" of a story */
	const char *tone, *tone_words;
	const char *title, *text, *language;
	const char *note; /* why nobody knows who it was; "" */
	int64_t at, thanks, readers;
	bool is_story, has_thanked, has_read, may_thank;
};

struct wall_items {
	struct wall_item *items;
	size_t count;
};

struct wall_page_view {
	struct wall_items items;
	struct part_options shows, teams, languages;
	const char *newest, *oldest; /* places, for "I have read to here" */
	const char *show, *language; /* the filter, for the same */
	int64_t team_id;
	const char *older, *first; /* addresses; "" */
	int64_t unread;            /* of these */
	bool is_filtered;
};

struct wall_teams {
	struct wall_team {
		const char *name;
		int64_t readers, people;
	} * items;

	size_t count;
};

struct wall_entry_view {
	struct wall_item item;
	const char *ticket; /* "/tickets/17"; "" where its reader may not see it */
	int64_t number;
	struct wall_teams teams;
	bool may_withdraw;
	const char *problem;
};

struct story_view {
	const char *title, *text, *tone, *ticket; /* as typed */
	const char *problem;
	struct part_errors errors;
};

struct wall_item wall_item_of(struct ctx *cx, const struct voice *voice, const char *back);
struct wall_items wall_items_of(struct ctx *cx, const struct voice_list *list, const char *back);
/* A screenful for whoever passes: nothing that is kept from anybody. Also for a screen that nobody
 * signs in at (web/pages/control/wall_pages.c). */
enum hk_result voices_screen(struct web_request *req);
