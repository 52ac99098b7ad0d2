/* What the opening sheet says of times that the house promised and let pass, and until when its
 * figure counts. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "growth/sheet.h"
#include "survey_world.h"
#include "test.h"

static enum hk_result draft_work(struct ctx *cx, void *data)
{
	struct sheet_texts *texts = data;
	int64_t id;

	HK_TRY(sheet_add(cx, "Monday", cx->now, &id));
	return sheet_texts_find(cx, id, texts);
}

static struct sheet_texts drafted(struct house_world *world)
{
	struct sheet_texts texts;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, draft_work, &texts), HK_OK);
	return texts;
}

static void whose_first_answer_is_late_stands_among_broken_promises_until_it_comes(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "Kettle 861234567", "It is broken.");
	const char *text;

	assert_string_equal(drafted(world).of[SHEET_PROMISES], "");
	world->cx.now += 8 * HK_DAY;
	text = drafted(world).of[SHEET_PROMISES];
	assert_non_null(strstr(text, hk_format(world->arena, "Ticket %d, ", (int)ticket.number)));
	assert_non_null(strstr(text, ": First answer"));
	/* One line, and no word of its subject: the line says what was promised. */
	assert_null(strchr(text, '\n'));
	assert_null(strstr(text, "Kettle"));
	world_act(world, &world->rasa);
	assert_int_equal(deed_reply(world, ticket.number, "Which one?", REPLY_WAIT, NULL), HK_OK);
	world->cx.now += HK_DAY;
	assert_string_equal(drafted(world).of[SHEET_PROMISES], "");
}

static void the_figure_says_with_which_day_it_ends(void **state)
{
	struct house_world *world = *state;
	struct survey survey;

	survey_be_at_noon(world);
	survey = survey_begin(world, "nps", "contact", "named");
	for (int i = 0; i < 6; i++)
		(void)survey_say(world, &survey, "10", "");
	world->cx.now += 29 * HK_DAY;
	for (int i = 0; i < 6; i++)
		(void)survey_say(world, &survey, "9", "");
	world->cx.now += HK_DAY;
	/* What is said today counts tomorrow. */
	(void)survey_say(world, &survey, "0", "");
	assert_non_null(strstr(drafted(world).of[SHEET_METRIC], "After a request: 6 of 6"));
	assert_non_null(
		strstr(drafted(world).of[SHEET_METRIC], "in the four weeks that ended on "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(whose_first_answer_is_late_stands_among_broken_promises_until_it_comes),
		in_house(the_figure_says_with_which_day_it_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
