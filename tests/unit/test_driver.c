/* Which questions go with the overall answer. */
#include <math.h>

#include "insight/driver.h"
#include "test.h"

enum { ANSWERS = 240 };

static void assert_near(double value, double wanted)
{
	assert_true(fabs(value - wanted) < 1e-9);
}

/* Every fourth answer of each pair: the two questions have nothing to do with each other. */
static void two_apart(double rows[ANSWERS][3])
{
	for (size_t i = 0; i < ANSWERS; i++) {
		double first = i & 1 ? 9 : 4, second = i & 2 ? 8 : 5;

		rows[i][1] = first;
		rows[i][2] = second;
		rows[i][0] = 2 * first + second + (i & 4 ? 1 : -1);
	}
}

static void questions_apart_share_what_each_explains(void **state)
{
	double rows[ANSWERS][3];
	struct drivers drivers;

	two_apart(rows);
	drivers = drivers_of(*state, &rows[0][0], ANSWERS, 2);
	assert_true(drivers.is_told);
	/* Variances: 4 * 6.25, 2.25 and 1. */
	assert_near(drivers.items[0].share, 25 / 28.25);
	assert_near(drivers.items[1].share, 2.25 / 28.25);
	assert_near(drivers.explained, 27.25 / 28.25);
	assert_near(drivers.items[0].with, sqrt(25 / 28.25));
	assert_near(drivers.items[0].mean, 6.5);
	assert_true(drivers.is_first);
	assert_int_equal(drivers.first, 0);
}

static void questions_that_say_the_same_share_it_and_none_is_first(void **state)
{
	double rows[ANSWERS][3];
	struct drivers drivers;

	two_apart(rows);
	for (size_t i = 0; i < ANSWERS; i++)
		rows[i][2] = rows[i][1];
	drivers = drivers_of(*state, &rows[0][0], ANSWERS, 2);
	assert_near(drivers.items[0].share, drivers.items[1].share);
	assert_near(drivers.explained, 25 / 28.25);
	assert_false(drivers.is_first);
}

static void what_everybody_answers_alike_goes_with_nothing(void **state)
{
	double rows[ANSWERS][3];
	struct drivers drivers;

	two_apart(rows);
	for (size_t i = 0; i < ANSWERS; i++)
		rows[i][2] = 5;
	drivers = drivers_of(*state, &rows[0][0], ANSWERS, 2);
	assert_near(drivers.items[1].share, 0);
	assert_near(drivers.items[1].with, 0);
	assert_near(drivers.items[0].share, 25 / 28.25);
}

static void of_too_few_answers_nothing_is_told(void **state)
{
	double rows[ANSWERS][3];

	two_apart(rows);
	assert_int_equal(drivers_least(2), 66);
	assert_false(drivers_of(*state, &rows[0][0], 65, 2).is_told);
	assert_true(drivers_of(*state, &rows[0][0], 66, 2).is_told);
}

/* By hand: R squared of both is (a a + b b - 2 a b c) / (1 - c c) for correlations a and b with the
 * answer and c with each other. */
static void questions_that_overlap_get_the_mean_of_both_orders(void **state)
{
	double rows[ANSWERS][3], a, b, c, both;
	struct drivers drivers, each;

	two_apart(rows);
	for (size_t i = 0; i < ANSWERS; i++)
		rows[i][2] += rows[i][1];
	drivers = drivers_of(*state, &rows[0][0], ANSWERS, 2);
	a = drivers.items[0].with;
	b = drivers.items[1].with;
	for (size_t i = 0; i < ANSWERS; i++) {
		double answer = rows[i][0];

		rows[i][0] = rows[i][1];
		rows[i][1] = answer;
	}
	each = drivers_of(*state, &rows[0][0], ANSWERS, 2);
	c = each.items[1].with;
	both = (a * a + b * b - 2 * a * b * c) / (1 - c * c);
	assert_near(drivers.explained, both);
	assert_near(drivers.items[0].share, (a * a + both - b * b) / 2);
	assert_near(drivers.items[1].share, (b * b + both - a * a) / 2);
}

static int arena_open(void **state)
{
	*state = hk_arena_new();
	return 0;
}

static int arena_close(void **state)
{
	hk_arena_free(*state);
	return 0;
}

#define in_arena(test) cmocka_unit_test_setup_teardown(test, arena_open, arena_close)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_arena(questions_apart_share_what_each_explains),
		in_arena(questions_that_say_the_same_share_it_and_none_is_first),
		in_arena(what_everybody_answers_alike_goes_with_nothing),
		in_arena(of_too_few_answers_nothing_is_told),
		in_arena(questions_that_overlap_get_the_mean_of_both_orders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
