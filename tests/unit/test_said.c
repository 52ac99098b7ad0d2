/* Times that sentences promise, in four languages; and sentences that promise none. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "said_desk.h"

/* Wednesday, 25 November 2026, 10:00 in Vilnius, 14:00 in Dhaka. */
#define NOW ((int64_t)1795593600000)

static int open_desk(void **state)
{
	return desk_open(state, "9-18", NOW);
}

static struct said_list read_at(const struct desk *desk, const char *text, int64_t now,
				const char *timezone, bool has_hours)
{
	struct said_clocks clocks = { .formats = desk->kit->formats,
				      .timezone = timezone,
				      .ours = "Europe/Vilnius",
				      .business = has_hours ? desk->business : NULL,
				      .now = now };

	return said_find(desk->arena, text, &clocks);
}

/* "" for none. */
static const char *when(const struct desk *desk, const char *text)
{
	struct said_list list = read_at(desk, text, NOW, "Europe/Vilnius", true);

	if (!list.count)
		return "";
	return i18n_clock_write(desk->kit->formats, desk->arena, "Europe/Vilnius",
				list.items[0].at);
}

struct sentence {
	const char *text, *at;
};

static void check(const struct desk *desk, const struct sentence *sentences, size_t count)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		const char *found = when(desk, sentences[i].text);

		if (strcmp(found, sentences[i].at) == 0)
			continue;
		wrong++;
		print_error("%s\n  should be %s, is %s\n", sentences[i].text, sentences[i].at,
			    found);
	}
	assert_int_equal(wrong, 0);
}

static void english_names_a_time(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you back tomorrow at 3.", "2026-11-26T15:00" },
		{ "I'll call you back tomorrow at 3 pm", "2026-11-26T15:00" },
		{ "I’ll ring you tomorrow at 3:30.", "2026-11-26T15:30" },
		{ "I will call you tomorrow at half past three.", "2026-11-26T15:30" },
		{ "We will write to you tomorrow at quarter to ten.", "2026-11-26T09:45" },
		{ "I will call you at 15:00.", "2026-11-25T15:00" },
		{ "I will call you at 3.", "2026-11-25T15:00" },
		{ "I will call you at 9.", "2026-11-26T09:00" },
		{ "I will call you back today at 11 a.m. and explain it.", "2026-11-25T11:00" },
		{ "We will let you know by Friday.", "2026-11-27T18:00" },
		{ "You will hear from us by Friday noon.", "2026-11-27T12:00" },
		{ "You will receive the part by Monday.", "2026-11-30T18:00" },
		{ "We will have it repaired by next Friday.", "2026-12-04T18:00" },
		{ "I will get back to you in two hours.", "2026-11-25T12:00" },
		{ "I'll be back with an answer in half an hour.", "2026-11-25T10:30" },
		{ "I will answer within an hour", "2026-11-25T11:00" },
		{ "We'll reply within 24 hours.", "2026-11-26T10:00" },
		{ "We will answer within the next 30 minutes.", "2026-11-25T10:30" },
		{ "I will send it within two days.", "2026-11-27T18:00" },
		{ "We will refund it within three working days.", "2026-11-30T18:00" },
		{ "I will look into it today.", "2026-11-25T18:00" },
		{ "I will write to you by the end of the day.", "2026-11-25T18:00" },
		{ "We will solve it by the end of this week.", "2026-11-27T18:00" },
		{ "I will call you next week.", "2026-12-04T18:00" },
		{ "I will call you the day after tomorrow at 10.", "2026-11-27T10:00" },
		{ "I will call you on Wednesday.", "2026-12-02T18:00" },
		{ "I will call you on 3 December at 10:00.", "2026-12-03T10:00" },
		{ "We will deliver it on December 3rd.", "2026-12-03T18:00" },
		{ "You will have it by 2026-12-03.", "2026-12-03T18:00" },
		{ "I will call you tomorrow morning.", "2026-11-26T12:00" },
		{ "I will call you tomorrow morning at 9.", "2026-11-26T09:00" },
		{ "I'll call you tonight.", "2026-11-25T20:00" },
		{ "I will call you at 5 in the afternoon tomorrow.", "2026-11-26T17:00" },
		{ "Our technician will call you tomorrow by noon.", "2026-11-26T12:00" },
		{ "Tomorrow at 3, I will call you.", "2026-11-26T15:00" },
		{ "I will call you 2 hours from now.", "2026-11-25T12:00" },
		{ "If you agree, I will call you tomorrow at 3.", "2026-11-26T15:00" },
		{ "Good morning, I will call you at 3 tomorrow.", "2026-11-26T15:00" },
		{ "I will send you the invoice on Saturday.", "2026-11-28T18:00" },
		{ "I called yesterday. I will call again tomorrow at 8.", "2026-11-26T08:00" },
		{ "I will call you at 12.", "2026-11-25T12:00" },
		{ "I will come by 5.", "2026-11-25T17:00" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void english_that_promises_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "I called you yesterday at 3.", "" },
		{ "Please call us tomorrow at 3.", "" },
		{ "Please send it by Friday.", "" },
		{ "Shall I call you tomorrow at 3?", "" },
		{ "Will you be at home tomorrow at 3?", "" },
		{ "We will be closed on Friday.", "" },
		{ "I will be away tomorrow.", "" },
		{ "I will not be able to call tomorrow.", "" },
		{ "I won't call tomorrow at 3.", "" },
		{ "The shop is open by Friday.", "" },
		{ "Your parcel arrives tomorrow.", "" },
		{ "If you send it by Friday, I will repair it.", "" },
		{ "I will repair it if you send it by Friday.", "" },
		{ "I will look into it.", "" },
		{ "I will send you 3 parts.", "" },
		{ "I will refund 24.50 euros.", "" },
		{ "I will tell the 2 colleagues.", "" },
		{ "You will need to pay by Friday.", "" },
		{ "It takes two hours, I will see to it.", "" },
		{ "> I will call you back tomorrow at 3.", "" },
		{ "I will call you at 3 Main Street.", "" },
		{ "I will write in a moment.", "" },
		{ "Good morning, I will look into it.", "" },
		{ "I will never call tomorrow.", "" },
		{ "Once you have paid, I will send it", "" },
		{ "", "" },
		{ ".", "" },
		{ "I will", "" },
		{ "tomorrow", "" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void lithuanian_names_a_time(void **state)
{
	static const struct sentence sentences[] = {
		{ "Paskambinsiu Jums rytoj 15 val.", "2026-11-26T15:00" },
		{ "Rytoj 15 val. paskambinsiu.", "2026-11-26T15:00" },
		{ "Paskambinsiu rytoj trečią valandą.", "2026-11-26T15:00" },
		{ "Paskambinsime rytoj 15:30.", "2026-11-26T15:30" },
		{ "Atsakysiu iki penktadienio.", "2026-11-27T18:00" },
		{ "Parašysiu pirmadienį 10 val.", "2026-11-30T10:00" },
		{ "Atsakysime per 24 valandas.", "2026-11-26T10:00" },
		{ "Atsakysime per 24 val.", "2026-11-26T10:00" },
		{ "Paskambinsiu po dviejų valandų.", "2026-11-25T12:00" },
		{ "Paskambinsiu per valandą.", "2026-11-25T11:00" },
		{ "Atsakysiu per pusvalandį.", "2026-11-25T10:30" },
		{ "Pranešiu per 30 minučių.", "2026-11-25T10:30" },
		{ "Išsiųsime per dvi dienas.", "2026-11-27T18:00" },
		{ "Grąžinsime pinigus per tris darbo dienas.", "2026-11-30T18:00" },
		{ "Susisieksiu su Jumis šiandien.", "2026-11-25T18:00" },
		{ "Paskambinsiu poryt ryte.", "2026-11-27T12:00" },
		{ "Paskambinsiu rytoj po pietų.", "2026-11-26T18:00" },
		{ "Atsakymą gausite iki rytojaus.", "2026-11-26T18:00" },
		{ "Atvyksime gruodžio 3 d. 10 val.", "2026-12-03T10:00" },
		{ "Atsakysiu iki dienos pabaigos.", "2026-11-25T18:00" },
		{ "Parašysime kitą savaitę.", "2026-12-04T18:00" },
		{ "Informuosiu Jus iki 17 val.", "2026-11-25T17:00" },
		{ "Jei tinka, paskambinsiu rytoj 9 val.", "2026-11-26T09:00" },
		{ "Sutvarkysime kitą pirmadienį.", "2026-11-30T18:00" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void lithuanian_that_promises_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "Skambinau Jums vakar 15 val.", "" },
		{ "Prašome paskambinti rytoj 15 val.", "" },
		{ "Rytoj nepaskambinsiu.", "" },
		{ "Rytoj negalėsiu paskambinti.", "" },
		{ "Ar galiu paskambinti rytoj 15 val.?", "" },
		{ "Rytoj būsiu atostogose.", "" },
		{ "Rytoj nedirbsime.", "" },
		{ "Jei atsiųsite iki penktadienio, sutaisysime.", "" },
		{ "Patikrinsiu ir parašysiu.", "" },
		{ "Labas rytas, patikrinsiu.", "" },
		{ "Turėsite sumokėti iki penktadienio.", "" },
		{ "Atsiųsiu 3 detales.", "" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void bengali_names_a_time(void **state)
{
	static const struct sentence sentences[] = {
		{ "আমি আগামীকাল বিকাল ৩টায় আপনাকে ফোন করব।", "2026-11-26T15:00" },
		{ "আমি কাল ৩টায় ফোন করব।", "2026-11-26T15:00" },
		{ "কাল তিনটায় ফোন করব", "2026-11-26T15:00" },
		{ "আগামীকাল সকাল ১০টায় আপনাকে জানাব।", "2026-11-26T10:00" },
		{ "আগামীকাল সাড়ে তিনটায় ফোন করব।", "2026-11-26T15:30" },
		{ "শুক্রবারের মধ্যে আপনাকে জানাব।", "2026-11-27T18:00" },
		{ "আমরা সোমবার পণ্যটি পাঠাব।", "2026-11-30T18:00" },
		{ "২৪ ঘণ্টার মধ্যে আপনাকে জানানো হবে।", "2026-11-26T10:00" },
		{ "দুই ঘণ্টার মধ্যে উত্তর দেব।", "2026-11-25T12:00" },
		{ "আধা ঘণ্টার মধ্যে ফোন করব।", "2026-11-25T10:30" },
		{ "৩০ মিনিটের মধ্যে জানাচ্ছি।", "2026-11-25T10:30" },
		{ "দুই দিনের মধ্যে টাকা ফেরত দেব।", "2026-11-27T18:00" },
		{ "এক ঘণ্টা পরে আবার ফোন করব।", "2026-11-25T11:00" },
		{ "আজ সন্ধ্যায় জানাব।", "2026-11-25T20:00" },
		{ "আজকের মধ্যে জানাবো।", "2026-11-25T18:00" },
		{ "পরশু সকালে আসব।", "2026-11-27T12:00" },
		{ "৩ ডিসেম্বর পাঠানো হবে।", "2026-12-03T18:00" },
		{ "আগামী সপ্তাহে জানাব।", "2026-12-04T18:00" },
		{ "রাত ৮টায় ফোন করব।", "2026-11-25T20:00" },
		{ "দুপুর ১২টায় আসব।", "2026-11-25T12:00" },
		{ "বিকেল ৪টার মধ্যে আপনি পাবেন।", "2026-11-25T16:00" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void bengali_that_promises_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "গতকাল ৩টায় আপনাকে ফোন করেছিলাম।", "" },
		{ "দয়া করে আগামীকাল ৩টায় ফোন করুন।", "" },
		{ "আগামীকাল ফোন করব না।", "" },
		{ "আগামীকাল আসতে পারব না।", "" },
		{ "আগামীকাল কি ফোন করব?", "" },
		{ "আপনাকে শুক্রবারের মধ্যে পাঠাতে হবে।", "" },
		{ "যদি শুক্রবারের মধ্যে পাঠান, আমরা দেখব।", "" },
		{ "আমি বিষয়টি দেখব।", "" },
		{ "শুভ সকাল, আমি দেখব।", "" },
		{ "আমি শুক্রবার ছুটিতে থাকব।", "" },
		{ "আমি ৩টা রসিদ পাঠাব।", "" },
		{ "দোকান শুক্রবার বন্ধ থাকবে।", "" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void tamil_names_a_time(void **state)
{
	static const struct sentence sentences[] = {
		{ "நாளை மாலை 3 மணிக்கு உங்களை அழைக்கிறேன்.", "2026-11-26T15:00" },
		{ "நாளை 3 மணிக்கு மீண்டும் அழைப்பேன்.", "2026-11-26T15:00" },
		{ "நாளை மூன்று மணிக்கு அழைப்பேன்.", "2026-11-26T15:00" },
		{ "நாளை காலை 10 மணிக்குத் தெரிவிப்போம்.", "2026-11-26T10:00" },
		{ "நாளை மூன்றரை மணிக்கு அழைக்கிறேன்.", "2026-11-26T15:30" },
		{ "வெள்ளிக்கிழமைக்குள் பதில் அளிப்போம்.", "2026-11-27T18:00" },
		{ "திங்கட்கிழமை அனுப்புவோம்.", "2026-11-30T18:00" },
		{ "24 மணி நேரத்திற்குள் பதிலளிப்போம்.", "2026-11-26T10:00" },
		{ "இரண்டு மணி நேரத்தில் அழைக்கிறேன்.", "2026-11-25T12:00" },
		{ "அரை மணி நேரத்தில் அழைப்பேன்.", "2026-11-25T10:30" },
		{ "30 நிமிடங்களில் தெரிவிக்கிறேன்.", "2026-11-25T10:30" },
		{ "இரண்டு நாட்களுக்குள் பணத்தைத் திருப்பித் தருவோம்.", "2026-11-27T18:00" },
		{ "இன்று பதில் அனுப்புகிறேன்.", "2026-11-25T18:00" },
		{ "இன்று மாலை அழைக்கிறேன்.", "2026-11-25T18:00" },
		{ "நாளை மறுநாள் வருவோம்.", "2026-11-27T18:00" },
		{ "நாளைக்குள் தெரிவிப்பேன்.", "2026-11-26T18:00" },
		{ "டிசம்பர் 3 அன்று அனுப்புவோம்.", "2026-12-03T18:00" },
		{ "அடுத்த வாரம் தெரிவிப்போம்.", "2026-12-04T18:00" },
		{ "இரவு 8 மணிக்கு அழைக்கிறேன்.", "2026-11-25T20:00" },
		{ "மதியம் 12 மணிக்குள் பதில் பெறுவீர்கள்.", "2026-11-25T12:00" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void tamil_that_promises_nothing(void **state)
{
	static const struct sentence sentences[] = {
		{ "நேற்று 3 மணிக்கு உங்களை அழைத்தேன்.", "" },
		{ "நாளை 3 மணிக்கு அழைக்கவும்.", "" },
		{ "நாளை அழைக்க மாட்டேன்.", "" },
		{ "நாளை வர முடியாது.", "" },
		{ "நாளை அழைக்கலாமா?", "" },
		{ "நாளை விடுமுறையில் இருப்பேன்.", "" },
		{ "இதைப் பார்க்கிறேன்.", "" },
		{ "காலை வணக்கம், இதைப் பார்க்கிறேன்.", "" },
		{ "கடை வெள்ளிக்கிழமை மூடப்படும்.", "" },
		{ "உங்கள் பொருள் நாளை வரும்.", "" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void what_somebody_or_something_of_ours_will_do_is_promised_too(void **state)
{
	static const struct sentence sentences[] = {
		{ "The technician will come tomorrow at 10.", "2026-11-26T10:00" },
		{ "A technician visits you tomorrow at 10:00.", "2026-11-26T10:00" },
		{ "Our technician will be there tomorrow between 8 and 10.", "2026-11-26T10:00" },
		{ "Your refund will be on your account by Friday.", "2026-11-27T18:00" },
		{ "You get your refund by Friday.", "2026-11-27T18:00" },
		{ "If you agree, the technician will come tomorrow at 10.", "2026-11-26T10:00" },
		{ "Meistras atvyks rytoj 10 val.", "2026-11-26T10:00" },
		{ "Siunta atvyks rytoj.", "2026-11-26T18:00" },
		{ "Pinigai bus jūsų sąskaitoje iki penktadienio.", "2026-11-27T18:00" },
		{ "Pinigus gausite iki penktadienio.", "2026-11-27T18:00" },
		{ "টেকনিশিয়ান আগামীকাল সকাল ১০টায় আসবেন।", "2026-11-26T10:00" },
		{ "শুক্রবারের মধ্যে টাকা ফেরত পাবেন।", "2026-11-27T18:00" },
		{ "শুক্রবারের মধ্যে টাকা আপনার অ্যাকাউন্টে জমা হবে।", "2026-11-27T18:00" },
		{ "தொழில்நுட்பர் நாளை காலை 10 மணிக்கு வருவார்.", "2026-11-26T10:00" },
		{ "வெள்ளிக்கிழமைக்குள் பணம் திரும்ப வரும்.", "2026-11-27T18:00" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void what_others_do_not_do_did_or_are_asked_to_do_is_not_promised(void **state)
{
	static const struct sentence sentences[] = {
		{ "The technician will not come tomorrow at 10.", "" },
		{ "The technician won't come tomorrow at 10.", "" },
		{ "No technician will come tomorrow at 10.", "" },
		{ "Nobody will be there tomorrow at 10.", "" },
		{ "The technician came yesterday at 10.", "" },
		{ "Will the technician come tomorrow at 10?", "" },
		{ "The technician will come if you call tomorrow at 10.", "" },
		{ "You will come to us tomorrow at 10.", "" },
		{ "You will pay by Friday.", "" },
		{ "We hope the technician will come tomorrow at 10.", "" },
		{ "Please tell us when you get your refund by Friday.", "" },
		{ "Your refund will not be on your account by Friday.", "" },
		{ "Meistras neatvyks rytoj 10 val.", "" },
		{ "Meistras atvyko vakar 10 val.", "" },
		{ "Ar meistras atvyks rytoj 10 val.?", "" },
		{ "Niekas neatvyks rytoj 10 val.", "" },
		{ "Paskambinkite, jei meistras atvyks rytoj 10 val.", "" },
		{ "টেকনিশিয়ান আগামীকাল সকাল ১০টায় আসবেন না।", "" },
		{ "টেকনিশিয়ান গতকাল সকাল ১০টায় এসেছিলেন।", "" },
		{ "টেকনিশিয়ান কি আগামীকাল সকাল ১০টায় আসবেন?", "" },
		{ "আগামীকাল সকাল ১০টায় আসবেন।", "" },
		{ "আপনি আগামীকাল সকাল ১০টায় টেকনিশিয়ানের কাছে আসবেন।", "" },
		{ "শুক্রবারের মধ্যে টাকা ফেরত পাবেন না।", "" },
		{ "தொழில்நுட்பர் நாளை காலை 10 மணிக்கு வரமாட்டார்.", "" },
		{ "தொழில்நுட்பர் நேற்று காலை 10 மணிக்கு வந்தார்.", "" },
		{ "தொழில்நுட்பர் நாளை காலை 10 மணிக்கு வருவாரா?", "" },
		{ "வரும் வெள்ளிக்கிழமைக்குள் பணம் அனுப்புங்கள்.", "" },
		{ "வெள்ளிக்கிழமைக்குள் பணம் திரும்ப வராது.", "" },
	};

	check(*state, sentences, HK_COUNT(sentences));
}

static void the_clocks_are_those_of_whom_it_is_said_to(void **state)
{
	const struct desk *desk = *state;
	const char *text = "I will call you tomorrow at 3 pm.";
	struct said_list there = read_at(desk, text, NOW, "Asia/Dhaka", true);
	struct said_list ours = read_at(desk, "I will call you tomorrow at 3 pm our time.", NOW,
					"Asia/Dhaka", true);

	assert_int_equal(there.count, 1);
	assert_int_equal(ours.count, 1);
	/* Dhaka is four hours ahead. */
	assert_int_equal(ours.items[0].at - there.items[0].at, 4 * HK_HOUR);
}

static void an_hour_that_could_be_two_is_marked_as_a_guess(void **state)
{
	const struct desk *desk = *state;

	assert_true(read_at(desk, "I will call you tomorrow at 3.", NOW, "Europe/Vilnius", true)
			    .items[0]
			    .is_guess);
	assert_false(read_at(desk, "I will call you tomorrow at 3 pm.", NOW, "Europe/Vilnius", true)
			     .items[0]
			     .is_guess);
	assert_false(read_at(desk, "I will call you at 15:00.", NOW, "Europe/Vilnius", true)
			     .items[0]
			     .is_guess);
}

static void a_night_that_loses_an_hour_is_counted_by_the_clock_on_the_wall(void **state)
{
	const struct desk *desk = *state;
	/* Saturday, 27 March 2027, 10:00 in Vilnius; that night clocks go forward. */
	int64_t now = 1806134400000;
	struct said_list list =
		read_at(desk, "I will call you tomorrow at 10:00.", now, "Europe/Vilnius", false);

	assert_int_equal(list.count, 1);
	assert_int_equal(list.items[0].at - now, 23 * HK_HOUR);
}

static void every_sentence_is_looked_at_but_not_more_than_five(void **state)
{
	const struct desk *desk = *state;
	struct said_list list = read_at(desk,
					"Hello Ona,\n\nI will call you tomorrow at 3. The part is "
					"here. We will send it by Friday!\n\nRasa",
					NOW, "Europe/Vilnius", true);

	assert_int_equal(list.count, 2);
	assert_string_equal(list.items[0].text, "I will call you tomorrow at 3");
	assert_string_equal(list.items[1].text, "We will send it by Friday");
	list = read_at(desk,
		       "I will call today. I will call today. I will call today. I will call "
		       "today. I will call today. I will call today.",
		       NOW, "Europe/Vilnius", true);
	assert_int_equal(list.count, SAID_MOST);
}

static void a_greeting_is_not_promised(void **state)
{
	static const struct {
		const char *text, *words;
	} sentences[] = {
		{ "Hello, I will call you tomorrow at 3 pm.", "I will call you tomorrow at 3 pm" },
		{ "Dear Mr. Smith, I will call tomorrow, and write.",
		  "I will call tomorrow, and write" },
		{ "Good morning Ona, I will call you tomorrow.", "I will call you tomorrow" },
		{ "Dear Ona I will call tomorrow, and write.",
		  "Dear Ona I will call tomorrow, and write" },
		{ "Tomorrow, I will call.", "Tomorrow, I will call" },
		{ "Laba diena, paskambinsiu rytoj.", "paskambinsiu rytoj" },
		{ "নমস্কার, আগামীকাল ফোন করব।", "আগামীকাল ফোন করব" },
		{ "வணக்கம், நாளை அழைக்கிறேன்.", "நாளை அழைக்கிறேன்" },
	};

	for (size_t i = 0; i < HK_COUNT(sentences); i++) {
		struct said_list list =
			read_at(*state, sentences[i].text, NOW, "Europe/Vilnius", true);

		assert_int_equal(list.count, 1);
		assert_string_equal(list.items[0].text, sentences[i].words);
	}
}

static void without_hours_a_day_ends_at_six(void **state)
{
	const struct desk *desk = *state;
	struct said_list list =
		read_at(desk, "I will call you on Saturday.", NOW, "Europe/Vilnius", false);

	assert_string_equal(i18n_clock_write(desk->kit->formats, desk->arena, "Europe/Vilnius",
					     list.items[0].at),
			    "2026-11-28T18:00");
}

/* Of a desk that is open from nine to six, on Wednesday at ten. */
static void a_time_for_oneself_needs_no_promise_and_means_a_beginning(void **state)
{
	static const struct sentence sentences[] = {
		{ "tomorrow", "2026-11-26T08:00" },
		{ "tomorrow morning", "2026-11-26T08:00" },
		{ "tomorrow at 3", "2026-11-26T15:00" },
		{ "in two hours", "2026-11-25T12:00" },
		{ "this evening", "2026-11-25T18:00" },
		{ "today", "2026-11-25T18:00" },
		{ "Monday", "2026-11-30T08:00" },
		{ "next week", "2026-11-30T08:00" },
		{ "on 3 December at 14:30", "2026-12-03T14:30" },
		{ "rytoj ryte", "2026-11-26T08:00" },
		{ "po dviejų valandų", "2026-11-25T12:00" },
		{ "pirmadienį", "2026-11-30T08:00" },
		{ "আগামীকাল সকালে", "2026-11-26T08:00" },
		{ "২ ঘণ্টার মধ্যে", "2026-11-25T12:00" },
		{ "நாளை காலை", "2026-11-26T08:00" },
		{ "திங்கட்கிழமை", "2026-11-30T08:00" },
		{ "when it rains", "" },
		{ "", "" },
		{ "in 2000 days", "" },
	};
	const struct desk *desk = *state;
	const struct said_clocks clocks = { .formats = desk->kit->formats,
					    .timezone = "Europe/Vilnius",
					    .ours = "Europe/Vilnius",
					    .business = desk->business,
					    .now = NOW };

	for (size_t i = 0; i < HK_COUNT(sentences); i++) {
		const char *found = "";
		int64_t at;

		if (said_when(desk->arena, sentences[i].text, &clocks, &at))
			found = i18n_clock_write(desk->kit->formats, desk->arena, "Europe/Vilnius",
						 at);
		if (strcmp(found, sentences[i].at) != 0)
			print_error("%s: %s\n", sentences[i].text, found);
		assert_string_equal(found, sentences[i].at);
	}
}

#define at_desk(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		at_desk(english_names_a_time),
		at_desk(english_that_promises_nothing),
		at_desk(lithuanian_names_a_time),
		at_desk(lithuanian_that_promises_nothing),
		at_desk(bengali_names_a_time),
		at_desk(bengali_that_promises_nothing),
		at_desk(tamil_names_a_time),
		at_desk(tamil_that_promises_nothing),
		at_desk(what_somebody_or_something_of_ours_will_do_is_promised_too),
		at_desk(what_others_do_not_do_did_or_are_asked_to_do_is_not_promised),
		at_desk(the_clocks_are_those_of_whom_it_is_said_to),
		at_desk(an_hour_that_could_be_two_is_marked_as_a_guess),
		at_desk(a_night_that_loses_an_hour_is_counted_by_the_clock_on_the_wall),
		at_desk(every_sentence_is_looked_at_but_not_more_than_five),
		at_desk(a_greeting_is_not_promised),
		at_desk(without_hours_a_day_ends_at_six),
		at_desk(a_time_for_oneself_needs_no_promise_and_means_a_beginning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
