/*
 * Looking for themes: reading what people wrote, thinking about it, and keeping what was found,
 * apart, since thinking takes seconds and must hold up nobody who writes. Whoever was shown to
 * nobody (fewer answers than the survey's least, where its mode is not named) is not read.
 */
#pragma once

#include "feedback/theme/theme.h"

enum { THEME_TEXTS_MOST = 10000, THEME_DAYS = 365, THEME_LOOK_HOURS = 6 };

/* One answer with words of its own. */
struct theme_said {
	int64_t id, at;
	const char *language, *comment;
	bool is_unhappy;
};

/* Which answers speak of a theme; theme.id 0: it is a new one. */
struct theme_finding {
	struct theme theme;
	const struct theme_said **members;
	size_t count;
};

struct theme_look {
	int64_t next_at, looked_at, answers;
	const char *mark;
	struct theme_said *said; /* the newest first */
	size_t count;
	int64_t since; /* older answers were not read, and stay where they are */
	struct theme_list themes;
	struct theme_finding *findings;
	size_t finding_count;
	bool has_news;
};

/* When the next look is due; 0: now. */
enum hk_result theme_look_next(struct ctx *cx, int64_t *ret);
/* How the last look was: looked_at, next_at, answers; all 0 before the first. */
enum hk_result theme_look_last(struct ctx *cx, struct theme_look *ret);
/* At once, if nobody looks already. */
enum hk_result theme_look_now(struct ctx *cx);

/* First: takes the turn. HK_CONFLICT: somebody else has it, or it is not due. */
enum hk_result theme_look_take(struct ctx *cx, struct theme_look *ret);
enum hk_result theme_look_read(struct ctx *cx, struct theme_look *look);
/* Needs no database. Nothing is found where nothing is new (has_news). */
void theme_look_think(struct ctx *cx, struct theme_look *look);
/* One of look->findings. What a person changed meanwhile stays. */
enum hk_result theme_look_keep(struct ctx *cx, const struct theme_look *look, size_t which);
/* Last: suggestions that hardly anybody speaks of any more go. */
enum hk_result theme_look_end(struct ctx *cx, const struct theme_look *look);

/* answers and unhappy of a theme, counted anew. */
enum hk_result theme_count_again(struct ctx *cx, int64_t id);
