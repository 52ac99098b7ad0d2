/* You said, we did: two colleagues write the words of one. */
#include "cause_world.h"
#include "feedback/improvement.h"
#include "test.h"

struct writing {
	struct cause cause;
	struct improvement improvement;
	const char *headline;
};

static enum hk_result begin_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return improvement_begin(cx, &writing->cause, 0, &writing->improvement);
}

/* As a form that shows all languages sends them. */
static enum hk_result write_work(struct ctx *cx, void *data)
{
	const struct writing *writing = data;
	const struct improvement_text texts[] = {
		{ .language = "en",
		  .headline = writing->headline,
		  .text = "Notes go along with every hand-over." },
		{ .language = "lt", .headline = "", .text = "" },
	};

	return improvement_texts_put(cx, &writing->improvement, texts, HK_COUNT(texts));
}

static enum hk_result words(struct house_world *world, struct writing *writing)
{
	cause_fresh(world);
	return ctx_write(&world->cx, write_work, writing);
}

static enum hk_result send_work(struct ctx *cx, void *data)
{
	return improvement_send(cx, &((struct writing *)data)->improvement, false);
}

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct writing *writing = data;

	return improvement_find(cx, writing->improvement.id, &writing->improvement);
}

static void look(struct house_world *world, struct writing *writing)
{
	assert_int_equal(ctx_read(&world->cx, find_work, writing), HK_OK);
}

static struct writing begin(struct house_world *world)
{
	struct writing writing = { .headline = "You tell it once" };

	world_act(world, &world->admin);
	writing.cause = cause_new(world, "Stories are told twice", 0);
	assert_int_equal(ctx_write(&world->cx, begin_work, &writing), HK_OK);
	return writing;
}

static void of_two_who_write_the_words_the_second_is_told(void **state)
{
	struct house_world *world = *state;
	struct writing first = begin(world), second = first;

	second.headline = "We write it down";
	assert_int_equal(words(world, &first), HK_OK);
	assert_int_equal(words(world, &second), HK_CONFLICT);
	look(world, &second);
	assert_int_equal(words(world, &second), HK_OK);
}

static void the_button_pressed_twice_says_nothing_new(void **state)
{
	struct house_world *world = *state;
	struct writing writing = begin(world);

	assert_int_equal(words(world, &writing), HK_OK);
	assert_int_equal(words(world, &writing), HK_OK);
	look(world, &writing);
	assert_int_equal(writing.improvement.edits, 1);
}

static void a_form_that_is_open_grows_no_older_because_some_are_told(void **state)
{
	struct house_world *world = *state;
	struct writing writing = begin(world), sent;

	assert_int_equal(words(world, &writing), HK_OK);
	look(world, &writing);
	sent = writing;
	assert_int_equal(ctx_write(&world->cx, send_work, &sent), HK_OK);
	writing.headline = "You tell your story once now";
	assert_int_equal(words(world, &writing), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(of_two_who_write_the_words_the_second_is_told),
		in_house(the_button_pressed_twice_says_nothing_new),
		in_house(a_form_that_is_open_grows_no_older_because_some_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
