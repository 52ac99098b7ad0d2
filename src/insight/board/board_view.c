#include <inttypes.h>

#include "base/text.h"
#include "insight/board/board.h"
#include "people/team.h"

enum { HOUR_MINUTES = 60 };

static void figures_add(struct board_figures *sum, const struct board_figures *more)
{
	sum->active += more->active;
	sum->waiting += more->waiting;
	sum->risk += more->risk;
	sum->broken += more->broken;
	sum->told += more->told;
	sum->untold += more->untold;
	if (board_waits_longer(sum, more->since, more->since_number)) {
		sum->since = more->since;
		sum->since_number = more->since_number;
	}
	if (more->next_due && (!sum->next_due || more->next_due < sum->next_due))
		sum->next_due = more->next_due;
}

enum hk_result board_sight_find(struct ctx *cx, struct board_sight *ret)
{
	struct team_list own;
	int64_t *ids;
	size_t count = 0;

	HK_TRY(team_of_actor(cx, &own));
	ids = hk_alloc(cx->arena, own.count, sizeof(*ids));
	for (size_t i = 0; i < own.count; i++) {
		size_t at = count;
		if (!own.items[i].is_restricted)
			continue;
		for (; at > 0 && ids[at - 1] > own.items[i].id; at--)
			ids[at] = ids[at - 1];
		ids[at] = own.items[i].id;
		count++;
	}
	*ret = (struct board_sight){ ids, count, "" };
	for (size_t i = 0; i < count; i++)
		ret->key = hk_format(cx->arena, "%s%s%" PRId64, ret->key, i ? "," : "", ids[i]);
	return HK_OK;
}

bool board_sight_has(const struct board_sight *sight, int64_t team_id)
{
	for (size_t i = 0; i < sight->count; i++)
		if (sight->teams[i] == team_id)
			return true;
	return false;
}

static bool team_is_seen(const struct board *board, const struct board_sight *sight,
			 int64_t team_id)
{
	for (size_t i = 0; i < board->teams.count; i++)
		if (board->teams.items[i].id == team_id && board->teams.items[i].is_restricted)
			return board_sight_has(sight, team_id);
	return true;
}

static struct forecast hour_forecast(const struct board *board, const struct board_view *view,
				     size_t hour)
{
	double counts[CONTACT_WEEKS];
	size_t weeks = 0;

	for (size_t week = 0; week < CONTACT_WEEKS; week++) {
		if (!board->is_alike[hour][week])
			continue;
		counts[weeks] = 0;
		for (size_t i = 0; i < view->teams.count; i++)
			counts[weeks] += (double)view->teams.items[i].weeks[hour][week];
		weeks++;
	}
	return forecast_of(counts, weeks);
}

static void hours_fill(const struct board *board, struct board_view *view)
{
	for (size_t hour = 0; hour < BOARD_HOURS; hour++) {
		struct board_hour *one = &view->hours[hour];

		one->from = board->bounds[hour];
		one->people = board->at_work[hour];
		one->capacity = board->minutes > 0
					? board->at_work[hour] * HOUR_MINUTES / board->minutes
					: 0;
		for (size_t i = 0; i < view->teams.count; i++)
			one->contacts += view->teams.items[i].hours[hour];
		one->forecast = hour_forecast(board, view, hour);
		if (one->forecast.weeks > view->weeks)
			view->weeks = one->forecast.weeks;
		if (board->at >= board->bounds[hour])
			view->hour = hour;
	}
}

struct board_view board_view_of(struct hk_arena *arena, const struct board *board,
				const struct board_sight *sight)
{
	struct board_view view = { .hour = 0 };

	view.teams.items = hk_alloc(arena, board->teams.count, sizeof(*view.teams.items));
	for (size_t i = 0; i < board->teams.count; i++) {
		const struct board_team *team = &board->teams.items[i];
		if (team->is_restricted && !board_sight_has(sight, team->id))
			continue;
		view.teams.items[view.teams.count++] = *team;
		figures_add(&view.figures, &team->figures);
	}
	view.mailboxes.items =
		hk_alloc(arena, board->mailboxes.count, sizeof(*view.mailboxes.items));
	for (size_t i = 0; i < board->mailboxes.count; i++)
		if (team_is_seen(board, sight, board->mailboxes.items[i].team_id))
			view.mailboxes.items[view.mailboxes.count++] = board->mailboxes.items[i];
	hours_fill(board, &view);
	return view;
}
