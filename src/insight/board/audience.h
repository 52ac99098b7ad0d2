/*
 * audience: those who watch the control centre in the same way: in one language and time zone, with
 * one sight, at a desk or on a wall. What changes is written once for all of them. A process keeps
 * them in memory; whoever is not seen for longer than a stream lasts is not written for any more.
 *
 * Invariant: the numbers of what one audience is told rise by one, also when it was away between.
 */
#pragma once

#include "core/ctx.h"
#include "insight/board/board.h"

enum { AUDIENCE_PARTS = 6, AUDIENCES_MOST = 256 };

struct audience {
	int64_t org_id;
	const char *key; /* of all that follows: names the topic */
	const char *language, *timezone;
	struct board_sight sight;
	bool is_wall;
	int64_t seq;                      /* of what it was told last; 0: nothing yet */
	uint64_t digests[AUDIENCE_PARTS]; /* of what it was told of each part */
	int64_t told_at;                  /* by the steady clock */
};

struct audiences;
struct audiences *audiences_new(void);
void audiences_free(struct audiences *audiences); /* takes NULL */

/* Somebody watches from now on, in the language and the zone of cx. Fills the rest of ret, in the
 * arena of cx. HK_UNAVAILABLE: there are too many kinds of watchers; pages are then read anew by
 * whoever looks. */
enum hk_result audience_join(struct ctx *cx, const struct board_sight *sight, bool is_wall,
			     struct audience *ret);
/* Those of that organisation who may still be there, in the arena. */
size_t audience_every(struct audiences *audiences, struct hk_arena *arena, int64_t org_id,
		      const struct audience **ret);
/* It was told: seq, digests and told_at hold from now on. */
void audience_told(struct audiences *audiences, const struct audience *told);

/* A stream opens; owner: the session, or the screen on a wall, with whose end it ends. */
void audience_watch(struct ctx *cx, const struct board_sight *sight, int64_t owner, bool is_wall);
/* Owners who may not see any more what their streams tell: the session is over, the right is gone,
 * or somebody came into a restricted team or left one. Each is named once. Needs cx->db; in its
 * arena. */
enum hk_result audience_unfit(struct ctx *cx, const int64_t **ret, size_t *ret_count);
