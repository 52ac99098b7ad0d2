/* Whose name is on the wall, and whose is not. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/wall/voice.h"
#include "survey_world.h"
#include "test.h"

static enum hk_result page_work(struct ctx *cx, void *data)
{
	static const struct voice_filter anything = { "", "", "", 0 };

	return voice_page(cx, cx->actor->id, &anything, NULL, VOICE_PAGE, data);
}

static struct voice_list wall(struct house_world *world)
{
	struct voice_list list;

	assert_int_equal(ctx_read(&world->cx, page_work, &list), HK_OK);
	return list;
}

struct telling {
	struct story_new story;
	int64_t id;
};

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	struct telling *telling = data;

	return voice_tell(cx, &telling->story, &telling->id);
}

static enum hk_result name_work(struct ctx *cx, void *data)
{
	return db_send(cx->db, DB_UPDATE("customer", "name = $3", "id = $2", ""),
		       DB_ARGS(((const struct actor *)data)->id, "Jonas Kazlauskas"));
}

static void whoever_signs_what_he_says_in_confidence_is_not_named(void **state)
{
	struct house_world *world = *state;
	struct survey survey;
	bool is_there = false;
	struct voice_list list;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	survey = survey_begin(world, "nps", "contact", "confidential");
	(void)survey_ticket(world);
	assert_int_equal(ctx_write(&world->cx, name_work, &world->jonas), HK_OK);
	survey_look(world);
	assert_int_equal(survey_answer(world, &survey_invitations(world).items[0], "1",
				       "Nobody rang. Jonas Kazlauskas", false, NULL),
			 HK_OK);
	for (int i = 0; i < 4; i++)
		(void)survey_say(world, &survey, "1", "Nobody listens.");
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	world_act(world, &world->rasa);
	list = wall(world);
	assert_int_equal(list.count, 5);
	for (size_t i = 0; i < list.count; i++) {
		assert_string_equal(list.items[i].name, "");
		assert_null(strstr(list.items[i].text, "Jonas"));
		assert_null(strstr(list.items[i].text, "Kazlauskas"));
		is_there |= hk_equal(list.items[i].text, "Nobody rang. ••• •••");
	}
	assert_true(is_there);
}

static void whoever_answers_by_name_is_not_named_before_everybody(void **state)
{
	struct house_world *world = *state;
	struct voice_list list;

	world->cx.now = WORLD_BEGIN + 3 * HK_HOUR;
	(void)survey_begin(world, "nps", "contact", "named");
	(void)survey_ticket(world);
	assert_int_equal(ctx_write(&world->cx, name_work, &world->jonas), HK_OK);
	survey_look(world);
	assert_int_equal(survey_answer(world, &survey_invitations(world).items[0], "1",
				       "Nobody rang Jonas. +370 612 34567", false, NULL),
			 HK_OK);
	world_act(world, &world->rasa);
	list = wall(world);
	assert_int_equal(list.count, 1);
	assert_string_equal(list.items[0].name, "");
	assert_null(strstr(list.items[0].text, "Jonas"));
	assert_string_equal(list.items[0].text, "Nobody rang •••. +•••");
}

static void a_story_does_not_name_whom_it_is_about(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle", "It is broken.");
	struct telling telling = {
		{ "Jonas Kazlauskas is happy", "She waited.", "good", ticket.number }, 0
	};

	assert_int_equal(ctx_write(&world->cx, name_work, &world->jonas), HK_OK);
	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tell_work, &telling), HK_OK);
	assert_string_equal(wall(world).items[0].title, "••• ••• is happy");
	assert_string_equal(wall(world).items[0].name, world->rasa.name);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(whoever_signs_what_he_says_in_confidence_is_not_named),
		in_house(whoever_answers_by_name_is_not_named_before_everybody),
		in_house(a_story_does_not_name_whom_it_is_about),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
