/*
 * What the control centre shows, in words of one reader: the parts of the page, at a desk or on a
 * wall. Each part is one element of the page and is written anew as a whole when it changes. Rows
 * keep their order, by name, so that nothing moves under a pointer. Texts are never NULL.
 */
#pragma once

#include "insight/board/audience.h"
#include "insight/board/board.h"

struct control_tile {
	const char *key, *icon, *title, *value, *note;
	const char *tone; /* "", warn, danger */
	const char *url;  /* "": it leads nowhere */
};

struct control_tiles {
	struct control_tile *items;
	size_t count;
};

struct control_team {
	const char *key, *name;
	const char *url, *risk_url, *broken_url; /* "" on a wall */
	const char *people, *longest, *longest_tone;
	const char *points; /* of the line of the last two hours */
	int64_t waiting, risk, broken, contacts;
};

struct control_teams {
	struct control_team *items;
	size_t count;
};

struct control_person {
	int64_t id;
	const char *name, *tone, *words, *work;
};

struct control_people {
	struct control_person *items;
	size_t count;
};

struct control_channel {
	const char *icon, *name, *tone, *words;
};

struct control_channels {
	struct control_channel *items;
	size_t count;
};

/* Places in percent of the picture. */
struct control_bar {
	const char *x, *y, *width, *height;
};

struct control_bars {
	struct control_bar *items;
	size_t count;
};

struct control_line {
	const char *x1, *y1, *x2, *y2;
};

struct control_lines {
	struct control_line *items;
	size_t count;
};

struct control_mark {
	const char *at, *text;
};

struct control_marks {
	struct control_mark *items;
	size_t count;
};

struct control_row {
	const char *hour, *contacts, *forecast, *range, *people, *capacity;
};

struct control_rows {
	struct control_row *items;
	size_t count;
};

struct control_chart {
	struct control_bars contacts, ranges;
	struct control_lines forecast, capacity, grid;
	struct control_marks hours, heights;
	const char *now_x;
	const char *now;     /* "Now 10:47, 12 this hour so far" */
	const char *finding; /* one sentence on what it means */
	const char *tone;    /* of it: "", warn */
	const char *method;  /* how it was foretold, and from how much */
	struct control_rows rows;
	bool has_forecast, has_capacity;
};

struct control_view {
	bool is_wall;
	int64_t at;
	struct control_tiles tiles;
	struct control_chart chart;
	struct control_teams teams;
	struct control_people people;
	const char *people_now; /* "5 take new tickets, 2 are on a break, 4 are not here" */
	const char *people_more;
	struct control_channels channels;
	const char *stream; /* address of the stream */
};

/* In the language and the time zone of cx. */
struct control_view control_view_of(struct ctx *cx, const struct board *board,
				    const struct board_sight *sight, bool is_wall);
/* The picture of the day. */
struct control_chart control_chart_of(struct ctx *cx, const struct board *board,
				      const struct board_view *view);
/* "4 min", "2 h 5 min", "3 days". */
const char *control_wait(struct ctx *cx, int64_t ms);
const char *control_number(struct ctx *cx, int64_t number);
