#include "insight/board/board.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "insight/board/board_read.h"
#include "insight/board/capacity.h"
#include "insight/board/tide.h"
#include "standard/calendar.h"
#include "standard/clock.h"
#include "ticket/mail/mailbox.h"

/* How long parts of it may be old, by the steady clock: what changes with each ticket is not,
 * what is planned minutes. All tickets are read anew now and then, so
 * that nothing that no event told of stays wrong for long. */
#define PLAN_MS (5 * HK_MINUTE)
#define BOOK_MS (30 * HK_MINUTE)

enum { HOUR_MINUTES = 60, WEEK_DAYS = 7 };

/* A board with its memory, and who holds it. */
struct held {
	struct board board; /* first, so that one is the other */
	struct hk_arena *arena;
	unsigned holders; /* guarded by boards->lock */
};

/* What is not asked at each moment. */
struct plan {
	int64_t bounds[BOARD_HOURS + 1];
	bool is_open[BOARD_HOURS], is_alike[BOARD_HOURS][CONTACT_WEEKS];
	double at_work[BOARD_HOURS], minutes;
	struct contact_list weeks[CONTACT_WEEKS]; /* in the arena */
	int64_t week_bounds[CONTACT_WEEKS][BOARD_HOURS + 1];
};

/* What is kept of one organisation; all but latest is of whoever holds its lock. */
struct shelf {
	struct shelf *next;
	int64_t org_id;
	pthread_mutex_t lock;
	struct book *book; /* NULL: not read */
	struct tide *tide;
	struct hk_arena *plan_arena;
	struct plan plan;
	int64_t seq, book_at, plan_at; /* the last two by the steady clock */
	int64_t until;                 /* of the plan: then another quarter begins */
	struct held *latest;           /* guarded by boards->lock */
	int64_t latest_at;             /* by the steady clock; the same */
};

struct boards {
	pthread_mutex_t lock;
	struct shelf *shelves;
};

static void *fresh(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

struct boards *boards_new(void)
{
	struct boards *boards = fresh(sizeof(*boards));

	pthread_mutex_init(&boards->lock, NULL);
	return boards;
}

static void held_free(struct held *held)
{
	hk_arena_free(held->arena);
	hk_free(held);
}

static void shelf_empty(struct shelf *shelf)
{
	book_free(shelf->book);
	tide_free(shelf->tide);
	hk_arena_free(shelf->plan_arena);
	shelf->book = NULL;
	shelf->tide = NULL;
	shelf->plan_arena = NULL;
}

void boards_free(struct boards *boards)
{
	if (!boards)
		return;
	while (boards->shelves) {
		struct shelf *shelf = boards->shelves;
		boards->shelves = shelf->next;
		if (shelf->latest)
			held_free(shelf->latest);
		shelf_empty(shelf);
		pthread_mutex_destroy(&shelf->lock);
		hk_free(shelf);
	}
	pthread_mutex_destroy(&boards->lock);
	hk_free(boards);
}

static struct shelf *shelf_of(struct boards *boards, int64_t org_id)
{
	struct shelf *shelf;

	pthread_mutex_lock(&boards->lock);
	for (shelf = boards->shelves; shelf && shelf->org_id != org_id; shelf = shelf->next)
		;
	if (!shelf) {
		shelf = fresh(sizeof(*shelf));
		shelf->org_id = org_id;
		pthread_mutex_init(&shelf->lock, NULL);
		shelf->next = boards->shelves;
		boards->shelves = shelf;
	}
	pthread_mutex_unlock(&boards->lock);
	return shelf;
}

void board_give_back(struct boards *boards, struct board *board)
{
	struct held *held = (struct held *)board;
	bool is_last;

	if (!held)
		return;
	pthread_mutex_lock(&boards->lock);
	is_last = --held->holders == 0;
	pthread_mutex_unlock(&boards->lock);
	if (is_last)
		held_free(held);
}

/* The latest one, for one more holder, when it is fresh enough; else NULL. */
static struct board *latest_of(struct boards *boards, struct shelf *shelf, int64_t oldest_ms)
{
	struct held *held = NULL;

	pthread_mutex_lock(&boards->lock);
	if (shelf->latest && hk_clock_monotonic() - shelf->latest_at <= oldest_ms) {
		held = shelf->latest;
		held->holders++;
	}
	pthread_mutex_unlock(&boards->lock);
	return held ? &held->board : NULL;
}

static void latest_put(struct boards *boards, struct shelf *shelf, struct held *held)
{
	struct held *old;

	pthread_mutex_lock(&boards->lock);
	old = shelf->latest;
	shelf->latest = held;
	shelf->latest_at = hk_clock_monotonic();
	held->holders += 2; /* the shelf, and who asked for it */
	pthread_mutex_unlock(&boards->lock);
	board_give_back(boards, old ? &old->board : NULL);
}

void board_forget(struct boards *boards, int64_t org_id)
{
	struct shelf *shelf = shelf_of(boards, org_id);
	struct held *old;

	pthread_mutex_lock(&shelf->lock);
	shelf_empty(shelf);
	pthread_mutex_lock(&boards->lock);
	old = shelf->latest;
	shelf->latest = NULL;
	pthread_mutex_unlock(&boards->lock);
	pthread_mutex_unlock(&shelf->lock);
	board_give_back(boards, old ? &old->board : NULL);
}

/* What is planned. */

/* In the open time of the house's usual mailbox. */
static enum hk_result house_hours(struct ctx *cx, const struct business **ret)
{
	struct mailbox mailbox = { .calendar_id = CALENDAR_ALWAYS };
	enum hk_result result = mailbox_usual(cx, &mailbox);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	return calendar_business(cx, mailbox.calendar_id, ret);
}

static bool hour_is_open(const struct business *open, const int64_t *bounds, size_t hour)
{
	return !open || business_between(open, bounds[hour], bounds[hour + 1]) > 0;
}

static void bounds_fill(struct ctx *cx, const char *zone, int days, int64_t *ret)
{
	for (int i = 0; i <= BOARD_HOURS; i++)
		ret[i] = i18n_clock(cx->kit->formats, zone, cx->now, days, i * HOUR_MINUTES);
}

/* Weeks before the house began say nothing, nor does an hour that was closed of one that is open.
 */
static enum hk_result weeks_read(struct ctx *cx, const char *zone, const struct business *open,
				 struct shelf *shelf)
{
	struct plan *plan = &shelf->plan;
	int64_t first;

	HK_TRY(contact_first(cx, &first));
	for (int week = 0; week < CONTACT_WEEKS; week++) {
		int64_t *bounds = plan->week_bounds[week];
		struct contact_list list;

		bounds_fill(cx, zone, -WEEK_DAYS * (week + 1), bounds);
		HK_TRY(contact_kept(cx, bounds[0], bounds[BOARD_HOURS], &list));
		plan->weeks[week].count = list.count;
		plan->weeks[week].items =
			hk_alloc(shelf->plan_arena, list.count, sizeof(*list.items));
		for (size_t i = 0; i < list.count; i++)
			plan->weeks[week].items[i] = list.items[i];
		for (size_t hour = 0; hour < BOARD_HOURS; hour++)
			plan->is_alike[hour][week] =
				first && first < bounds[BOARD_HOURS] &&
				hour_is_open(open, bounds, hour) == plan->is_open[hour];
	}
	return HK_OK;
}

static enum hk_result plan_read(struct ctx *cx, struct shelf *shelf)
{
	const struct business *open;
	struct plan *plan = &shelf->plan;
	struct org org;

	hk_arena_free(shelf->plan_arena);
	shelf->plan_arena = hk_arena_new();
	HK_TRY(org_find(cx, &org));
	HK_TRY(house_hours(cx, &open));
	bounds_fill(cx, org.timezone, 0, plan->bounds);
	for (size_t hour = 0; hour < BOARD_HOURS; hour++)
		plan->is_open[hour] = hour_is_open(open, plan->bounds, hour);
	HK_TRY(weeks_read(cx, org.timezone, open, shelf));
	HK_TRY(capacity_people(cx, plan->bounds, BOARD_HOURS, open, plan->at_work));
	return capacity_minutes(cx, &plan->minutes);
}

static enum hk_result plan_follow(struct ctx *cx, struct shelf *shelf)
{
	int64_t steady = hk_clock_monotonic();
	bool is_good = shelf->plan_arena && steady - shelf->plan_at < PLAN_MS &&
		       cx->now < shelf->until && cx->now >= shelf->until - CONTACT_QUARTER;

	if (is_good)
		return HK_OK;
	shelf->until = 0;
	HK_TRY(plan_read(cx, shelf));
	shelf->plan_at = steady;
	shelf->until = contact_quarter_of(cx->now) + CONTACT_QUARTER;
	return HK_OK;
}

/* Tickets. */

static enum hk_result book_read(struct ctx *cx, struct shelf *shelf)
{
	struct book *book = book_new();
	enum hk_result result = board_read_book(cx, shelf->plan.bounds[0], book, &shelf->seq);

	book_free(shelf->book);
	shelf->book = result == HK_OK ? book : NULL;
	if (result != HK_OK)
		book_free(book);
	shelf->book_at = hk_clock_monotonic();
	return result;
}

static enum hk_result book_follow(struct ctx *cx, struct shelf *shelf)
{
	enum hk_result result = HK_CONFLICT;

	if (shelf->book && hk_clock_monotonic() - shelf->book_at < BOOK_MS)
		result = board_follow_book(cx, shelf->plan.bounds[0], shelf->book, &shelf->seq);
	return result == HK_CONFLICT ? book_read(cx, shelf) : result;
}

static struct board_team *team_of(const struct board_teams *teams, int64_t id)
{
	for (size_t i = 0; i < teams->count; i++)
		if (teams->items[i].id == id)
			return &teams->items[i];
	return &teams->items[teams->count - 1];
}

static void line_count(const struct book_line *line, int64_t now, int64_t today,
		       struct board_figures *figures)
{
	bool was_met = line->met_at >= today && line->met_at >= line->late_at;
	bool was_late = line->late_at >= today && line->late_at > line->met_at;
	bool is_broken = line->is_active && line->due_at <= now;

	figures->active += line->is_active;
	figures->broken += is_broken;
	if (line->is_active && !is_broken && line->due_at <= now + BOARD_RISK) {
		figures->risk++;
		if (!figures->next_due || line->due_at < figures->next_due)
			figures->next_due = line->due_at;
	}
	if (line->is_active && line->is_ours) {
		figures->waiting++;
		if (board_waits_longer(figures, line->since, line->number)) {
			figures->since = line->since;
			figures->since_number = line->number;
		}
	}
	if ((is_broken && line->is_word) || was_late)
		figures->untold++;
	else if (was_met)
		figures->told++;
}

/* Of a ticket that is kept from others only its own, closed team may learn. */
static bool line_is_kept(const struct book_line *line, const struct board_team *team)
{
	return line->is_restricted && !team->is_restricted;
}

static void book_count_up(const struct book *book, struct board *board)
{
	const struct book_line *lines = book_lines(book);
	struct board_team *team = board->teams.items;

	for (size_t i = 0; i < book_count(book); i++) {
		if (team->id != lines[i].team_id)
			team = team_of(&board->teams, lines[i].team_id);
		if (!line_is_kept(&lines[i], team))
			line_count(&lines[i], board->at, board->bounds[0], &team->figures);
	}
}

/* Contacts. */

/* The hour in which it is; BOARD_HOURS: none of them. */
static size_t hour_of(const int64_t *bounds, int64_t at)
{
	size_t hour = 0;

	if (at < bounds[0])
		return BOARD_HOURS;
	while (hour < BOARD_HOURS && at >= bounds[hour + 1])
		hour++;
	return hour;
}

static void contacts_add(struct contact_list list, struct board *board)
{
	int64_t quarter = contact_quarter_of(board->at);

	for (size_t i = 0; i < list.count; i++) {
		const struct contact *one = &list.items[i];
		struct board_team *team = team_of(&board->teams, one->team_id);
		size_t hour = hour_of(board->bounds, one->at);
		int64_t ago = (quarter - one->at) / CONTACT_QUARTER;

		if (hour < BOARD_HOURS)
			team->hours[hour] += one->count;
		/* An id of the next quarter, made a moment ahead, counts with this one. */
		if (ago < BOARD_QUARTERS)
			team->quarters[BOARD_QUARTERS - 1 - (ago < 0 ? 0 : ago)] += one->count;
	}
}

static void weeks_add(const struct plan *plan, struct board *board)
{
	for (size_t week = 0; week < CONTACT_WEEKS; week++)
		for (size_t i = 0; i < plan->weeks[week].count; i++) {
			const struct contact *one = &plan->weeks[week].items[i];
			size_t hour = hour_of(plan->week_bounds[week], one->at);
			if (hour < BOARD_HOURS)
				team_of(&board->teams, one->team_id)->weeks[hour][week] +=
					one->count;
		}
}

static enum hk_result contacts_fill(struct ctx *cx, struct shelf *shelf, struct board *board)
{
	int64_t lately = contact_quarter_of(cx->now) - (BOARD_QUARTERS - 1) * CONTACT_QUARTER;
	int64_t from = board->bounds[0] < lately ? board->bounds[0] : lately;

	if (!shelf->tide)
		shelf->tide = tide_new();
	HK_TRY(tide_follow(cx, contact_quarter_of(from), shelf->tide));
	contacts_add(tide_settled(shelf->tide), board);
	contacts_add(tide_latest(shelf->tide), board);
	weeks_add(&shelf->plan, board);
	return HK_OK;
}

static void plan_show(const struct plan *plan, struct board *board)
{
	for (size_t i = 0; i <= BOARD_HOURS; i++)
		board->bounds[i] = plan->bounds[i];
	for (size_t i = 0; i < BOARD_HOURS; i++) {
		board->is_open[i] = plan->is_open[i];
		board->at_work[i] = plan->at_work[i];
		for (size_t k = 0; k < CONTACT_WEEKS; k++)
			board->is_alike[i][k] = plan->is_alike[i][k];
	}
	board->minutes = plan->minutes;
}

static enum hk_result board_fill(struct ctx *cx, struct shelf *shelf, struct held *held)
{
	struct board *board = &held->board;

	board->at = cx->now;
	HK_TRY(plan_follow(cx, shelf));
	plan_show(&shelf->plan, board);
	HK_TRY(book_follow(cx, shelf));
	HK_TRY(board_read_teams(cx, held->arena, &board->teams));
	HK_TRY(board_read_people(cx, held->arena, &board->people));
	HK_TRY(board_read_channels(cx, held->arena, board));
	book_count_up(shelf->book, board);
	return contacts_fill(cx, shelf, board);
}

static enum hk_result board_make(struct ctx *cx, struct shelf *shelf, struct board **ret)
{
	struct held *held = fresh(sizeof(*held));
	enum hk_result result;

	held->arena = hk_arena_new();
	result = board_fill(cx, shelf, held);
	if (result != HK_OK) {
		held_free(held);
		return result;
	}
	latest_put(cx->house->boards, shelf, held);
	*ret = &held->board;
	return HK_OK;
}

enum hk_result board_take(struct ctx *cx, int64_t oldest_ms, struct board **ret)
{
	struct boards *boards = cx->house->boards;
	struct shelf *shelf = shelf_of(boards, cx->org_id);
	enum hk_result result = HK_OK;

	*ret = latest_of(boards, shelf, oldest_ms);
	if (*ret)
		return HK_OK;
	pthread_mutex_lock(&shelf->lock);
	/* Whoever waited for another one finds that one's. */
	*ret = latest_of(boards, shelf, oldest_ms);
	if (!*ret)
		result = board_make(cx, shelf, ret);
	pthread_mutex_unlock(&shelf->lock);
	return result;
}

/* Lists. */

struct place {
	int64_t at, id;
	bool is_urgent;
};

static int place_compare(const void *a, const void *b)
{
	const struct place *one = a, *other = b;

	if (one->is_urgent != other->is_urgent)
		return one->is_urgent ? -1 : 1;
	if (one->at != other->at)
		return one->at < other->at ? -1 : 1;
	return one->id < other->id ? -1 : one->id > other->id;
}

/* By what it is sorted in that list; 0: it does not stand there. */
static int64_t place_in(const struct book_line *line, enum board_list list, int64_t now)
{
	if (!line->is_active)
		return 0;
	if (list == BOARD_WAITING)
		return !line->is_ours ? 0 : line->since ? line->since : line->due_at;
	if ((line->due_at <= now) != (list == BOARD_BROKEN) || line->due_at > now + BOARD_RISK)
		return 0;
	return line->due_at;
}

static size_t places_find(const struct board *board, const struct book *book,
			  const struct board_wish *wish, struct place *ret)
{
	const struct book_line *lines = book_lines(book);
	size_t count = 0;

	for (size_t i = 0; i < book_count(book); i++) {
		const struct board_team *team = team_of(&board->teams, lines[i].team_id);
		int64_t at = place_in(&lines[i], wish->list, board->at);

		if (!at || (wish->team_id != BOARD_ANY_TEAM && team->id != wish->team_id) ||
		    line_is_kept(&lines[i], team) ||
		    (team->is_restricted && !board_sight_has(wish->sight, team->id)))
			continue;
		ret[count++] = (struct place){ at, lines[i].id, lines[i].is_urgent };
	}
	return count;
}

enum hk_result board_tickets(struct ctx *cx, const struct board_wish *wish, size_t limit,
			     int64_t *ret_ids, size_t *ret_count)
{
	struct boards *boards = cx->house->boards;
	struct shelf *shelf = shelf_of(boards, cx->org_id);
	struct board *board;
	enum hk_result result;

	pthread_mutex_lock(&shelf->lock);
	result = board_make(cx, shelf, &board);
	if (result == HK_OK) {
		struct place *places =
			hk_alloc(cx->arena, book_count(shelf->book), sizeof(*places));
		size_t count = places_find(board, shelf->book, wish, places);

		qsort(places, count, sizeof(*places), place_compare);
		*ret_count = count < limit ? count : limit;
		for (size_t i = 0; i < *ret_count; i++)
			ret_ids[i] = places[i].id;
		board_give_back(boards, board);
	}
	pthread_mutex_unlock(&shelf->lock);
	return result;
}
