/* Hours and weekdays as people say them in four languages: what is plain is read, what is not is no
 * hour, and what could be another one is marked as a guess. */

#include "said_check.h"

/* Wednesday, 2 December 2026, 10:00 in Vilnius. */
#define NOW ((int64_t)1796198400000)

static int open_desk(void **state)
{
	return desk_open(state, "9-18", NOW);
}

static void a_weekday_of_the_next_week_is_that_day(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call on Monday next week.", "2026-12-07T18:00" },
		{ "I will call on Tuesday next week.", "2026-12-08T18:00" },
		{ "I will call next week on Tuesday.", "2026-12-08T18:00" },
		{ "I will call on Tuesday of next week.", "2026-12-08T18:00" },
		{ "I will call you on Tuesday next week at 14:00.", "2026-12-08T14:00" },
		{ "I will call you Tuesday next week at 10.", "2026-12-08T10:00?" },
		{ "I will call you on Tuesday at 15:00 next week.", "2026-12-08T15:00" },
		{ "I will call next Tuesday.", "2026-12-08T18:00" },
		{ "I will call by the end of next week.", "2026-12-11T18:00" },
		{ "I will call by the end of the day on Friday.", "2026-12-04T18:00" },
		{ "I will call today about the end of next week.", "2026-12-02T18:00?" },
		{ "I will call on Friday this week.", "2026-12-04T18:00" },
		{ "I will call on Monday this week.", "" },
		{ "I will call next week.", "2026-12-11T18:00" },
		{ "I will call on Friday about the delivery next week.", "2026-12-11T18:00?" },
		{ "I will call tomorrow about the delivery next week.", "2026-12-03T18:00?" },
		{ "Paskambinsiu kitą savaitę antradienį.", "2026-12-08T18:00" },
		{ "Paskambinsiu antradienį kitą savaitę.", "2026-12-08T18:00" },
		{ "Paskambinsiu kitos savaitės pirmadienį 15 val.", "2026-12-07T15:00" },
		{ "আমি আগামী সপ্তাহের মঙ্গলবার ফোন করব।", "2026-12-08T18:00" },
		{ "আগামী সপ্তাহে সোমবার বিকাল ৩টায় ফোন করব।", "2026-12-07T15:00" },
		{ "அடுத்த வாரம் செவ்வாய்க்கிழமை அழைக்கிறேன்.", "2026-12-08T18:00" },
		{ "அடுத்த வாரம் திங்கட்கிழமை மாலை 3 மணிக்கு அழைக்கிறேன்.", "2026-12-07T15:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void an_hour_that_is_plain_is_read(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call tomorrow, 3 p.m.", "2026-12-03T15:00" },
		{ "I will call you tomorrow at 11 a.m. and explain it.", "2026-12-03T11:00" },
		{ "I will call tomorrow at 15h.", "2026-12-03T15:00" },
		{ "I will call tomorrow at 15h30.", "2026-12-03T15:30" },
		{ "I will answer within 24h.", "2026-12-03T10:00" },
		{ "I will answer in 3h.", "2026-12-02T13:00" },
		{ "I will call tomorrow 14.30.", "2026-12-03T14:30" },
		{ "I will call on Friday, 14.30.", "2026-12-04T14:30" },
		{ "I will call on 24 December 14.30.", "2026-12-24T14:30" },
		{ "I will call at 14 on December 24.", "2026-12-24T14:00" },
		{ "I will call on 24 December this year.", "2026-12-24T18:00" },
		{ "I will call tomorrow at 3 pm your time.", "2026-12-03T15:00" },
		{ "Paskambinsiu gruodžio 24 d. 14.30.", "2026-12-24T14:30" },
		{ "Paskambinsiu gruodžio 24 d. 10.30.", "2026-12-24T10:30?" },
		{ "Paskambinsiu rytoj 10.30.", "2026-12-03T10:30?" },
		{ "Paskambinsiu rytoj 10.00.", "2026-12-03T10:00?" },
		{ "Paskambinsiu rytoj 15h.", "2026-12-03T15:00" },
		{ "Atsakysiu rytoj iki 14.30.", "2026-12-03T14:30" },
		{ "Paskambinsiu rytoj 05.03.", "2026-12-03T18:00?" },
		{ "আগামীকাল ১৪.৩০ এ ফোন করব।", "2026-12-03T14:30" },
		{ "நாளை 14.30 அழைக்கிறேன்.", "2026-12-03T14:30" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void of_two_hours_the_later_one_is_promised(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call tomorrow between 14 and 15.", "2026-12-03T15:00" },
		{ "I will call tomorrow between 10 and 11.", "2026-12-03T11:00?" },
		{ "I will call tomorrow between 10:00 and 11:00.", "2026-12-03T11:00?" },
		{ "I will call tomorrow between 2 and 4 pm.", "2026-12-03T16:00" },
		{ "I will call tomorrow 14:00-15:30.", "2026-12-03T15:30" },
		{ "I will call tomorrow from 14.00 to 15.30.", "2026-12-03T15:30" },
		{ "I will call tomorrow at 14\u201315.", "2026-12-03T15:00" },
		{ "I will send 2 to 3 parts tomorrow.", "2026-12-03T18:00" },
		{ "I will send between 2 and 3 parts tomorrow.", "2026-12-03T18:00" },
		{ "Paskambinsiu rytoj tarp 14 ir 15 val.", "2026-12-03T15:00" },
		{ "Paskambinsiu rytoj nuo 14 val. iki 15 val.", "2026-12-03T15:00" },
		{ "Paskambinsiu rytoj 14\u201315 val.", "2026-12-03T15:00" },
		{ "কাল সকাল ১০টা থেকে ১১টার মধ্যে ফোন করব।", "2026-12-03T11:00" },
		{ "কাল বিকাল ৩টা ও ৪টার মধ্যে ফোন করব।", "2026-12-03T16:00" },
		{ "நாளை மாலை 3 மணி முதல் 4 மணிக்குள் அழைக்கிறேன்.", "2026-12-03T16:00" },
		{ "நாளை 14 மணிக்கும் 15 மணிக்கும் இடையில் அழைக்கிறேன்.", "2026-12-03T15:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void an_hour_that_no_clock_has_proposes_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call tomorrow at 25.", "" },
		{ "I will call at 25 tomorrow.", "" },
		{ "I will call tomorrow at 25 o'clock.", "" },
		{ "I will call tomorrow at 30 pm.", "" },
		{ "I will answer tomorrow in 1.5.2 hours.", "" },
		{ "Paskambinsiu rytoj 25 val.", "" },
		{ "কাল ২৫টায় ফোন করব।", "" },
		{ "நாளை 25 மணிக்கு அழைக்கிறேன்.", "" },
		{ "Paskambinsiu per 48 val.", "2026-12-04T10:00" },
		{ "48 மணி நேரத்திற்குள் அழைக்கிறேன்.", "2026-12-04T10:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void a_price_and_a_version_are_no_hours(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will send version 3.5 tomorrow.", "2026-12-03T18:00" },
		{ "I will send tomorrow 3.5 kg.", "2026-12-03T18:00" },
		{ "I will call tomorrow at 3.5.", "2026-12-03T18:00?" },
		{ "I will install 10.30.1 tomorrow.", "2026-12-03T18:00" },
		{ "Tomorrow 10.30.1 will be here, I will call.", "2026-12-03T18:00" },
		{ "I will refund tomorrow 10.50 euros.", "2026-12-03T18:00" },
		{ "I will refund tomorrow €10.50.", "2026-12-03T18:00" },
		{ "I will sell it tomorrow at 10.50 euros.", "2026-12-03T18:00" },
		{ "Rytoj 10,50 Eur grąžinsiu.", "2026-12-03T18:00" },
		{ "Rytoj 10.50 Eur grąžinsiu.", "2026-12-03T18:00" },
		{ "আগামীকাল ১০.৫০ টাকা ফেরত দেব।", "2026-12-03T18:00" },
		{ "நாளை 10.50 ரூபாய் அனுப்புவோம்.", "2026-12-03T18:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void an_hour_by_other_clocks_is_a_guess(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call tomorrow at 15 Dhaka time.", "2026-12-03T15:00?" },
		{ "I will call tomorrow at 3 Dhaka time.", "2026-12-03T15:00?" },
		{ "I will call tomorrow at 3 pm New York time.", "2026-12-03T15:00?" },
		{ "I will call tomorrow at 15:00 UTC.", "2026-12-03T15:00?" },
		{ "I will call tomorrow at 15:00 our time.", "2026-12-03T15:00" },
		{ "I will call tomorrow at 15:00 to save time.", "2026-12-03T15:00" },
		{ "Paskambinsiu rytoj 15 val. Dakos laiku.", "2026-12-03T15:00?" },
		{ "Paskambinsiu rytoj Dakos laiku 15 val.", "2026-12-03T15:00?" },
		{ "Paskambinsiu rytoj 15 val. Lietuvos laiku.", "2026-12-03T15:00" },
		{ "কাল ঢাকার সময় বিকাল ৩টায় ফোন করব।", "2026-12-03T15:00?" },
		{ "கொழும்பு நேரப்படி நாளை 15 மணிக்கு அழைக்கிறேன்.", "2026-12-03T15:00" },
		{ "நாளை கொழும்பு நேரப்படி 15 மணிக்கு அழைக்கிறேன்.", "2026-12-03T15:00?" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void a_date_that_is_another_weekday_proposes_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you on Friday 5 December 2026.", "" },
		{ "I will call you on Friday, 5 December at 15:00.", "" },
		{ "I will call you on 5 December, Friday.", "" },
		{ "I will call you on Friday, 2026-12-05.", "" },
		{ "I will call you on Friday 4 December 2026.", "2026-12-04T18:00" },
		{ "I will call you on Friday, December 4, 2026 at 15:00.", "2026-12-04T15:00" },
		{ "Paskambinsiu penktadienį, gruodžio 5 d.", "" },
		{ "Paskambinsiu penktadienį, gruodžio 4 d.", "2026-12-04T18:00" },
		{ "শুক্রবার ৫ ডিসেম্বর ফোন করব।", "" },
		{ "শুক্রবার ৪ ডিসেম্বর ফোন করব।", "2026-12-04T18:00" },
		{ "வெள்ளிக்கிழமை டிசம்பர் 5 அன்று அழைக்கிறேன்.", "" },
		{ "வெள்ளிக்கிழமை டிசம்பர் 4 அன்று அழைக்கிறேன்.", "2026-12-04T18:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void a_date_that_has_just_passed_is_next_year_by_a_guess(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you on 29 November.", "2027-11-29T18:00?" },
		{ "I will call you on 29 November 2027.", "2027-11-29T18:00" },
		{ "I will call you on 29 March.", "2027-03-29T18:00" },
		{ "Paskambinsiu lapkričio 29 d.", "2027-11-29T18:00?" },
		{ "২৯ নভেম্বর ফোন করব।", "2027-11-29T18:00?" },
		{ "நவம்பர் 29 அன்று அழைக்கிறேன்.", "2027-11-29T18:00?" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

#define at_desk(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		at_desk(a_weekday_of_the_next_week_is_that_day),
		at_desk(an_hour_that_is_plain_is_read),
		at_desk(of_two_hours_the_later_one_is_promised),
		at_desk(an_hour_that_no_clock_has_proposes_nothing),
		at_desk(a_price_and_a_version_are_no_hours),
		at_desk(an_hour_by_other_clocks_is_a_guess),
		at_desk(a_date_that_is_another_weekday_proposes_nothing),
		at_desk(a_date_that_has_just_passed_is_next_year_by_a_guess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
