/* Whose customers are asked otherwise than those of all others. */
#include <math.h>

#include "insight/gating.h"
#include "test.h"

enum { COLLEAGUES = 4 };

static struct gating even(void)
{
	/* 150 of 200 come to the lot; 60 are asked after 10 hours, give or take 2. */
	return (struct gating){ 200, 150, 60, 600, 60 * (100 + 4) };
}

static void judge(struct gating all[COLLEAGUES], struct gating_word ret[COLLEAGUES])
{
	struct hk_arena *arena = hk_arena_new();

	gating_judge(arena, all, COLLEAGUES, ret);
	hk_arena_free(arena);
}

static void alike_nobody_is_told_from_the_others(void **state)
{
	struct gating all[COLLEAGUES] = { even(), even(), even(), even() };
	struct gating_word words[COLLEAGUES];

	(void)state;
	judge(all, words);
	for (size_t i = 0; i < COLLEAGUES; i++) {
		assert_false(words[i].is_share_odd || words[i].is_hours_odd);
		assert_true(fabs(words[i].share - 0.75) < 1e-12);
		assert_true(fabs(words[i].hours - 10) < 1e-12);
	}
}

static void who_keeps_a_third_from_the_lot_is_seen(void **state)
{
	struct gating all[COLLEAGUES] = { even(), even(), even(), even() };
	struct gating_word words[COLLEAGUES];

	(void)state;
	all[2].drawn = 100;
	judge(all, words);
	assert_true(words[2].is_share_odd);
	/* z = (0.5 - 0.75) / sqrt(0.6875 * 0.3125 * (1 / 200 + 1 / 600)) = -6.60578 */
	assert_true(fabs(words[2].share_chance - erfc(6.605782590758 / sqrt(2))) < 1e-14);
	assert_false(words[0].is_share_odd || words[1].is_share_odd || words[3].is_share_odd);
}

static void whose_customers_are_asked_days_later_is_seen(void **state)
{
	struct gating all[COLLEAGUES] = { even(), even(), even(), even() };
	struct gating_word words[COLLEAGUES];

	(void)state;
	all[1].hours = 60 * 30;
	all[1].squares = 60 * (900 + 100);
	judge(all, words);
	assert_true(words[1].is_hours_odd);
	assert_false(words[1].is_share_odd);
	/* He does not make the others look odd. */
	assert_false(words[0].is_hours_odd || words[2].is_hours_odd || words[3].is_hours_odd);
}

static void of_a_few_matters_nothing_is_said(void **state)
{
	struct gating all[COLLEAGUES] = { even(), even(), even(), { 19, 0, 0, 0, 0 } };
	struct gating_word words[COLLEAGUES];

	(void)state;
	judge(all, words);
	assert_true(isnan(words[3].share_chance) && isnan(words[3].hours_chance));
	assert_false(words[3].is_share_odd);
}

static void alone_nobody_can_be_compared(void **state)
{
	struct gating all[COLLEAGUES] = { even(), { 0 }, { 0 }, { 0 } };
	struct gating_word words[COLLEAGUES];

	(void)state;
	judge(all, words);
	assert_true(isnan(words[0].share_chance));
	assert_false(words[0].is_share_odd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alike_nobody_is_told_from_the_others),
		cmocka_unit_test(who_keeps_a_third_from_the_lot_is_seen),
		cmocka_unit_test(whose_customers_are_asked_days_later_is_seen),
		cmocka_unit_test(of_a_few_matters_nothing_is_said),
		cmocka_unit_test(alone_nobody_can_be_compared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
