/* Answers to all scales of a survey, side by side. */
#include "feedback/response_scales.h"
#include "survey_world.h"
#include "test.h"

struct said {
	const struct survey *survey;
	const char *values[SURVEY_QUESTIONS_MOST];
	const char *channel;
	int64_t weights[SURVEY_INDEX_QUESTIONS]; /* of an index; 0: as its version has them */
	struct response response;
};

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct said *said = data;
	struct survey_version version;
	struct response_new new = { .survey = said->survey,
				    .version = &version,
				    .channel = said->channel,
				    .language = "en" };

	HK_TRY(survey_version_find(cx, said->survey->id, said->survey->version, &version));
	if (said->weights[0]) {
		version.weight_1 = said->weights[0];
		version.weight_2 = said->weights[1];
		version.weight_3 = said->weights[2];
	}
	for (size_t i = 0; i < SURVEY_QUESTIONS_MOST; i++)
		new.values[i] = said->values[i] ? said->values[i] : "";
	return response_put(cx, &new, &said->response);
}

/* Two scales more, at the end. */
static enum hk_result scales_add(struct ctx *cx, void *data)
{
	const struct survey *survey = data;
	struct survey_question items[SURVEY_QUESTIONS_MOST];
	struct survey_version version;
	size_t count;

	HK_TRY(survey_version_find(cx, survey->id, survey->version, &version));
	count = version.questions.count;
	for (size_t i = 0; i < count; i++)
		items[i] = version.questions.items[i];
	for (size_t i = 0; i < 2; i++, count++) {
		items[count] = items[0];
		items[count].position = (int64_t)count;
		items[count].code = i ? "price" : "speed";
		items[count].label = i ? "How was the price?" : "How fast were we?";
	}
	version.questions = (struct survey_questions){ items, count };
	return survey_version_put(cx, survey, &version);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct survey *survey = data;

	return survey_find(cx, survey->id, survey);
}

static struct survey with_scales(struct house_world *world, const char *kind)
{
	struct survey survey = survey_begin(world, kind, "open", "named");

	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, scales_add, &survey), HK_OK);
	assert_int_equal(ctx_read(&world->cx, find_work, &survey), HK_OK);
	return survey;
}

/* first, why, speed, price */
static int64_t say(struct house_world *world, const struct survey *survey, const char *channel,
		   const char *first, const char *speed, const char *price)
{
	struct said said = { .survey = survey,
			     .values = { first, "", speed, price },
			     .channel = channel };

	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, say_work, &said), HK_OK);
	return said.response.id;
}

struct reading {
	const struct survey *survey;
	const char *channel;
	struct response_scales scales;
};

static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct reading *reading = data;
	struct survey_version version;
	const struct figures_filter filter = { .survey_id = reading->survey->id,
					       .from_day = 0,
					       .until_day = 40000,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = reading->channel,
					       .language = "" };

	HK_TRY(survey_version_find(cx, reading->survey->id, reading->survey->version, &version));
	return response_scales_find(cx, &filter, reading->survey, &version, &reading->scales);
}

static struct response_scales read_all(struct house_world *world, const struct survey *survey,
				       const char *channel)
{
	struct reading reading = { .survey = survey, .channel = channel };

	assert_int_equal(ctx_read(&world->cx, read_work, &reading), HK_OK);
	return reading.scales;
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

static void whole_answers_stand_side_by_side(void **state)
{
	struct house_world *world = *state;
	struct survey survey = with_scales(world, "custom");
	struct response_scales scales;

	say(world, &survey, "web", "5", "4", "3");
	say(world, &survey, "qr", "1", "2", "4");
	scales = read_all(world, &survey, "");
	assert_int_equal(scales.columns, 3);
	assert_int_equal(scales.count, 2);
	assert_int_equal(scales.positions[0], 0);
	assert_int_equal(scales.positions[2], 3);
	for (size_t i = 0; i < 2; i++) {
		const double *row = &scales.rows[i * 3];
		bool is_happy = (int)row[0] == 5;

		assert_int_equal((int)row[0], is_happy ? 5 : 1);
		assert_int_equal((int)row[1], is_happy ? 4 : 2);
		assert_int_equal((int)row[2], is_happy ? 3 : 4);
	}
	scales = read_all(world, &survey, "qr");
	assert_int_equal(scales.count, 1);
	assert_int_equal((int)scales.rows[2], 4);
}

static void an_erased_answer_is_not_there(void **state)
{
	struct house_world *world = *state;
	struct survey survey = with_scales(world, "custom");
	int64_t id = say(world, &survey, "web", "5", "4", "3");

	say(world, &survey, "web", "5", "5", "5");
	assert_int_equal(ctx_write(&world->cx, erase_work, &id), HK_OK);
	assert_int_equal(read_all(world, &survey, "").count, 1);
}

static void what_an_index_is_made_of_does_not_stand_beside_it(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "index", "open", "named");
	struct response_scales scales;

	assert_int_equal(read_all(world, &survey, "").columns, 0);
	survey = with_scales(world, "index");
	scales = read_all(world, &survey, "");
	assert_int_equal(scales.columns, 3);
	assert_int_equal(scales.positions[0], 0);
	assert_int_equal(scales.positions[1], 4);
	assert_int_equal(scales.positions[2], 5);
}

/* Thousandths. Published: (x1 + x2 + x3 - 3) / 27 * 100, and the weights of the State of Ohio as
 * Verint prints them; of a group with the means 8.2, 7.6 and 7.4 it says 74.81481481 and
 * 75.27333333. */
static void the_index_weighs_three_questions(void **state)
{
	static const struct {
		const char *values[SURVEY_INDEX_QUESTIONS];
		int64_t equal, ohio;
	} cases[] = {
		{ { "8", "7", "7" }, 70370, 70983 }, { { "10", "10", "10" }, 100000, 100000 },
		{ { "1", "1", "1" }, 0, 0 },         { { "8", "7", "7" }, 70370, 70983 },
		{ { "8", "7", "7" }, 70370, 70983 }, { { "8", "8", "7" }, 74074, 74528 },
		{ { "8", "8", "8" }, 77778, 77778 }, { { "9", "8", "8" }, 81481, 82094 },
	};

	enum { GROUP = 3, PEOPLE = 5 };
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "index", "open", "named");
	int64_t equal = 0, ohio = 0;

	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct said said = { .survey = &survey, .channel = "web" };

		for (size_t k = 0; k < SURVEY_INDEX_QUESTIONS; k++)
			said.values[k] = cases[i].values[k];
		assert_int_equal(ctx_write(&world->cx, say_work, &said), HK_OK);
		assert_int_equal(said.response.value, cases[i].equal);
		equal += i >= GROUP ? said.response.value : 0;
		said.weights[0] = 3885;
		said.weights[1] = 3190;
		said.weights[2] = 2925;
		assert_int_equal(ctx_write(&world->cx, say_work, &said), HK_OK);
		assert_int_equal(said.response.value, cases[i].ohio);
		ohio += i >= GROUP ? said.response.value : 0;
	}
	assert_in_range(equal / PEOPLE, 74814, 74815);
	assert_in_range(ohio / PEOPLE, 75273, 75274);
}

static void one_scale_alone_has_nothing_beside_it(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "named");

	survey_say(world, &survey, "9", "Good.");
	assert_int_equal(read_all(world, &survey, "").columns, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(whole_answers_stand_side_by_side),
		in_house(an_erased_answer_is_not_there),
		in_house(what_an_index_is_made_of_does_not_stand_beside_it),
		in_house(the_index_weighs_three_questions),
		in_house(one_scale_alone_has_nothing_beside_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
