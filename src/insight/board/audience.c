#include "insight/board/audience.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "insight/board/wall.h"

/* Sessions of those who may see the control centre. */
struct session_row {
	int64_t id, staff_id;
};

static const struct db_column session_columns[] = {
	DB_COLUMN_AS(struct session_row, id, "session.id"),
	DB_COLUMN_AS(struct session_row, staff_id, "staff.id"),
};
static const struct db_record sessions =
	DB_RECORD_FROM("session",
		       "session JOIN staff ON staff.org_id = session.org_id"
		       " AND staff.id = session.person_id"
		       " JOIN role_right ON role_right.org_id = staff.org_id"
		       " AND role_right.role = staff.role",
		       struct session_row, session_columns);

struct member_row {
	int64_t staff_id, team_id;
};

static const struct db_column member_columns[] = {
	DB_COLUMN_AS(struct member_row, staff_id, "team_member.staff_id"),
	DB_COLUMN_AS(struct member_row, team_id, "team_member.team_id"),
};
static const struct db_record members =
	DB_RECORD_FROM("team_member",
		       "team_member JOIN team ON team.org_id = team_member.org_id"
		       " AND team.id = team_member.team_id",
		       struct member_row, member_columns);

/* A stream is closed after half an hour, and its browser comes again. */
#define GONE_MS (35 * HK_MINUTE)

/* What is kept of one, with an arena of its own for its texts. */
struct seat {
	struct audience audience;
	struct hk_arena *arena; /* NULL: nobody sits here */
	int64_t seen_at;        /* by the steady clock */
};

/* Who listens. */
struct watcher {
	int64_t org_id, owner;
	bool is_wall;
	char *sight;
	int64_t seen_at; /* by the steady clock */
};

struct audiences {
	pthread_mutex_t lock;
	struct watcher *watchers;
	size_t watcher_count, watcher_room;
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
	for (size_t i = 0; i < audiences->watcher_count; i++)
		hk_free(audiences->watchers[i].sight);
	hk_free(audiences->watchers);
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

/* Who listens. */

static void watcher_drop(struct audiences *audiences, size_t at)
{
	hk_free(audiences->watchers[at].sight);
	audiences->watchers[at] = audiences->watchers[--audiences->watcher_count];
}

static void watchers_grow(struct audiences *audiences)
{
	size_t room = audiences->watcher_room ? 2 * audiences->watcher_room : 64;
	struct watcher *watchers = calloc(room, sizeof(*watchers));

	if (!watchers)
		abort();
	if (audiences->watcher_count)
		memcpy(watchers, audiences->watchers, audiences->watcher_count * sizeof(*watchers));
	hk_free(audiences->watchers);
	audiences->watchers = watchers;
	audiences->watcher_room = room;
}

static char *text_new(const char *text)
{
	char *copied = calloc(1, strlen(text) + 1);

	if (!copied)
		abort();
	memcpy(copied, text, strlen(text));
	return copied;
}

void audience_watch(struct ctx *cx, const struct board_sight *sight, int64_t owner, bool is_wall)
{
	struct audiences *audiences = cx->house->audiences;
	int64_t steady = hk_clock_monotonic();
	bool is_known = false;

	pthread_mutex_lock(&audiences->lock);
	for (size_t i = 0; i < audiences->watcher_count; i++) {
		struct watcher *one = &audiences->watchers[i];
		if (one->org_id != cx->org_id || one->owner != owner ||
		    strcmp(one->sight, sight->key) != 0)
			continue;
		one->seen_at = steady;
		is_known = true;
	}
	if (!is_known && audiences->watcher_count == audiences->watcher_room)
		watchers_grow(audiences);
	if (!is_known)
		audiences->watchers[audiences->watcher_count++] =
			(struct watcher){ .org_id = cx->org_id,
					  .owner = owner,
					  .is_wall = is_wall,
					  .sight = text_new(sight->key),
					  .seen_at = steady };
	pthread_mutex_unlock(&audiences->lock);
}

/* Copies of those of the organisation; who was not seen for long is forgotten. */
static size_t watchers_of(struct ctx *cx, struct watcher **ret)
{
	struct audiences *audiences = cx->house->audiences;
	int64_t steady = hk_clock_monotonic();
	size_t count = 0;

	pthread_mutex_lock(&audiences->lock);
	*ret = hk_alloc(cx->arena, audiences->watcher_count, sizeof(**ret));
	for (size_t i = audiences->watcher_count; i-- > 0;) {
		const struct watcher *one = &audiences->watchers[i];
		if (steady - one->seen_at >= GONE_MS) {
			watcher_drop(audiences, i);
		} else if (one->org_id == cx->org_id) {
			(*ret)[count] = *one;
			(*ret)[count++].sight = hk_copy_text(cx->arena, one->sight);
		}
	}
	pthread_mutex_unlock(&audiences->lock);
	return count;
}

/* "12,15", as board_sight_find() writes it. */
static const char *sight_key(struct ctx *cx, const struct db_rows *rows, int64_t staff_id)
{
	const struct member_row *items = rows->items;
	const char *key = "";

	for (size_t i = 0; i < rows->count; i++)
		if (items[i].staff_id == staff_id)
			key = hk_format(cx->arena, "%s%s%" PRId64, key, *key ? "," : "",
					items[i].team_id);
	return key;
}

struct permitted {
	struct db_rows sessions, members;
};

static int session_compare(const void *key, const void *item)
{
	const int64_t *id = key;
	const struct session_row *row = item;

	return *id < row->id ? -1 : *id > row->id;
}

static bool desk_is_fit(struct ctx *cx, const struct permitted *permitted,
			const struct watcher *watcher)
{
	const struct db_rows *rows = &permitted->sessions;
	const struct session_row *found =
		rows->count ? bsearch(&watcher->owner, rows->items, rows->count, sizeof(*found),
				      session_compare)
			    : NULL;

	return found &&
	       strcmp(sight_key(cx, &permitted->members, found->staff_id), watcher->sight) == 0;
}

static enum hk_result permitted_read(struct ctx *cx, struct permitted *ret)
{
	HK_TRY(db_select(cx->db, &sessions,
			 DB_WHERE("session.person_kind = 'staff' AND session.expires_at > $2"
				  " AND staff.is_active = 1 AND role_right.right_name = 'control'",
				  "ORDER BY session.id"),
			 DB_ARGS(cx->now), &ret->sessions));
	return db_select(cx->db, &members,
			 DB_WHERE("team.is_restricted = 1",
				  "ORDER BY team_member.staff_id, team_member.team_id"),
			 DB_NONE, &ret->members);
}

static void owner_forget(struct audiences *audiences, int64_t org_id, int64_t owner)
{
	pthread_mutex_lock(&audiences->lock);
	for (size_t i = audiences->watcher_count; i-- > 0;)
		if (audiences->watchers[i].org_id == org_id &&
		    audiences->watchers[i].owner == owner)
			watcher_drop(audiences, i);
	pthread_mutex_unlock(&audiences->lock);
}

static enum hk_result is_fit(struct ctx *cx, const struct permitted *permitted,
			     const struct watcher *watcher, bool *ret)
{
	if (watcher->is_wall)
		return wall_is_good(cx, watcher->owner, ret);
	*ret = desk_is_fit(cx, permitted, watcher);
	return HK_OK;
}

enum hk_result audience_unfit(struct ctx *cx, const int64_t **ret, size_t *ret_count)
{
	struct watcher *watchers;
	struct permitted permitted;
	size_t count = watchers_of(cx, &watchers), unfit = 0;
	int64_t *owners = hk_alloc(cx->arena, count, sizeof(*owners));

	*ret_count = 0;
	if (!count)
		return HK_OK;
	HK_TRY(permitted_read(cx, &permitted));
	for (size_t i = 0; i < count; i++) {
		bool may_stay;

		HK_TRY(is_fit(cx, &permitted, &watchers[i], &may_stay));
		if (may_stay)
			continue;
		owners[unfit++] = watchers[i].owner;
		owner_forget(cx->house->audiences, cx->org_id, watchers[i].owner);
	}
	*ret = owners;
	*ret_count = unfit;
	return HK_OK;
}
