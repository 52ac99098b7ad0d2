/* When the day ends that a sentence names: never before it begins, whether the house opens or not.
 */

#include "base/time.h"
#include "said_check.h"

/* Friday, 26 March 2027, 16:00 in Vilnius; on the Sunday clocks go forward. */
#define NOW ((int64_t)1806069600000)

static int open_desk(void **state)
{
	return desk_open(state, "9-17", NOW);
}

static void a_day_on_which_the_house_is_closed_is_still_that_day(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you tomorrow.", "2027-03-27T18:00?" },
		{ "I will call you on Saturday.", "2027-03-27T18:00?" },
		{ "I will send it in 2 days.", "2027-03-28T18:00?" },
		{ "I will call you tomorrow morning.", "2027-03-27T12:00" },
		{ "I will call you tomorrow at 15:00.", "2027-03-27T15:00" },
		{ "I will call you today.", "2027-03-26T17:00" },
		{ "I will call you on Monday.", "2027-03-29T17:00" },
		{ "Paskambinsiu rytoj.", "2027-03-27T18:00?" },
		{ "Paskambinsiu po dviejų dienų.", "2027-03-28T18:00?" },
		{ "কাল ফোন করব।", "2027-03-27T18:00?" },
		{ "நாளை அழைக்கிறேன்.", "2027-03-27T18:00?" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void a_period_still_ends_when_the_house_closed_last(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will send it by the end of February 2027.", "" },
		{ "I will send it by the end of April.", "" },
		{ "I will call you next week.", "2027-04-02T17:00" },
		{ "I will send it by the end of this week.", "2027-03-26T17:00" },
		{ "I will call you on Sunday this week.", "2027-03-28T18:00?" },
		{ NULL, NULL },
	};
	/* Of which the last day is a Saturday. */
	static const struct sentence months[] = {
		{ "I will send it by the end of the month.", "2027-07-30T17:00" },
		{ "Atsiųsiu iki šio mėnesio pabaigos.", "2027-07-30T17:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
	check(*state, NOW + 122 * HK_DAY, months);
}

static void first_thing_is_in_the_morning_and_a_guess(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you first thing tomorrow.", "2027-03-27T10:00?" },
		{ "I will call you early tomorrow.", "2027-03-27T10:00?" },
		{ "I will call you first thing on Monday.", "2027-03-29T10:00?" },
		{ "I will call you first thing Monday morning.", "2027-03-29T10:00?" },
		{ "I will call you early on Monday at 7.", "2027-03-29T07:00" },
		{ "I will call you early next week.", "2027-04-02T17:00" },
		{ "I will call you tomorrow in the early afternoon.", "2027-03-27T18:00" },
		{ "You will hear from us early.", "" },
		{ "Paskambinsiu pirmadienį anksti ryte.", "2027-03-29T10:00?" },
		{ "সোমবার সকাল সকাল ফোন করব।", "2027-03-29T10:00?" },
		{ "திங்கட்கிழமை அதிகாலையில் அழைக்கிறேன்.", "2027-03-29T10:00?" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

enum { TEXTS = 4000, LANGUAGES = 4, DAYS = 6, WITHS = 6, WEEKDAYS = 7 };

/* By language: what is promised, with the day and more in the places of {day} and {more}. */
static const char *const promises[LANGUAGES] = { "I will call you {day} {more}.",
						 "Paskambinsiu {day} {more}.",
						 "{day} {more} ফোন করব।",
						 "{day} {more} அழைக்கிறேன்." };
/* Tomorrow, the day after, in two days, in three, in ten, and on Saturday, which is asked for by
 * its weekday. */
static const char *const days[LANGUAGES][DAYS] = {
	{ "tomorrow", "the day after tomorrow", "in 2 days", "within three days", "in 10 days",
	  "on Saturday" },
	{ "rytoj", "poryt", "po dviejų dienų", "per tris dienas", "po 10 dienų", "šeštadienį" },
	{ "আগামীকাল", "পরশু", "দুই দিনের মধ্যে", "৩ দিন পরে", "১০ দিনের মধ্যে", "শনিবার" },
	{ "நாளை", "நாளை மறுநாள்", "இரண்டு நாட்களில்", "3 நாட்களுக்குள்", "10 நாட்களில்", "சனிக்கிழமை" },
};
static const int ahead[DAYS] = { 1, 2, 2, 3, 10, 0 };
static const char *const withs[LANGUAGES][WITHS] = {
	{ "", "first thing", "in the morning", "at 3", "at 10 or at 11", "at half past nine" },
	{ "", "anksti ryte", "ryte", "15 val.", "pusę keturių", "iki dienos pabaigos" },
	{ "", "সকাল সকাল", "সকালে", "বিকাল ৩টায়", "দেড়টায়", "দিনের শেষে" },
	{ "", "அதிகாலையில்", "காலையில்", "மாலை 3 மணிக்கு", "மூன்றேகால் மணிக்கு", "இரவு" },
};

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

static void nothing_is_proposed_before_the_day_that_is_named(void **state)
{
	const struct desk *desk = *state;
	unsigned seed = 4;
	size_t found = 0;

	for (size_t i = 0; i < TEXTS; i++) {
		size_t language = next_random(&seed) % LANGUAGES, day = next_random(&seed) % DAYS;
		int64_t now = NOW + (int64_t)(next_random(&seed) % (400 * 24 * 60)) * HK_MINUTE;
		int weekday = i18n_weekday(desk->kit->formats, "Europe/Vilnius", now);
		int apart = ahead[day] ? ahead[day] : (WEEKDAYS - 1 - weekday);
		const char *text =
			i18n_fill(desk->arena, promises[language], "day", days[language][day],
				  "more", withs[language][next_random(&seed) % WITHS], NULL);
		const struct said_clocks clocks = { .formats = desk->kit->formats,
						    .timezone = "Europe/Vilnius",
						    .ours = "Europe/Vilnius",
						    .business = i % 3 ? desk->business : NULL,
						    .now = now };
		const struct said_list list = said_find(desk->arena, text, &clocks);
		int64_t begins = i18n_clock(desk->kit->formats, "Europe/Vilnius", now,
					    apart ? apart : WEEKDAYS, 0);

		if (list.count && list.items[0].at < begins)
			print_error("%s is before its day\n", text);
		assert_false(list.count && list.items[0].at < begins);
		found += list.count;
	}
	assert_int_equal(found, TEXTS);
}

#define at_desk(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		at_desk(a_day_on_which_the_house_is_closed_is_still_that_day),
		at_desk(a_period_still_ends_when_the_house_closed_last),
		at_desk(first_thing_is_in_the_morning_and_a_guess),
		at_desk(nothing_is_proposed_before_the_day_that_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
