/* Two who write the same opening sheet: neither takes away what the other wrote. */
#include "growth/sheet.h"
#include "house_world.h"
#include "test.h"

struct writing {
	int64_t id;
	struct sheet_change change;
	struct sheet_texts found;
};

static enum hk_result draft_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return sheet_add(cx, "Monday", cx->now, &writing->id);
}

/* As a form is filled: what stands there, and by what it is known again. */
static enum hk_result open_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;
	struct sheet sheet;

	HK_TRY(sheet_find(cx, writing->id, &sheet));
	writing->change.version = sheet.version;
	HK_TRY(sheet_texts_find(cx, writing->id, &writing->change.texts));
	for (int kind = 0; kind < SHEET_KINDS; kind++)
		writing->change.marks.of[kind] = sheet_mark(cx, writing->change.texts.of[kind]);
	return HK_OK;
}

static enum hk_result write_work(struct ctx *cx, void *data)
{
	const struct writing *writing = data;

	return sheet_write(cx, writing->id, &writing->change);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return sheet_texts_find(cx, writing->id, &writing->found);
}

static void put(struct house_world *world, struct writing *writing, enum sheet_kind kind,
		const char *text, enum hk_result expected)
{
	writing->change.texts.of[kind] = text;
	assert_int_equal(ctx_write(&world->cx, write_work, writing), expected);
}

static const char *found(struct house_world *world, struct writing *writing, enum sheet_kind kind)
{
	assert_int_equal(ctx_read(&world->cx, find_work, writing), HK_OK);
	return writing->found.of[kind];
}

/* Both forms are opened at the same look; the words are kept beyond the context that read them. */
static void open_both(struct house_world *world, struct writing *mine, struct writing *other)
{
	world_act(world, &world->admin);
	*mine = (struct writing){ .id = 0 };
	assert_int_equal(ctx_write(&world->cx, draft_work, mine), HK_OK);
	assert_int_equal(ctx_read(&world->cx, open_work, mine), HK_OK);
	put(world, mine, SHEET_GOOD, "9 · Ann M.: “Quick.”", HK_OK);
	assert_int_equal(ctx_read(&world->cx, open_work, mine), HK_OK);
	*other = *mine;
}

static void each_writes_a_part_and_both_are_kept(void **state)
{
	struct house_world *world = *state;
	struct writing mine, other;

	open_both(world, &mine, &other);
	put(world, &mine, SHEET_NOTES, "Ask the carrier.", HK_OK);
	put(world, &other, SHEET_CAUSE, "The clip of batch B.", HK_OK);
	assert_string_equal(found(world, &mine, SHEET_NOTES), "Ask the carrier.");
	assert_string_equal(found(world, &mine, SHEET_CAUSE), "The clip of batch B.");
	assert_string_equal(found(world, &mine, SHEET_GOOD), "9 · Ann M.: “Quick.”");
}

static void of_two_who_write_the_same_part_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct writing mine, other;

	open_both(world, &mine, &other);
	put(world, &mine, SHEET_NOTES, "Ask the carrier.", HK_OK);
	other.change.texts.of[SHEET_CAUSE] = "The clip of batch B.";
	put(world, &other, SHEET_NOTES, "Ask the shop.", HK_CONFLICT);
	assert_string_equal(found(world, &mine, SHEET_NOTES), "Ask the carrier.");
	assert_string_equal(found(world, &mine, SHEET_CAUSE), "");
	put(world, &other, SHEET_NOTES, "Ask the carrier.", HK_OK);
	assert_string_equal(found(world, &mine, SHEET_CAUSE), "The clip of batch B.");
}

static enum hk_result forget_work(struct ctx *cx, void *data)
{
	(void)data;
	return sheet_forget(cx, "Quick.", "Ann Moore", false);
}

static void a_form_that_was_open_does_not_bring_back_what_was_erased(void **state)
{
	struct house_world *world = *state;
	struct writing mine, other;

	open_both(world, &mine, &other);
	assert_int_equal(ctx_write(&world->cx, forget_work, NULL), HK_OK);
	assert_string_equal(found(world, &mine, SHEET_GOOD), "");
	put(world, &other, SHEET_NOTES, "Ask the carrier.", HK_OK);
	assert_string_equal(found(world, &mine, SHEET_GOOD), "");
	assert_string_equal(found(world, &mine, SHEET_NOTES), "Ask the carrier.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(each_writes_a_part_and_both_are_kept),
		in_house(of_two_who_write_the_same_part_the_second_is_told),
		in_house(a_form_that_was_open_does_not_bring_back_what_was_erased),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
