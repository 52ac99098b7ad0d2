/*
 * contact: how many words of customers came within a quarter of an hour, team by team. Quarters
 * that are over are counted once and kept (contact_keep()), so that a year of them costs nothing to
 * look back at. What machines wrote, spam and mail that was brought from elsewhere do not count.
 *
 * Messages are found by their ids, which rise with time (core/id.h). ms UTC throughout.
 */
#pragma once

#include "base/time.h"
#include "core/ctx.h"

#define CONTACT_QUARTER (15 * HK_MINUTE)

enum { CONTACT_WEEKS = 8 /* so far back is foretold from */ };

struct contact {
	int64_t at, team_id, count;
};

struct contact_list {
	struct contact *items;
	size_t count;
};

static inline int64_t contact_quarter_of(int64_t at)
{
	return at - at % CONTACT_QUARTER;
}

/* Counts the messages that got their ids from that moment on and before the other one, which is
 * in the same quarter, or its end. */
enum hk_result contact_count(struct ctx *cx, int64_t from, int64_t until, struct contact_list *ret);
/* Of quarters that were kept, from one moment to another. */
enum hk_result contact_kept(struct ctx *cx, int64_t from, int64_t until, struct contact_list *ret);
/* Up to when quarters were kept; 0: never yet. */
enum hk_result contact_kept_until(struct ctx *cx, int64_t *ret);
/* Of a quarter that is over, in place of what is kept of it; the count is above nought. */
enum hk_result contact_put(struct ctx *cx, const struct contact *contact);
/* When the first contact came of which we know; 0: none did. */
enum hk_result contact_first(struct ctx *cx, int64_t *ret);

/* A quarter is over that was not kept yet: asked before contact_keep(), which writes. */
enum hk_result contact_has_due(struct ctx *cx, bool *ret);
/* Keeps up to a day of them; at first it goes CONTACT_WEEKS back. ret_is_done: all that are over
 * are kept. Running twice is harmless. */
enum hk_result contact_keep(struct ctx *cx, bool *ret_is_done);
