/* What everybody may read of somebody's name and words. */
#include "base/result.h"
#include "feedback/wall/mask.h"
#include "test.h"

static void a_name_is_its_first_word_and_one_letter(void **state)
{
	struct hk_arena *arena = *state;

	assert_string_equal(mask_name(arena, "Jonas Kazlauskas"), "Jonas K.");
	assert_string_equal(mask_name(arena, "  Ona  Marija  Šaltytė "), "Ona Š.");
	assert_string_equal(mask_name(arena, "Rasa"), "Rasa");
	assert_string_equal(mask_name(arena, "Dr. A. Osei Clinic"), "Osei C.");
	assert_string_equal(mask_name(arena, "ফাতেমা রহমান"), "ফাতেমা র.");
	/* A letter keeps the sign that belongs to it. */
	assert_string_equal(mask_name(arena, "மீனா சுப்பிரமணியம்"), "மீனா சு.");
}

static void an_address_or_a_number_is_no_name(void **state)
{
	struct hk_arena *arena = *state;

	assert_string_equal(mask_name(arena, "jonas@example.net"), "");
	assert_string_equal(mask_name(arena, "+370 612 34567"), "");
	assert_string_equal(mask_name(arena, ""), "");
	assert_string_equal(mask_name(arena, NULL), "");
}

static void addresses_and_long_numbers_are_hidden_in_words(void **state)
{
	static const char *const pairs[][2] = {
		{ "Write to me: jonas.k@example.net, please.", "Write to me: •••@••• please." },
		{ "Call +370 (612) 34-567 now", "Call +••• now" },
		{ "Call 861234567.", "Call •••." },
		{ "ফোন ০১৭১২-৩৪৫৬৭৮ করুন", "ফোন ••• করুন" },
		{ "அழைக்க ௯௮௭௬௫௪௩௨௧௦", "அழைக்க •••" },
		{ "I waited 45 minutes, twice, in 2026.", "I waited 45 minutes, twice, in 2026." },
		{ "It cost 1,250.00 and took 12 days", "It cost 1,250.00 and took 12 days" },
		{ "See https://example.net/me?id=1 there", "See ••• there" },
		{ "See www.example.net there", "See ••• there" },
		{ "@home we are at 5 @ night", "@home we are at 5 @ night" },
		{ "Card 4111 1111 1111 1111", "Card •••" },
		{ "", "" },
		{ "Two\nlines\n\nstay", "Two\nlines\n\nstay" },
	};
	struct hk_arena *arena = *state;

	for (size_t i = 0; i < HK_COUNT(pairs); i++)
		assert_string_equal(mask_words(arena, pairs[i][0], ""), pairs[i][1]);
	assert_string_equal(mask_words(arena, "Thanks, Jonas Kazlauskas", "Jonas Kazlauskas"),
			    "Thanks, Jonas K.");
}

static void a_word_of_the_name_is_hidden_where_it_stands_alone(void **state)
{
	struct hk_arena *arena = *state;

	assert_string_equal(mask_words(arena, "Kazlauskas, flat 4. Jonas", "Jonas Kazlauskas"),
			    "K., flat 4. Jonas");
	assert_string_equal(mask_words(arena, "Kazlauskaitė is not me", "Jonas Kazlauskas"),
			    "Kazlauskaitė is not me");
	assert_string_equal(mask_words(arena, "আমি রহমান।", "ফাতেমা রহমান"), "আমি র.।");
	assert_string_equal(mask_words(arena, "Plan B", "Ona B"), "Plan B");
}

static void of_who_is_not_named_no_word_of_the_name_stays(void **state)
{
	struct hk_arena *arena = *state;

	assert_string_equal(
		mask_words_veiled(arena, "Thanks, Jonas Kazlauskas", "Jonas Kazlauskas"),
		"Thanks, ••• •••");
	assert_string_equal(mask_words_veiled(arena, "Rasa, 861234567", "Rasa"), "•••, •••");
	assert_string_equal(mask_words_veiled(arena, "நான் மீனா.", "மீனா சுப்பிரமணியம்"), "நான் •••.");
	assert_string_equal(mask_words_veiled(arena, "Nobody listens", ""), "Nobody listens");
}

static void a_name_is_hidden_in_every_form_that_it_may_have(void **state)
{
	static const char *const forms[][3] = {
		{ "Jonas Kazlauskas", "JONAS called. jonas k. wrote, J. KAZLAUSKAS too",
		  "••• called. ••• ••• wrote, ••• ••• too" },
		{ "Jonas Kazlauskas", "Jonui ir Kazlauskui, Jono Kazlausko, Joną, Kazlauskai!",
		  "••• ir •••, ••• •••, •••, •••!" },
		{ "Jonas Kazlauskas", "Kazlauskienė ir Kazlauskaitė", "••• ir •••" },
		{ "Tomas Jonaitis", "Jonaičio, Jonaičiui, Jonaičienė, Tomui",
		  "•••, •••, •••, •••" },
		{ "Eglė Petraitytė", "Eglės Petraitytės, Eglei, Egle", "••• •••, •••, •••" },
		{ "Ona Šaltytė", "Onos ir Saltytes", "••• ir •••" },
		{ "Julius Balsys", "Juliaus Balsio, Juliau", "••• •••, •••" },
		{ "ফাতিমা রহমান", "ফাতিমার এবং রহমানের, রহমানকে", "••• এবং •••, •••" },
		{ "மீனா சுப்பிரமணியம்", "மீனாவின், சுப்பிரமணியத்திற்கு", "•••, •••" },
		{ "ராஜன் குமார்", "ராஜனின் குமாரிடம்", "••• •••" },
		{ "Ann O'Neil-Smith", "O'Neil-Smith, O’Neil, ONEIL, Smith's, Neil, Ann",
		  "•••-•••, •••, •••, •••, •••, •••" },
		{ "Ann O’Neil", "O'Neil", "•••" },
		{ "Robo2 Cop3", "Robo2 is COP3", "••• is •••" },
		{ "Dr. Rasa Kalnė", "Dr. Rasa, KALNE", "Dr. •••, •••" },
		{ "jonas.kazlauskas@example.net", "Jonas Kazlauskas, example", "••• •••, example" },
	};
	struct hk_arena *arena = *state;

	for (size_t i = 0; i < HK_COUNT(forms); i++)
		assert_string_equal(mask_words_veiled(arena, forms[i][1], forms[i][0]),
				    forms[i][2]);
	assert_string_equal(
		mask_words(arena, "KAZLAUSKAS, Kazlausko, Kazlauskaitė", "Jonas Kazlauskas"),
		"K., K., Kazlauskaitė");
	assert_string_equal(mask_words(arena, "I am Robo2", "Robo2 Cop3"), "I am •••");
	assert_string_equal(mask_words(arena, "My begonias", "begonias@example.net"),
			    "My begonias");
}

static void a_name_is_hidden_with_and_without_what_joins_its_words(void **state)
{
	static const char *const forms[][3] = {
		{ "Anne-Marie Kazlauskas", "annemarie, AnneMarie, Annemaries and ANNE-MARIE",
		  "•••, •••, ••• and •••-•••" },
		{ "Anne-Marie Kazlauskas", "annemariekazlauskas85 and kazlauskasanne",
		  "••• and •••" },
		{ "Anne Marie Smith", "Annemarie Smith; mariesmith", "••• •••; •••" },
		{ "Annemarie", "Anne-Marie, Anne Marie, anne-marie; Annemarie",
		  "•••, •••, •••; •••" },
		{ "Anna van der Berg", "vanderberg, Vanderberg and VanderBerg",
		  "•••, ••• and •••" },
		{ "Jo‐Ann Lee", "joann and Jo-Ann", "••• and •••-•••" },
		{ "Ann O’Neil-Smith", "oneilsmith", "•••" },
		{ "Mary Ann", "maryann", "•••" },
		{ "Jonas Kazlauskas", "JonasKazlauskas, kazlauskasjonas, jonas_kazlauskas",
		  "•••, •••, •••_•••" },
		{ "মীনা রহমান", "মীনারহমানের", "•••" },
		{ "மீனா-குமார்", "மீனாகுமாரிடம்", "•••" },
	};
	struct hk_arena *arena = *state;

	for (size_t i = 0; i < HK_COUNT(forms); i++)
		assert_string_equal(mask_words_veiled(arena, forms[i][1], forms[i][0]),
				    forms[i][2]);
	/* The first name may be read, also without its hyphen; joined with the other it may not. */
	assert_string_equal(mask_words(arena, "annemarie, AnneMarieKazlauskas, marieKazlauskas",
				       "Anne-Marie Kazlauskas"),
			    "annemarie, A., m.");
}

static void ordinary_words_stay(void **state)
{
	static const char *const kept[][2] = {
		{ "Theodor", "I found the odor was bad" },
		{ "Car Pet", "The carpet is new" },
		{ "Sun Day", "On Sunday" },
		{ "Anne Marie Ott", "The annexe has lottery tickets and marionettes" },
		{ "Eva Lin", "I evaluate linen" },
		{ "Tim Car", "In time he cares, sometimes with a carton" },
		{ "Mark Hill", "The market and the marketing are chilly" },
		{ "Jonas Kazlauskas", "Join us on a journey. I. So do k. and j." },
		{ "Ona Vaitkutė", "One of them is on the phone; vaikai on vacation" },
		{ "Rasa Mina", "Mine was the rash answer, minus nothing" },
		{ "Eva Li", "Every evening I like to live" },
		{ "Rasa 12", "After 12 days" },
		{ "Simas Jonaitis", "Jonavoje ir Simno gatvėje" },
		{ "মীনা দাস", "আমি মিনিট গুনি, মীমাংসা চাই" },
		{ "மீனா குமார்", "மீண்டும் குழு வந்தது, மீன் இல்லை" },
		{ "123 4", "In 123 days" },
	};
	struct hk_arena *arena = *state;

	for (size_t i = 0; i < HK_COUNT(kept); i++)
		assert_string_equal(mask_words_veiled(arena, kept[i][1], kept[i][0]), kept[i][1]);
}

static int arena_open(void **state)
{
	*state = hk_arena_new();
	return 0;
}

static int arena_close(void **state)
{
	hk_arena_free(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_name_is_its_first_word_and_one_letter, arena_open,
						arena_close),
		cmocka_unit_test_setup_teardown(an_address_or_a_number_is_no_name, arena_open,
						arena_close),
		cmocka_unit_test_setup_teardown(addresses_and_long_numbers_are_hidden_in_words,
						arena_open, arena_close),
		cmocka_unit_test_setup_teardown(a_word_of_the_name_is_hidden_where_it_stands_alone,
						arena_open, arena_close),
		cmocka_unit_test_setup_teardown(of_who_is_not_named_no_word_of_the_name_stays,
						arena_open, arena_close),
		cmocka_unit_test_setup_teardown(a_name_is_hidden_in_every_form_that_it_may_have,
						arena_open, arena_close),
		cmocka_unit_test_setup_teardown(
			a_name_is_hidden_with_and_without_what_joins_its_words, arena_open,
			arena_close),
		cmocka_unit_test_setup_teardown(ordinary_words_stay, arena_open, arena_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
