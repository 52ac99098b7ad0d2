/* In which of our languages a text is. */
#include "test.h"
/* cmocka comes first */
#include "core/language.h"

static struct languages *languages; /* of all tests */

static void expect(const char *language, const char *text)
{
	assert_string_equal(language_of(languages, text), language);
}

static void each_language_of_ours_is_told(void **state)
{
	(void)state;
	expect("en", "Good morning, the kettle with order number 4711 arrived broken: the lid does "
		     "not close and water runs out at the handle. Please tell me what to do.");
	expect("lt", "Laba diena, nuo vakar vakaro neveikia katilas, ekrane rodo klaidą. Namuose "
		     "du maži vaikai. Labai prašau kuo greičiau atsiųsti meistrą.");
	expect("bn", "গতকাল আপনাদের লোক এসে ওয়াশিং মেশিন বসিয়ে দিয়ে গেছেন।");
	expect("ta", "நேற்று இரவிலிருந்து குளிர்சாதனப் பெட்டி குளிரவில்லை.");
}

static void a_text_without_small_words_is_told_by_its_letters(void **state)
{
	(void)state;
	expect("en", "washing machine leaking water under kitchen cupboard since yesterday "
		     "morning, technician needed urgently");
	expect("lt", "Skalbimo mašina praleidžia vandenį, grindys šlapios, kviečiame meistrą "
		     "rytoj ryte, gyvename trečiame aukšte");
}

static void what_has_words_of_both_is_told_by_its_letters(void **state)
{
	(void)state;
	expect("en", "The technician from Vilnius told us that \"labai\" and \"yra\" are not what "
		     "they have in the manual, but which words would be there then?");
}

static void what_says_too_little_is_not_told(void **state)
{
	(void)state;
	expect("", "");
	expect("", "ok");
	expect("", "4711 / 15");
	expect("", "the and you that");
}

static int open_all(void **state)
{
	(void)state;
	languages = languages_open();
	return 0;
}

static int close_all(void **state)
{
	(void)state;
	languages_close(languages);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_language_of_ours_is_told),
		cmocka_unit_test(a_text_without_small_words_is_told_by_its_letters),
		cmocka_unit_test(what_has_words_of_both_is_told_by_its_letters),
		cmocka_unit_test(what_says_too_little_is_not_told),
	};

	return cmocka_run_group_tests(tests, open_all, close_all);
}
