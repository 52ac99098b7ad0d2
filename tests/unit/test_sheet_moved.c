/* What the opening sheet says of the cause that moved: whether chance does as much. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/cause_link.h"
#include "growth/sheet.h"
#include "house_world.h"
#include "test.h"

static enum hk_result draft_work(struct ctx *cx, void *data)
{
	struct sheet_texts *texts = data;
	int64_t id;

	HK_TRY(sheet_add(cx, "Monday", cx->now, &id));
	return sheet_texts_find(cx, id, texts);
}

static const char *drafted(struct house_world *world)
{
	struct sheet_texts texts;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, draft_work, &texts), HK_OK);
	return texts.of[SHEET_CAUSE];
}

struct naming {
	struct cause cause;
	int64_t number; /* of the ticket that says it; 0: the cause is made */
};

static enum hk_result naming_work(struct ctx *cx, void *data)
{
	struct naming *naming = data;
	struct ticket ticket;

	if (!naming->number)
		return cause_add(cx, &naming->cause);
	HK_TRY(ticket_find(cx, naming->number, &ticket));
	return cause_link_ticket(cx, &naming->cause, &ticket, "");
}

/* So many said it in each of four weeks; what the sheet says of it then. */
static const char *said_in_weeks(struct house_world *world, const int *weeks)
{
	struct naming naming = { .cause = { .name = "Clip of batch B" } };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, naming_work, &naming), HK_OK);
	world->cx.now += HK_HOUR;
	for (int week = 0; week < 4; week++) {
		for (int i = 0; i < weeks[week]; i++) {
			naming.number =
				world_ticket(world, hk_format(world->arena, "%d.%d", week, i),
					     "It is broken.")
					.number;
			world_act(world, &world->rasa);
			assert_int_equal(ctx_write(&world->cx, naming_work, &naming), HK_OK);
		}
		world->cx.now += 6 * HK_DAY;
	}
	return drafted(world);
}

static void six_against_none_differ_by_more_than_chance(void **state)
{
	const char *text = said_in_weeks(*state, (const int[]){ 2, 1, 2, 1 });

	assert_string_equal(text, "Clip of batch B: 6 said it in the last four weeks, 0 in the "
				  "four weeks before. That differs by more than chance does.");
}

static void five_against_none_are_what_chance_does(void **state)
{
	const char *text = said_in_weeks(*state, (const int[]){ 2, 1, 1, 1 });

	assert_non_null(strstr(text, "5 said it"));
	assert_non_null(strstr(text, "chance alone does as much."));
}

static void nine_of_one_week_may_be_one_event(void **state)
{
	const char *text = said_in_weeks(*state, (const int[]){ 0, 9, 0, 0 });

	assert_non_null(strstr(text, "9 said it"));
	assert_non_null(strstr(text, "single weeks of it differ as widely."));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(six_against_none_differ_by_more_than_chance),
		in_house(five_against_none_are_what_chance_does),
		in_house(nine_of_one_week_may_be_one_event),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
