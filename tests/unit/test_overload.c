/* What the control centre says first about an hour with more contacts than people at work can
 * answer, of now and of what is to come. */
#include <string.h>

#include "base/time.h"
#include "house_world.h"
#include "test.h"
#include "web/pages/control/control_view.h"

enum { NOW = 10 };

static struct board a_day(const struct house_world *world, struct board_view *ret)
{
	struct board board = { .at = world->cx.now, .minutes = 12 };

	*ret = (struct board_view){ .hour = NOW, .weeks = 8 };
	for (size_t hour = 0; hour < BOARD_HOURS; hour++) {
		board.is_open[hour] = true;
		ret->hours[hour] = (struct board_hour){
			.from = world->cx.now + ((int64_t)hour - NOW) * HK_HOUR,
			.forecast = { .is_told = true, .value = 5, .high = 9, .weeks = 8 },
			.capacity = 20,
			.people = 4,
		};
	}
	return board;
}

static struct control_chart chart(struct house_world *world, const struct board *board,
				  const struct board_view *view)
{
	return control_chart_of(&world->cx, board, view);
}

static void says(const struct control_chart *chart, const char *tone, const char *finding)
{
	assert_string_equal(chart->tone, tone);
	assert_string_equal(chart->finding, finding);
}

static void while_no_more_come_than_can_be_answered_all_is_well(void **state)
{
	struct house_world *world = *state;
	struct board_view view;
	struct board board = a_day(world, &view);
	struct control_chart one;

	view.hours[NOW].contacts = 20;
	one = chart(world, &board, &view);
	says(&one, "", "Who is at work today can answer what is expected until midnight.");
	/* What came before, or is over by less than one, is no matter of now. */
	view.hours[NOW - 1].contacts = 90;
	view.hours[NOW].capacity = 19.6;
	one = chart(world, &board, &view);
	says(&one, "", "Who is at work today can answer what is expected until midnight.");
}

static void more_than_can_be_answered_is_said_first_with_how_many(void **state)
{
	struct house_world *world = *state;
	struct board_view view;
	struct board board = a_day(world, &view);
	struct control_chart one;

	view.hours[NOW].contacts = 21;
	one = chart(world, &board, &view);
	says(&one, "warn",
	     "In this hour 1 more contact has come than the people at work can answer.");
	view.hours[NOW].contacts = 82;
	one = chart(world, &board, &view);
	says(&one, "warn",
	     "In this hour 62 more contacts have come than the people at work can answer.");
}

static void of_the_hours_to_come_the_next_short_one_is_named_behind_it(void **state)
{
	struct house_world *world = *state;
	struct board_view view;
	struct board board = a_day(world, &view);
	struct control_chart one;
	const char *later;

	view.hours[NOW + 3].forecast.value = 32;
	view.hours[NOW + 5].forecast.value = 60;
	one = chart(world, &board, &view);
	assert_string_equal(one.tone, "warn");
	assert_non_null(strstr(one.finding, "12 more contacts are expected"));
	later = one.finding;
	view.hours[NOW].contacts = 82;
	one = chart(world, &board, &view);
	assert_non_null(strstr(one.finding, "In this hour 62 more contacts have come"));
	assert_non_null(strstr(one.finding, later));
	assert_true(strstr(one.finding, "In this hour") < strstr(one.finding, later));
	/* That more were expected this hour too is no news behind what has come. */
	view.hours[NOW + 3].forecast.value = view.hours[NOW + 5].forecast.value = 5;
	view.hours[NOW].forecast.value = 44;
	one = chart(world, &board, &view);
	says(&one, "warn",
	     "In this hour 62 more contacts have come than the people at work can answer.");
}

static void where_nobody_works_there_is_nothing_to_compare(void **state)
{
	struct house_world *world = *state;
	struct board_view view;
	struct board board = a_day(world, &view);
	struct control_chart one;

	for (size_t hour = 0; hour < BOARD_HOURS; hour++)
		view.hours[hour].capacity = view.hours[hour].people = 0;
	view.hours[NOW].contacts = 82;
	one = chart(world, &board, &view);
	assert_null(strstr(one.finding, "more contacts"));
	assert_string_equal(one.tone, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(while_no_more_come_than_can_be_answered_all_is_well),
		in_house(more_than_can_be_answered_is_said_first_with_how_many),
		in_house(of_the_hours_to_come_the_next_short_one_is_named_behind_it),
		in_house(where_nobody_works_there_is_nothing_to_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
