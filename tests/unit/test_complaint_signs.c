/* What sounds like a complaint, in four languages. */
#include "base/text.h"
#include "house_world.h"
#include "test.h"
#include "ticket/complaint/complaint_signs.h"

static void what_sounds_like_a_complaint_is_told_from_what_does_not(void **state)
{
	static const struct {
		const char *language, *text;
		bool sounds;
	} cases[] = {
		{ "en", "I am very disappointed by this.", true },
		{ "en", "I want to complain about the driver.", true },
		{ "en", "When does my table come?", false },
		{ "lt", "Noriu pateikti skundą.", true },
		{ "lt", "Kada atvyks stalas?", false },
		{ "bn", "আমার অভিযোগ আছে।", true },
		{ "bn", "টেবিল কবে আসবে?", false },
		{ "ta", "இது ஏமாற்றம் அளிக்கிறது.", true },
		{ "ta", "மேசை எப்போது வரும்?", false },
		{ "", "This is unacceptable.", true },
	};
	struct house_world *world = *state;

	for (size_t i = 0; i < HK_COUNT(cases); i++)
		assert_int_equal(
			complaint_sounds(world->cx.arena, cases[i].language, cases[i].text),
			cases[i].sounds);
}

static const struct {
	const char *language, *word;
} signs[] = {
	{ "en", "complain" },
	{ "en", "complaint" },
	{ "en", "complaining" },
	{ "en", "unacceptable" },
	{ "en", "disappointed" },
	{ "en", "disappointing" },
	{ "en", "disgraceful" },
	{ "en", "outrageous" },
	{ "en", "fed up" },
	{ "en", "let down" },
	{ "en", "not good enough" },
	{ "en", "dissatisfied" },
	{ "en", "unhappy with" },
	{ "en", "third time" },
	{ "en", "no one answers" },
	{ "en", "nobody answers" },
	{ "en", "terrible service" },
	{ "en", "appalling" },
	{ "en", "rude" },
	{ "lt", "skundas" },
	{ "lt", "skundą" },
	{ "lt", "skundžiuosi" },
	{ "lt", "skųstis" },
	{ "lt", "nusivyliau" },
	{ "lt", "nusivylęs" },
	{ "lt", "nusivylusi" },
	{ "lt", "nepriimtina" },
	{ "lt", "pasipiktinęs" },
	{ "lt", "pasipiktinusi" },
	{ "lt", "nepatenkintas" },
	{ "lt", "nepatenkinta" },
	{ "lt", "gėda" },
	{ "lt", "trečią kartą" },
	{ "lt", "niekas neatsako" },
	{ "lt", "nemandagiai" },
	{ "lt", "pretenzija" },
	{ "lt", "pretenziją" },
	{ "bn", "অভিযোগ" },
	{ "bn", "হতাশ" },
	{ "bn", "অসন্তুষ্ট" },
	{ "bn", "অগ্রহণযোগ্য" },
	{ "bn", "বিরক্ত" },
	{ "bn", "লজ্জাজনক" },
	{ "bn", "তৃতীয়বার" },
	{ "bn", "দুর্ব্যবহার" },
	{ "bn", "কেউ উত্তর দেয় না" },
	{ "bn", "বারবার" },
	{ "ta", "புகார்" },
	{ "ta", "முறையீடு" },
	{ "ta", "ஏமாற்றம்" },
	{ "ta", "அதிருப்தி" },
	{ "ta", "ஏற்க முடியாது" },
	{ "ta", "மோசமான சேவை" },
	{ "ta", "மூன்றாவது முறை" },
	{ "ta", "யாரும் பதில்" },
	{ "ta", "மரியாதையின்றி" },
	{ "ta", "வேதனை" },
	{ "ta", "மிக மோசம்" },
	{ "ta", "திருப்தியில்லை" },
};

static void each_word_that_sounds_like_a_complaint_is_heard_within_a_sentence(void **state)
{
	struct house_world *world = *state;
	struct hk_arena *arena = world->cx.arena;

	for (size_t i = 0; i < HK_COUNT(signs); i++) {
		assert_true(complaint_sounds(
			arena, signs[i].language,
			hk_format(arena, "One, two.\n\nThree %s four!", signs[i].word)));
		assert_false(complaint_sounds(
			arena, signs[i].language,
			hk_format(arena, "One, two.\n> Three %s four!", signs[i].word)));
	}
}

static void what_stands_above_the_first_words_is_heard_too(void **state)
{
	struct house_world *world = *state;
	struct ticket ticket = world_ticket(world, "A complaint", "Please call me about my table.");

	assert_string_equal(ticket.complaint, "suspected");
	ticket = world_ticket(world, "A table", "Please call me about my table and chair.");
	assert_string_equal(ticket.complaint, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_house(what_sounds_like_a_complaint_is_told_from_what_does_not),
		in_house(each_word_that_sounds_like_a_complaint_is_heard_within_a_sentence),
		in_house(what_stands_above_the_first_words_is_heard_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
