/* What is said of a survey's figures: whose matters come to the lot, and charts over time. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/asking_gate.h"
#include "loop_world.h"
#include "test.h"
#include "ticket/complaint/complaint.h"
#include "web/pages/survey/results_gate.h"
#include "web/pages/survey/survey_charts.h"
#include "web/pages/survey/survey_honest.h"

enum { MATTERS = 300, MONTHS = 12, DAYS = 31, ANSWERS = 40 };

/* Gating. */

struct gate_house {
	struct house_world *world;
	struct survey survey;
	int64_t keeps; /* which one in so many matters of Rasa does not come to the lot; 0: none */
	struct survey_gate_lists lists;
};

/* Matters as the rules leave them: of everybody one in five is stopped by a rule before the lot. */
static enum hk_result matters_work(struct ctx *cx, void *data)
{
	struct gate_house *house = data;
	const struct actor *people[] = { &house->world->rasa, &house->world->tomas,
					 &house->world->admin };

	for (int64_t i = 0; i < MATTERS * (int64_t)HK_COUNT(people); i++) {
		const struct actor *who = people[i % (int64_t)HK_COUNT(people)];
		int64_t nth = i / (int64_t)HK_COUNT(people);
		bool is_kept =
			house->keeps && who == &house->world->rasa && nth % house->keeps == 0;
		bool is_drawn = nth % 5 && !is_kept;
		const struct survey_event event = { .survey_id = house->survey.id,
						    .staff_id = who->id,
						    .team_id = house->world->team.id,
						    .decision = is_drawn ? "ask" : "stop",
						    .draw = is_drawn ? 1 : -1,
						    .at = cx->now - nth % 10 * HK_HOUR,
						    .decided_at = cx->now };

		HK_TRY(asking_gate_note(cx, &event));
	}
	return HK_OK;
}

static enum hk_result lists_work(struct ctx *cx, void *data)
{
	struct gate_house *house = data;
	const struct team_list teams = { &house->world->team, 1 };
	const struct figures_filter filter = { .survey_id = house->survey.id,
					       .from_day = cx->now / HK_DAY - DAYS,
					       .until_day = cx->now / HK_DAY };

	return survey_gates_find(cx, &filter, &teams, &house->lists);
}

static struct survey_gate_lists lists_of(struct house_world *world, int64_t keeps)
{
	struct gate_house house = { .world = world,
				    .survey = survey_begin(world, "nps", "contact", "named"),
				    .keeps = keeps };

	assert_int_equal(ctx_write(&world->cx, matters_work, &house), HK_OK);
	assert_int_equal(ctx_read(&world->cx, lists_work, &house), HK_OK);
	assert_int_equal(house.lists.people.count, 3);
	assert_int_equal(house.lists.teams.count, 1);
	return house.lists;
}

static void in_a_house_in_which_nobody_steers_nobody_is_marked(void **state)
{
	struct survey_gate_lists lists = lists_of(*state, 0);

	for (size_t i = 0; i < lists.people.count; i++)
		assert_false(lists.people.items[i].is_odd || lists.people.items[i].is_late);
}

static void who_keeps_a_quarter_from_the_lot_is_marked_and_nobody_else(void **state)
{
	struct survey_gate_lists lists = lists_of(*state, 4);

	for (size_t i = 0; i < lists.people.count; i++) {
		const struct survey_gate *one = &lists.people.items[i];

		assert_int_equal(one->is_odd, strcmp(one->name, "Rasa") == 0);
		assert_false(one->is_late);
		assert_string_equal(one->eligible, "300");
	}
}

/* Charts. */

struct chart_house {
	struct survey survey;
	int64_t bad;  /* the month, back from now, in which nobody is delighted; -1: none */
	int64_t back; /* the filter ends so many days ago */
	struct chart_views charts;
};

static enum hk_result months_work(struct ctx *cx, void *data)
{
	struct chart_house *house = data;
	int64_t today = figures_day(cx, cx->now);

	for (int64_t month = 0; month < MONTHS; month++)
		for (int64_t i = 0; i < ANSWERS + month % 3; i++) {
			struct figure figure = { .survey_id = house->survey.id,
						 .day = figures_month(today - month * DAYS) + 5,
						 .channel = "email",
						 .language = "en",
						 .chance = 100,
						 .score = month == house->bad ? 2 : 6 + i % 5,
						 .value = 7 };

			HK_TRY(figure_move(cx, &figure, 1));
			figure.question = FIGURES_ASKED;
			figure.score = -1;
			HK_TRY(figure_move(cx, &figure, 3));
			figure.question = FIGURES_ASKED_ANSWERED;
			HK_TRY(figure_move(cx, &figure, 1));
		}
	return HK_OK;
}

static enum hk_result charts_work(struct ctx *cx, void *data)
{
	struct chart_house *house = data;
	int64_t today = figures_day(cx, cx->now);
	/* A filter of a week: the charts look back further. */
	const struct figures_filter filter = { .survey_id = house->survey.id,
					       .from_day = today - house->back - 6,
					       .until_day = today - house->back,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" };
	struct survey_version version;

	HK_TRY(survey_version_find(cx, house->survey.id, house->survey.version, &version));
	return survey_charts_find(cx, &house->survey, &version.questions.items[0], &filter,
				  &house->charts);
}

static struct chart_views charts_of(struct house_world *world, int64_t bad)
{
	struct chart_house house = { .survey = survey_begin(world, "nps", "contact", "named"),
				     .bad = bad };

	assert_int_equal(ctx_write(&world->cx, months_work, &house), HK_OK);
	assert_int_equal(ctx_read(&world->cx, charts_work, &house), HK_OK);
	return house.charts;
}

static void a_survey_has_its_figure_its_moves_its_delighted_and_its_rate_by_month(void **state)
{
	static const char *const ids[] = { "months", "moves", "delighted", "rate" };
	struct chart_views charts = charts_of(*state, -1);

	assert_int_equal(charts.count, HK_COUNT(ids));
	for (size_t i = 0; i < charts.count; i++) {
		assert_string_equal(charts.items[i].id, ids[i]);
		assert_int_equal(charts.items[i].signalled, 0);
	}
	assert_int_equal(charts.items[0].count, MONTHS);
	/* Who was asked this month may still answer. */
	assert_true(charts.items[3].count < MONTHS);
}

static void a_month_in_which_something_happened_stands_out(void **state)
{
	struct chart_views charts = charts_of(*state, 3);

	assert_int_equal(charts.count, 4);
	for (int i = 0; i < 3; i++)
		assert_true(charts.items[i].signalled > 0);
	assert_true(charts.items[0].points.items[MONTHS - 4].is_beyond);
	assert_int_equal(charts.items[3].signalled, 0);
}

/* Of each month back to two years ago one half says 10, and of each second month nobody. */
static enum hk_result swing_work(struct ctx *cx, void *data)
{
	struct chart_house *house = data;
	int64_t day = figures_month(figures_day(cx, cx->now));

	for (int month = 0; month < 2 * MONTHS + 1; month++, day = figures_month(day - 1))
		for (int i = 0; i < ANSWERS; i++) {
			const struct figure figure = { .survey_id = house->survey.id,
						       .day = day,
						       .channel = "email",
						       .language = "en",
						       .chance = 100,
						       .score = month % 2 ? 9 : i % 10 };

			HK_TRY(figure_move(cx, &figure, 1));
		}
	return HK_OK;
}

static void charts_have_twelve_months_on_whatever_day_they_end(void **state)
{
	struct house_world *world = *state;
	struct chart_house house = { .survey = survey_begin(world, "nps", "contact", "named") };

	assert_int_equal(ctx_write(&world->cx, swing_work, &house), HK_OK);
	for (; house.back < 366; house.back++) {
		assert_int_equal(ctx_read(&world->cx, charts_work, &house), HK_OK);
		assert_int_equal(house.charts.items[0].count, MONTHS);
	}
}

static void what_is_usual_lies_within_what_the_figure_can_be(void **state)
{
	struct house_world *world = *state;
	struct chart_house house = { .survey = survey_begin(world, "nps", "contact", "named") };

	assert_int_equal(ctx_write(&world->cx, swing_work, &house), HK_OK);
	assert_int_equal(ctx_read(&world->cx, charts_work, &house), HK_OK);
	assert_string_equal(house.charts.items[0].id, "months");
	assert_string_equal(house.charts.items[0].high, "100");
	assert_string_equal(house.charts.items[0].low, "−100");
	assert_string_equal(house.charts.items[1].high, "200");
}

/* Of the house. */

enum { WEEKS = 6, A_WEEK = 4 };

/* Each week four wait, and one of them in vain: copies of the one that is there. */
static enum hk_result cases_work(struct ctx *cx, void *data)
{
	const struct loop_case *one = data;

	for (int64_t i = 0; i < (int64_t)WEEKS * A_WEEK; i++) {
		const char *hash = hk_format(cx->arena, "%016" PRId64 "%016" PRId64, i, i);
		int64_t due = cx->now - (i / A_WEEK + 1) * 7 * HK_DAY;

		HK_TRY(db_send(
			cx->db,
			DB_ADD_FROM("loop_case",
				    "response_id, round, is_last, state, customer_id, ticket_id,"
				    " owner_id, team_id, is_restricted, opened_at, due_at,"
				    " answered_at, answered_by, message_id, step, known_by,"
				    " known_at, tries, outcome, ended_at, ended_by, asked_at,"
				    " token_hash, put_right, put_right_at, version",
				    "response_id, $3, 0, $4, customer_id, ticket_id, owner_id,"
				    " team_id, 0, $5 - 86400000, $5, $6, $7, 0, 0, 0, 0, 0, '', 0,"
				    " 0, 0, $8, '', 0, 1",
				    "loop_case", "response_id = $2 AND round = 1"),
			DB_ARGS(one->response_id, i + 2, i % A_WEEK ? "answered" : "open", due,
				i % A_WEEK ? due - HK_HOUR : 0, i % A_WEEK ? "call" : "",
				((struct db_blob){ hash, 32 }))));
	}
	return HK_OK;
}

static enum hk_result house_work(struct ctx *cx, void *data)
{
	return house_charts_find(cx, data);
}

static enum hk_result grave_work(struct ctx *cx, void *data)
{
	struct ticket *ticket = data;

	HK_TRY(ticket_find(cx, ticket->number, ticket));
	HK_TRY(complaint_mark(cx, ticket, 0));
	return db_send(cx->db,
		       DB_UPDATE("complaint", "severity = 'grave', received_at = $3",
				 "ticket_id = $2", ""),
		       DB_ARGS(ticket->id, cx->now));
}

static void grave_complaints_are_charted_by_the_days_between_them(void **state)
{
	enum { GRAVE = 9, APART = 20 };

	struct house_world *world = *state;
	struct chart_views charts;

	for (int i = 0; i < GRAVE; i++) {
		struct ticket ticket =
			world_ticket(world, hk_format(world->arena, "Stove %d", i), "It burns.");

		world_act(world, &world->rasa);
		assert_int_equal(ctx_write(&world->cx, grave_work, &ticket), HK_OK);
		world->cx.now += (i == GRAVE - 2 ? 1 : APART * (60 + i)) * HK_MINUTE;
		if (i == 4) {
			world_act(world, &world->admin);
			assert_int_equal(ctx_read(&world->cx, house_work, &charts), HK_OK);
			assert_int_equal(charts.count, 0);
		}
	}
	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, house_work, &charts), HK_OK);
	assert_int_equal(charts.count, 1);
	assert_string_equal(charts.items[0].id, "grave");
	assert_int_equal(charts.items[0].count, GRAVE - 1);
	/* The last one came a minute after the one before. */
	assert_true(charts.items[0].points.items[GRAVE - 2].is_beyond);
}

static void who_waits_and_is_answered_in_time_is_charted_by_week(void **state)
{
	struct house_world *world = *state;
	struct loop_scene scene = loop_scene(world, "2");
	struct loop_case one = loop_scene_case(&scene);
	struct chart_views charts;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, cases_work, &one), HK_OK);
	assert_int_equal(ctx_read(&world->cx, house_work, &charts), HK_OK);
	assert_int_equal(charts.count, 1);
	assert_string_equal(charts.items[0].id, "in-time");
	assert_int_equal(charts.items[0].count, WEEKS);
	assert_string_equal(charts.items[0].points.items[0].value, "75\xc2\xa0%");
}

/* Which team is better. */

static struct score nps_of(int promoters, int detractors)
{
	struct score_nps nps = { .promoters = 0 };

	(void)nps_add(&nps, 10, 1, promoters);
	(void)nps_add(&nps, 2, 1, detractors);
	return nps_score(&nps, 5);
}

static enum hk_result judge_work(struct ctx *cx, void *data)
{
	const struct survey survey = { .kind = "nps" };
	struct survey_team teams[] = {
		{ .name = "Customer care", .now = nps_of(1, 19) },
		{ .name = "Deliveries", .now = nps_of(11, 1) },
		{ .name = "Billing", .now = nps_of(8, 4) },
	};

	*(const char **)data = survey_teams_judge(cx, &survey, teams, HK_COUNT(teams));
	assert_string_equal(teams[2].name, "Customer care");
	return HK_OK;
}

static void of_three_teams_each_pair_has_its_sentence(void **state)
{
	struct house_world *world = *state;
	const char *said = "";

	assert_int_equal(ctx_read(&world->cx, judge_work, &said), HK_OK);
	assert_non_null(strstr(said, "Deliveries is better than Customer care, by more than chance "
				     "does."));
	assert_non_null(strstr(said, "Billing is better than Customer care, by more than chance "
				     "does."));
	assert_non_null(strstr(said, "Whether Deliveries or Billing is better, nobody can say"));
	assert_non_null(strstr(said, "one with “1 to 2” may have any of these"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(in_a_house_in_which_nobody_steers_nobody_is_marked),
		in_house(who_keeps_a_quarter_from_the_lot_is_marked_and_nobody_else),
		in_house(a_survey_has_its_figure_its_moves_its_delighted_and_its_rate_by_month),
		in_house(a_month_in_which_something_happened_stands_out),
		in_house(charts_have_twelve_months_on_whatever_day_they_end),
		in_house(what_is_usual_lies_within_what_the_figure_can_be),
		in_house(grave_complaints_are_charted_by_the_days_between_them),
		in_house(who_waits_and_is_answered_in_time_is_charted_by_week),
		in_house(of_three_teams_each_pair_has_its_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
