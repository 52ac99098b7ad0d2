#include "insight/board/audience.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* A stream is closed after half an hour, and its browser comes again. */
#define GONE_MS (35 * HK_MINUTE)

/* What is kept of one, with an arena of its own for its texts. */
struct seat {
	struct audience audience;
	struct hk_arena *arena; /* NULL: nobody sits here */
	int64_t seen_at;        /* by the steady clock */
};

struct audiences {
	pthread_mutex_t lock;
	struct seat seats[AUDIENCES_MOST];
	int64_t last_seq; /* the highest that any was told */
};

struct audiences *audiences_new(void)
{
	struct audiences *audiences = calloc(1, sizeof(*audiences));

	if (!audiences)
		abort();
	pthread_mutex_init(&audiences->lock, NULL);
	return audiences;
}

void audiences_free(struct audiences *audiences)
{
	if (!audiences)
		return;
	for (size_t i = 0; i < AUDIENCES_MOST; i++)
		hk_arena_free(audiences->seats[i].arena);
	pthread_mutex_destroy(&audiences->lock);
	hk_free(audiences);
}

static void copy(struct hk_arena *arena, const struct audience *from, struct audience *ret)
{
	int64_t *teams = hk_alloc(arena, from->sight.count, sizeof(*teams));

	*ret = *from;
	ret->key = hk_copy_text(arena, from->key);
	ret->language = hk_copy_text(arena, from->language);
	ret->timezone = hk_copy_text(arena, from->timezone);
	for (size_t i = 0; i < from->sight.count; i++)
		teams[i] = from->sight.teams[i];
	ret->sight.teams = teams;
	ret->sight.key = hk_copy_text(arena, from->sight.key);
}

/* The seat with that key, else an empty one, else that of whoever went longest ago. NULL: all
 * are there. */
static struct seat *seat_of(struct audiences *audiences, const char *key, int64_t steady)
{
	struct seat *found = NULL;

	for (size_t i = 0; i < AUDIENCES_MOST; i++) {
		struct seat *seat = &audiences->seats[i];
		if (seat->arena && strcmp(seat->audience.key, key) == 0)
			return seat;
		if (seat->arena && steady - seat->seen_at < GONE_MS)
			continue;
		if (!found || (found->arena && (!seat->arena || seat->seen_at < found->seen_at)))
			found = seat;
	}
	return found;
}

enum hk_result audience_join(struct ctx *cx, const struct board_sight *sight, bool is_wall,
			     struct audience *ret)
{
	struct audiences *audiences = cx->house->audiences;
	struct audience wish = { .org_id = cx->org_id,
				 .language = cx->language,
				 .timezone = cx->timezone,
				 .sight = *sight,
				 .is_wall = is_wall };
	int64_t steady = hk_clock_monotonic();
	struct seat *seat;

	wish.key = hk_format(cx->arena, "%" PRId64 "/control/%s/%s/%s/%s", cx->org_id,
			     is_wall ? "wall" : "desk", cx->language, cx->timezone, sight->key);
	pthread_mutex_lock(&audiences->lock);
	seat = seat_of(audiences, wish.key, steady);
	if (seat && (!seat->arena || strcmp(seat->audience.key, wish.key) != 0)) {
		/* Whoever sat here with this key before was told lower numbers. */
		wish.seq = ++audiences->last_seq;
		hk_arena_free(seat->arena);
		seat->arena = hk_arena_new();
		copy(seat->arena, &wish, &seat->audience);
	}
	if (seat) {
		seat->seen_at = steady;
		copy(cx->arena, &seat->audience, ret);
	}
	pthread_mutex_unlock(&audiences->lock);
	return seat ? HK_OK : HK_UNAVAILABLE;
}

size_t audience_every(struct audiences *audiences, struct hk_arena *arena, int64_t org_id,
		      const struct audience **ret)
{
	struct audience *items = hk_alloc(arena, AUDIENCES_MOST, sizeof(*items));
	int64_t steady = hk_clock_monotonic();
	size_t count = 0;

	pthread_mutex_lock(&audiences->lock);
	for (size_t i = 0; i < AUDIENCES_MOST; i++) {
		const struct seat *seat = &audiences->seats[i];
		if (seat->arena && seat->audience.org_id == org_id &&
		    steady - seat->seen_at < GONE_MS)
			copy(arena, &seat->audience, &items[count++]);
	}
	pthread_mutex_unlock(&audiences->lock);
	*ret = items;
	return count;
}

void audience_told(struct audiences *audiences, const struct audience *told)
{
	pthread_mutex_lock(&audiences->lock);
	for (size_t i = 0; i < AUDIENCES_MOST; i++) {
		struct seat *seat = &audiences->seats[i];
		if (!seat->arena || strcmp(seat->audience.key, told->key) != 0)
			continue;
		seat->audience.seq = told->seq;
		seat->audience.told_at = told->told_at;
		memcpy(seat->audience.digests, told->digests, sizeof(told->digests));
	}
	if (told->seq > audiences->last_seq)
		audiences->last_seq = told->seq;
	pthread_mutex_unlock(&audiences->lock);
}
