/* Talks with somebody who stays unknown. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "cause_world.h"
#include "feedback/dialogue.h"
#include "survey_world.h"
#include "test.h"

struct talking {
	const struct survey *survey;
	const char *token, *text;
	struct response response;
	struct dialogue dialogue;
	struct dialogue_words words;
	int64_t seen;
};

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	struct talking *talking = data;
	struct survey_version version;

	HK_TRY(survey_version_find(cx, talking->survey->id, 1, &version));

	const struct response_new new = { .survey = talking->survey,
					  .version = &version,
					  .channel = "web",
					  .language = "lt",
					  .values = { "2", talking->text } };

	HK_TRY(response_put(cx, &new, &talking->response));
	return dialogue_begin(cx, &talking->response, talking->token);
}

static struct talking talk(struct house_world *world, const char *text)
{
	struct survey *survey = hk_alloc(world->arena, 1, sizeof(*survey));
	struct talking talking = {
		.survey = survey, .token = "secret-of-his", .text = text, .seen = INT64_MAX
	};

	*survey = survey_begin(world, "nps", "open", "anonymous");
	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, begin_work, &talking), HK_OK);
	return talking;
}

static enum hk_result say_work(struct ctx *cx, void *data)
{
	struct talking *talking = data;

	return dialogue_say(cx, talking->response.id, talking->seen, talking->text);
}

static const struct actor unknown = { .kind = ACTOR_NOBODY, .name = "", .email = "", .role = "" };

static enum hk_result say(struct house_world *world, struct talking *talking, bool is_ours,
			  const char *text)
{
	world_act(world, is_ours ? &world->rasa : &unknown);
	world->cx.field_count = 0;
	talking->text = text;
	return ctx_write(&world->cx, say_work, talking);
}

static enum hk_result read_work(struct ctx *cx, void *data)
{
	struct talking *talking = data;

	HK_TRY(dialogue_by_token(cx, talking->token, &talking->dialogue));
	return dialogue_words(cx, talking->dialogue.response_id, &talking->words);
}

static void read_all(struct house_world *world, struct talking *talking)
{
	assert_int_equal(ctx_read(&world->cx, read_work, talking), HK_OK);
}

static void both_sides_write_and_the_one_who_waits_is_known(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");

	read_all(world, &talking);
	assert_int_equal(talking.dialogue.waits, 1);
	assert_int_equal(say(world, &talking, true, "What happened?"), HK_OK);
	read_all(world, &talking);
	assert_int_equal(talking.dialogue.waits, 0);
	assert_int_equal(say(world, &talking, false, "The lift has been broken for a month."),
			 HK_OK);
	read_all(world, &talking);
	assert_int_equal(talking.dialogue.waits, 1);
	assert_int_equal(talking.words.count, 2);
	assert_int_equal(talking.words.items[0].staff_id, world->rasa.id);
	assert_string_equal(talking.words.items[0].name, world->rasa.name);
	assert_string_equal(talking.words.items[1].name, "");
	assert_int_equal(talking.words.items[1].staff_id, 0);
	assert_int_equal(world_faults(world, ""), 0);
}

struct walk {
	const struct dialogue *after;
	struct dialogue_rows page;
};

static enum hk_result walk_work(struct ctx *cx, void *data)
{
	struct walk *walk = data;

	return dialogue_page(cx, walk->after, 3, &walk->page);
}

static void every_talk_that_has_appeared_stands_once_on_the_pages_of_the_list(void **state)
{
	enum { WAITING = 4, OTHERS = 4 };
	struct house_world *world = *state;
	struct survey survey = survey_begin(world, "nps", "open", "anonymous");
	struct walk walk = { .after = NULL };
	struct dialogue last = { 0 };
	int64_t seen = 0;

	for (int i = 0; i < WAITING + OTHERS; i++) {
		struct talking talking = { .survey = &survey,
					   .token = hk_format(world->arena, "secret %d", i),
					   .text = i < WAITING ? "The lift stands still." : "" };

		world_act(world, &actor_house);
		assert_int_equal(ctx_write(&world->cx, begin_work, &talking), HK_OK);
	}
	assert_int_equal(ctx_read(&world->cx, walk_work, &walk), HK_OK);
	assert_int_equal(walk.page.count, 0);
	world->cx.now += 8 * HK_DAY;
	survey_publish(world);
	do {
		assert_int_equal(ctx_read(&world->cx, walk_work, &walk), HK_OK);
		for (size_t i = 0; i < walk.page.count; i++, seen++) {
			const struct dialogue_row *row = &walk.page.items[i];

			assert_int_equal(row->waits, seen < WAITING);
			assert_true(row->waits != last.waits ||
				    row->response_id > last.response_id);
			assert_int_equal(row->score, 2);
			assert_string_equal(row->comment,
					    row->waits ? "The lift stands still." : "");
			last = (struct dialogue){ .waits = row->waits,
						  .response_id = row->response_id };
		}
		walk.after = &last;
	} while (walk.page.count);
	assert_int_equal(seen, WAITING + OTHERS);
}

struct trace {
	const char *name; /* of a column */
	struct db_sql sql;
};

static enum hk_result trace_work(struct ctx *cx, void *data)
{
	return db_send(cx->db, ((const struct trace *)data)->sql, DB_NONE);
}

static void the_check_of_the_house_finds_whatever_leads_to_somebody(void **state)
{
	const struct trace traces[] = {
		{ "customer_id", DB_UPDATE("response", "customer_id = 7", "id > 0", "") },
		{ "invitation_id", DB_UPDATE("response", "invitation_id = 7", "id > 0", "") },
		{ "ticket_id", DB_UPDATE("response", "ticket_id = 7", "id > 0", "") },
		{ "staff_id", DB_UPDATE("response", "staff_id = 7", "id > 0", "") },
		{ "team_id", DB_UPDATE("response", "team_id = 7", "id > 0", "") },
		{ "language", DB_UPDATE("response", "language = 'ta'", "id > 0", "") },
	};
	const struct trace none = {
		"", DB_UPDATE("response",
			      "customer_id = 0, invitation_id = 0, ticket_id = 0, staff_id = 0,"
			      " team_id = 0, language = ''",
			      "id > 0", "")
	};
	struct house_world *world = *state;

	(void)talk(world, "Nobody listens to us.");
	for (size_t i = 0; i < HK_COUNT(traces); i++) {
		struct trace trace = traces[i], clean = none;

		assert_int_equal(world_faults(world, "lead to somebody"), 0);
		assert_int_equal(ctx_write(&world->cx, trace_work, &trace), HK_OK);
		if (world_faults(world, "lead to somebody") != 1)
			fail_msg("%s", trace.name);
		assert_int_equal(ctx_write(&world->cx, trace_work, &clean), HK_OK);
	}
}

static void no_time_is_finer_than_a_week(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");

	world->cx.now += 3 * HK_DAY + 7 * HK_HOUR;
	assert_int_equal(say(world, &talking, false, "It is still so."), HK_OK);
	read_all(world, &talking);
	assert_int_equal(talking.words.items[0].week, figures_week(&world->cx, world->cx.now));
	assert_int_not_equal(talking.words.items[0].week, world->cx.now);
	assert_int_equal(talking.dialogue.week, talking.words.items[0].week);
}

static enum hk_result waiting_work(struct ctx *cx, void *data)
{
	return dialogue_waiting(cx, data);
}

static int64_t waiting(struct house_world *world)
{
	int64_t count;

	assert_int_equal(ctx_read(&world->cx, waiting_work, &count), HK_OK);
	return count;
}

static void the_board_counts_who_waits_once_his_answer_is_published(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody called me.");
	struct survey survey = *talking.survey;

	assert_int_equal(waiting(world), 0);
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	/* Nobody may see it yet, since too few wait with it. */
	assert_int_equal(waiting(world), 0);
	for (int i = 0; i < 4; i++)
		(void)survey_say(world, &survey, "9", "");
	world->cx.now += 7 * HK_DAY;
	survey_publish(world);
	assert_int_equal(waiting(world), 1);
	/* Nor is it shown once more have to answer than have. */
	survey.least = 6;
	survey_alter(world, &survey);
	assert_int_equal(waiting(world), 0);
}

/* As many as appear together; the last of them. */
static struct talking talks_of_five(struct house_world *world)
{
	struct survey *survey = hk_alloc(world->arena, 1, sizeof(*survey));
	struct talking talking = { .survey = survey, .text = "Nobody called me." };

	*survey = survey_begin(world, "nps", "open", "anonymous");
	for (int i = 0; i < 5; i++) {
		talking.token = hk_format(world->arena, "secret %d", i);
		world_act(world, &actor_house);
		assert_int_equal(ctx_write(&world->cx, begin_work, &talking), HK_OK);
	}
	return talking;
}

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	return dialogue_week_tell(cx, data);
}

static enum hk_result due_work(struct ctx *cx, void *data)
{
	return dialogue_week_has_due(cx, data);
}

static bool is_due(struct house_world *world)
{
	bool is_due;

	assert_int_equal(ctx_read(&world->cx, due_work, &is_due), HK_OK);
	return is_due;
}

static size_t told(struct house_world *world)
{
	size_t count = 0;

	world_act(world, &actor_house);
	assert_int_equal(ctx_write(&world->cx, tell_work, &count), HK_OK);
	return count;
}

static void whoever_may_read_talks_hears_of_them_once_a_week(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talks_of_five(world);

	/* Of the running week nobody hears. */
	assert_true(is_due(world));
	assert_int_equal(told(world), 0);
	assert_false(is_due(world));
	world->cx.now += 7 * HK_DAY;
	assert_true(is_due(world));
	survey_publish(world);
	assert_int_equal(told(world), 1);
	assert_false(is_due(world));
	/* Two nodes, or a house that comes up again, tell it once. */
	(void)told(world);
	assert_int_equal(cause_told(world, &world->admin, "talks.wait"), 1);
	assert_int_equal(cause_told(world, &world->rasa, "talks.wait"), 0);
	/* What comes in the week is told with the next one, and so is who still waits. */
	assert_int_equal(say(world, &talking, true, "What happened?"), HK_OK);
	assert_false(is_due(world));
	assert_int_equal(say(world, &talking, false, "The lift has been broken for a month."),
			 HK_OK);
	assert_false(is_due(world));
	assert_int_equal(waiting(world), 4);
	world->cx.now += 7 * HK_DAY;
	assert_int_equal(told(world), 1);
	assert_int_equal(waiting(world), 5);
	assert_int_equal(cause_told(world, &world->admin, "talks.wait"), 2);
}

static void the_same_word_sent_twice_stands_once(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "");

	read_all(world, &talking);
	assert_int_equal(talking.dialogue.waits, 0);
	assert_int_equal(say(world, &talking, false, "Hello?"), HK_OK);
	assert_int_equal(say(world, &talking, false, " Hello? "), HK_OK);
	assert_int_equal(say(world, &talking, true, "Hello?"), HK_OK);
	read_all(world, &talking);
	assert_int_equal(talking.words.count, 2);
}

static void of_two_who_answer_from_one_look_the_second_reads_the_first(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");

	talking.seen = 0;
	assert_int_equal(say(world, &talking, true, "Which house is it?"), HK_OK);
	/* The button pressed twice is no news. */
	assert_int_equal(say(world, &talking, true, "Which house is it?"), HK_OK);
	world_act(world, &world->tomas);
	talking.text = "What happened?";
	assert_int_equal(ctx_write(&world->cx, say_work, &talking), HK_CONFLICT);
	assert_string_equal(world->cx.problem,
			    "Something new arrived while you were writing. Please read it first; "
			    "your text is kept.");
	/* He himself waits for nobody, and what he writes is news too. */
	assert_int_equal(say(world, &talking, false, "House 4."), HK_OK);
	talking.seen = 1;
	assert_int_equal(say(world, &talking, true, "Thank you."), HK_CONFLICT);
	talking.seen = 2;
	assert_int_equal(say(world, &talking, true, "Thank you."), HK_OK);
	read_all(world, &talking);
	assert_int_equal(talking.words.count, 3);
}

static void who_writes_and_writes_waits_for_an_answer(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");

	for (int i = 0; i < DIALOGUE_UNHEARD_MOST; i++)
		assert_int_equal(say(world, &talking, false, hk_format(world->arena, "Word %d", i)),
				 HK_OK);
	assert_int_equal(say(world, &talking, false, "One more"), HK_CONFLICT);
	assert_int_equal(say(world, &talking, true, "I have read it."), HK_OK);
	assert_int_equal(say(world, &talking, false, "One more"), HK_OK);
}

static void nothing_and_too_much_are_refused(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");
	char *long_text = hk_alloc(world->arena, DIALOGUE_LETTERS + 2, 1);

	memset(long_text, 'a', DIALOGUE_LETTERS + 1);
	assert_int_equal(say(world, &talking, false, " \n "), HK_INVALID);
	assert_int_equal(say(world, &talking, true, long_text), HK_INVALID);
	talking.response.id++;
	assert_int_equal(say(world, &talking, true, "Hello"), HK_NOT_FOUND);
	talking.token = "of somebody else";
	assert_int_equal(ctx_read(&world->cx, read_work, &talking), HK_NOT_FOUND);
}

static enum hk_result erase_work(struct ctx *cx, void *data)
{
	return response_erase(cx, ((struct talking *)data)->response.id);
}

static void an_answer_that_is_taken_away_takes_the_talk_along(void **state)
{
	struct house_world *world = *state;
	struct talking talking = talk(world, "Nobody listens to us.");

	assert_int_equal(say(world, &talking, true, "What happened?"), HK_OK);
	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, erase_work, &talking), HK_OK);
	assert_int_equal(ctx_read(&world->cx, read_work, &talking), HK_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(both_sides_write_and_the_one_who_waits_is_known),
		in_house(every_talk_that_has_appeared_stands_once_on_the_pages_of_the_list),
		in_house(the_check_of_the_house_finds_whatever_leads_to_somebody),
		in_house(no_time_is_finer_than_a_week),
		in_house(the_board_counts_who_waits_once_his_answer_is_published),
		in_house(whoever_may_read_talks_hears_of_them_once_a_week),
		in_house(the_same_word_sent_twice_stands_once),
		in_house(of_two_who_answer_from_one_look_the_second_reads_the_first),
		in_house(who_writes_and_writes_waits_for_an_answer),
		in_house(nothing_and_too_much_are_refused),
		in_house(an_answer_that_is_taken_away_takes_the_talk_along),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
