/* Quiet hints on how a reply is worded, from lists that people write. */
#include <string.h>

#include "core/i18n.h"
#include "deeds.h"
#include "standard/wording.h"
#include "test.h"

struct lists {
	const char *language;
	struct wording wording;
};

static enum hk_result find_work(struct ctx *cx, void *data)
{
	struct lists *lists = data;

	return wording_find(cx, lists->language, &lists->wording);
}

static enum hk_result put_work(struct ctx *cx, void *data)
{
	return wording_put(cx, &((const struct lists *)data)->wording);
}

static struct lists lists_of(struct house_world *world, const char *language)
{
	struct lists lists = { .language = language };

	assert_int_equal(ctx_read(&world->cx, find_work, &lists), HK_OK);
	return lists;
}

/* The words that are found, with commas between; "". */
static const char *found(struct house_world *world, const char *language, const char *text)
{
	struct lists lists = lists_of(world, language);
	struct wording_hints hints;
	const char *words = "";

	wording_look(world->cx.arena, &lists.wording, text, &hints);
	for (size_t i = 0; i < hints.count; i++)
		words = hk_format(world->cx.arena, "%s%s%s", words, *words ? "," : "",
				  hints.items[i].word);
	return words;
}

static void words_are_found_whole_and_in_any_case(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(found(world, "en", "Prior to that, our sla applies."), "SLA,prior to");
	assert_string_equal(found(world, "en", "They will\nlook at it."), "they will");
	assert_string_equal(found(world, "en", "I will look. Slalom is a sport; a prior tool."),
			    "");
	assert_string_equal(found(world, "lt", "Sutinkamai su tvarka kažkas atsakys."),
			    "kažkas,sutinkamai su");
	assert_string_equal(found(world, "lt", "Jie pažiūrės ir jie praneš."),
			    "jie pažiūrės,jie praneš");
	assert_string_equal(found(world, "lt", "Jie atvyks rytoj."), "");
}

static void words_of_bengali_and_tamil_are_found_with_their_endings(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(found(world, "bn", "উপরোক্তটি দেখুন।"), "উপরোক্ত");
	assert_string_equal(found(world, "bn", "তারা দেখবে। তাঁরা জানাবেন।"),
			    "তারা দেখবে,তাঁরা জানাবে");
	assert_string_equal(found(world, "ta", "அவர்களிடம் கேளுங்கள்."), "அவர்கள்");
}

static void what_is_quoted_is_not_ones_own(void **state)
{
	struct house_world *world = *state;

	assert_string_equal(found(world, "en", "> They will utilise it.\nI see."), "");
}

static void an_apology_is_known_in_four_languages(void **state)
{
	static const char *const texts[][2] = { { "en", "I am sorry." },
						{ "lt", "Labai atsiprašau." },
						{ "bn", "আমি দুঃখিত।" },
						{ "ta", "மன்னிக்கவும்." } };
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(texts); i++) {
		struct lists lists = lists_of(world, texts[i][0]);

		assert_true(wording_says_sorry(world->cx.arena, &lists.wording, texts[i][1]));
		assert_false(wording_says_sorry(world->cx.arena, &lists.wording, "Hello."));
	}
}

static void a_list_may_have_empty_lines_and_ends_anywhere(void **state)
{
	static const char *const lists[] = { "alas\nso sad", "\n\nalas\n\nso sad\n\n", "\nso sad",
					     "so sad.\nx = y" };
	struct house_world *world = *state;
	struct hk_arena *arena = world->cx.arena;

	for (size_t i = 0; i < HK_COUNT(lists); i++) {
		struct wording wording = { .lists = { lists[i] } };

		assert_true(wording_says_sorry(arena, &wording, "We are so  sad now."));
		assert_false(wording_says_sorry(arena, &wording, "So what? Sad."));
		assert_false(wording_says_sorry(arena, &wording, ""));
	}
	assert_true(wording_says_sorry(arena, &(struct wording){ .lists = { lists[0] } }, "Alas!"));
	assert_false(wording_says_sorry(arena, &(struct wording){ .lists = { "\n" } }, "Alas!"));
}

static void a_team_changes_its_lists_and_only_one_of_two_wins(void **state)
{
	struct house_world *world = *state;
	struct lists lists = lists_of(world, "en"), other = lists;

	lists.wording.lists[WORDING_INTERNAL] = "Gizmo";
	assert_int_equal(ctx_write(&world->cx, put_work, &lists), HK_OK);
	assert_int_equal(ctx_write(&world->cx, put_work, &other), HK_CONFLICT);
	assert_string_equal(found(world, "en", "The SLA of the gizmo."), "Gizmo");
	lists = lists_of(world, "en");
	assert_int_equal(lists.wording.version, 1);
	lists.wording.lists[WORDING_INTERNAL] = "";
	assert_int_equal(ctx_write(&world->cx, put_work, &lists), HK_OK);
	assert_string_equal(found(world, "en", "The SLA of the gizmo."), "");
}

static void a_list_that_is_too_long_is_refused(void **state)
{
	struct house_world *world = *state;
	struct lists lists = lists_of(world, "lt");
	char *text = hk_alloc(world->cx.arena, WORDING_LIST_LETTERS + 2, 1);

	memset(text, 'a', WORDING_LIST_LETTERS + 1);
	lists.wording.lists[WORDING_PLAIN] = text;
	assert_int_equal(ctx_write(&world->cx, put_work, &lists), HK_INVALID);
}

static void a_line_that_could_say_nothing_is_named_and_refused(void **state)
{
	static const struct {
		enum wording_kind kind;
		const char *list, *field, *said;
	} wrong[] = {
		{ WORDING_PLAIN, "utilise = use\nprior to", "plain", "Line 2 " },
		{ WORDING_PLAIN, "prior to =", "plain", "“prior to =”" },
		{ WORDING_PLAIN, "utilise = use\n\n = before", "plain", "Line 3 " },
		{ WORDING_INTERNAL, "SLA\n...", "internal", "Line 2 " },
		{ WORDING_SORRY, "= sorry", "sorry", "Line 1 " },
		{ WORDING_OTHERS, "they will = I will", "others", "“they will = I will”" },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		struct lists lists = lists_of(world, "en");

		lists.wording.lists[wrong[i].kind] = wrong[i].list;
		assert_int_equal(ctx_write(&world->cx, put_work, &lists), HK_INVALID);
		assert_string_equal(world->cx.fields[0].field, wrong[i].field);
		assert_non_null(strstr(world->cx.fields[0].sentence, wrong[i].said));
	}
}

static void the_lists_to_begin_with_are_taken_as_they_are(void **state)
{
	struct house_world *world = *state;

	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		struct lists lists = lists_of(world, i18n_languages[i].code);

		assert_int_equal(ctx_write(&world->cx, put_work, &lists), HK_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(words_are_found_whole_and_in_any_case),
		in_house(words_of_bengali_and_tamil_are_found_with_their_endings),
		in_house(what_is_quoted_is_not_ones_own),
		in_house(an_apology_is_known_in_four_languages),
		in_house(a_list_may_have_empty_lines_and_ends_anywhere),
		in_house(a_team_changes_its_lists_and_only_one_of_two_wins),
		in_house(a_list_that_is_too_long_is_refused),
		in_house(a_line_that_could_say_nothing_is_named_and_refused),
		in_house(the_lists_to_begin_with_are_taken_as_they_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
