/* The control centre: what is counted, who sees it, and that following agrees with reading anew. */
#include <math.h>
#include <stdlib.h>

#include "base/text.h"
#include "base/time.h"
#include "deeds.h"
#include "insight/board/board.h"
#include "insight/board/book.h"
#include "insight/board/capacity.h"
#include "insight/board/contact.h"
#include "insight/forecast.h"
#include "standard/availability.h"
#include "test.h"

enum { ANEW = -1, DEEDS = 60, LINES = 4000 };

static int board_open(void **state)
{
	house_world_open(state);

	struct house_world *world = *state;

	world->house.boards = boards_new();
	return 0;
}

static int board_close(void **state)
{
	struct house_world *world = *state;

	boards_free(world->house.boards);
	return house_world_close(state);
}

#define on_board(test) cmocka_unit_test_setup_teardown(test, board_open, board_close)

struct look {
	struct board *board;
	struct board_sight sight;
	enum board_list list;
	int64_t ids[100];
	size_t count;
};

static enum hk_result take(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(board_sight_find(cx, &look->sight));
	return board_take(cx, ANEW, &look->board);
}

/* As the actor of the moment sees it. */
static struct board_view view_of(struct house_world *world)
{
	struct look look = { .board = NULL };
	struct board_view view;

	assert_int_equal(ctx_read(&world->cx, take, &look), HK_OK);
	view = board_view_of(world->arena, look.board, &look.sight);
	for (size_t i = 0; i < view.teams.count; i++)
		view.teams.items[i].name = hk_copy_text(world->arena, view.teams.items[i].name);
	board_give_back(world->house.boards, look.board);
	return view;
}

static struct board_figures figures_of(struct house_world *world)
{
	return view_of(world).figures;
}

static enum hk_result list_tickets(struct ctx *cx, void *data)
{
	struct look *look = data;

	HK_TRY(board_sight_find(cx, &look->sight));
	return board_tickets(cx, &(struct board_wish){ look->list, BOARD_ANY_TEAM, &look->sight },
			     HK_COUNT(look->ids), look->ids, &look->count);
}

static struct look list_of(struct house_world *world, enum board_list list)
{
	struct look look = { .list = list };

	assert_int_equal(ctx_read(&world->cx, list_tickets, &look), HK_OK);
	return look;
}

static void a_ticket_waits_is_at_risk_and_then_late(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	struct board_figures figures = figures_of(world);

	assert_int_equal(figures.active, 1);
	assert_int_equal(figures.waiting, 1);
	assert_int_equal(figures.risk, 0);
	assert_int_equal(figures.since, WORLD_BEGIN);
	assert_int_equal(figures.since_number, ticket.number);
	world->cx.now = ticket.due_at - BOARD_RISK;
	figures = figures_of(world);
	assert_int_equal(figures.risk, 1);
	assert_int_equal(figures.next_due, ticket.due_at);
	assert_int_equal(figures.broken, 0);
	world->cx.now = ticket.due_at;
	figures = figures_of(world);
	assert_int_equal(figures.risk, 0);
	assert_int_equal(figures.broken, 1);
	assert_int_equal(figures.untold, 1);
}

static void one_that_is_solved_counts_until_the_reply_that_says_so_has_left(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	struct board_figures figures;

	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Mended.", REPLY_RESOLVE, &ticket.id),
			 HK_OK);
	assert_int_equal(figures_of(world).active, 0);
	/* The mail server is away. */
	world->cx.now += REPLY_LATE_MS + 1;
	world_run_jobs(world);
	world->cx.now = ticket.due_at - BOARD_RISK;
	figures = figures_of(world);
	assert_int_equal(figures.active, 1);
	assert_int_equal(figures.waiting, 1);
	assert_int_equal(figures.risk, 1);
	assert_int_equal(list_of(world, BOARD_AT_RISK).count, 1);
	world->cx.now = ticket.due_at;
	figures = figures_of(world);
	assert_int_equal(figures.broken, 1);
	assert_int_equal(figures.untold, 1);
}

static void a_word_in_time_counts_for_its_day_and_a_late_one_against_it(void **state)
{
	struct house_world *world = *state;
	struct ticket one = world_ticket(world, "Oven", "It stays cold.");
	struct ticket other = world_ticket(world, "Tap", "It drips.");
	struct board_figures figures;

	world_act(world, &world->rasa);
	world->cx.now += HK_HOUR;
	assert_int_equal(deed_reply(world, one.number, "Try the fuse.", REPLY_WAIT, &one.id),
			 HK_OK);
	world_let_leave(world);
	figures = figures_of(world);
	assert_int_equal(figures.waiting, 1);
	assert_int_equal(figures.since_number, other.number);
	assert_int_equal(figures.told, 1);
	assert_int_equal(figures.untold, 0);
	world->cx.now = other.due_at + HK_MINUTE;
	assert_int_equal(deed_reply(world, other.number, "Sorry.", REPLY_WAIT, &one.id), HK_OK);
	figures = figures_of(world);
	assert_int_equal(figures.told, 1);
	assert_int_equal(figures.untold, 1);
	assert_int_equal(figures.broken, 0);
	world->cx.now += HK_DAY;
	figures = figures_of(world);
	assert_int_equal(figures.told + figures.untold, 0);
}

/* The same words under another subject are another ticket. */
static void one_more(struct house_world *world)
{
	static int count;

	(void)world_ticket(world, hk_format(world->arena, "Oven %d", ++count), "It stays cold.");
}

/* Whatever people do. */
static void deed_any(struct house_world *world, unsigned *seed, int64_t number)
{
	int64_t id;

	switch (rand_r(seed) % 8) {
	case 0: one_more(world); break;
	case 1: hk_ignore(deed_reply(world, number, "We look.", REPLY_WAIT, &id)); break;
	case 2: hk_ignore(deed_reply(world, number, "We look on.", REPLY_KEEP_OPEN, &id)); break;
	case 3: hk_ignore(deed_word(world, number, "And now?", false)); break;
	case 4: hk_ignore(deed_resolve(world, number, &id)); break;
	case 5: hk_ignore(deed_reopen(world, number)); break;
	case 6: hk_ignore(deed_put_aside(world, number, "spam", &id)); break;
	default: hk_ignore(deed_restore(world, number)); break;
	}
}

static void following_events_finds_what_reading_anew_finds(void **state)
{
	struct house_world *world = *state;
	unsigned seed = 7;

	for (int i = 0; i < 6; i++)
		one_more(world);
	world_act(world, &world->rasa);
	(void)figures_of(world);
	for (int i = 0; i < DEEDS; i++) {
		struct board_figures followed, anew;

		world->cx.now += (int64_t)(rand_r(&seed) % 40) * HK_MINUTE;
		deed_any(world, &seed, 1 + rand_r(&seed) % 6);
		world_act(world, &world->rasa);
		followed = figures_of(world);
		board_forget(world->house.boards, world->cx.org_id);
		anew = figures_of(world);
		assert_memory_equal(&followed, &anew, sizeof(anew));
	}
}

static void a_list_holds_those_that_are_counted_the_longest_wait_first(void **state)
{
	struct house_world *world = *state;
	struct ticket first = world_ticket(world, "Oven", "It stays cold."), second;
	struct look look;

	world->cx.now += HK_HOUR;
	second = world_ticket(world, "Tap", "It drips.");
	world_act(world, &world->rasa);
	look = list_of(world, BOARD_WAITING);
	assert_int_equal(look.count, 2);
	assert_int_equal(look.ids[0], first.id);
	assert_int_equal(look.ids[1], second.id);
	assert_int_equal(list_of(world, BOARD_BROKEN).count, 0);
	world->cx.now = first.due_at;
	look = list_of(world, BOARD_BROKEN);
	assert_int_equal(look.count, 1);
	assert_int_equal(look.ids[0], first.id);
}

static enum hk_result close_team(struct ctx *cx, void *data)
{
	struct house_world *world = data;
	struct team team = { .name = "Board members", .is_restricted = 1 };

	HK_TRY(team_add(cx, &team));
	HK_TRY(team_join(cx, team.id, world->rasa.id));
	world->team = team;
	return HK_OK;
}

static void a_restricted_team_is_counted_for_its_members_alone(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");

	(void)world_ticket(world, "Tap", "It drips.");
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, close_team, world), HK_OK);
	assert_int_equal(deed_move(world, ticket.number, world->team.id), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(figures_of(world).waiting, 2);
	assert_int_equal(list_of(world, BOARD_WAITING).count, 2);
	assert_int_equal(view_of(world).hours[view_of(world).hour].contacts, 2);
	world_act(world, &world->tomas);
	assert_int_equal(figures_of(world).waiting, 1);
	assert_int_not_equal(figures_of(world).since_number, ticket.number);
	assert_int_equal(list_of(world, BOARD_WAITING).count, 1);
	assert_int_equal(view_of(world).hours[view_of(world).hour].contacts, 1);
	for (size_t i = 0; i < view_of(world).teams.count; i++)
		assert_string_not_equal(view_of(world).teams.items[i].name, "Board members");
}

struct counting {
	int64_t from, until, kept_until;
	struct contact_list list;
	bool is_done;
};

static enum hk_result keep(struct ctx *cx, void *data)
{
	struct counting *counting = data;

	return contact_keep(cx, &counting->is_done);
}

static enum hk_result kept(struct ctx *cx, void *data)
{
	struct counting *counting = data;

	HK_TRY(contact_kept_until(cx, &counting->kept_until));
	return contact_kept(cx, counting->from, counting->until, &counting->list);
}

static struct counting keep_all(struct house_world *world)
{
	struct counting counting = { .from = WORLD_BEGIN - HK_DAY, .until = WORLD_BEGIN + HK_DAY };

	while (!counting.is_done)
		assert_int_equal(ctx_write(&world->cx, keep, &counting), HK_OK);
	assert_int_equal(ctx_write(&world->cx, keep, &counting), HK_OK);
	assert_int_equal(ctx_read(&world->cx, kept, &counting), HK_OK);
	return counting;
}

static void quarters_are_kept_once_and_machines_do_not_count(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Oven", "It stays cold.");
	struct counting counting;

	assert_int_equal(deed_word(world, ticket.number, "Still cold.", false), HK_OK);
	assert_int_equal(deed_word(world, ticket.number, "I am away until Monday.", true), HK_OK);
	world->cx.now += 20 * HK_MINUTE;
	assert_int_equal(deed_word(world, ticket.number, "Hello?", false), HK_OK);
	assert_int_equal(view_of(world).hours[10].contacts, 3);
	world->cx.now = WORLD_BEGIN + HK_HOUR;
	counting = keep_all(world);
	assert_int_equal(counting.list.count, 2);
	assert_int_equal(counting.list.items[0].at, WORLD_BEGIN);
	assert_int_equal(counting.list.items[0].count, 2);
	assert_int_equal(counting.list.items[1].at, WORLD_BEGIN + CONTACT_QUARTER);
	assert_int_equal(counting.list.items[1].count, 1);
	assert_int_equal(counting.kept_until, contact_quarter_of(world->cx.now - HK_MINUTE));
	/* The day began at midnight in Vilnius, so 08:00 UTC is its hour 10. */
	assert_int_equal(view_of(world).hours[10].contacts, 3);
	assert_int_equal(view_of(world).hour, 11);
}

static void three_weeks_of_a_weekday_foretell_its_hour(void **state)
{
	struct house_world *world = *state;
	struct board_view view;

	for (int week = 0; week < 4; week++) {
		view = view_of(world);
		assert_int_equal(view.hours[10].forecast.weeks, week);
		assert_int_equal(view.hours[10].forecast.is_told, week >= FORECAST_LEAST);
		for (int i = 0; i <= week; i++)
			one_more(world);
		world->cx.now += 7 * HK_DAY;
		(void)keep_all(world);
	}
	view = view_of(world);
	/* 1, 2, 3 and 4 came. */
	assert_true(fabs(view.hours[10].forecast.value - 2.5) < 1e-9);
	assert_true(view.hours[3].forecast.is_told && view.hours[3].forecast.value == 0);
}

/* By hand: mean 12, variance 4 is less than the mean, so 12; t(2) is 4.302653. */
static void an_interval_is_never_narrower_than_chance(void **state)
{
	const double counts[] = { 10, 12, 14 };
	struct forecast forecast = forecast_of(counts, 3);

	(void)state;
	assert_true(forecast.is_told);
	assert_true(fabs(forecast.value - 12) < 1e-9);
	assert_true(fabs(forecast.high - (12 + 4.302653 * sqrt(12 * 4.0 / 3))) < 1e-4);
	assert_true(forecast.low == 0);
	assert_false(forecast_of(counts, 2).is_told);
}

struct planning {
	struct shift shift;
	struct absence absence;
	int64_t bounds[25];
	double people[24];
	int64_t share_of;
};

static enum hk_result plan(struct ctx *cx, void *data)
{
	struct planning *planning = data;

	HK_TRY(shift_put(cx, &planning->shift));
	HK_TRY(availability_share_put(cx, planning->share_of, 50));
	return absence_add(cx, &planning->absence);
}

static enum hk_result people_count(struct ctx *cx, void *data)
{
	struct planning *planning = data;

	return capacity_people(cx, planning->bounds, 24, NULL, planning->people);
}

static void people_count_by_their_hours_share_and_absences(void **state)
{
	struct house_world *world = *state;
	struct planning planning = {
		.shift = { .staff_id = world->rasa.id,
			   .timezone = "Europe/Vilnius",
			   .monday = "",
			   .tuesday = "",
			   .wednesday = "",
			   .thursday = "",
			   .friday = "",
			   .saturday = "",
			   .sunday = "09:00-12:30" },
		.absence = { .staff_id = world->rasa.id,
			     .from_at = WORLD_BEGIN,
			     .until_at = WORLD_BEGIN + HK_HOUR,
			     .note = "" },
		.share_of = world->tomas.id,
	};

	for (int i = 0; i <= 24; i++)
		planning.bounds[i] = WORLD_BEGIN + (i - 10) * HK_HOUR; /* Vilnius, 00:00 to 24:00 */
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, plan, &planning), HK_OK);
	assert_int_equal(ctx_read(&world->cx, people_count, &planning), HK_OK);
	/* Tomas has no fixed hours and half a position. */
	assert_true(fabs(planning.people[8] - 0.5) < 1e-9);
	assert_true(fabs(planning.people[9] - 1.5) < 1e-9);
	assert_true(fabs(planning.people[10] - 0.5) < 1e-9);
	assert_true(fabs(planning.people[12] - 1.0) < 1e-9);
	assert_true(fabs(planning.people[13] - 0.5) < 1e-9);
}

/* Beside a plain array that is searched from its beginning. */
static void a_book_finds_every_line_through_growth_and_removals(void **state)
{
	struct book *book = book_new();
	bool *is_in = calloc(LINES, sizeof(*is_in));
	unsigned seed = 3;
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 10 * LINES; i++) {
		size_t which = (size_t)rand_r(&seed) % LINES;
		struct book_line line = { .id = ((int64_t)which + 1) << 21, .number = i };

		if (rand_r(&seed) % 3) {
			book_put(book, &line);
			count += !is_in[which];
			is_in[which] = true;
		} else {
			book_remove(book, line.id);
			count -= is_in[which];
			is_in[which] = false;
		}
		assert_int_equal(book_count(book), count);
	}
	for (size_t i = 0; i < book_count(book); i++) {
		size_t which = (size_t)(book_lines(book)[i].id >> 21) - 1;
		assert_true(is_in[which]);
		is_in[which] = false;
	}
	free(is_in);
	book_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		on_board(a_ticket_waits_is_at_risk_and_then_late),
		on_board(one_that_is_solved_counts_until_the_reply_that_says_so_has_left),
		on_board(a_word_in_time_counts_for_its_day_and_a_late_one_against_it),
		on_board(following_events_finds_what_reading_anew_finds),
		on_board(a_list_holds_those_that_are_counted_the_longest_wait_first),
		on_board(a_restricted_team_is_counted_for_its_members_alone),
		on_board(quarters_are_kept_once_and_machines_do_not_count),
		on_board(three_weeks_of_a_weekday_foretell_its_hour),
		cmocka_unit_test(an_interval_is_never_narrower_than_chance),
		on_board(people_count_by_their_hours_share_and_absences),
		cmocka_unit_test(a_book_finds_every_line_through_growth_and_removals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
