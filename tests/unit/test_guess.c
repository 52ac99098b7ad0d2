#include "base/result.h"
#include "core/fold.h"
#include "people/guess.h"
#include "test.h"

static const char *const own[] = { "rasa", "petrauskiene", "nordhome", NULL };

static void what_is_tried_first_is_easy_however_long(void **state)
{
	static const char *const easy[] = {
		"password1234",
		"Password2026!",
		"P4$$w0rd!!!!",
		"qwertyuiop12",
		"1q2w3e4r5t6y",
		"poiuytrewqas",
		"123456789012",
		"987654321098",
		"aaaaaaaaaaaaaaaaaaaaaaaa",
		"abcdefghijklmnop",
		"Summer2026!!",
		"iloveyou1234",
		"slaptazodis1",
		"rasa.nordhome2026",
		"Nordhome-Rasa-1",
		"adminadminadmin",
		"\xe0\xa6\x95\xe0\xa6\x95\xe0\xa6\x95\xe0\xa6\x95\xe0\xa6\x95\xe0\xa6\x95",
		"!@#$%^&*()!!",
	};

	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(easy); i++)
		if (!password_is_easy(arena, easy[i], own))
			fail_msg("%s passes", easy[i]);
}

static void a_few_words_or_chance_letters_pass(void **state)
{
	static const char *const hard[] = {
		"correct horse battery", "a few words are easy",  "another few words",
		"gQ7-vnTz_4kd",          "zirgas bateriją valgo", "পানি নদী আকাশ",
		"மழை கடல் மலை",           "rasa eats green lamps", "my first password was poor",
	};

	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(hard); i++)
		if (password_is_easy(arena, hard[i], own))
			fail_msg("%s is refused", hard[i]);
}

static void the_same_is_easy_for_one_and_not_for_another(void **state)
{
	static const char *const nobody[] = { NULL };
	scoped_arena *arena = hk_arena_new();

	(void)state;
	assert_true(password_is_easy(arena, "petrauskien\xc4\x97 2026", own));
	assert_false(password_is_easy(arena, "petrauskien\xc4\x97 2026", nobody));
}

/* Ones own name is easy in every script, however its letters are composed. */
static void a_name_beyond_ascii_is_as_easy_as_any_other(void **state)
{
	static const char *const easy[] = {
		"žydrėąžuolaitė",
		"ŽYDRĖ ĄŽUOLAITĖ",
		"zydreazuolaite",
		"Žydrė.Ąžuolaitė2026",
		"z\xcc\x8cydre\xcc\x87 ąžuolaitė 1",
		"রহিমা খাতুন",
		"রহিমাখাতুন ২০২৬",
		"கவிதா முருகன்",
		"12கவிதாமுருகன்34",
	};
	scoped_arena *arena = hk_arena_new();
	const char *const names[] = {
		fold_plain(arena, "Žydrė"),       fold_plain(arena, "Ąžuolaitė"),
		fold_plain(arena, "রহিমা"),       fold_plain(arena, "খাতুন"),
		fold_plain(arena, "கவிதா"),       fold_plain(arena, "முருகன்"),
		fold_plain(arena, "கவிதாமுருகன்"), NULL,
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(easy); i++)
		if (!password_is_easy(arena, easy[i], names))
			fail_msg("%s passes", easy[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_beyond_ascii_is_as_easy_as_any_other),
		cmocka_unit_test(what_is_tried_first_is_easy_however_long),
		cmocka_unit_test(a_few_words_or_chance_letters_pass),
		cmocka_unit_test(the_same_is_easy_for_one_and_not_for_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
