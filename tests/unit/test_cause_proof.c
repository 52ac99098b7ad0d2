/* When a cause is over: what was measured must not contradict itself. */
#include "base/text.h"
#include "base/time.h"
#include "cause_world.h"
#include "feedback/prevention.h"
#include "survey_world.h"
#include "test.h"

#define WEEK (7 * HK_DAY)

struct judging {
	int64_t cause_id, begin_at, check_at;
	const char *verdict;
};

/* An action that was measured. */
static enum hk_result judge_work(struct ctx *cx, void *data)
{
	const struct judging *one = data;
	const struct db_value values[] = {
		DB_V(ctx_new_id(cx)), DB_V(one->cause_id), DB_V(cx->actor->id),
		DB_V(one->begin_at),  DB_V(one->check_at), DB_V(one->verdict),
	};

	return db_send(cx->db,
		       DB_ADD("prevention",
			      "id, cause_id, what, owner_id, measure, survey_id, expected_percent,"
			      " begin_at, check_at, made_at, made_by, state, ended_at, ended_by,"
			      " ended_why, verdict, is_told, before_weeks, before_events,"
			      " before_exposure, after_weeks, after_events, after_exposure, ratio,"
			      " low, high, dispersion, shift",
			      "$2, $3, 'Notes are handed over', $4, 'said', 0, 50, $5, $6, $5, $4,"
			      " 'checked', $6, 0, '', $7, 1, 4, 9, 4, 4, 9, 4, 1, 1, 1, 1, 0",
			      ""),
		       (struct db_args){ values, HK_COUNT(values) });
}

static void judged(struct house_world *world, const struct cause *cause, int64_t begin_at,
		   int64_t check_at, const char *verdict)
{
	struct judging judging = { cause->id, begin_at, check_at, verdict };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, judge_work, &judging), HK_OK);
}

static void an_action_that_made_it_worse_keeps_the_cause_open_though_another_worked(void **state)
{
	struct house_world *world = *state;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	judged(world, &cause, 0, 6 * WEEK, "worse");
	judged(world, &cause, 0, 6 * WEEK, "worked");
	/* Nor does one that was measured later, but ran beside it. */
	judged(world, &cause, 1 * WEEK, 9 * WEEK, "worked");
	assert_string_equal(cause_look(world, cause.number).verdict, "worse");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_DENIED);
	assert_string_equal(world->cx.problem,
			    "One of its actions made it worse, so the cause cannot be closed yet. "
			    "Please have that taken back, note this as an action of its own, and "
			    "close the cause once that one has worked.");
	/* Taken back, in the hour by which a day may lie aside when the clocks change. */
	judged(world, &cause, 6 * WEEK - HK_HOUR, 12 * WEEK, "no_evidence");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_DENIED);
	judged(world, &cause, 6 * WEEK - HK_HOUR, 12 * WEEK, "worked");
	assert_string_equal(cause_look(world, cause.number).verdict, "worked");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_OK);
	assert_string_equal(cause_look(world, cause.number).closed_as, "worked");
	cause_in_order(world);
}

static void what_became_worse_after_an_action_that_worked_is_not_over(void **state)
{
	struct house_world *world = *state;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	judged(world, &cause, 0, 6 * WEEK, "worked");
	judged(world, &cause, 8 * WEEK, 12 * WEEK, "worse");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_DENIED);
	/* Who may decide sets it aside, which is called that. */
	world_act(world, &world->admin);
	assert_int_equal(cause_close_it(world, cause.number, "", "It is so."), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "as");
	assert_int_equal(cause_close_it(world, cause.number, "no_use", "It is so."), HK_OK);
	assert_string_equal(cause_look(world, cause.number).closed_as, "no_use");
	cause_in_order(world);
}

static void an_action_without_evidence_contradicts_nothing(void **state)
{
	struct house_world *world = *state;
	struct cause cause;

	world_act(world, &world->rasa);
	cause = cause_new(world, "Stories are told twice", 0);
	judged(world, &cause, 0, 6 * WEEK, "worked");
	judged(world, &cause, 0, 6 * WEEK, "no_evidence");
	assert_int_equal(cause_close_it(world, cause.number, "", ""), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(an_action_that_made_it_worse_keeps_the_cause_open_though_another_worked),
		in_house(what_became_worse_after_an_action_that_worked_is_not_over),
		in_house(an_action_without_evidence_contradicts_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
