/* Control charts beside limits that others worked out, and each rule with what is just too little
 * for it. */
#include <stdlib.h>

#include "base/result.h"
#include "insight/chart.h"
#include "near.h"

enum { EVERY_RULE = CHART_BEYOND | CHART_RUN | CHART_FAR | CHART_TREND };

static struct hk_arena *arena;

static int open_arena(void **state)
{
	*state = arena = hk_arena_new();
	return 0;
}

static int close_arena(void **state)
{
	hk_arena_free(*state);
	return 0;
}

/* Ten values of the NIST handbook of statistical methods, 6.3.2.2. */
static const double nist[] = { 49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1 };

static void single_values_have_limits_by_their_moving_range(void **state)
{
	struct chart chart;

	(void)state;
	assert_int_equal(chart_single(arena, nist, 10, 0, &chart), HK_OK);
	assert_int_equal(chart.count, 10);
	assert_near(chart.centre, 50.81, 1e-12);
	assert_near(chart.spread * 1.128, 1.87778, 5e-6);
	assert_near(chart.items[0].high, 55.80409, 5e-6);
	assert_near(chart.items[9].low, 45.81591, 5e-6);
	assert_int_equal(chart.signalled, 0);
}

static void moving_ranges_have_an_upper_limit(void **state)
{
	struct chart chart;

	(void)state;
	assert_int_equal(chart_range(arena, nist, 10, 0, &chart), HK_OK);
	assert_true(chart.items[0].is_missing);
	assert_near(chart.items[1].value, 2.0, 1e-12);
	assert_near(chart.centre, 1.87778, 5e-6);
	assert_near(chart.items[1].high, 3.267 * 16.9 / 9, 1e-12);
	assert_near(chart.items[1].low, 0, 0);
	assert_int_equal(chart.signalled, 0);
}

static void a_leap_is_a_signal_of_values_and_of_ranges(void **state)
{
	double values[] = { 5, 6, 5, 6, 5, 6, 5, 6, 5, 12, 5 };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_single(arena, values, 11, 9, &chart), HK_OK);
	assert_int_equal(chart.items[9].signals, CHART_BEYOND);
	assert_int_equal(chart.signalled, 1);
	assert_int_equal(chart_range(arena, values, 11, 9, &chart), HK_OK);
	assert_int_equal(chart.items[9].signals, CHART_BEYOND);
	assert_int_equal(chart.items[10].signals, CHART_BEYOND);
	assert_int_equal(chart.signalled, 2);
}

/* Closed form. */
static void shares_have_limits_by_their_number(void **state)
{
	static const struct chart_group groups[] = { { 10, 200 }, { 8, 200 }, { 12, 200 } };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_share(arena, groups, 3, 0, false, &chart), HK_OK);
	assert_near(chart.centre, 0.05, 1e-15);
	assert_near(chart.items[0].low, 0.0037668950, 5e-11);
	assert_near(chart.items[0].high, 0.0962331050, 5e-11);
	assert_near(chart.spread, 1, 0);
}

static void rates_have_limits_by_their_exposure(void **state)
{
	static const struct chart_group groups[] = { { 12, 10 }, { 10, 10 }, { 14, 10 } };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_rate(arena, groups, 3, 0, false, &chart), HK_OK);
	assert_near(chart.centre, 1.2, 1e-15);
	assert_near(chart.items[0].low, 0.1607695155, 5e-11);
	assert_near(chart.items[0].high, 2.2392304845, 5e-11);
}

/* Big groups that differ by more than chance, worked out by another program. */
static const struct chart_group big[] = { { 188, 1000 }, { 201, 1010 }, { 143, 990 },
					  { 240, 1040 }, { 195, 980 },  { 160, 1005 } };

static void laney_widens_the_limits_of_shares(void **state)
{
	struct chart chart;

	(void)state;
	assert_int_equal(chart_share(arena, big, 6, 0, true, &chart), HK_OK);
	assert_near(chart.centre, 0.1870539419087137, 1e-15);
	assert_near(chart.spread, 3.234513725697109, 1e-12);
	assert_near(chart.items[0].high, 0.30671271631384217, 1e-12);
	assert_near(chart.items[1].low, 0.06798901124066366, 1e-12);
	assert_near(chart.items[3].sigmas, 1.117703797570745, 1e-12);
	assert_int_equal(chart.signalled, 0);
	assert_int_equal(chart_share(arena, big, 6, 0, false, &chart), HK_OK);
	assert_true(chart.items[2].signals & CHART_BEYOND && chart.items[3].signals & CHART_BEYOND);
}

static void laney_widens_the_limits_of_rates(void **state)
{
	struct chart chart;

	(void)state;
	assert_int_equal(chart_rate(arena, big, 6, 0, true, &chart), HK_OK);
	assert_near(chart.spread, 2.916351473400997, 1e-12);
	assert_near(chart.items[0].high, 0.30671271631384217, 1e-12);
	assert_near(chart.items[0].low, 0.0673951675035852, 1e-12);
}

static void limits_of_shares_stay_between_none_and_all(void **state)
{
	static const struct chart_group groups[] = { { 1, 2 }, { 2, 2 }, { 1, 1 }, { 0, 1 } };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_share(arena, groups, 4, 0, false, &chart), HK_OK);
	for (size_t i = 0; i < 4; i++) {
		assert_near(chart.items[i].low, 0, 0);
		assert_near(chart.items[i].high, 1, 0);
	}
}

/* Closed form: -mean log(1 - Phi(-3)), mean log(2), -mean log(Phi(-3)). */
static void times_between_events_have_limits_by_chance(void **state)
{
	static const double times[] = { 4, 16, 10, 0.013, 66.2 };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_until(arena, times, 5, 3, &chart), HK_OK);
	assert_near(chart.spread, 10, 0);
	assert_near(chart.centre, 6.93147180559945, 1e-12);
	assert_near(chart.items[0].low, 0.013508099647482, 1e-12);
	assert_near(chart.items[0].high, 66.0772622151035, 1e-9);
	assert_int_equal(chart.items[0].signals, 0);
	assert_true(chart.items[3].sigmas < -3 && chart.items[3].signals & CHART_BEYOND);
	assert_true(chart.items[4].sigmas > 3 && chart.items[4].signals & CHART_BEYOND);
}

/* The sigmas of a value say the same as the limits that are drawn. */
static void a_rare_event_is_beyond_a_limit_when_its_sigmas_are(void **state)
{
	struct chart chart;

	(void)state;
	for (int power = -2; power < 12; power++) {
		double mean = ldexp(1, power);
		double times[400] = { mean, mean };

		for (int i = 2; i < 400; i++)
			times[i] = mean * i * i / 20000;
		assert_int_equal(chart_until(arena, times, 400, 2, &chart), HK_OK);
		for (size_t i = 2; i < 400; i++) {
			const struct chart_point *point = &chart.items[i];

			assert_int_equal(point->value > point->high, point->sigmas > 3);
			assert_int_equal(point->value < point->low, point->sigmas < -3);
			assert_int_equal(point->value > chart.centre, point->sigmas > 1e-9);
		}
	}
}

/* A chart of sigmas alone. */
static struct chart chart_of(const double *sigmas, size_t count, unsigned rules)
{
	struct chart chart = { .items = hk_alloc(arena, count + 1, sizeof(*chart.items)),
			       .count = count };

	for (size_t i = 0; i < count; i++)
		chart.items[i].value = chart.items[i].sigmas = sigmas[i];
	chart_judge(&chart, rules);
	return chart;
}

/* Expects these signals at these points, and upside down the same. */
static void expect(const double *sigmas, const unsigned *signals, size_t count)
{
	double turned[20];

	for (size_t i = 0; i < count; i++)
		turned[i] = -sigmas[i];
	for (int side = 0; side < 2; side++) {
		struct chart chart = chart_of(side ? turned : sigmas, count, EVERY_RULE);

		for (size_t i = 0; i < count; i++)
			if (chart.items[i].signals != signals[i])
				fail_msg("point %zu: %u, not %u", i, chart.items[i].signals,
					 signals[i]);
	}
}

static void beyond_a_limit_is_not_on_it(void **state)
{
	static const double sigmas[] = { 0.2, 3, -0.1, 3.0001, -0.3 };
	static const unsigned signals[] = { 0, 0 | CHART_FAR, 0, CHART_BEYOND | CHART_FAR, 0 };

	(void)state;
	expect(sigmas, signals, 5);
	assert_int_equal(chart_of(sigmas, 5, CHART_BEYOND).signalled, 1);
}

static void eight_on_one_side_are_a_run_and_seven_are_not(void **state)
{
	static const double seven[] = { -1, 1, 2, 1, 1.5, 1, 0.1, 1, -1, 1 };
	static const double eight[] = { -1, 1, 2, 1, 1.5, 1, 0.1, 1, 0.2, -1, 1 };
	static const double centre[] = { -1, 1, 2, 1, 1.5, 0, 0.1, 1, 0.2, -1, 1 };
	static const unsigned none[11] = { 0 };
	static const unsigned run[] = { 0, 2, 2, 2, 2, 2, 2, 2, 2, 0, 0 };

	(void)state;
	expect(seven, none, 10);
	expect(eight, run, 11);
	expect(centre, none, 11);
}

static void two_of_three_far_out_on_one_side_are_a_signal(void **state)
{
	static const double sigmas[] = { 0, 2.1, -0.5, 2.2, 0, -1, 2.1, -2.1, 1, 1, 2.5 };
	static const double apart[] = { 2.1, 1, -1, 2.1, 0, 2, 2, 2, -1 };
	static const double first[] = { 2.1, 2.1, -1 };
	static const unsigned signals[] = { 0, 4, 0, 4, 0, 0, 0, 0, 0, 0, 0 };
	static const unsigned none[11] = { 0 };
	static const unsigned both[] = { 4, 4, 0 };

	(void)state;
	expect(sigmas, signals, 11);
	expect(apart, none, 9);
	expect(first, both, 3);
}

static void six_rising_are_a_trend_and_five_or_equal_ones_are_not(void **state)
{
	static const double six[] = { -1, -1.5, -1, -0.5, 0.1, 0.5, 1, 0.5 };
	static const double five[] = { -1, -1.5, -1, -0.5, 0.1, 0.5, 0.4, 0.5 };
	static const double equal[] = { -1, -1.5, -1, -0.5, -0.5, 0.5, 1, 0.5 };
	static const unsigned signals[] = { 0, 8, 8, 8, 8, 8, 8, 0 };
	static const unsigned none[8] = { 0 };

	(void)state;
	expect(six, signals, 8);
	expect(five, none, 8);
	expect(equal, none, 8);
}

static void a_pattern_is_known_at_its_last_point(void **state)
{
	static const double run[] = { -1, 1, 1.1, 1, 1.1, 1, 1.1, 1, 1.1, 1 };
	struct chart chart = chart_of(run, 10, EVERY_RULE);

	(void)state;
	for (size_t i = 0; i < 10; i++)
		assert_int_equal(chart.items[i].completes, i >= 8 ? CHART_RUN : 0);
	assert_int_equal(chart.signalled, 9);
}

/* What was judged once may be judged again, by other rules. */
static void judging_again_forgets_what_was_found(void **state)
{
	static const double far[] = { 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5, 3.5 };
	struct chart chart = chart_of(far, 8, EVERY_RULE);

	(void)state;
	assert_int_equal(chart.items[7].signals, CHART_BEYOND | CHART_RUN | CHART_FAR);
	chart_judge(&chart, CHART_TREND);
	assert_int_equal(chart.signalled, 0);
}

static void nothing_varies_and_nothing_is_a_signal(void **state)
{
	static const double same[] = { 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 8 };
	static const struct chart_group all[] = { { 5, 5 }, { 9, 9 }, { 2, 2 } };
	static const struct chart_group none[] = { { 0, 5 }, { 0, 9 }, { 0, 2 } };
	struct chart chart;

	(void)state;
	assert_int_equal(chart_single(arena, same, 10, 0, &chart), HK_OK);
	assert_int_equal(chart.signalled, 0);
	assert_near(chart.items[0].high, 7, 0);
	assert_int_equal(chart_single(arena, same, 11, 10, &chart), HK_OK);
	assert_int_equal(chart.items[10].signals, CHART_BEYOND);
	for (int is_laney = 0; is_laney < 2; is_laney++) {
		assert_int_equal(chart_share(arena, all, 3, 0, is_laney, &chart), HK_OK);
		assert_near(chart.items[0].low, 1, 0);
		assert_int_equal(chart.signalled, 0);
		assert_int_equal(chart_rate(arena, none, 3, 0, is_laney, &chart), HK_OK);
		assert_near(chart.items[0].high, 0, 0);
		assert_int_equal(chart.signalled, 0);
	}
}

/* Thirteen weeks of a house that keeps its word: one or three wait, and once one of them in vain.
 */
static void where_nearly_all_goes_well_neither_that_nor_one_failure_stands_out(void **state)
{
	struct chart_group well[13];
	struct chart chart;

	(void)state;
	for (int i = 0; i < 13; i++)
		well[i] = (struct chart_group){ i % 2 ? 1 : 3, i % 2 ? 1 : 3 };
	well[12] = (struct chart_group){ 0, 1 };
	for (int is_laney = 0; is_laney < 2; is_laney++) {
		assert_int_equal(chart_share(arena, well, 13, 0, is_laney, &chart), HK_OK);
		assert_int_equal(chart.signalled, 0);
	}
	well[11] = (struct chart_group){ 0, 4 };
	assert_int_equal(chart_share(arena, well, 13, 0, false, &chart), HK_OK);
	assert_int_equal(chart.signalled, 1);
	assert_int_equal(chart.items[11].signals, CHART_BEYOND);
}

static void weeks_of_nothing_do_not_stand_out_where_nothing_is_usual(void **state)
{
	struct chart_group weeks[15] = { { 0, 0 } };
	struct chart chart;

	(void)state;
	for (int i = 0; i < 15; i++)
		weeks[i] = (struct chart_group){ i == 1 || i == 2 ? 2 : 0, 1 };
	assert_int_equal(chart_rate(arena, weeks, 15, 0, false, &chart), HK_OK);
	assert_int_equal(chart.signalled, 0);
	weeks[14].events = 5;
	assert_int_equal(chart_rate(arena, weeks, 15, 0, false, &chart), HK_OK);
	assert_int_equal(chart.signalled, 1);
}

static void later_points_do_not_move_the_limits(void **state)
{
	double values[20];
	struct chart first, all;

	(void)state;
	for (int i = 0; i < 20; i++)
		values[i] = i < 10 ? nist[i] : 1000;
	assert_int_equal(chart_single(arena, nist, 10, 0, &first), HK_OK);
	assert_int_equal(chart_single(arena, values, 20, 10, &all), HK_OK);
	assert_near(all.items[19].high, first.items[0].high, 0);
	assert_int_equal(all.baseline, 10);
	assert_int_equal(chart_single(arena, values, 20, 99, &all), HK_OK);
	assert_int_equal(all.baseline, 20);
}

static void what_cannot_be_a_chart_is_refused(void **state)
{
	static const double odd[] = { 1, NAN, 3 };
	static const double negative[] = { 1, 2, -3 };
	static const double zero[] = { 0, 0, 0 };
	static const struct chart_group more[] = { { 3, 10 }, { 11, 10 } };
	static const struct chart_group nobody[] = { { 3, 10 }, { 0, 0 } };
	static const struct chart_group less[] = { { 3, 10 }, { -1, 10 } };
	struct chart chart = { .count = 17 };

	(void)state;
	assert_int_equal(chart_single(arena, NULL, 0, 0, &chart), HK_INVALID);
	assert_int_equal(chart_single(arena, zero, 1, 0, &chart), HK_INVALID);
	assert_int_equal(chart_single(arena, zero, 3, 1, &chart), HK_INVALID);
	assert_int_equal(chart_single(arena, odd, 3, 0, &chart), HK_INVALID);
	assert_int_equal(chart_range(arena, odd, 3, 0, &chart), HK_INVALID);
	assert_int_equal(chart_until(arena, negative, 3, 2, &chart), HK_INVALID);
	assert_int_equal(chart_until(arena, zero, 3, 0, &chart), HK_INVALID);
	assert_int_equal(chart_share(arena, more, 2, 0, false, &chart), HK_INVALID);
	assert_int_equal(chart_share(arena, nobody, 2, 0, true, &chart), HK_INVALID);
	assert_int_equal(chart_rate(arena, nobody, 2, 0, true, &chart), HK_INVALID);
	assert_int_equal(chart_rate(arena, less, 2, 0, true, &chart), HK_INVALID);
	assert_int_equal(chart.count, 17);
	assert_int_equal(chart_rate(arena, more, 2, 0, true, &chart), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(single_values_have_limits_by_their_moving_range),
		cmocka_unit_test(moving_ranges_have_an_upper_limit),
		cmocka_unit_test(a_leap_is_a_signal_of_values_and_of_ranges),
		cmocka_unit_test(shares_have_limits_by_their_number),
		cmocka_unit_test(rates_have_limits_by_their_exposure),
		cmocka_unit_test(laney_widens_the_limits_of_shares),
		cmocka_unit_test(laney_widens_the_limits_of_rates),
		cmocka_unit_test(limits_of_shares_stay_between_none_and_all),
		cmocka_unit_test(times_between_events_have_limits_by_chance),
		cmocka_unit_test(a_rare_event_is_beyond_a_limit_when_its_sigmas_are),
		cmocka_unit_test(beyond_a_limit_is_not_on_it),
		cmocka_unit_test(eight_on_one_side_are_a_run_and_seven_are_not),
		cmocka_unit_test(two_of_three_far_out_on_one_side_are_a_signal),
		cmocka_unit_test(six_rising_are_a_trend_and_five_or_equal_ones_are_not),
		cmocka_unit_test(a_pattern_is_known_at_its_last_point),
		cmocka_unit_test(judging_again_forgets_what_was_found),
		cmocka_unit_test(nothing_varies_and_nothing_is_a_signal),
		cmocka_unit_test(
			where_nearly_all_goes_well_neither_that_nor_one_failure_stands_out),
		cmocka_unit_test(weeks_of_nothing_do_not_stand_out_where_nothing_is_usual),
		cmocka_unit_test(later_points_do_not_move_the_limits),
		cmocka_unit_test(what_cannot_be_a_chart_is_refused),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
