/*
 * wall: a screen on a wall that shows the control centre, or what customers say. Nobody signs in
 * there; its address carries 128 bits that only the key of the house makes from its id, so that
 * whoever may see the control centre can read the address again, and whoever reads the database
 * cannot. It shows what is kept from nobody, and nothing any more once it has ended, its year is
 * over, or its maker may not see the control centre himself.
 */
#pragma once

#include "core/ctx.h"

enum { WALL_NAME_LETTERS = 100, WALLS_MOST = 50, WALL_DAYS = 366 };

struct wall {
	int64_t id;
	const char *name, *language;
	const char *shows; /* control, voices */
	int64_t maker_id, created_at, expires_at, ended_at;
	const char *maker; /* his name; "" when he is gone */
};

struct wall_list {
	struct wall *items;
	size_t count;
};

/* name, language and shows; by the actor, who needs the right. The same by him within ten seconds
 * is the same press: it changes nothing and gives back the first one. HK_INVALID beside each of
 * them; HK_CONFLICT: there are too many. */
enum hk_result wall_add(struct ctx *cx, const struct wall *wall, int64_t *ret_id);
/* What its address carries: its id, and what only we can make of it. */
const char *wall_token(struct ctx *cx, int64_t id);
/* For whoever may see the control centre. HK_NOT_FOUND: there is none, or it shows nothing. */
enum hk_result wall_read(struct ctx *cx, int64_t id, struct wall *ret);
/* Those that still show something, the newest first. */
enum hk_result wall_every(struct ctx *cx, struct wall_list *ret);
/* Twice is harmless; HK_NOT_FOUND: there never was such a one. */
enum hk_result wall_end(struct ctx *cx, int64_t id);
/* HK_NOT_FOUND: unknown, ended, over, or its maker may no longer; all look alike. */
enum hk_result wall_find(struct ctx *cx, const char *token, struct wall *ret);
/* It still shows something. Asked for whoever looks already. */
enum hk_result wall_is_good(struct ctx *cx, int64_t id, bool *ret);
