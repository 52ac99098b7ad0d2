/* The sums of answers: any period holds exactly the answers of its days, however they are read. */
#include "feedback/figures.h"
#include "house_world.h"
#include "test.h"

enum { DAYS = 100, ANSWERS = 400, PERIODS = 300, FIRST_DAY = 20420 }; /* in November 2025 */

struct kept {
	struct figure items[ANSWERS];
};

/* The same each time. */
static int64_t next(uint32_t *seed, int64_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (int64_t)((*seed >> 8) % (uint32_t)below);
}

static enum hk_result keep_work(struct ctx *cx, void *data)
{
	static const char *const channels[] = { "email", "web" }, *const languages[] = { "en",
											 "ta" };
	struct kept *kept = data;
	uint32_t seed = 5;

	for (size_t i = 0; i < ANSWERS; i++) {
		int64_t score = next(&seed, SURVEY_SCORES);

		kept->items[i] = (struct figure){ .survey_id = 1,
						  .day = FIRST_DAY + next(&seed, DAYS),
						  .team_id = next(&seed, 3),
						  .channel = channels[next(&seed, 2)],
						  .language = languages[next(&seed, 2)],
						  .chance = 50 * next(&seed, 3),
						  .score = score,
						  .value = score };
		HK_TRY(figure_move(cx, &kept->items[i], 1));
	}
	return HK_OK;
}

enum { GROUPS = FIGURES_BY_LANGUAGE + 1 };

struct reading {
	struct figures_filter filter;
	struct figures figures, folded[GROUPS], months;
};

static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct reading *reading = data;

	HK_TRY(figures_cells(cx, &reading->filter, &reading->figures));
	for (int group = FIGURES_ALL; group <= FIGURES_BY_LANGUAGE; group++)
		reading->folded[group] =
			figures_fold(cx->arena, &reading->figures, (enum figures_group)group);
	return figures_by_month(cx, &reading->filter, &reading->months);
}

static bool is_in(const struct figures_filter *filter, const struct figure *one)
{
	return one->day >= filter->from_day && one->day <= filter->until_day &&
	       (filter->team_id == FIGURES_ANY_TEAM || filter->team_id == one->team_id) &&
	       (!*filter->channel || strcmp(filter->channel, one->channel) == 0) &&
	       (!*filter->language || strcmp(filter->language, one->language) == 0);
}

static struct figures_row added(const struct figures *figures)
{
	struct figures_row sum = { 0 };

	for (size_t i = 0; i < figures->count; i++) {
		const struct figures_row *row = &figures->items[i];

		assert_true(row->n > 0);
		sum.n += row->n;
		sum.total += row->total;
		sum.squares += row->squares;
		for (size_t k = 0; k < SURVEY_SCORES; k++)
			sum.scores[k] += row->scores[k];
	}
	return sum;
}

static struct figures_row counted(const struct kept *kept, const struct figures_filter *filter)
{
	struct figures_row sum = { 0 };

	for (size_t i = 0; i < ANSWERS; i++) {
		const struct figure *one = &kept->items[i];

		if (!is_in(filter, one))
			continue;
		sum.n++;
		sum.total += one->value;
		sum.squares += one->value * one->value;
		sum.scores[one->score]++;
	}
	return sum;
}

/* Each group has the answers that are its own, and together they are all of the filter. */
static void assert_groups_hold(const struct kept *kept, const struct reading *reading,
			       enum figures_group group)
{
	const struct figures *groups = &reading->folded[group];
	struct figures_row sum = added(groups), wanted = counted(kept, &reading->filter);

	assert_memory_equal(&sum, &wanted, sizeof(sum));
	for (size_t i = 0; i < groups->count; i++) {
		const struct figures_row *row = &groups->items[i];
		struct figures_filter filter = reading->filter;
		int64_t n = 0;

		if (group == FIGURES_BY_TEAM)
			filter.team_id = row->team_id;
		if (group == FIGURES_BY_CHANNEL)
			filter.channel = row->channel;
		if (group == FIGURES_BY_LANGUAGE)
			filter.language = row->language;
		for (size_t k = 0; k < ANSWERS; k++)
			n += is_in(&filter, &kept->items[k]) &&
			     kept->items[k].chance == row->chance &&
			     (group != FIGURES_BY_MONTH ||
			      figures_month(kept->items[k].day) == row->month);
		assert_int_equal(row->n, n);
	}
}

/* All of each month that the period touches. */
static void assert_months_hold(const struct kept *kept, const struct reading *reading)
{
	enum { MORE_THAN_A_MONTH = 32 };

	struct figures_filter filter = reading->filter;
	struct figures_row sum = added(&reading->months), wanted;

	filter.from_day = figures_month(filter.from_day);
	filter.until_day = figures_month(figures_month(filter.until_day) + MORE_THAN_A_MONTH) - 1;
	wanted = counted(kept, &filter);
	assert_memory_equal(&sum, &wanted, sizeof(sum));
	for (size_t i = 1; i < reading->months.count; i++)
		assert_true(reading->months.items[i].month > reading->months.items[i - 1].month ||
			    reading->months.items[i].chance > reading->months.items[i - 1].chance);
}

static void a_period_holds_the_answers_of_its_days_and_no_others(void **state)
{
	struct house_world *world = *state;
	struct kept kept;
	uint32_t seed = 7;

	assert_int_equal(ctx_write(&world->cx, keep_work, &kept), HK_OK);
	for (int i = 0; i < PERIODS; i++) {
		int64_t from = FIRST_DAY - 5 + next(&seed, DAYS);
		struct reading reading = { .filter = { .survey_id = 1,
						       .from_day = from,
						       .until_day = from + next(&seed, 75),
						       .team_id = next(&seed, 4) - 1,
						       .channel = next(&seed, 2) ? "web" : "",
						       .language = next(&seed, 2) ? "ta" : "" } };

		assert_int_equal(ctx_read(&world->cx, read_work, &reading), HK_OK);
		for (int group = FIGURES_ALL; group < GROUPS; group++)
			assert_groups_hold(&kept, &reading, (enum figures_group)group);
		assert_months_hold(&kept, &reading);
	}
}

static enum hk_result take_work(struct ctx *cx, void *data)
{
	struct kept *kept = data;

	for (size_t i = 0; i < ANSWERS; i++)
		HK_TRY(figure_move(cx, &kept->items[i], -1));
	return HK_OK;
}

static void answers_that_were_all_taken_out_again_leave_nothing(void **state)
{
	struct house_world *world = *state;
	struct kept kept;
	struct reading reading = { .filter = { .survey_id = 1,
					       .from_day = FIRST_DAY + 3,
					       .until_day = FIRST_DAY + DAYS,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" } };

	assert_int_equal(ctx_write(&world->cx, keep_work, &kept), HK_OK);
	assert_int_equal(ctx_write(&world->cx, take_work, &kept), HK_OK);
	assert_int_equal(ctx_read(&world->cx, read_work, &reading), HK_OK);
	for (size_t i = 0; i < reading.figures.count; i++)
		assert_int_equal(reading.figures.items[i].n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(a_period_holds_the_answers_of_its_days_and_no_others),
		in_house(answers_that_were_all_taken_out_again_leave_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
