/* Whoever asked that somebody gets in touch is seen by name with what he said, so he hides nobody
 * of those who answered in confidence beside him. */
#include "base/text.h"
#include "base/time.h"
#include "feedback/wall/voice.h"
#include "survey_world.h"
#include "test.h"

struct saying {
	const struct survey *survey;
	const char *text;
	int64_t customer_id;
	bool may_contact;
};

static enum hk_result say_work(struct ctx *cx, void *data)
{
	const struct saying *saying = data;
	struct survey_version version;
	struct response response;

	HK_TRY(survey_version_find(cx, saying->survey->id, 1, &version));

	const struct response_new new = { .survey = saying->survey,
					  .version = &version,
					  .customer_id = saying->customer_id,
					  .channel = "web",
					  .language = "en",
					  .values = { "2", saying->text },
					  .may_contact = saying->may_contact };

	return response_put(cx, &new, &response);
}

static void say(struct house_world *world, const struct survey *survey, int count, const char *text,
		bool may_contact)
{
	for (int i = 0; i < count; i++) {
		struct saying saying = { survey, text, i + 1, may_contact };

		assert_int_equal(WORLD_WRITE(world, say_work, &saying), HK_OK);
	}
}

static void publish(struct house_world *world)
{
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(world_faults(world, ""), 0);
}

struct looking {
	const struct survey *survey;
	int64_t count;
	bool are_shown;
	struct voice_list wall;
};

static enum hk_result look_work(struct ctx *cx, void *data)
{
	static const struct voice_filter anything = { "", "", "", 0 };
	struct looking *looking = data;
	const struct figures_filter filter = { .survey_id = looking->survey->id,
					       .until_day = 40000,
					       .team_id = FIGURES_ANY_TEAM,
					       .channel = "",
					       .language = "" };
	struct figures cells, all;

	HK_TRY(figures_cells(cx, &filter, &cells));
	all = figures_fold(cx->arena, &cells, FIGURES_ALL);
	looking->count = 0;
	for (size_t i = 0; i < all.count; i++)
		looking->count += all.items[i].n;
	HK_TRY(response_words_are_shown(cx, looking->survey, &looking->are_shown));
	return voice_page(cx, cx->actor->id, &anything, NULL, VOICE_PAGE, &looking->wall);
}

static struct looking look(struct house_world *world, const struct survey *survey)
{
	struct looking looking = { .survey = survey };

	world_act(world, &world->admin);
	assert_int_equal(ctx_read(&world->cx, look_work, &looking), HK_OK);
	return looking;
}

/* The board shows the four with their names, so they can be taken from the five. */
static void four_who_are_seen_by_name_do_not_hide_the_fifth(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");

	say(world, &survey, 4, "Call me.", true);
	say(world, &survey, 1, "My boss is my neighbour.", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 0);
	assert_false(look(world, &survey).are_shown);
	say(world, &survey, 4, "", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 9);
	assert_true(look(world, &survey).are_shown);
	/* Of the five who are hidden one wrote something. */
	assert_int_equal(look(world, &survey).wall.count, 0);
	say(world, &survey, 5, "Nobody listens.", false);
	publish(world);
	assert_int_equal(look(world, &survey).wall.count, 10);
}

static void many_who_are_seen_by_name_hold_up_nobody(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");

	say(world, &survey, 215, "", true);
	say(world, &survey, 5, "", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 220);
}

static void who_was_seen_by_name_hides_nobody_though_he_thinks_better_of_it(void **state)
{
	struct house_world *world = *state;
	struct invitation invitation;
	struct response response;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "contact", "confidential");
	(void)survey_ticket(world);
	survey_look(world);
	invitation = survey_only_invitation(world);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", true, NULL), HK_OK);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", false, &response), HK_OK);
	assert_int_equal(response.needs_answer, 0);
	say(world, &survey, 4, "", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 0);
	say(world, &survey, 1, "", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 6);
	/* He was seen before, so he may ask again. */
	world_act(world, &actor_house);
	assert_int_equal(survey_answer(world, &invitation, "3", "Slow.", true, &response), HK_OK);
	assert_int_equal(response.needs_answer, 1);
	assert_int_equal(world_faults(world, ""), 0);
}

static enum hk_result older_work(struct ctx *cx, void *data)
{
	const struct survey *survey = data;

	return db_send(
		cx->db,
		DB_UPDATE("response", "is_spent = 2", "survey_id = $2 AND published > 0", ""),
		DB_ARGS(survey->id));
}

/* As a house has it that was given a batch of four hidden ones by an earlier version. */
static void what_was_published_with_too_few_waits_again_and_hides_nobody(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");

	say(world, &survey, 3, "Call me.", true);
	say(world, &survey, 5, "Nobody listens.", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 8);
	assert_int_equal(look(world, &survey).wall.count, 8);
	assert_int_equal(ctx_write(&world->cx, older_work, &survey), HK_OK);
	survey_publish(world);
	assert_int_equal(world_faults(world, ""), 0);
	assert_int_equal(look(world, &survey).count, 0);
	assert_int_equal(look(world, &survey).wall.count, 0);
	assert_false(look(world, &survey).are_shown);
	/* Whoever remembers the eight would see these four alone. */
	say(world, &survey, 4, "The lift.", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 0);
	say(world, &survey, 1, "The lift.", false);
	publish(world);
	assert_int_equal(look(world, &survey).count, 13);
	assert_int_equal(look(world, &survey).wall.count, 13);
	assert_true(look(world, &survey).are_shown);
	/* It is taken back once. */
	publish(world);
	assert_int_equal(look(world, &survey).count, 13);
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

/* Five are left to hide each other, or nobody reads what they wrote. */
static void words_of_fewer_than_enough_go_with_the_one_who_is_erased(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "confidential");
	struct response response = survey_say(world, &survey, "2", "The lift.");

	say(world, &survey, 4, "Call me.", true);
	say(world, &survey, 4, "The stairs.", false);
	publish(world);
	assert_true(look(world, &survey).are_shown);
	assert_int_equal(look(world, &survey).wall.count, 9);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, erase_work, &response.id), HK_OK);
	assert_false(look(world, &survey).are_shown);
	assert_int_equal(look(world, &survey).wall.count, 0);
	assert_int_equal(world_faults(world, ""), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(four_who_are_seen_by_name_do_not_hide_the_fifth),
		in_house(many_who_are_seen_by_name_hold_up_nobody),
		in_house(who_was_seen_by_name_hides_nobody_though_he_thinks_better_of_it),
		in_house(what_was_published_with_too_few_waits_again_and_hides_nobody),
		in_house(words_of_fewer_than_enough_go_with_the_one_who_is_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
