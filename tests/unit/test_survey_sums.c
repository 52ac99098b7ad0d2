/* The sums that figures are read from stay exact, however answers come, change and go. */
#include <string.h>

#include "base/time.h"
#include "core/audit.h"
#include "survey_world.h"
#include "test.h"

struct sums {
	struct figures_filter filter;
	struct figures figures[FIGURES_BY_LANGUAGE + 1];
};

static enum hk_result sums_work(struct ctx *cx, void *data)
{
	struct sums *sums = data;

	struct figures cells;

	HK_TRY(figures_cells(cx, &sums->filter, &cells));
	for (int group = FIGURES_ALL; group <= FIGURES_BY_LANGUAGE; group++)
		sums->figures[group] = figures_fold(cx->arena, &cells, (enum figures_group)group);
	return HK_OK;
}

static struct figures_row added(const struct figures *figures)
{
	struct figures_row sum = { 0 };

	for (size_t i = 0; i < figures->count; i++) {
		sum.n += figures->items[i].n;
		sum.total += figures->items[i].total;
		sum.squares += figures->items[i].squares;
		for (size_t k = 0; k < SURVEY_SCORES; k++)
			sum.scores[k] += figures->items[i].scores[k];
	}
	return sum;
}

/* However they are told apart, it is the same. */
static struct figures_row sum_of(struct house_world *world, int64_t survey_id, int64_t question)
{
	struct sums sums = { .filter = { .survey_id = survey_id,
					 .question = question,
					 .from_day = 0,
					 .until_day = 40000,
					 .team_id = FIGURES_ANY_TEAM,
					 .channel = "",
					 .language = "" } };
	struct figures_row sum;

	assert_int_equal(ctx_read(&world->cx, sums_work, &sums), HK_OK);
	sum = added(&sums.figures[FIGURES_ALL]);
	for (int group = FIGURES_ALL; group <= FIGURES_BY_LANGUAGE; group++) {
		struct figures_row same = added(&sums.figures[group]);

		assert_memory_equal(&same, &sum, sizeof(sum));
	}
	return sum;
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

static enum hk_result erased_work(struct ctx *cx, void *data)
{
	struct figures_filter *filter = data;

	/* The place of the question is free for what was counted. */
	return response_erased_count(cx, filter, &filter->question);
}

static int64_t erased_of(struct house_world *world, int64_t survey_id, const char *channel)
{
	struct figures_filter filter = { .survey_id = survey_id,
					 .until_day = INT32_MAX,
					 .team_id = FIGURES_ANY_TEAM,
					 .channel = channel,
					 .language = "" };

	assert_int_equal(ctx_read(&world->cx, erased_work, &filter), HK_OK);
	return filter.question;
}

static enum hk_result response_work(struct ctx *cx, void *data)
{
	struct response *response = data;

	return response_find(cx, response->id, response);
}

static enum hk_result audit_work(struct ctx *cx, void *data)
{
	return audit_page(cx, INT64_MAX, 10, data);
}

static void a_corrected_answer_and_an_erased_one_leave_exact_sums(void **state)
{
	struct house_world *world = *state;
	struct audit_list logged;
	struct invitation invitation;
	struct response response;
	struct figures_row sum;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", false, &response), HK_OK);
	assert_int_equal(response.needs_answer, 1);
	world->cx.now += HK_DAY;
	assert_int_equal(survey_answer(world, &invitation, "8", "Better.", false, &response),
			 HK_OK);
	assert_int_equal(response.needs_answer, 0);
	sum = sum_of(world, survey.id, 0);
	assert_int_equal(sum.n, 1);
	assert_int_equal(sum.scores[3], 0);
	assert_int_equal(sum.scores[8], 1);
	assert_int_equal(sum.total, 8);
	assert_int_equal(sum.squares, 64);
	assert_int_equal(sum_of(world, survey.id, FIGURES_ASKED).n, 1);
	assert_int_equal(sum_of(world, survey.id, FIGURES_ASKED_ANSWERED).n, 1);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	sum = sum_of(world, survey.id, 0);
	assert_int_equal(sum.n, 0);
	assert_int_equal(sum.total, 0);
	assert_int_equal(sum.scores[8], 0);
	assert_int_equal(survey_answer(world, &invitation, "8", "", false, NULL), HK_CONFLICT);
	/* He was asked and answered, which is all that anybody knows of him. */
	assert_int_equal(sum_of(world, survey.id, FIGURES_ASKED).n, 1);
	assert_int_equal(sum_of(world, survey.id, FIGURES_ASKED_ANSWERED).n, 1);
	assert_int_equal(erased_of(world, survey.id, "email"), 1);
	assert_int_equal(erased_of(world, survey.id, "chat"), 0);
	assert_int_equal(world_faults(world, ""), 0);
	assert_int_equal(sum_of(world, survey.id, 0).n, 0);
	/* Nothing leads from what is left to him, and the log says no more than that it was done.
	 */
	assert_int_equal(ctx_read(&world->cx, response_work, &response), HK_OK);
	assert_int_equal(response.customer_id, 0);
	assert_int_equal(response.invitation_id, 0);
	assert_int_equal(response.staff_id, 0);
	assert_string_equal(response.comment, "");
	assert_int_equal(ctx_read(&world->cx, audit_work, &logged), HK_OK);
	assert_true(logged.count > 1);
	assert_string_equal(logged.items[0].action, "answer.erase");
	assert_string_not_equal(logged.items[1].action, "answer.erase");
	assert_null(strstr(logged.items[0].about, "Better."));
	assert_non_null(strstr(logged.items[0].about, survey.name));
}

/* No rate counts him, so he is none of those that a rate has and the answers have not. */
static void who_came_by_himself_and_is_erased_is_missed_by_no_rate(void **state)
{
	struct house_world *world = *state;
	struct response response;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "open", "named");
	response = survey_say(world, &survey, "3", "Slow.");
	assert_int_equal(sum_of(world, survey.id, 0).n, 1);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	assert_int_equal(sum_of(world, survey.id, 0).n, 0);
	assert_int_equal(sum_of(world, survey.id, FIGURES_ASKED_ANSWERED).n, 0);
	assert_int_equal(erased_of(world, survey.id, ""), 0);
	assert_int_equal(world_faults(world, ""), 0);
}

struct spoil {
	int64_t question, parts; /* 0: all of them */
	const char *grain;
};

static enum hk_result spoil_work(struct ctx *cx, void *data)
{
	const struct spoil *spoil = data;

	return db_send(cx->db,
		       DB_UPDATE("response_sum", "n = n + 1",
				 DB_WALKS "question = $2 AND (grain = $3 OR $3 = '') AND"
					  " (parts = $4 OR $4 = 0)",
				 ""),
		       DB_ARGS(spoil->question, spoil->grain, spoil->parts));
}

static void sums_that_do_not_agree_with_each_other_are_found(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct spoil by_team_and_channel = { .grain = "month", .parts = 3 };
	struct spoil who_answered = { .grain = "", .question = FIGURES_ASKED_ANSWERED };

	survey_be_at_noon(world);
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", false, NULL), HK_OK);
	assert_int_equal(world_faults(world, ""), 0);
	assert_int_equal(ctx_write(&world->cx, spoil_work, &by_team_and_channel), HK_OK);
	assert_int_equal(world_faults(world, ""), 1);
	/* More who answered than answers, those among them that were erased: another fault. */
	assert_int_equal(ctx_write(&world->cx, spoil_work, &who_answered), HK_OK);
	assert_int_equal(world_faults(world, ""), 2);
}

static void a_number_off_the_scale_is_not_kept(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "csat", "contact", "named");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "6", "", false, NULL), HK_INVALID);
	assert_string_equal(world->cx.fields[0].field, "q0");
	assert_int_equal(survey_answer(world, &invitation, "0", "", false, NULL), HK_INVALID);
	assert_int_equal(survey_answer(world, &invitation, "", "", false, NULL), HK_INVALID);
	assert_int_equal(survey_answer(world, &invitation, "4 ", "", false, NULL), HK_INVALID);
	assert_int_equal(sum_of(world, survey.id, 0).n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_corrected_answer_and_an_erased_one_leave_exact_sums),
		in_house(who_came_by_himself_and_is_erased_is_missed_by_no_rate),
		in_house(sums_that_do_not_agree_with_each_other_are_found),
		in_house(a_number_off_the_scale_is_not_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
