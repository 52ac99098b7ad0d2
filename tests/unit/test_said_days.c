/* Days of the calendar, noon and midnight as people say them in four languages; and times that have
 * passed or never come, of which nothing is proposed. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "said_desk.h"

/* Wednesday, 25 November 2026, 10:00 in Vilnius, 14:00 in Dhaka. */
#define NOW  ((int64_t)1795593600000)
#define FIVE (NOW + 7 * HK_HOUR)

static int open_desk(void **state)
{
	return desk_open(state, "9-18", NOW);
}

static struct said_clocks clocks_at(const struct desk *desk, int64_t now)
{
	return (struct said_clocks){ .formats = desk->kit->formats,
				     .timezone = "Europe/Vilnius",
				     .ours = "Europe/Vilnius",
				     .business = desk->business,
				     .now = now };
}

/* "" for none. */
static const char *clock_of(const struct desk *desk, bool is_found, int64_t at)
{
	if (!is_found)
		return "";
	return i18n_clock_write(desk->kit->formats, desk->arena, "Europe/Vilnius", at);
}

static const char *promised(const struct desk *desk, const char *text, int64_t now)
{
	const struct said_clocks clocks = clocks_at(desk, now);
	const struct said_list list = said_find(desk->arena, text, &clocks);

	return clock_of(desk, list.count > 0, list.count ? list.items[0].at : 0);
}

static const char *named(const struct desk *desk, const char *text, int64_t now)
{
	const struct said_clocks clocks = clocks_at(desk, now);
	int64_t at = 0;
	bool is_found = said_when(desk->arena, text, &clocks, &at);

	return clock_of(desk, is_found, at);
}

struct sentence {
	const char *text, *at;
};

typedef const char *read_fn(const struct desk *desk, const char *text, int64_t now);

static void check(const struct desk *desk, read_fn *read, int64_t now,
		  const struct sentence *sentences)
{
	size_t wrong = 0;

	for (; sentences->text; sentences++) {
		const char *found = read(desk, sentences->text, now);

		if (strcmp(found, sentences->at) == 0)
			continue;
		wrong++;
		print_error("%s\n  should be %s, is %s\n", sentences->text, sentences->at, found);
	}
	assert_int_equal(wrong, 0);
}

static void a_date_with_a_year_is_that_date(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you on 5 March 2028.", "2028-03-05T18:00" },
		{ "I will call you on 6 March 2028.", "2028-03-06T18:00" },
		{ "I will call you on 6 March 2028 at 15:00.", "2028-03-06T15:00" },
		{ "I will call you on March 6, 2028 at 3 pm.", "2028-03-06T15:00" },
		{ "I will call you on the 6th of March 2028 at 3 pm.", "2028-03-06T15:00" },
		{ "I will call you on 6 Mar 2028, 15:00.", "2028-03-06T15:00" },
		{ "I will call you on Dec. 3 at 10:00.", "2026-12-03T10:00" },
		{ "We will deliver it on 3 December 10 am.", "2026-12-03T10:00" },
		{ "We will deliver it on 6 March '28 at 10:00.", "2028-03-06T10:00" },
		{ "You will have it by 2028-03-06 at 15:00.", "2028-03-06T15:00" },
		{ "You will have it by 06.03.2028 at 15:00.", "2028-03-06T15:00" },
		{ "You will have it by 6.3.2028.", "2028-03-06T18:00" },
		{ "You will have it by 06.03.28.", "2028-03-06T18:00" },
		{ "You will have it by 25/03/2027.", "2027-03-25T18:00" },
		{ "We will write to you on 29 February 2028 at noon.", "2028-02-29T12:00" },
		{ "We will write to you on 29 February.", "2028-02-29T18:00" },
		{ "Paskambinsiu 2028 m. kovo 6 d. 15 val.", "2028-03-06T15:00" },
		{ "Paskambinsiu 2028-ųjų metų kovo 6 dieną 15 val.", "2028-03-06T15:00" },
		{ "Paskambinsiu 2028-03-06 15:00.", "2028-03-06T15:00" },
		{ "Paskambinsiu kovo mėnesio 6 dieną.", "2027-03-06T18:00" },
		{ "Atsakysiu iki 06.03.2028.", "2028-03-06T18:00" },
		{ "৬ মার্চ ২০২৮ বিকাল ৩টায় ফোন করব।", "2028-03-06T15:00" },
		{ "২০২৮ সালের ৬ই মার্চ বিকাল ৩টায় ফোন করব।", "2028-03-06T15:00" },
		{ "০৬.০৩.২০২৮ তারিখে জানাব।", "2028-03-06T18:00" },
		{ "২০২৮-০৩-০৬ বিকাল ৩টায় জানাব।", "2028-03-06T15:00" },
		{ "মার্চের ৬ তারিখে জানাব।", "2027-03-06T18:00" },
		{ "6 மார்ச் 2028 மாலை 3 மணிக்கு அழைக்கிறேன்.", "2028-03-06T15:00" },
		{ "மார்ச் 6, 2028 அன்று அழைக்கிறேன்.", "2028-03-06T18:00" },
		{ "2028 ஆம் ஆண்டு மார்ச் மாதம் 6 ஆம் தேதி அழைப்பேன்.", "2028-03-06T18:00" },
		{ "௦௬.௦௩.௨௦௨௮ அன்று அனுப்புவோம்.", "2028-03-06T18:00" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void a_date_that_no_calendar_has_and_one_that_has_passed_propose_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you on 30 February 2028 at 15:00.", "" },
		{ "I will call you at 15:00 on 30 February.", "" },
		{ "I will call you on 2028-02-30 at 15:00.", "" },
		{ "I will call you on 2028-13-05, at 15:00.", "" },
		{ "I will call you on 31.04.2027 at 15:00.", "" },
		{ "I will call you on 32 December at 15:00.", "" },
		{ "I will call you on 29 February 2027 at 15:00.", "" },
		{ "I will call you on 5 March 2024 at 15:00.", "" },
		{ "I will call you on March 5, 2024 at 15:00.", "" },
		{ "I will call you on 2024-03-05 at 15:00.", "" },
		{ "I will call you on 05.03.2024 at 15:00.", "" },
		{ "I will call you on 05/03/2028 at 15:00.", "" },
		{ "I will call you on 5 March 2050 at 15:00.", "" },
		{ "I will call you in March 2028 at 3.", "" },
		{ "I will call you tomorrow at 25:00.", "" },
		{ "I will call you tomorrow at 24:30.", "" },
		{ "I will call you at 10:75.", "" },
		{ "I will call you at 13 am.", "" },
		{ "I will call you tomorrow at 13 am.", "" },
		{ "I will sell it at 13.75.", "" },
		{ "I will call you yesterday at 3.", "" },
		{ "I will call you at 3, as yesterday.", "" },
		{ "I will look at what you sent last Monday.", "" },
		{ "I will look at what you sent two days ago at 3.", "" },
		{ "Paskambinsiu vasario 30 d. 15 val.", "" },
		{ "Paskambinsiu 2024 m. kovo 5 d. 15 val.", "" },
		{ "Paskambinsiu vakar 15 val.", "" },
		{ "Patikrinsiu, ką siuntėte praeitą pirmadienį.", "" },
		{ "৩০ ফেব্রুয়ারি ৩টায় ফোন করব।", "" },
		{ "৫ মার্চ ২০২৪ বিকাল ৩টায় ফোন করব।", "" },
		{ "গতকাল ৩টায় ফোন করব।", "" },
		{ "গত সোমবারের চিঠি দেখব।", "" },
		{ "பிப்ரவரி 30 அன்று 3 மணிக்கு அழைக்கிறேன்.", "" },
		{ "5 மார்ச் 2024 மாலை 3 மணிக்கு அழைக்கிறேன்.", "" },
		{ "நேற்று 3 மணிக்கு அழைக்கிறேன்.", "" },
		{ "கடந்த திங்கள் அனுப்பியதைப் பார்க்கிறேன்.", "" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void what_has_passed_takes_nothing_from_what_is_to_come(void **state)
{
	static const struct sentence sentences[] = {
		{ "I called you yesterday at 3, I will call again tomorrow at 10.",
		  "2026-11-26T10:00" },
		{ "I will call you tomorrow at 3 about the parcel of last week.",
		  "2026-11-26T15:00" },
		{ "Your letter is of 2026-10-05, we will answer by Friday.", "2026-11-27T18:00" },
		{ "You may choose, I will call you on Friday at 10.", "2026-11-27T10:00" },
		{ "I will send the last part by Friday.", "2026-11-27T18:00" },
		{ "I will call 061234567 tomorrow at 3.", "2026-11-26T15:00" },
		{ "I will send 2-3 parts tomorrow.", "2026-11-26T18:00" },
		{ "Vakar skambinau 15 val., rytoj paskambinsiu 10 val.", "2026-11-26T10:00" },
		{ "গতকাল ফোন করেছি, আগামীকাল ৩টায় ফোন করব।", "2026-11-26T15:00" },
		{ "நேற்று அழைத்தேன், நாளை 3 மணிக்கு அழைக்கிறேன்.", "2026-11-26T15:00" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void noon_is_twelve_and_midnight_is_of_the_night_that_comes(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you at noon.", "2026-11-25T12:00" },
		{ "I will call you tomorrow at noon.", "2026-11-26T12:00" },
		{ "I will call you at 12 noon.", "2026-11-25T12:00" },
		{ "I will call you tomorrow at 12 pm.", "2026-11-26T12:00" },
		{ "I will call you by midnight.", "2026-11-26T00:00" },
		{ "I will call you at 12 midnight.", "2026-11-26T00:00" },
		{ "I will call you tomorrow by midnight.", "2026-11-27T00:00" },
		{ "I will call you at 12 am.", "2026-11-26T00:00" },
		{ "I will call you today by 24:00.", "2026-11-26T00:00" },
		{ "I will call you tonight at 12.", "2026-11-26T00:00" },
		{ "I will call you tonight at 2.", "2026-11-26T02:00" },
		{ "I will call you tonight at 8.", "2026-11-25T20:00" },
		{ "Paskambinsiu rytoj vidurdienį.", "2026-11-26T12:00" },
		{ "Paskambinsiu iki vidurnakčio.", "2026-11-26T00:00" },
		{ "Paskambinsiu šiandien 24:00.", "2026-11-26T00:00" },
		{ "আগামীকাল দুপুরে ফোন করব।", "2026-11-26T12:00" },
		{ "আজ মধ্যরাতে ফোন করব।", "2026-11-26T00:00" },
		{ "আজ রাত ১২টায় ফোন করব।", "2026-11-26T00:00" },
		{ "আজ রাত ২টায় ফোন করব।", "2026-11-26T02:00" },
		{ "நாளை நண்பகலில் அழைக்கிறேன்.", "2026-11-26T12:00" },
		{ "நள்ளிரவுக்குள் அழைக்கிறேன்.", "2026-11-26T00:00" },
		{ "இன்று இரவு 12 மணிக்கு அழைக்கிறேன்.", "2026-11-26T00:00" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void months_and_years_count_by_the_calendar(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you in two months at 10:00.", "2027-01-25T10:00" },
		{ "I will call you next month.", "2026-12-31T18:00" },
		{ "I will call you next month at 3.", "2026-12-31T15:00" },
		{ "I will send it by the end of the month.", "2026-11-30T18:00" },
		{ "I will send it by the end of the week.", "2026-11-27T18:00" },
		{ "I will send it by the end of this year.", "2026-12-31T18:00" },
		{ "I will call you in two years at 10:00.", "2028-11-25T10:00" },
		{ "I will call you in two weeks at 3.", "2026-12-09T15:00" },
		{ "I will call you on Mon at 3.", "2026-11-30T15:00" },
		{ "I will call you in 1500 hours.", "2027-01-26T22:00" },
		{ "Paskambinsiu po dviejų mėnesių 10 val.", "2027-01-25T10:00" },
		{ "Paskambinsiu kitą mėnesį.", "2026-12-31T18:00" },
		{ "Atsakysiu iki mėnesio pabaigos.", "2026-11-30T18:00" },
		{ "Atsakysiu iki savaitės pabaigos.", "2026-11-27T18:00" },
		{ "Paskambinsiu po dvejų metų 10:00.", "2028-11-25T10:00" },
		{ "Paskambinsiu po dviejų savaičių.", "2026-12-09T18:00" },
		{ "দুই মাসের মধ্যে জানাব।", "2027-01-25T18:00" },
		{ "আগামী মাসে জানাব।", "2026-12-31T18:00" },
		{ "মাসের শেষে জানাব।", "2026-11-30T18:00" },
		{ "দুই সপ্তাহের মধ্যে জানাব।", "2026-12-09T18:00" },
		{ "இரண்டு மாதங்களில் அழைக்கிறேன்.", "2027-01-25T18:00" },
		{ "அடுத்த மாதம் அழைக்கிறேன்.", "2026-12-31T18:00" },
		{ "மாத இறுதிக்குள் அனுப்புவோம்.", "2026-11-30T18:00" },
		{ "இரண்டு வாரங்களில் அழைக்கிறேன்.", "2026-12-09T18:00" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void a_count_that_makes_no_sense_proposes_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you in -5 hours.", "" },
		{ "I will call you in \u22125 hours.", "" },
		{ "I will call you in 0 hours.", "" },
		{ "I will call you in 99999999 hours.", "" },
		{ "I will call you in 99999999 days at 3.", "" },
		{ "I will call you in 9999 weeks.", "" },
		{ "I will call you in 9999 years.", "" },
		{ "I will call you in 2000 days at 3.", "" },
		{ "I will call you in 900 working days.", "" },
		{ "Paskambinsiu po -5 valandų.", "" },
		{ "Paskambinsiu po 99999999 valandų.", "" },
		{ "৯৯৯৯৯৯৯৯ ঘণ্টার মধ্যে জানাব।", "" },
		{ "-৫ ঘণ্টার মধ্যে জানাব।", "" },
		{ "99999999 மணி நேரத்தில் அழைக்கிறேன்.", "" },
		{ "-5 மணி நேரத்தில் அழைக்கிறேன்.", "" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, sentences);
}

static void an_hour_of_today_that_has_passed_is_not_today_again(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you today at 3.", "" },
		{ "I will call you today at 3 pm.", "" },
		{ "I will call you today at noon.", "" },
		{ "I will call you this morning.", "" },
		{ "I will call you today at 15:00.", "" },
		{ "I will call you at 15:00.", "2026-11-26T15:00" },
		{ "I will call you at noon.", "2026-11-26T12:00" },
		{ "I will call you on Wednesday at 3.", "2026-12-02T15:00" },
		{ "I will call you on 25 November at 3.", "" },
		{ "I will call you on 24 November at 3.", "2027-11-24T15:00" },
		{ "Paskambinsiu šiandien 15 val.", "" },
		{ "Paskambinsiu šį rytą.", "" },
		{ "আজ ৩টায় ফোন করব।", "" },
		{ "আজ সকাল ১০টায় ফোন করব।", "" },
		{ "இன்று 3 மணிக்கு அழைக்கிறேன்.", "" },
		{ "இன்று காலை 10 மணிக்கு அழைக்கிறேன்.", "" },
		{ NULL, NULL },
	};

	check(*state, promised, FIVE, sentences);
}

static void after_midnight_the_night_is_still_this_one(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you tonight at 2.", "2026-11-26T02:00" },
		{ "I will call you by midnight.", "2026-11-27T00:00" },
		{ "আজ রাত ২টায় ফোন করব।", "2026-11-26T02:00" },
		{ NULL, NULL },
	};

	/* 00:30 */
	check(*state, promised, NOW + 14 * HK_HOUR + 30 * HK_MINUTE, sentences);
}

static void a_week_that_is_over_is_not_this_one(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you this week at 3.", "" },
		{ "I will call you next week at 3.", "2026-12-04T15:00" },
		{ "Atsakysiu iki šios savaitės pabaigos 15 val.", "" },
		{ "এই সপ্তাহে ৩টায় জানাব।", "" },
		{ "இந்த வாரம் 3 மணிக்கு அழைக்கிறேன்.", "" },
		{ NULL, NULL },
	};

	/* Saturday */
	check(*state, promised, NOW + 3 * HK_DAY, sentences);
}

/* In the night before Sunday, 28 March 2027, 02:59 becomes 04:00 in Vilnius; before Sunday,
 * 31 October 2027, 03:59 becomes 03:00. */
static void clocks_that_are_changed_still_name_one_moment(void **state)
{
	static const struct sentence gap[] = {
		{ "I will call you on 28 March 2027 at 03:30.", "2027-03-28T04:30" },
		{ "I will call you on 28 March 2027 at 02:30.", "2027-03-28T02:30" },
		{ "Paskambinsiu 2027 m. spalio 31 d. 03:30.", "2027-10-31T03:30" },
		{ "২৮.০৩.২০২৭ ০৩:৩০ ফোন করব।", "2027-03-28T04:30" },
		{ "28.03.2027 அன்று 03:30 அழைக்கிறேன்.", "2027-03-28T04:30" },
		{ NULL, NULL },
	};

	check(*state, promised, NOW, gap);
}

static void a_time_for_oneself_follows_the_same_calendar(void **state)
{
	static const struct sentence sentences[] = {
		{ "5 March 2028", "2028-03-05T08:00" },
		{ "2028-03-05 at 15:00", "2028-03-05T15:00" },
		{ "2028-03-05 15:00", "2028-03-05T15:00" },
		{ "05.03.2028", "2028-03-05T08:00" },
		{ "29 February 2028", "2028-02-29T08:00" },
		{ "noon", "2026-11-25T12:00" },
		{ "tomorrow noon", "2026-11-26T12:00" },
		{ "midnight", "2026-11-26T00:00" },
		{ "next month", "2026-12-01T08:00" },
		{ "next year", "2027-01-01T08:00" },
		{ "in two weeks", "2026-12-09T08:00" },
		{ "in 400 days", "2027-12-30T08:00" },
		{ "yesterday at 3", "" },
		{ "30 February 2028, 15:00", "" },
		{ "in -5 hours", "" },
		{ "in 99999999 hours", "" },
		{ "in 2000 days", "" },
		{ "2028 m. kovo 5 d.", "2028-03-05T08:00" },
		{ "kitą mėnesį", "2026-12-01T08:00" },
		{ "vakar 15 val.", "" },
		{ "৫ মার্চ ২০২৮", "2028-03-05T08:00" },
		{ "আগামী মাসে", "2026-12-01T08:00" },
		{ "গতকাল ৩টায়", "" },
		{ "5 மார்ச் 2028", "2028-03-05T08:00" },
		{ "அடுத்த மாதம்", "2026-12-01T08:00" },
		{ "நேற்று 3 மணிக்கு", "" },
		{ NULL, NULL },
	};

	check(*state, named, NOW, sentences);
}

#define at_desk(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		at_desk(a_date_with_a_year_is_that_date),
		at_desk(a_date_that_no_calendar_has_and_one_that_has_passed_propose_nothing),
		at_desk(what_has_passed_takes_nothing_from_what_is_to_come),
		at_desk(noon_is_twelve_and_midnight_is_of_the_night_that_comes),
		at_desk(months_and_years_count_by_the_calendar),
		at_desk(a_count_that_makes_no_sense_proposes_nothing),
		at_desk(an_hour_of_today_that_has_passed_is_not_today_again),
		at_desk(after_midnight_the_night_is_still_this_one),
		at_desk(a_week_that_is_over_is_not_this_one),
		at_desk(clocks_that_are_changed_still_name_one_moment),
		at_desk(a_time_for_oneself_follows_the_same_calendar),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
