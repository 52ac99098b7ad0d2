/* Changes, many of them, ranks, and whether an action worked. */
#include <stdlib.h>

#include "base/result.h"
#include "insight/chance.h"
#include "insight/compare.h"
#include "insight/effect.h"
#include "insight/ranking.h"
#include "near.h"

#define SIX_DIGITS 5e-7

static struct score nps(int64_t promoters, int64_t passives, int64_t detractors)
{
	struct score_nps sums = { 0 };

	assert_true(nps_add(&sums, 10, 1, promoters));
	assert_true(nps_add(&sums, 8, 1, passives));
	assert_true(nps_add(&sums, 3, 1, detractors));
	return nps_score(&sums, 5);
}

/* A team whose score is known to within that standard error. */
static struct score team(double value, double error)
{
	return (struct score){ .state = SCORE_TOLD,
			       .n = 100,
			       .effective = 100,
			       .value = value,
			       .error = error,
			       .centre = value,
			       .careful = error };
}

/* Closed form. */
static void a_change_is_weighed_against_both_errors(void **state)
{
	struct score a = nps(300, 120, 80);
	struct score b = nps(260, 140, 100);
	struct change change = score_change(&a, &b);

	(void)state;
	assert_true(change.is_told && change.is_real);
	assert_near(change.difference, 12, 1e-12);
	assert_near(change.error, 4.866210, SIX_DIGITS);
	assert_near(change.z, 2.465985, SIX_DIGITS);
	assert_near(change.chance, 0.013664, SIX_DIGITS);
	assert_true(change.low > 0 && change.high > 12);
}

static void seventeen_points_may_be_no_change(void **state)
{
	struct score a = nps(60, 30, 10);
	struct score b = nps(50, 33, 17);
	struct change change = score_change(&a, &b);

	(void)state;
	assert_true(change.is_told);
	assert_false(change.is_real);
	assert_near(change.difference, 17, 1e-12);
	assert_near(change.error, 10.055347, SIX_DIGITS);
	assert_near(change.z, 1.690643, SIX_DIGITS);
	assert_near(change.chance, 0.090905, SIX_DIGITS);
	assert_true(change.low < 0);
}

static void what_goes_up_from_here_goes_down_from_there(void **state)
{
	struct score a = nps(60, 30, 10);
	struct score b = nps(20, 33, 17);
	struct change up = score_change(&a, &b);
	struct change down = score_change(&b, &a);

	(void)state;
	assert_near(up.difference, -down.difference, 0);
	assert_near(up.low, -down.high, 1e-12);
	assert_near(up.chance, down.chance, 0);
	assert_int_equal(up.is_real, down.is_real);
}

/* Five of five against four of five: the plain errors are 0 and small. */
static void few_equal_answers_are_no_change(void **state)
{
	struct score all = nps(5, 0, 0);
	struct score most = nps(0, 5, 0);
	struct score less = nps(4, 1, 0);
	struct change change = score_change(&all, &less);

	(void)state;
	assert_false(change.is_real);
	assert_true(change.careful_chance > change.chance);
	change = score_change(&all, &all);
	assert_near(change.z, 0, 0);
	assert_near(change.chance, 1, 0);
	change = score_change(&all, &most);
	assert_near(change.chance, 0, 0);
	assert_true(change.careful_chance > 0);
}

static void what_too_few_said_is_not_compared(void **state)
{
	struct score few = nps(4, 0, 0);
	struct score many = nps(40, 10, 10);
	struct change change = score_change(&few, &many);

	(void)state;
	assert_false(change.is_told);
	assert_false(change.is_real);
	assert_near(change.difference, 0, 0);
	assert_false(score_change(&many, &few).is_told);
}

/* The worked example of Benjamini and Hochberg 1995: of 15 chances the first four are real. */
static void of_fifteen_chances_four_are_real(void **state)
{
	static const double chances[] = { 0.0001, 0.0004, 0.0019, 0.0095, 0.0201,
					  0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
					  0.4262, 0.5719, 0.6528, 0.7590, 1.000 };
	scoped_arena *arena = hk_arena_new();
	bool real[HK_COUNT(chances)];

	(void)state;
	chances_judge(arena, chances, HK_COUNT(chances), real);
	for (size_t i = 0; i < HK_COUNT(chances); i++)
		assert_int_equal(real[i], i < 4);
}

static void the_order_of_the_teams_does_not_matter(void **state)
{
	static const double chances[] = { 0.9, 0.012, NAN, 0.03, 0.004, 0.038 };
	static const bool expected[] = { false, true, false, true, true, true };
	scoped_arena *arena = hk_arena_new();
	bool real[HK_COUNT(chances)];

	(void)state;
	chances_judge(arena, chances, HK_COUNT(chances), real);
	for (size_t i = 0; i < HK_COUNT(chances); i++)
		assert_int_equal(real[i], expected[i]);
	chances_judge(arena, chances, 0, NULL);
}

static void one_small_change_among_many_teams_is_none(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct change changes[20] = { { 0 } };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(changes); i++) {
		struct score now = team(40 + (i == 7 ? 21 : 1), 7);
		struct score before = team(40, 7);

		changes[i] = score_change(&now, &before);
	}
	assert_true(changes[7].is_real);
	changes_judge(arena, changes, HK_COUNT(changes));
	for (size_t i = 0; i < HK_COUNT(changes); i++)
		assert_false(changes[i].is_real);
	changes_judge(arena, changes + 7, 1);
	assert_true(changes[7].is_real);
}

static void a_ranking_within_noise_is_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct score scores[] = { team(40, 8), team(52, 8), team(46, 8), team(44, 8) };
	struct ranking ranking = ranking_of(arena, scores, HK_COUNT(scores));

	(void)state;
	assert_true(ranking.is_refused);
	assert_int_equal(ranking.groups, 1);
	for (size_t i = 0; i < HK_COUNT(scores); i++) {
		assert_int_equal(ranking.items[i].best, 1);
		assert_int_equal(ranking.items[i].worst, 4);
		assert_int_equal(ranking.items[i].group, 1);
	}
}

static void groups_are_those_that_nobody_reaches_over(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct score scores[] = { team(10, 3), team(60, 3), team(63, 3), { .state = SCORE_TOO_FEW },
				  team(12, 3), team(90, 3) };
	struct ranking ranking = ranking_of(arena, scores, HK_COUNT(scores));
	static const size_t group[] = { 3, 2, 2, 0, 3, 1 };
	static const size_t best[] = { 4, 2, 2, 0, 4, 1 };
	static const size_t worst[] = { 5, 3, 3, 0, 5, 1 };

	(void)state;
	assert_false(ranking.is_refused);
	assert_int_equal(ranking.ranked, 5);
	assert_int_equal(ranking.groups, 3);
	for (size_t i = 0; i < HK_COUNT(scores); i++) {
		assert_int_equal(ranking.items[i].is_ranked, i != 3);
		assert_int_equal(ranking.items[i].group, group[i]);
		assert_int_equal(ranking.items[i].best, best[i]);
		assert_int_equal(ranking.items[i].worst, worst[i]);
	}
}

/* The first is above the last, but the one between is apart from neither. */
static void who_may_stand_on_either_side_joins_the_groups(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct score scores[] = { team(60, 3), team(50, 6), team(40, 3) };
	struct ranking ranking = ranking_of(arena, scores, HK_COUNT(scores));

	(void)state;
	assert_false(ranking.is_refused);
	assert_int_equal(ranking.groups, 1);
	assert_int_equal(ranking.items[0].worst, 2);
	assert_int_equal(ranking.items[1].best, 1);
	assert_int_equal(ranking.items[1].worst, 3);
	assert_int_equal(ranking.items[2].best, 2);
}

static void nobody_and_one_team_have_no_ranking(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct score one = team(60, 3);
	struct score few = { .state = SCORE_TOO_FEW };

	(void)state;
	assert_true(ranking_of(arena, NULL, 0).is_refused);
	assert_true(ranking_of(arena, &one, 1).is_refused);
	assert_int_equal(ranking_of(arena, &one, 1).items[0].best, 1);
	assert_true(ranking_of(arena, &few, 1).is_refused);
	assert_int_equal(ranking_of(arena, &few, 1).groups, 0);
}

static struct chart_group period(double events)
{
	return (struct chart_group){ events, 10 };
}

static struct effect effect(const double before[3], const double after[3], enum effect_wish wish)
{
	scoped_arena *arena = hk_arena_new();
	struct chart_group first[3], second[3];
	struct effect effect;

	for (int i = 0; i < 3; i++) {
		first[i] = period(before[i]);
		second[i] = period(after[i]);
	}
	assert_int_equal(effect_judge(arena, (struct effect_periods){ first, 3 },
				      (struct effect_periods){ second, 3 }, wish, &effect),
			 HK_OK);
	return effect;
}

/* Closed form, by other means. */
static void fewer_complaints_than_before_worked(void **state)
{
	static const double before[] = { 41, 38, 44 };
	static const double after[] = { 12, 15, 11 };
	struct effect fewer = effect(before, after, EFFECT_FEWER);

	(void)state;
	assert_true(fewer.is_told);
	assert_near(fewer.before, 4.1, 1e-12);
	assert_near(fewer.after, 38.0 / 30, 1e-12);
	assert_near(fewer.ratio, 0.3089430894308943, 1e-9);
	assert_near(fewer.low, 0.21473305050489566, 1e-9);
	assert_near(fewer.high, 0.44448598984966, 1e-9);
	assert_near(fewer.dispersion, 0.280808729139923, 1e-9);
	assert_int_equal(fewer.shift, -1);
	assert_int_equal(fewer.verdict, EFFECT_WORKED);
	assert_int_equal(effect(before, after, EFFECT_MORE).verdict, EFFECT_WORSE);
	assert_int_equal(effect(after, before, EFFECT_FEWER).verdict, EFFECT_WORSE);
	assert_int_equal(effect(after, before, EFFECT_MORE).verdict, EFFECT_WORKED);
}

/* By chance alone 76 after 123 would be much. */
static void ups_and_downs_of_before_widen_the_interval(void **state)
{
	static const double before[] = { 41, 20, 62 };
	static const double after[] = { 30, 5, 41 };
	struct effect wide = effect(before, after, EFFECT_FEWER);

	(void)state;
	assert_near(wide.dispersion, 12.0951540436457, 1e-9);
	assert_near(wide.low, 0.15102770123898857, 1e-9);
	assert_near(wide.high, 2.527902675445496, 1e-9);
	assert_true(wide.ratio * exp(CHANCE_95 * sqrt(1.0 / 123 + 1.0 / 76)) < 1);
	assert_int_equal(wide.verdict, EFFECT_NO_EVIDENCE);
}

static void the_same_as_before_is_no_evidence(void **state)
{
	static const double same[] = { 20, 22, 19 };
	struct effect none = effect(same, same, EFFECT_FEWER);

	(void)state;
	assert_near(none.ratio, 1, 1e-12);
	assert_int_equal(none.shift, 0);
	assert_int_equal(none.verdict, EFFECT_NO_EVIDENCE);
	assert_int_equal(effect(same, same, EFFECT_MORE).verdict, EFFECT_NO_EVIDENCE);
}

static void none_after_many_worked_and_none_after_one_did_not(void **state)
{
	static const double many[] = { 9, 11, 10 };
	static const double one[] = { 0, 1, 0 };
	static const double none[] = { 0, 0, 0 };
	struct effect gone = effect(many, none, EFFECT_FEWER);

	(void)state;
	assert_int_equal(gone.verdict, EFFECT_WORKED);
	assert_near(gone.after, 0, 0);
	assert_near(gone.ratio, 0.5 / 30.5, 1e-12);
	assert_int_equal(effect(one, none, EFFECT_FEWER).verdict, EFFECT_NO_EVIDENCE);
	assert_true(effect(one, none, EFFECT_FEWER).is_told);
	assert_false(effect(none, none, EFFECT_FEWER).is_told);
	assert_int_equal(effect(none, none, EFFECT_FEWER).verdict, EFFECT_NO_EVIDENCE);
	assert_int_equal(effect(none, many, EFFECT_FEWER).verdict, EFFECT_WORSE);
}

/* Fewer on the whole, each time within the limits, but one week leaps above them. */
static void a_chart_that_goes_the_other_way_takes_the_verdict_back(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct chart_group before[12], after[15];
	struct effect effect;

	(void)state;
	for (int i = 0; i < 12; i++)
		before[i] = (struct chart_group){ i % 2 ? 10056 : 9944, 1000 };
	for (int i = 0; i < 15; i++)
		after[i] = (struct chart_group){ i == 7 ? 10350 : 9880, 1000 };
	assert_int_equal(effect_judge(arena, (struct effect_periods){ before, 12 },
				      (struct effect_periods){ after, 15 }, EFFECT_FEWER, &effect),
			 HK_OK);
	assert_true(effect.high < 1);
	assert_int_equal(effect.shift, 1);
	assert_int_equal(effect.verdict, EFFECT_NO_EVIDENCE);
	after[7].events = 9880;
	assert_int_equal(effect_judge(arena, (struct effect_periods){ before, 12 },
				      (struct effect_periods){ after, 15 }, EFFECT_FEWER, &effect),
			 HK_OK);
	assert_int_equal(effect.shift, -1);
	assert_int_equal(effect.verdict, EFFECT_WORKED);
}

static void a_single_period_tells_nothing(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct chart_group before[] = { { 90, 10 }, { 80, 10 }, { 0, 0 } };
	struct chart_group after[] = { { 1, 10 }, { 0, 0 } };
	struct effect effect;

	(void)state;
	assert_int_equal(effect_judge(arena, (struct effect_periods){ before, 3 },
				      (struct effect_periods){ after, 2 }, EFFECT_FEWER, &effect),
			 HK_OK);
	assert_false(effect.is_told);
	assert_int_equal(effect.verdict, EFFECT_NO_EVIDENCE);
	assert_int_equal(effect_judge(arena, (struct effect_periods){ after, 2 },
				      (struct effect_periods){ before, 3 }, EFFECT_FEWER, &effect),
			 HK_OK);
	assert_false(effect.is_told);
	assert_int_equal(effect_judge(arena, (struct effect_periods){ NULL, 0 },
				      (struct effect_periods){ NULL, 0 }, EFFECT_FEWER, &effect),
			 HK_OK);
	assert_false(effect.is_told);
}

static void what_cannot_be_counted_is_refused(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct chart_group good[] = { { 9, 10 }, { 8, 10 } };
	struct chart_group bad[] = { { 1, 10 }, { 0, 10 } };
	struct effect effect = { .shift = 17 };

	(void)state;
	bad[1].events = -1;
	assert_int_equal(effect_judge(arena, (struct effect_periods){ good, 2 },
				      (struct effect_periods){ bad, 2 }, EFFECT_FEWER, &effect),
			 HK_INVALID);
	bad[1].events = NAN;
	assert_int_equal(effect_judge(arena, (struct effect_periods){ bad, 2 },
				      (struct effect_periods){ good, 2 }, EFFECT_FEWER, &effect),
			 HK_INVALID);
	bad[1] = (struct chart_group){ 1, HUGE_VAL };
	assert_int_equal(effect_judge(arena, (struct effect_periods){ good, 2 },
				      (struct effect_periods){ bad, 2 }, EFFECT_FEWER, &effect),
			 HK_INVALID);
	assert_int_equal(effect.shift, 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_is_weighed_against_both_errors),
		cmocka_unit_test(seventeen_points_may_be_no_change),
		cmocka_unit_test(what_goes_up_from_here_goes_down_from_there),
		cmocka_unit_test(few_equal_answers_are_no_change),
		cmocka_unit_test(what_too_few_said_is_not_compared),
		cmocka_unit_test(of_fifteen_chances_four_are_real),
		cmocka_unit_test(the_order_of_the_teams_does_not_matter),
		cmocka_unit_test(one_small_change_among_many_teams_is_none),
		cmocka_unit_test(a_ranking_within_noise_is_refused),
		cmocka_unit_test(groups_are_those_that_nobody_reaches_over),
		cmocka_unit_test(who_may_stand_on_either_side_joins_the_groups),
		cmocka_unit_test(nobody_and_one_team_have_no_ranking),
		cmocka_unit_test(fewer_complaints_than_before_worked),
		cmocka_unit_test(ups_and_downs_of_before_widen_the_interval),
		cmocka_unit_test(the_same_as_before_is_no_evidence),
		cmocka_unit_test(none_after_many_worked_and_none_after_one_did_not),
		cmocka_unit_test(a_chart_that_goes_the_other_way_takes_the_verdict_back),
		cmocka_unit_test(a_single_period_tells_nothing),
		cmocka_unit_test(what_cannot_be_counted_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
