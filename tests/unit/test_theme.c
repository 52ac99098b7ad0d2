/* Themes: what the house suggests, what a person decides, and that both stay. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/theme/theme_look.h"
#include "job/survey/theme_step.h"
#include "survey_world.h"
#include "test.h"

static int64_t say(struct house_world *world, const struct survey *survey, const char *score,
		   const char *text)
{
	return survey_say(world, survey, score, text).id;
}

static const char *const late[] = {
	"My parcel arrived two weeks late",      "The parcel was late again and nobody told me",
	"This parcel came late, as always",      "Why are all of your parcels so late?",
	"The parcel is late for the third time",
};
static const char *const refund[] = {
	"I have been waiting for my refund since March", "Where is the refund that you promised?",
	"The refund never came to my account",           "There is still no refund on my account",
	"After a month I have seen no refund",
};

static struct survey say_all(struct house_world *world)
{
	struct survey survey = survey_begin(world, "nps", "open", "named");

	for (size_t i = 0; i < HK_COUNT(late); i++)
		(void)say(world, &survey, "2", late[i]);
	for (size_t i = 0; i < HK_COUNT(refund); i++)
		(void)say(world, &survey, i ? "9" : "3", refund[i]);
	return survey;
}

static void look(struct house_world *world)
{
	int64_t next;

	world_act(world, &actor_house);
	world->cx.now += THEME_LOOK_HOURS * HK_HOUR;
	assert_int_equal(theme_step(&world->cx, &next), HK_OK);
	assert_int_equal(next, world->cx.now + THEME_LOOK_HOURS * HK_HOUR);
}

struct listing {
	const char *state;
	struct theme_list list;
};

static enum hk_result list_work(struct ctx *cx, void *data)
{
	struct listing *listing = data;

	return theme_every(cx, listing->state, "", &listing->list);
}

static struct theme_list themes(struct house_world *world, const char *state)
{
	struct listing listing = { .state = state };

	assert_int_equal(ctx_read(&world->cx, list_work, &listing), HK_OK);
	return listing.list;
}

static struct theme theme_named(struct house_world *world, const char *state, const char *word)
{
	struct theme_list list = themes(world, state);

	for (size_t i = 0; i < list.count; i++)
		if (strstr(list.items[i].name, word))
			return list.items[i];
	fail_msg("no theme that is %s has %s in its name", state, word);
	return (struct theme){ 0 };
}

enum deed { CONFIRM, REJECT, RESTORE, MERGE };

struct deciding {
	enum deed deed;
	const struct theme *theme;
	const char *name;
	int64_t into_id;
};

static enum hk_result decide_work(struct ctx *cx, void *data)
{
	const struct deciding *deciding = data;

	switch (deciding->deed) {
	case CONFIRM: return theme_confirm(cx, deciding->theme, deciding->name);
	case REJECT: return theme_reject(cx, deciding->theme);
	case RESTORE: return theme_restore(cx, deciding->theme);
	case MERGE: break;
	}
	return theme_merge(cx, deciding->theme, deciding->into_id);
}

static enum hk_result decide(struct house_world *world, struct deciding deciding)
{
	world_act(world, &world->admin);
	world->cx.field_count = 0;
	return ctx_write(&world->cx, decide_work, &deciding);
}

static void the_house_suggests_what_many_speak_of(void **state)
{
	struct house_world *world = *state;

	(void)say_all(world);
	look(world);

	struct theme_list list = themes(world, "suggested");
	struct theme parcel = theme_named(world, "suggested", "parcel");
	struct theme money = theme_named(world, "suggested", "refund");

	assert_int_equal(list.count, 2);
	/* Where more people are not content it stands first. */
	assert_int_equal(list.items[0].id, parcel.id);
	assert_int_equal(parcel.answers, 5);
	assert_int_equal(parcel.unhappy, 5);
	assert_int_equal(money.answers, 5);
	assert_int_equal(money.unhappy, 1);
	assert_string_equal(parcel.language, "en");
	assert_int_equal(world_faults(world, ""), 0);
}

struct answers {
	int64_t theme_id, since, at, id;
	struct response_list list;
	int64_t count;
};

static enum hk_result answers_work(struct ctx *cx, void *data)
{
	struct answers *answers = data;

	HK_TRY(theme_since(cx, answers->theme_id, answers->since, &answers->count));
	return response_words_of_theme(cx, answers->theme_id, answers->at, answers->id, 2,
				       &answers->list);
}

static void its_answers_are_read_page_by_page_each_once(void **state)
{
	struct house_world *world = *state;
	struct answers answers = { .at = INT64_MAX, .id = INT64_MAX };
	size_t count = 0;

	(void)say_all(world);
	look(world);
	answers.theme_id = theme_named(world, "suggested", "parcel").id;
	do {
		assert_int_equal(ctx_read(&world->cx, answers_work, &answers), HK_OK);
		for (size_t i = 0; i < answers.list.count; i++) {
			assert_non_null(strstr(answers.list.items[i].comment, "parcel"));
			assert_true(answers.list.items[i].id < answers.id);
			answers.at = answers.list.items[i].at;
			answers.id = answers.list.items[i].id;
			count++;
		}
	} while (answers.list.count);
	assert_int_equal(count, 5);
	assert_int_equal(answers.count, 5);
	answers.since = world->cx.now;
	assert_int_equal(ctx_read(&world->cx, answers_work, &answers), HK_OK);
	assert_int_equal(answers.count, 0);
}

static void looking_again_finds_nothing_twice(void **state)
{
	struct house_world *world = *state;
	struct survey survey = say_all(world);

	for (int i = 0; i < 3; i++)
		look(world);
	(void)say(world, &survey, "10", "Everything was fine, thank you all very much");
	look(world);
	assert_int_equal(themes(world, "suggested").count, 2);
	assert_int_equal(theme_named(world, "suggested", "parcel").answers, 5);
	assert_int_equal(world_faults(world, ""), 0);
}

static void nobody_looks_before_it_is_time(void **state)
{
	struct house_world *world = *state;
	int64_t next;

	look(world);
	(void)say_all(world);
	assert_int_equal(theme_step(&world->cx, &next), HK_OK);
	assert_int_equal(themes(world, "suggested").count, 0);
	assert_true(next > world->cx.now);
}

static void a_new_answer_joins_the_theme_that_a_person_named(void **state)
{
	struct house_world *world = *state;
	struct survey survey = say_all(world);

	look(world);
	struct theme theme = theme_named(world, "suggested", "parcel");

	assert_int_equal(decide(world, (struct deciding){ CONFIRM, &theme, " Late\tdelivery ", 0 }),
			 HK_OK);
	(void)say(world, &survey, "0", "Your parcel is late, this is the last time I ordered");
	look(world);
	theme = theme_named(world, "confirmed", "Late delivery");
	assert_int_equal(theme.answers, 6);
	assert_int_equal(theme.decided_by, world->admin.id);
	assert_int_equal(themes(world, "suggested").count, 1);
	assert_int_equal(world_faults(world, ""), 0);
}

static void what_was_rejected_does_not_come_back(void **state)
{
	struct house_world *world = *state;
	struct survey survey = say_all(world);

	look(world);
	struct theme theme = theme_named(world, "suggested", "parcel");

	assert_int_equal(decide(world, (struct deciding){ REJECT, &theme, NULL, 0 }), HK_OK);
	assert_int_equal(world_faults(world, ""), 0);
	for (size_t i = 0; i < HK_COUNT(late); i++)
		(void)say(world, &survey, "1", late[i]);
	look(world);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 1);
	assert_int_equal(theme_named(world, "rejected", "parcel").answers, 0);
	assert_int_equal(world_faults(world, ""), 0);
}

static void who_rejected_it_may_think_again(void **state)
{
	struct house_world *world = *state;
	struct theme theme;

	(void)say_all(world);
	look(world);
	theme = theme_named(world, "suggested", "parcel");
	assert_int_equal(decide(world, (struct deciding){ REJECT, &theme, NULL, 0 }), HK_OK);
	theme = theme_named(world, "rejected", "parcel");
	assert_int_equal(decide(world, (struct deciding){ RESTORE, &theme, NULL, 0 }), HK_OK);
	assert_int_equal(decide(world, (struct deciding){ RESTORE, &theme, NULL, 0 }), HK_CONFLICT);
	look(world);
	assert_int_equal(theme_named(world, "suggested", "parcel").answers, 5);
}

static void two_that_are_one_become_one_and_stay_one(void **state)
{
	struct house_world *world = *state;
	struct survey survey = say_all(world);
	struct theme one, other;

	look(world);
	one = theme_named(world, "suggested", "parcel");
	other = theme_named(world, "suggested", "refund");
	assert_int_equal(decide(world, (struct deciding){ MERGE, &one, NULL, one.id }), HK_INVALID);
	assert_int_equal(decide(world, (struct deciding){ MERGE, &one, NULL, 12345 }), HK_INVALID);
	assert_int_equal(decide(world, (struct deciding){ MERGE, &one, NULL, other.id }), HK_OK);
	assert_int_equal(theme_named(world, "suggested", "refund").answers, 10);
	assert_int_equal(theme_named(world, "suggested", "refund").unhappy, 6);
	assert_int_equal(theme_named(world, "merged", "parcel").into_id, other.id);
	assert_int_equal(world_faults(world, ""), 0);
	(void)say(world, &survey, "0", "Once more the parcel was late and nobody told me");
	look(world);
	assert_int_equal(themes(world, "suggested").count, 1);
	assert_int_equal(theme_named(world, "suggested", "refund").answers, 11);
	assert_int_equal(world_faults(world, ""), 0);
}

static void of_two_who_decide_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct theme theme;

	(void)say_all(world);
	look(world);
	theme = theme_named(world, "suggested", "parcel");
	assert_int_equal(decide(world, (struct deciding){ CONFIRM, &theme, "Late", 0 }), HK_OK);
	assert_int_equal(decide(world, (struct deciding){ REJECT, &theme, NULL, 0 }), HK_CONFLICT);
	theme = theme_named(world, "confirmed", "Late");
	assert_int_equal(decide(world, (struct deciding){ CONFIRM, &theme, " \t ", 0 }),
			 HK_INVALID);
	assert_int_equal(
		decide(world, (struct deciding){ CONFIRM, &theme,
						 "A name of more than eighty letters, which "
						 "no list has room for and nobody reads to "
						 "its end",
						 0 }),
		HK_INVALID);
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, *(int64_t *)data);
}

static void an_answer_that_was_taken_away_is_no_longer_counted(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "named");
	int64_t first = say(world, &survey, "1", late[0]);

	for (size_t i = 0; i < HK_COUNT(late); i++)
		(void)say(world, &survey, "9", late[i]);
	look(world);
	assert_int_equal(themes(world, "suggested").items[0].answers, 6);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, erase_work, &first), HK_OK);
	assert_int_equal(ctx_write(&world->cx, erase_work, &first), HK_OK);
	assert_int_equal(themes(world, "suggested").items[0].answers, 5);
	assert_int_equal(themes(world, "suggested").items[0].unhappy, 0);
	assert_int_equal(world_faults(world, ""), 0);
}

static void a_suggestion_that_few_speak_of_any_more_goes(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "named");
	int64_t first = say(world, &survey, "1", late[0]);

	for (size_t i = 1; i < HK_COUNT(late); i++)
		(void)say(world, &survey, "9", late[i]);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 1);
	assert_int_equal(ctx_write(&world->cx, erase_work, &first), HK_OK);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 0);
	assert_int_equal(world_faults(world, ""), 0);
}

static void of_a_survey_that_shows_nothing_yet_nothing_is_read(void **state)
{
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");

	survey.least = 6;
	survey_alter(world, &survey);
	for (size_t i = 0; i < HK_COUNT(late); i++)
		(void)say(world, &survey, "1", late[i]);
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 0);
	(void)say(world, &survey, "1", late[0]);
	survey_publish(world);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 0);
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 1);
	assert_int_equal(themes(world, "suggested").items[0].answers, 6);
}

static void each_language_has_its_own_themes(void **state)
{
	static const char *const lithuanian[] = {
		"Mano siunta vėluoja jau visą savaitę ir niekas nepranešė",
		"Siuntos vėluoja kiekvieną kartą, kai tik užsisakau",
		"Vėl vėluoja siunta, o jūs neatsakote į laiškus",
		"Siunta vėlavo dvi savaites, daugiau neužsisakysiu",
		"Kodėl siunta vėluoja, juk žadėjote pristatyti pirmadienį",
	};
	struct house_world *world = *state;
	struct survey survey = say_all(world);

	for (size_t i = 0; i < HK_COUNT(lithuanian); i++)
		(void)say(world, &survey, "4", lithuanian[i]);
	look(world);
	assert_int_equal(themes(world, "suggested").count, 3);
	assert_string_equal(theme_named(world, "suggested", "siunt").language, "lt");

	struct theme theme = theme_named(world, "suggested", "siunt");
	struct theme parcel = theme_named(world, "suggested", "parcel");

	assert_int_equal(decide(world, (struct deciding){ MERGE, &theme, NULL, parcel.id }),
			 HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_house_suggests_what_many_speak_of),
		in_house(its_answers_are_read_page_by_page_each_once),
		in_house(looking_again_finds_nothing_twice),
		in_house(nobody_looks_before_it_is_time),
		in_house(a_new_answer_joins_the_theme_that_a_person_named),
		in_house(what_was_rejected_does_not_come_back),
		in_house(who_rejected_it_may_think_again),
		in_house(two_that_are_one_become_one_and_stay_one),
		in_house(of_two_who_decide_the_second_is_told),
		in_house(an_answer_that_was_taken_away_is_no_longer_counted),
		in_house(a_suggestion_that_few_speak_of_any_more_goes),
		in_house(of_a_survey_that_shows_nothing_yet_nothing_is_read),
		in_house(each_language_has_its_own_themes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
