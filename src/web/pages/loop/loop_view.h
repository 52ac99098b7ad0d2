/*
 * The board /loop: tiles of figures and five columns of cards. A column is one row of the table in
 * loop_pages.c and one function that fills its list of cards; a tile is one function too. Texts are
 * never NULL, and in words of the reader; "" leaves that part of a card out.
 */
#pragma once

#include "core/i18n.h"
#include "web/web.h"

struct loop_card {
	const char *url;                /* where it leads */
	const char *id;                 /* of its element, unique on the page: "answer-17" */
	const char *score, *score_tone; /* "2"; lo, mid, hi */
	const char *title;
	const char *title_language;               /* "": that of the page */
	const char *words, *language;             /* what was said, and in which language; "" */
	const char *person;                       /* who of us has it */
	const char *pill, *pill_tone, *pill_icon; /* danger, warn, good, info, violet, line */
	const char *note;                         /* quiet, at the end: "Thu" */
	int64_t bar, bar_most;                    /* how far it has come; bar_most 0: no bar */
	const char *bar_words;                    /* what the bar says */
};

struct loop_cards {
	struct loop_card *items;
	size_t count;
};

struct loop_column {
	const char *name; /* in addresses: answer, talk, cause, prevent, share */
	const char *title, *hint;
	const char *empty;  /* what stands there when there is none */
	const char *url;    /* of all of them; "": these are all */
	const char *action; /* what that link says */
	bool has_more;      /* more than LOOP_CARDS: only the first are shown */
	struct loop_cards cards;
};

struct loop_columns {
	struct loop_column *items;
	size_t count;
};

struct loop_tile {
	const char *name, *icon, *title;
	const char *value; /* "": the tile is left out, for there is nothing to tell */
	const char *note, *tone, *url;
};

struct loop_tiles {
	struct loop_tile *items;
	size_t count;
};

struct loop_board {
	struct loop_tiles tiles;
	struct loop_columns columns;
};

enum { LOOP_CARDS = 20 };

/* cards.items has room for LOOP_CARDS. Only what the actor may see. */
typedef enum hk_result loop_fill(struct ctx *cx, struct loop_column *column);
/* May leave value "" . */
typedef enum hk_result loop_tile_fill(struct ctx *cx, struct loop_tile *tile);

/* Columns 1 and 2, and the tile of them (loop_answer.c). */
enum hk_result loop_answer_fill(struct ctx *cx, struct loop_column *column);
enum hk_result loop_talk_fill(struct ctx *cx, struct loop_column *column);
enum hk_result loop_kept_tile(struct ctx *cx, struct loop_tile *tile);
/* Column 5 (loop_share.c). */
enum hk_result loop_share_fill(struct ctx *cx, struct loop_column *column);
/* Figures of the surveys (loop_figures.c). */
enum hk_result loop_nps_tile(struct ctx *cx, struct loop_tile *tile);
enum hk_result loop_rate_tile(struct ctx *cx, struct loop_tile *tile);

/* Columns 3 and 4, and their tiles (loop_cause.c). */
enum hk_result loop_cause_fill(struct ctx *cx, struct loop_column *column);
enum hk_result loop_prevent_fill(struct ctx *cx, struct loop_column *column);
enum hk_result loop_causes_tile(struct ctx *cx, struct loop_tile *tile);
enum hk_result loop_saved_tile(struct ctx *cx, struct loop_tile *tile);

/* Who fell silent (silent_pages.c). */
enum hk_result loop_silent_tile(struct ctx *cx, struct loop_tile *tile);
enum hk_result loop_talks_tile(struct ctx *cx, struct loop_tile *tile);

/* Helpers of all of them. */
const char *loop_say(struct ctx *cx, const char *sentence);
const char *loop_number(struct ctx *cx, int64_t number);
/* lo, mid, hi: how a score of that survey looks; "" of one that has no scale we know. */
const char *loop_score_tone(const char *kind, int64_t score);
/* "3 h left", "20 min left", "5 h late". */
const char *loop_time_left(struct ctx *cx, int64_t due_at);
