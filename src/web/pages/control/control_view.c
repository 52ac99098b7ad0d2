#include "web/pages/control/control_view.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/i18n.h"
#include "insight/score.h"
#include "standard/clock.h"

enum {
	TEAMS_MOST = 40,
	PEOPLE_MOST = 40,
	TILES = 5,
	INFORMED_LEAST = 10,
	PERCENT = 100,
	HOURS_ALONE = 10, /* from here on minutes say nothing more */
	SPARK_WIDTH = 72,
	SPARK_HEIGHT = 20,
	SPARK_EDGE = 3
};

/* From here on a wait is coloured. */
#define LONG_WAIT HK_HOUR

static const char *say(struct ctx *cx, const char *sentence)
{
	return i18n_text(cx->language, sentence);
}

const char *control_number(struct ctx *cx, int64_t number)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_number(&reader, number);
}

const char *control_wait(struct ctx *cx, int64_t ms)
{
	int64_t minutes = ms < 0 ? 0 : ms / HK_MINUTE, hours = minutes / 60;
	int64_t days = ms / HK_DAY;

	if (days > 1)
		return i18n_fill(cx->arena, i18n_plural(cx->language, "{n} day", "{n} days", days),
				 "n", control_number(cx, days), NULL);
	if (hours >= HOURS_ALONE)
		return i18n_fill(cx->arena, say(cx, TR("{hours} h")), "hours",
				 control_number(cx, hours), NULL);
	if (!hours)
		return i18n_fill(cx->arena, say(cx, TR("{minutes} min")), "minutes",
				 control_number(cx, minutes), NULL);
	return i18n_fill(cx->arena, say(cx, TR("{hours} h {minutes} min")), "hours",
			 control_number(cx, hours), "minutes", control_number(cx, minutes % 60),
			 NULL);
}

/* ---- tiles ---- */

static struct control_tile waiting_tile(struct ctx *cx, const struct board_figures *figures)
{
	return (struct control_tile){
		.key = "waiting",
		.icon = "users",
		.title = say(cx, TR("Waiting for us")),
		.value = control_number(cx, figures->waiting),
		.note = i18n_fill(cx->arena,
				  i18n_plural(cx->language, "of {n} open ticket",
					      "of {n} open tickets", figures->active),
				  "n", control_number(cx, figures->active), NULL),
		.tone = "",
		.url = "/control/tickets?show=waiting",
	};
}

static struct control_tile longest_tile(struct ctx *cx, const struct board_figures *figures)
{
	struct control_tile tile = { .key = "longest",
				     .icon = "clock",
				     .title = say(cx, TR("Longest wait")),
				     .value = "–",
				     .note = say(cx, TR("nobody waits for a word of ours")),
				     .tone = "",
				     .url = "" };

	if (!figures->since)
		return tile;
	tile.value = control_wait(cx, cx->now - figures->since);
	tile.note = i18n_fill(cx->arena, say(cx, TR("for a word, ticket #{number}")), "number",
			      hk_format(cx->arena, "%" PRId64, figures->since_number), NULL);
	tile.url = hk_format(cx->arena, "/tickets/%" PRId64, figures->since_number);
	tile.tone = cx->now - figures->since >= LONG_WAIT ? "warn" : "";
	return tile;
}

static struct control_tile risk_tile(struct ctx *cx, const struct board_figures *figures)
{
	return (struct control_tile){
		.key = "risk",
		.icon = "triangle-alert",
		.title = say(cx, TR("At risk")),
		.value = control_number(cx, figures->risk),
		.note = figures->next_due
				? i18n_fill(cx->arena, say(cx, TR("next one due in {time}")),
					    "time", control_wait(cx, figures->next_due - cx->now),
					    NULL)
				: say(cx, TR("nothing is due within 30 min")),
		.tone = figures->risk ? "warn" : "",
		.url = "/control/tickets?show=risk",
	};
}

static struct control_tile broken_tile(struct ctx *cx, const struct board_figures *figures)
{
	return (struct control_tile){
		.key = "broken",
		.icon = "flag",
		.title = say(cx, TR("Promised time passed")),
		.value = control_number(cx, figures->broken),
		.note = say(cx, figures->broken ? TR("customers wait longer than we said")
						: TR("every promised time is kept")),
		.tone = figures->broken ? "danger" : "",
		.url = "/control/tickets?show=broken",
	};
}

/* A share is told only where there are enough to believe it, and with its interval. */
static struct control_tile informed_tile(struct ctx *cx, const struct board_figures *figures)
{
	int64_t all = figures->told + figures->untold;
	struct score_share share = { .inside = 0 };
	struct control_tile tile = { .key = "informed",
				     .icon = "bell",
				     .title = say(cx, TR("Kept informed today")),
				     .tone = "",
				     .url = "" };
	struct score score;

	if (!all) {
		tile.value = "–";
		tile.note = say(cx, TR("no word was due yet"));
		return tile;
	}
	share_add(&share, true, 1, figures->told);
	share_add(&share, false, 1, figures->untold);
	score = share_score(&share, INFORMED_LEAST);
	tile.value = hk_format(cx->arena, "%s / %s", control_number(cx, figures->told),
			       control_number(cx, all));
	tile.note = say(cx, TR("customers had their word in time"));
	if (score.state != SCORE_TOLD)
		return tile;
	tile.note = i18n_fill(
		cx->arena,
		say(cx, TR("of {n} customers; the true share is most likely {low} to {high} %")),
		"n", control_number(cx, all), "low",
		control_number(cx, (int64_t)(score.low * PERCENT + 0.5)), "high",
		control_number(cx, (int64_t)(score.high * PERCENT + 0.5)), NULL);
	tile.value = i18n_fill(cx->arena, say(cx, TR("{n} %")), "n",
			       control_number(cx, (int64_t)(score.value * PERCENT + 0.5)), NULL);
	return tile;
}

static struct control_tiles tiles_of(struct ctx *cx, const struct board_figures *figures,
				     bool is_wall)
{
	struct control_tile *items = hk_alloc(cx->arena, TILES, sizeof(*items));

	items[0] = waiting_tile(cx, figures);
	items[1] = longest_tile(cx, figures);
	items[2] = risk_tile(cx, figures);
	items[3] = broken_tile(cx, figures);
	items[4] = informed_tile(cx, figures);
	for (size_t i = 0; is_wall && i < TILES; i++)
		items[i].url = "";
	/* icons: users clock triangle-alert flag bell mail send circle-check globe log-in */
	return (struct control_tiles){ items, TILES };
}

/* ---- departments ---- */

static const char *spark_points(struct ctx *cx, const struct board_team *team)
{
	const char *points = "";
	int64_t most = 1;

	for (size_t i = 0; i < BOARD_QUARTERS; i++)
		if (team->quarters[i] > most)
			most = team->quarters[i];
	for (size_t i = 0; i < BOARD_QUARTERS; i++) {
		double x = (double)(SPARK_WIDTH * i) / (BOARD_QUARTERS - 1);
		double y =
			SPARK_HEIGHT - SPARK_EDGE -
			(double)team->quarters[i] / (double)most * (SPARK_HEIGHT - 2 * SPARK_EDGE);
		points = hk_format(cx->arena, "%s%s%.1f,%.1f", points, i ? " " : "", x, y);
	}
	return points;
}

static bool team_is_shown(const struct board_team *team)
{
	return team->id || team->figures.active;
}

static const char *team_url(struct ctx *cx, const char *show, int64_t team_id)
{
	return hk_format(cx->arena, "/control/tickets?show=%s&team=%" PRId64, show, team_id);
}

static struct control_team team_of(struct ctx *cx, const struct board_team *team, bool is_wall)
{
	const struct board_figures *figures = &team->figures;
	struct control_team row = {
		.key = hk_format(cx->arena, "board-team-%" PRId64, team->id),
		.name = team->id ? team->name : say(cx, TR("No team")),
		.url = is_wall ? "" : team_url(cx, "waiting", team->id),
		.risk_url = is_wall ? "" : team_url(cx, "risk", team->id),
		.broken_url = is_wall ? "" : team_url(cx, "broken", team->id),
		.people = "–",
		.longest = "–",
		.longest_tone = "",
		.points = spark_points(cx, team),
		.waiting = figures->waiting,
		.risk = figures->risk,
		.broken = figures->broken,
	};

	if (team->id)
		row.people = i18n_fill(cx->arena, say(cx, TR("{here} of {all}")), "here",
				       control_number(cx, team->here), "all",
				       control_number(cx, team->people), NULL);
	if (figures->since) {
		row.longest = control_wait(cx, cx->now - figures->since);
		row.longest_tone = cx->now - figures->since >= LONG_WAIT ? "t-warn b" : "";
	}
	for (size_t i = 0; i < BOARD_QUARTERS; i++)
		row.contacts += team->quarters[i];
	return row;
}

static struct control_teams teams_of(struct ctx *cx, const struct board_teams *teams, bool is_wall)
{
	struct control_teams rows = {
		hk_alloc(cx->arena, teams->count, sizeof(struct control_team)), 0
	};

	for (size_t i = 0; i < teams->count && rows.count < TEAMS_MOST; i++)
		if (team_is_shown(&teams->items[i]))
			rows.items[rows.count++] = team_of(cx, &teams->items[i], is_wall);
	return rows;
}

/* ---- people ---- */

static const char *until_words(struct ctx *cx, const char *sentence, int64_t until)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena, say(cx, sentence), "time", i18n_time(&reader, I18N_TIME, until),
			 NULL);
}

static const char *state_of(struct ctx *cx, const struct board_person *person,
			    const char **ret_tone)
{
	bool ends_soon =
		person->status_until > cx->now && person->status_until < cx->now + HK_DAY / 2;

	*ret_tone = "line";
	if (person->is_free) {
		*ret_tone = "good";
		return say(cx, TR("Takes new tickets"));
	}
	if (hk_equal(person->status, "break"))
		return ends_soon ? until_words(cx, TR("Break until {time}"), person->status_until)
				 : say(cx, TR("On a break"));
	if (hk_equal(person->status, "away"))
		return ends_soon ? until_words(cx, TR("Away until {time}"), person->status_until)
				 : say(cx, TR("Away"));
	if (person->free_from > cx->now && person->free_from < cx->now + HK_DAY / 2)
		return until_words(cx, TR("Comes at {time}"), person->free_from);
	return say(cx, TR("Not at work"));
}

static void people_fill(struct ctx *cx, const struct board_people *people,
			struct control_view *view)
{
	int64_t here = 0, on_break = 0;

	view->people.items = hk_alloc(cx->arena, PEOPLE_MOST, sizeof(*view->people.items));
	for (size_t i = 0; i < people->count; i++) {
		const struct board_person *one = &people->items[i];

		here += one->is_free;
		on_break += !one->is_free && hk_equal(one->status, "break");
		if (view->people.count == PEOPLE_MOST)
			continue;

		struct control_person *row = &view->people.items[view->people.count++];

		*row = (struct control_person){ .id = one->id, .name = one->name };
		row->words = state_of(cx, one, &row->tone);
		row->work =
			i18n_fill(cx->arena,
				  i18n_plural(cx->language, "{n} ticket, {minutes} min of work",
					      "{n} tickets, {minutes} min of work", one->tickets),
				  "n", control_number(cx, one->tickets), "minutes",
				  control_number(cx, one->work), NULL);
	}
	view->people_now = i18n_fill(
		cx->arena,
		say(cx, TR("{here} take new tickets, {break} on a break, {not} not here")), "here",
		control_number(cx, here), "break", control_number(cx, on_break), "not",
		control_number(cx, (int64_t)people->count - here - on_break), NULL);
	view->people_more = "";
	if (people->count > view->people.count)
		view->people_more = i18n_fill(
			cx->arena, say(cx, TR("and {n} more")), "n",
			control_number(cx, (int64_t)(people->count - view->people.count)), NULL);
}

/* ---- channels ---- */

static struct control_channel mailbox_channel(struct ctx *cx, const struct board_mailbox *mailbox)
{
	struct control_channel row = {
		.icon = "mail",
		.name = mailbox->address,
		.tone = "good",
		.words = say(cx,
			     mailbox->is_fetched ? TR("Mail is fetched") : TR("Mail is taken in")),
	};

	if (mailbox->trouble == BOARD_WELL)
		return row;
	row.tone = "danger";
	row.words =
		say(cx, mailbox->trouble == BOARD_REVOKED ? TR("Somebody must sign in to it again")
							  : TR("Mail cannot be fetched"));
	return row;
}

/* Mail that has waited for long says that the server does not take it. */
static struct control_channel sending_channel(struct ctx *cx, const struct board *board)
{
	struct control_channel row = { .icon = "send",
				       .name = say(cx, TR("Mail to customers")),
				       .tone = "good",
				       .words = say(cx, TR("Leaves at once")) };
	int64_t since = board->queued ? cx->now - board->queued_since : 0;

	if (since >= HK_MINUTE) {
		row.tone = since >= 10 * HK_MINUTE ? "danger" : "warn";
		row.words = i18n_fill(cx->arena, say(cx, TR("{n} wait, the longest for {time}")),
				      "n", control_number(cx, board->queued), "time",
				      control_wait(cx, since), NULL);
	}
	return row;
}

static void channels_fill(struct ctx *cx, const struct board *board,
			  const struct board_mailboxes *mailboxes, struct control_view *view)
{
	struct control_channels *rows = &view->channels;

	rows->items = hk_alloc(cx->arena, mailboxes->count + 3, sizeof(*rows->items));
	for (size_t i = 0; i < mailboxes->count; i++)
		rows->items[rows->count++] = mailbox_channel(cx, &mailboxes->items[i]);
	rows->items[rows->count++] = sending_channel(cx, board);
	if (board->troubled)
		rows->items[rows->count++] = (struct control_channel){
			.icon = "triangle-alert",
			.name = say(cx, TR("Mail that did not arrive")),
			.tone = "warn",
			.words = i18n_fill(cx->arena, say(cx, TR("{n} to look at")), "n",
					   control_number(cx, board->troubled), NULL),
		};
	rows->items[rows->count++] = (struct control_channel){
		.icon = "globe",
		.name = say(cx, TR("Web form and customers’ pages")),
		.tone = "good",
		.words = say(cx, TR("Open")),
	};
}

struct control_view control_view_of(struct ctx *cx, const struct board *board,
				    const struct board_sight *sight, bool is_wall)
{
	struct board_view seen = board_view_of(cx->arena, board, sight);
	struct control_view view = { .is_wall = is_wall, .at = board->at, .stream = "" };

	view.tiles = tiles_of(cx, &seen.figures, is_wall);
	view.chart = control_chart_of(cx, board, &seen);
	view.teams = teams_of(cx, &seen.teams, is_wall);
	people_fill(cx, &board->people, &view);
	channels_fill(cx, board, &seen.mailboxes, &view);
	return view;
}
