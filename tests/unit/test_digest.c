/* What is new on the wall, by mail: when, to whom, once. */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "feedback/wall/voice.h"
#include "job/tell/digest_tell.h"
#include "test.h"
#include "together.h"

struct letter {
	const char *key, *body, *subject;
	int64_t count;
};

static const struct db_column letter_columns[] = {
	DB_COLUMN_AS(struct letter, key, "effect_key"),
	DB_COLUMN(struct letter, body),
	DB_COLUMN(struct letter, subject),
};
static const struct db_record letters = DB_RECORD("outbox", struct letter, letter_columns);

static enum hk_result find_letters(struct ctx *cx, void *data)
{
	return db_select(cx->db, &letters,
			 DB_WHERE(DB_WALKS "effect_key LIKE 'digest %'", "ORDER BY id"), DB_NONE,
			 data);
}

static struct db_rows letters_all(struct house_world *world)
{
	struct db_rows rows;

	assert_int_equal(ctx_read(&world->cx, find_letters, &rows), HK_OK);
	return rows;
}

static size_t digests(struct house_world *world)
{
	return letters_all(world).count;
}

static const struct letter *last_letter(struct house_world *world)
{
	struct db_rows rows = letters_all(world);

	assert_true(rows.count > 0);
	return (const struct letter *)rows.items + rows.count - 1;
}

static enum hk_result tell_work(struct ctx *cx, void *data)
{
	int64_t id;

	return voice_tell(cx, data, &id);
}

static void tell(struct house_world *world, const char *title)
{
	struct story_new story = { title, "She rang 861234567 and waited.", "good", 0 };

	world_act(world, &world->rasa);
	assert_int_equal(ctx_write(&world->cx, tell_work, &story), HK_OK);
}

struct wish {
	int64_t id;
	const char *wall, *language;
};

static enum hk_result wish_work(struct ctx *cx, void *data)
{
	const struct wish *wish = data;
	struct staff staff;

	HK_TRY(staff_find(cx, wish->id, &staff));
	staff.wall_mail = wish->wall;
	staff.language = wish->language;
	return staff_change_own(cx, &staff);
}

static void wish(struct house_world *world, const struct actor *actor, const char *wall,
		 const char *language)
{
	struct wish one = { actor->id, wall, language };

	assert_int_equal(ctx_write(&world->cx, wish_work, &one), HK_OK);
}

static void nobody_wants_any(struct house_world *world)
{
	wish(world, &world->rasa, "never", "");
	wish(world, &world->tomas, "never", "");
	wish(world, &world->admin, "never", "");
}

static enum hk_result due_work(struct ctx *cx, void *data)
{
	return digest_has_due(cx, data);
}

static enum hk_result send_work(struct ctx *cx, void *data)
{
	return digest_send_due(cx, data);
}

/* As the clock's thread does: looks, and writes only when something is due. */
static size_t look(struct house_world *world)
{
	size_t count = 0, before = digests(world);
	bool due = true;

	world->cx.timezone = "Europe/Vilnius";
	world_act(world, &actor_house);
	for (int i = 0; i < 50 && due; i++) {
		assert_int_equal(ctx_read(&world->cx, due_work, &due), HK_OK);
		if (due)
			assert_int_equal(ctx_write(&world->cx, send_work, &count), HK_OK);
	}
	assert_false(due);
	return digests(world) - before;
}

/* 07:30 in Vilnius of the day with that number; 0: Sunday, 22 November 2026. */
static int64_t morning(int day)
{
	return WORLD_BEGIN - 8 * HK_HOUR + 5 * HK_HOUR + 30 * HK_MINUTE + day * (int64_t)HK_DAY;
}

static void the_daily_one_comes_in_the_morning_and_once(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "day", "");
	tell(world, "On the line");
	world->cx.now = morning(1) - HK_MINUTE;
	/* Sunday's round has nothing in it: the story came after it. */
	assert_int_equal(look(world), 0);
	world->cx.now = morning(1);
	assert_int_equal(look(world), 1);
	assert_non_null(strstr(last_letter(world)->body, "On the line"));
	assert_non_null(strstr(last_letter(world)->body, "She rang ••• and waited."));
	world->cx.now += HK_HOUR;
	assert_int_equal(look(world), 0);
}

static void nothing_new_is_no_mail(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "both", "");
	for (int day = 0; day < 9; day++) {
		world->cx.now = morning(day) + HK_HOUR;
		assert_int_equal(look(world), 0);
	}
}

static void the_weekly_one_comes_on_monday_with_the_whole_week(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "", "lt");
	world->cx.now = morning(1) + HK_HOUR;
	assert_int_equal(look(world), 0);
	tell(world, "Monday's story");
	for (int day = 2; day < 8; day++) {
		world->cx.now = morning(day) + HK_HOUR;
		assert_int_equal(look(world), 0);
		tell(world, hk_format(world->arena, "Story %d", day));
	}
	world->cx.now = morning(8) + HK_HOUR;
	assert_int_equal(look(world), 1);
	assert_non_null(strstr(last_letter(world)->body, "Monday's story"));
	assert_non_null(strstr(last_letter(world)->body, "Story 7"));
	/* In his own language. */
	assert_null(strstr(last_letter(world)->subject, "What customers"));
	assert_int_equal(look(world), 0);
}

static void who_wants_both_has_two_on_monday_and_who_left_none(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "both", "");
	world->cx.now = morning(7) + 2 * HK_HOUR;
	(void)look(world);
	tell(world, "Sunday's story");
	world->cx.now = morning(8) + HK_HOUR;
	assert_int_equal(look(world), 2);
}

static void a_house_that_slept_tells_what_came_meanwhile(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "day", "");
	world->cx.now = morning(1) + HK_HOUR;
	assert_int_equal(look(world), 0);
	tell(world, "Before it slept");
	world->cx.now = morning(4) + 3 * HK_HOUR;
	assert_int_equal(look(world), 1);
	assert_non_null(strstr(last_letter(world)->body, "Before it slept"));
}

struct crowd {
	int count;
};

static enum hk_result crowd_work(struct ctx *cx, void *data)
{
	const struct crowd *crowd = data;

	for (int i = 0; i < crowd->count; i++) {
		struct staff staff = {
			.email = hk_format(cx->arena, "one%d@nordhome.example", i),
			.name = hk_format(cx->arena, "One %d", i),
			.role = "employee",
		};

		HK_TRY(staff_add(cx, &staff));
	}
	return HK_OK;
}

static void a_slice_that_breaks_off_is_written_again_and_nobody_has_two(void **state)
{
	struct house_world *world = *state;
	struct crowd crowd = { 2 * DIGEST_SLICE + 3 };
	size_t count;

	world_act(world, &world->admin);
	assert_int_equal(ctx_write(&world->cx, crowd_work, &crowd), HK_OK);
	nobody_wants_any(world);
	tell(world, "On the line");
	world->cx.now = morning(1) + HK_HOUR;
	world->cx.timezone = "Europe/Vilnius";
	world_act(world, &actor_house);
	/* One slice, then the process is gone; another goes on. */
	assert_int_equal(ctx_write(&world->cx, send_work, &count), HK_OK);
	assert_true(digests(world) < (size_t)crowd.count);
	(void)look(world);
	assert_int_equal(digests(world), crowd.count);
}

static void it_says_how_many_there_are_also_where_it_looks_at_a_hundred(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "", "");
	for (int i = 0; i < 103; i++)
		tell(world, hk_format(world->arena, "Story %d", i));
	world->cx.now = morning(1) + HK_HOUR;
	assert_int_equal(look(world), 1);
	assert_non_null(strstr(last_letter(world)->body, "103 new entries"));
}

static void whoever_left_is_written_to_no_more(void **state)
{
	struct house_world *world = *state;

	nobody_wants_any(world);
	wish(world, &world->tomas, "both", "");
	world_act(world, &world->admin);
	assert_int_equal(world_leave(world, world->tomas.id), HK_OK);
	tell(world, "On the line");
	world->cx.now = morning(1) + HK_HOUR;
	assert_int_equal(look(world), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(the_daily_one_comes_in_the_morning_and_once),
		in_house(nothing_new_is_no_mail),
		in_house(the_weekly_one_comes_on_monday_with_the_whole_week),
		in_house(who_wants_both_has_two_on_monday_and_who_left_none),
		in_house(a_house_that_slept_tells_what_came_meanwhile),
		in_house(a_slice_that_breaks_off_is_written_again_and_nobody_has_two),
		in_house(it_says_how_many_there_are_also_where_it_looks_at_a_hundred),
		in_house(whoever_left_is_written_to_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
