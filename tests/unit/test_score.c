/*
 * The figures of insight/score.h beside values that others worked out. Where a test
 * says "closed form", the formula in the header was evaluated by other means (mpmath,
 * 30 digits), or by hand.
 */
#include <stdlib.h>

#include "base/result.h"
#include "insight/chance.h"
#include "insight/score.h"
#include "near.h"

/* What is printed with six digits after the point. */
#define SIX_DIGITS 5e-7

static struct score_nps nps_of(int64_t promoters, int64_t passives, int64_t detractors)
{
	struct score_nps nps = { 0 };

	assert_true(nps_add(&nps, 10, 1, promoters));
	assert_true(nps_add(&nps, 8, 1, passives));
	assert_true(nps_add(&nps, 3, 1, detractors));
	return nps;
}

static struct score nps(int64_t promoters, int64_t passives, int64_t detractors)
{
	struct score_nps sums = nps_of(promoters, passives, detractors);

	return nps_score(&sums, 1);
}

static struct score share(int64_t inside, int64_t outside)
{
	struct score_share sums = { 0 };

	assert_true(share_add(&sums, true, 1, inside));
	assert_true(share_add(&sums, false, 1, outside));
	return share_score(&sums, 1);
}

static void the_chances_are_those_of_the_tables(void **state)
{
	/* mpmath 1.2, 30 digits */
	static const struct {
		double freedom, bound;
	} bounds[] = {
		{ 1, 12.706204736175 },   { 2, 4.3026527297495 },  { 5, 2.5705818356363 },
		{ 9.5, 2.2441374614923 }, { 30, 2.0422724563012 }, { 1000, 1.9623390808264 }
	};

	static const struct {
		double a, b, x, share;
	} shares[] = { { 2, 3, 0.4, 0.5248 },
		       { 0.5, 0.5, 0.1, 0.204832764699133457 },
		       { 50, 0.5, 0.99, 0.317304397874197373 },
		       { 1000, 2000, 0.34, 0.781215091160642725 } };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bounds); i++)
		assert_near(chance_student_95(bounds[i].freedom), bounds[i].bound, 1e-10);
	for (size_t i = 0; i < HK_COUNT(shares); i++)
		assert_near(chance_beta(shares[i].a, shares[i].b, shares[i].x), shares[i].share,
			    1e-12);
	assert_near(chance_two_sided(CHANCE_95), 0.05, 1e-15);
	assert_near(chance_two_sided(-1.690643), 0.0909050068256587, 1e-15);
	assert_near(chance_below(-3), 0.0013498980316300945, 1e-17);
	assert_near(chance_student_95(1e9), CHANCE_95, 1e-9);
}

static void a_point_is_where_its_share_ends(void **state)
{
	(void)state;
	for (int eighths = -240; eighths <= 40; eighths++)
		assert_near(chance_point(chance_below(eighths / 8.0)), eighths / 8.0, 1e-8);
	assert_near(chance_point(0.5), 0, 1e-15);
	assert_true(chance_point(0) <= -37);
	assert_true(chance_point(1) >= 8);
}

static void what_is_no_chance_is_no_number(void **state)
{
	(void)state;
	assert_true(isnan(chance_beta(0, 1, 0.5)));
	assert_true(isnan(chance_beta(1, NAN, 0.5)));
	assert_true(isnan(chance_beta(1, 1, NAN)));
	assert_true(isnan(chance_student(1, 0)));
	assert_true(isnan(chance_student(NAN, 3)));
	assert_true(isnan(chance_student_95(-1)));
	assert_true(isnan(chance_point(NAN)));
	assert_near(chance_beta(2, 3, -1), 0, 0);
	assert_near(chance_beta(2, 3, 2), 1, 0);
	assert_near(chance_student(HUGE_VAL, 3), 0, 0);
}

/* Closed form; also the variance of (50, 33, 17) as a ticket drawn from a hat. */
static void promoters_less_detractors_have_a_standard_error(void **state)
{
	struct score small = nps(50, 33, 17);
	struct score large = nps(300, 120, 80);

	(void)state;
	assert_near(small.value, 33, 1e-12);
	assert_near(small.error, 7.490661, SIX_DIGITS);
	assert_near(small.value - CHANCE_95 * small.error, 18.318575, SIX_DIGITS);
	assert_near(small.value + CHANCE_95 * small.error, 47.681425, SIX_DIGITS);
	assert_near(large.value, 44, 1e-12);
	assert_near(large.error, 3.365709, SIX_DIGITS);
	assert_near(large.value - CHANCE_95 * large.error, 37.403331, SIX_DIGITS);
	assert_near(large.value + CHANCE_95 * large.error, 50.596669, SIX_DIGITS);
}

/* By hand: (9, 1, 0) becomes (9.5, 2, 0.5) of 12, p - d = 0.75, variance 10 / 12 - 0.5625. */
static void the_interval_counts_two_more_answers(void **state)
{
	struct score score = nps(9, 1, 0);
	double error = 100 * sqrt((10.0 / 12 - 0.5625) / 12);

	(void)state;
	assert_near(score.value, 90, 1e-12);
	assert_near(score.careful, error, 1e-12);
	assert_near(score.low, 75 - CHANCE_95 * error, 1e-12);
	assert_near(score.high, 100, 0);
}

static void an_interval_holds_its_score_and_stays_on_the_scale(void **state)
{
	(void)state;
	for (int64_t n = 1; n <= 40; n++)
		for (int64_t promoters = 0; promoters <= n; promoters++)
			for (int64_t rest = 0; rest <= n - promoters; rest++) {
				struct score score = nps(promoters, rest, n - promoters - rest);

				assert_true(score.low >= -100 && score.high <= 100);
				assert_true(score.low < score.high);
				assert_true(score.low <= score.value);
				assert_true(score.high >= score.value);
			}
}

static void praise_and_blame_are_the_mirror_of_each_other(void **state)
{
	(void)state;
	for (int64_t promoters = 0; promoters <= 30; promoters++) {
		struct score one = nps(promoters, 7, 30 - promoters);
		struct score other = nps(30 - promoters, 7, promoters);

		assert_near(one.value, -other.value, 1e-12);
		assert_near(one.low, -other.high, 1e-12);
		assert_near(one.error, other.error, 1e-12);
	}
}

static void four_times_the_answers_halve_the_error(void **state)
{
	(void)state;
	assert_near(nps(200, 132, 68).error, nps(50, 33, 17).error / 2, 1e-12);
	assert_near(share(320, 80).error, share(80, 20).error / 2, 1e-12);
}

static void each_answer_falls_into_its_group(void **state)
{
	static const int side[] = { -1, -1, -1, -1, -1, -1, -1, 0, 0, 1, 1 };

	(void)state;
	for (int answer = 0; answer <= 10; answer++) {
		struct score_nps sums = { 0 };

		assert_true(nps_add(&sums, answer, 1, 5));
		assert_near(nps_score(&sums, 1).value, 100 * side[answer], 0);
	}
}

/* Closed form. */
static void a_share_has_the_interval_of_wilson(void **state)
{
	(void)state;
	assert_near(share(80, 20).low, 0.711171, SIX_DIGITS);
	assert_near(share(80, 20).high, 0.866633, SIX_DIGITS);
	assert_near(share(9, 1).low, 0.595850, SIX_DIGITS);
	assert_near(share(9, 1).high, 0.982124, SIX_DIGITS);
	assert_near(share(10, 0).low, 0.722467, SIX_DIGITS);
	assert_near(share(10, 0).high, 1, 0);
	assert_near(share(0, 10).low, 0, 0);
	assert_near(share(0, 10).high, 0.277533, SIX_DIGITS);
}

static void satisfied_delighted_and_easy_begin_where_the_scale_says(void **state)
{
	struct score_share satisfied = { 0 };
	struct score_share delighted = { 0 };
	struct score_share easy = { 0 };

	(void)state;
	for (int answer = -1; answer <= 9; answer++) {
		assert_int_equal(share_add_satisfied(&satisfied, answer, 1, 1),
				 answer >= 1 && answer <= 5);
		assert_int_equal(share_add_delighted(&delighted, answer, 1, 1),
				 answer >= 1 && answer <= 5);
		assert_int_equal(share_add_easy(&easy, answer, 1, 1), answer >= 1 && answer <= 7);
	}
	assert_near(share_score(&satisfied, 1).value, 2.0 / 5, 1e-15);
	assert_near(share_score(&delighted, 1).value, 1.0 / 5, 1e-15);
	assert_near(share_score(&easy, 1).value, 3.0 / 7, 1e-15);
}

static void a_response_rate_is_a_share_of_those_asked(void **state)
{
	(void)state;
	assert_near(response_rate(3168, 1204, 1).value, 1204.0 / 3168, 1e-15);
	assert_int_equal(response_rate(3168, 1204, 1).n, 3168);
	assert_int_equal(response_rate(0, 0, 1).state, SCORE_NOBODY);
	assert_int_equal(response_rate(5, 6, 1).state, SCORE_NOBODY);
	assert_int_equal(response_rate(5, -1, 1).state, SCORE_NOBODY);
	assert_near(response_rate(50, 0, 1).value, 0, 0);
}

/* By hand: 2 4 4 4 5 5 7 9 has mean 5 and s^2 = 32 / 7; t for 7 is 2.364624. */
static void a_mean_has_the_interval_of_student(void **state)
{
	static const double values[] = { 2, 4, 4, 4, 5, 5, 7, 9 };
	struct score_mean sums = { 0 };
	struct score score;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(values); i++)
		assert_true(mean_add(&sums, values[i], 1, 1));
	score = mean_score(&sums, 1, 10, 1);
	assert_near(score.value, 5, 1e-12);
	assert_near(score.error, sqrt(32.0 / 7 / 8), 1e-12);
	assert_near(score.high - score.value, 2.364624 * sqrt(32.0 / 7 / 8), 1e-6);
	assert_near(score.value - score.low, 2.364624 * sqrt(32.0 / 7 / 8), 1e-6);
}

static void counters_tell_what_single_answers_tell(void **state)
{
	static const int times[] = { 3, 0, 7, 11, 5 };
	struct score_mean one = { 0 };
	struct score_mean many = { 0 };

	(void)state;
	for (int answer = 1; answer <= 5; answer++) {
		assert_true(mean_add(&many, answer, 1.5, times[answer - 1]));
		for (int i = 0; i < times[answer - 1]; i++)
			assert_true(mean_add(&one, answer, 1.5, 1));
	}
	assert_near(mean_score(&one, 1, 5, 1).value, mean_score(&many, 1, 5, 1).value, 1e-12);
	assert_near(mean_score(&one, 1, 5, 1).low, mean_score(&many, 1, 5, 1).low, 1e-12);
	assert_int_equal(one.sample.n, many.sample.n);
}

static void when_all_say_the_same_the_interval_is_not_empty(void **state)
{
	struct score_mean sums = { 0 };
	struct score score;

	(void)state;
	assert_true(mean_add(&sums, 7, 1, 10));
	score = mean_score(&sums, 1, 7, 1);
	assert_near(score.value, 7, 0);
	assert_near(score.high, 7, 0);
	assert_near(score.low, 7 - 6 * (1 - pow(0.05, 0.1)), 1e-12);
	assert_true(nps(10, 0, 0).low < 70);
	assert_near(nps(10, 0, 0).error, 0, 0);
	assert_true(nps(10, 0, 0).careful > 0);
	assert_true(nps(0, 10, 0).low < 0 && nps(0, 10, 0).high > 0);
}

/* Closed form: (50 + 60 + 80)^2 / (50 + 120 + 320). */
static void unequal_weights_make_fewer_effective_answers(void **state)
{
	struct score_share sums = { 0 };
	struct score score;

	(void)state;
	assert_true(share_add(&sums, true, 1, 50));
	assert_true(share_add(&sums, false, 2, 30));
	assert_true(share_add(&sums, true, 4, 20));
	score = share_score(&sums, 1);
	assert_int_equal(score.n, 100);
	assert_near(score.effective, 73.67346939, 5e-9);
	assert_near(score.value, 130.0 / 190, 1e-15);
	assert_near(score.error, sqrt(score.value * (1 - score.value) / score.effective), 1e-15);
}

static void equal_weights_change_nothing(void **state)
{
	struct score_nps heavy = { 0 };
	struct score plain = nps(50, 33, 17);
	struct score score;

	(void)state;
	assert_true(nps_add(&heavy, 9, 3.7, 50));
	assert_true(nps_add(&heavy, 7, 3.7, 33));
	assert_true(nps_add(&heavy, 0, 3.7, 17));
	score = nps_score(&heavy, 100);
	assert_int_equal(score.state, SCORE_TOLD);
	assert_near(score.value, plain.value, 1e-10);
	assert_near(score.error, plain.error, 1e-10);
	assert_near(score.low, plain.low, 1e-10);
}

static void what_too_few_said_has_no_value(void **state)
{
	struct score_nps nobody = { 0 };
	struct score_nps sums = nps_of(9, 0, 0);
	struct score score = nps_score(&sums, 10);

	(void)state;
	assert_int_equal(nps_score(&nobody, 0).state, SCORE_NOBODY);
	assert_int_equal(score.state, SCORE_TOO_FEW);
	assert_int_equal(score.n, 9);
	assert_near(score.value, 0, 0);
	assert_near(score.high, 0, 0);
	assert_int_equal(nps_score(&sums, 9).state, SCORE_TOLD);
	assert_int_equal(share_score(&(struct score_share){ 0 }, 1).state, SCORE_NOBODY);
	assert_int_equal(mean_score(&(struct score_mean){ 0 }, 1, 7, 1).state, SCORE_NOBODY);
}

static void a_mean_of_one_answer_is_none(void **state)
{
	struct score_mean sums = { 0 };

	(void)state;
	assert_true(mean_add(&sums, 5, 1, 1));
	assert_int_equal(mean_score(&sums, 1, 7, 0).state, SCORE_TOO_FEW);
}

/* A hundred answers, of which one outweighs all, are as good as one. */
static void one_heavy_answer_does_not_pass_for_many(void **state)
{
	struct score_share sums = { 0 };

	(void)state;
	assert_true(share_add(&sums, true, 1e6, 1));
	assert_true(share_add(&sums, false, 1, 99));
	assert_int_equal(share_score(&sums, 10).state, SCORE_TOO_FEW);
}

static void weights_of_nothing_give_no_figure(void **state)
{
	struct score_nps sums = { 0 };
	struct score_mean mean = { 0 };

	(void)state;
	assert_true(nps_add(&sums, 10, 0, 50));
	assert_int_equal(nps_score(&sums, 0).state, SCORE_TOO_FEW);
	assert_true(mean_add(&mean, 4, 0, 50));
	assert_int_equal(mean_score(&mean, 1, 5, 0).state, SCORE_TOO_FEW);
	assert_true(mean_add(&mean, 4, 1, 2));
	assert_near(mean_score(&mean, 1, 5, 0).value, 4, 0);
}

static void what_is_no_answer_is_not_counted(void **state)
{
	struct score_nps sums = { 0 };
	struct score_mean mean = { 0 };

	(void)state;
	assert_false(nps_add(&sums, -1, 1, 1));
	assert_false(nps_add(&sums, 11, 1, 1));
	assert_false(nps_add(&sums, 5, -1, 1));
	assert_false(nps_add(&sums, 5, NAN, 1));
	assert_false(nps_add(&sums, 5, HUGE_VAL, 1));
	assert_false(nps_add(&sums, 5, 1, -1));
	assert_false(mean_add(&mean, NAN, 1, 1));
	assert_false(mean_add(&mean, HUGE_VAL, 1, 1));
	assert_int_equal(sums.sample.n, 0);
	assert_int_equal(mean.sample.n, 0);
}

static void a_thousand_million_million_answers_are_told_apart(void **state)
{
	struct score_mean mean = { 0 };
	struct score score = nps(500000000000000, 330000000000000, 170000000000000);

	(void)state;
	assert_near(score.value, 33, 1e-9);
	assert_near(score.error, 7.490661e-6 / sqrt(10), 1e-12);
	assert_true(score.low < 33 && score.high > 33);
	assert_near(share(800000000000000, 200000000000000).value, 0.8, 1e-12);
	assert_true(mean_add(&mean, 1, 1, 500000000000000));
	assert_true(mean_add(&mean, 5, 1, 500000000000000));
	score = mean_score(&mean, 1, 5, 1);
	assert_near(score.value, 3, 1e-9);
	assert_near(score.error, 2 / sqrt(1e15), 1e-12);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_chances_are_those_of_the_tables),
		cmocka_unit_test(a_point_is_where_its_share_ends),
		cmocka_unit_test(what_is_no_chance_is_no_number),
		cmocka_unit_test(promoters_less_detractors_have_a_standard_error),
		cmocka_unit_test(the_interval_counts_two_more_answers),
		cmocka_unit_test(an_interval_holds_its_score_and_stays_on_the_scale),
		cmocka_unit_test(praise_and_blame_are_the_mirror_of_each_other),
		cmocka_unit_test(four_times_the_answers_halve_the_error),
		cmocka_unit_test(each_answer_falls_into_its_group),
		cmocka_unit_test(a_share_has_the_interval_of_wilson),
		cmocka_unit_test(satisfied_delighted_and_easy_begin_where_the_scale_says),
		cmocka_unit_test(a_response_rate_is_a_share_of_those_asked),
		cmocka_unit_test(a_mean_has_the_interval_of_student),
		cmocka_unit_test(counters_tell_what_single_answers_tell),
		cmocka_unit_test(when_all_say_the_same_the_interval_is_not_empty),
		cmocka_unit_test(unequal_weights_make_fewer_effective_answers),
		cmocka_unit_test(equal_weights_change_nothing),
		cmocka_unit_test(what_too_few_said_has_no_value),
		cmocka_unit_test(a_mean_of_one_answer_is_none),
		cmocka_unit_test(one_heavy_answer_does_not_pass_for_many),
		cmocka_unit_test(weights_of_nothing_give_no_figure),
		cmocka_unit_test(what_is_no_answer_is_not_counted),
		cmocka_unit_test(a_thousand_million_million_answers_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
