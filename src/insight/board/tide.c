#include "insight/board/tide.h"

#include <stdlib.h>

#define SETTLED_MS (10 * HK_SECOND)
/* Ids run ahead of the clock when many are made. */
#define AHEAD_MS HK_SECOND

struct counts {
	struct contact *items;
	size_t count, room;
};

struct tide {
	struct counts settled, latest;
	int64_t from, kept, settled_until; /* settled_until 0: nothing was read yet */
};

struct tide *tide_new(void)
{
	struct tide *tide = calloc(1, sizeof(*tide));

	if (!tide)
		abort();
	return tide;
}

void tide_free(struct tide *tide)
{
	if (!tide)
		return;
	hk_free(tide->settled.items);
	hk_free(tide->latest.items);
	hk_free(tide);
}

static void count_add(struct counts *counts, const struct contact *more)
{
	/* What comes now is of one of the last quarters. */
	for (size_t i = counts->count; i-- > 0 && counts->items[i].at == more->at;)
		if (counts->items[i].team_id == more->team_id) {
			counts->items[i].count += more->count;
			return;
		}
	if (counts->count == counts->room) {
		size_t room = counts->room ? 2 * counts->room : 64;
		struct contact *items = calloc(room, sizeof(*items));

		if (!items)
			abort();
		for (size_t i = 0; i < counts->count; i++)
			items[i] = counts->items[i];
		hk_free(counts->items);
		counts->items = items;
		counts->room = room;
	}
	counts->items[counts->count++] = *more;
}

static void counts_add(struct counts *counts, const struct contact_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		count_add(counts, &list->items[i]);
}

/* Quarter by quarter. */
static enum hk_result count_between(struct ctx *cx, int64_t from, int64_t until,
				    struct counts *counts)
{
	while (from < until) {
		struct contact_list list;
		int64_t end = contact_quarter_of(from) + CONTACT_QUARTER;

		if (end > until)
			end = until;
		HK_TRY(contact_count(cx, from, end, &list));
		counts_add(counts, &list);
		from = end;
	}
	return HK_OK;
}

static enum hk_result read_anew(struct ctx *cx, int64_t from, int64_t kept, struct tide *tide)
{
	struct contact_list list = { NULL, 0 };

	tide->settled_until = 0;
	tide->settled.count = 0;
	if (kept > from)
		HK_TRY(contact_kept(cx, from, kept, &list));
	counts_add(&tide->settled, &list);
	tide->from = from;
	tide->kept = kept;
	tide->settled_until = kept > from ? kept : from;
	return HK_OK;
}

enum hk_result tide_follow(struct ctx *cx, int64_t from, struct tide *tide)
{
	int64_t kept, until = cx->now - SETTLED_MS;

	HK_TRY(contact_kept_until(cx, &kept));
	if (!tide->settled_until || tide->from != from || tide->kept != kept ||
	    tide->settled_until > cx->now)
		HK_TRY(read_anew(cx, from, kept, tide));
	if (until > tide->settled_until) {
		enum hk_result result =
			count_between(cx, tide->settled_until, until, &tide->settled);
		/* Half of it may be in: it is read anew. */
		tide->settled_until = result == HK_OK ? until : 0;
		HK_TRY(result);
	}
	tide->latest.count = 0;
	return count_between(cx, tide->settled_until, cx->now + AHEAD_MS, &tide->latest);
}

struct contact_list tide_settled(const struct tide *tide)
{
	return (struct contact_list){ tide->settled.items, tide->settled.count };
}

struct contact_list tide_latest(const struct tide *tide)
{
	return (struct contact_list){ tide->latest.items, tide->latest.count };
}
