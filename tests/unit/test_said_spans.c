/* Half hours, quarters and minutes beside hours, in four languages: none of them is dropped. */

#include "base/time.h"
#include "said_check.h"

/* Tuesday, 1 December 2026, 10:00 in Vilnius. */
#define NOW ((int64_t)1796112000000)

static int open_desk(void **state)
{
	return desk_open(state, "9-18", NOW);
}

static void minutes_beside_hours_count(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call you in 1 hour 30 minutes.", "2026-12-01T11:30" },
		{ "I will call in 2 hours 15 minutes.", "2026-12-01T12:15" },
		{ "I will call in an hour and 20 minutes.", "2026-12-01T11:20" },
		{ "I will call in 1 hr. 30 min.", "2026-12-01T11:30" },
		{ "I will call in 1h 30min.", "2026-12-01T11:30" },
		{ "I will call in 1:30 hours.", "2026-12-01T11:30" },
		{ "Paskambinsiu po 1 val. 30 min.", "2026-12-01T11:30" },
		{ "Paskambinsiu po valandos ir 15 minučių.", "2026-12-01T11:15" },
		{ "Paskambinsiu po 2 valandų 15 minučių.", "2026-12-01T12:15" },
		{ "Paskambinsiu 16 val. 30 min. rytoj.", "2026-12-02T16:30" },
		{ "Paskambinsiu rytoj 9 val. 45 min.", "2026-12-02T09:45?" },
		{ "১ ঘণ্টা ৩০ মিনিট পরে ফোন করব।", "2026-12-01T11:30" },
		{ "২ ঘণ্টা ১৫ মিনিটের মধ্যে জানাব।", "2026-12-01T12:15" },
		{ "কাল বিকাল ৩টা ৩০ মিনিটে ফোন করব।", "2026-12-02T15:30" },
		{ "1 மணி 30 நிமிடத்தில் அழைக்கிறேன்.", "2026-12-01T11:30" },
		{ "1 மணி நேரம் 30 நிமிடங்களில் அழைக்கிறேன்.", "2026-12-01T11:30" },
		{ "நாளை மாலை 3 மணி 30 நிமிடத்திற்கு அழைக்கிறேன்.", "2026-12-02T15:30" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void halves_and_quarters_count(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call in half an hour.", "2026-12-01T10:30" },
		{ "I will call in an hour and a half.", "2026-12-01T11:30" },
		{ "I will call in two and a half hours.", "2026-12-01T12:30" },
		{ "I will call in 2½ hours.", "2026-12-01T12:30" },
		{ "I will call in 2.5 hours.", "2026-12-01T12:30" },
		{ "I will call within 1.25 hours.", "2026-12-01T11:15" },
		{ "I will call within 1.75 hours.", "2026-12-01T11:45" },
		{ "I will call in a quarter of an hour.", "2026-12-01T10:15" },
		{ "I will call in three quarters of an hour.", "2026-12-01T10:45" },
		{ "Paskambinsiu po pusantros valandos.", "2026-12-01T11:30" },
		{ "Paskambinsiu per pusantros valandos.", "2026-12-01T11:30" },
		{ "Paskambinsiu po pustrečios valandos.", "2026-12-01T12:30" },
		{ "Paskambinsiu po dviejų su puse valandos.", "2026-12-01T12:30" },
		{ "Paskambinsiu per 2,5 val.", "2026-12-01T12:30" },
		{ "Paskambinsiu po pusės valandos.", "2026-12-01T10:30" },
		{ "দেড় ঘণ্টা পরে ফোন করব।", "2026-12-01T11:30" },
		{ "আড়াই ঘণ্টার মধ্যে ফোন করব।", "2026-12-01T12:30" },
		{ "সাড়ে তিন ঘণ্টার মধ্যে ফোন করব।", "2026-12-01T13:30" },
		{ "পৌনে দুই ঘণ্টার মধ্যে ফোন করব।", "2026-12-01T11:45" },
		{ "ஒன்றரை மணி நேரத்தில் அழைக்கிறேன்.", "2026-12-01T11:30" },
		{ "இரண்டரை மணி நேரத்திற்குள் அழைக்கிறேன்.", "2026-12-01T12:30" },
		{ "முக்கால் மணி நேரத்தில் அழைக்கிறேன்.", "2026-12-01T10:45" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void an_hour_may_be_told_by_the_next_one(void **state)
{
	static const struct sentence sentences[] = {
		{ "Paskambinsiu rytoj pusę keturių.", "2026-12-02T15:30?" },
		{ "Paskambinsiu rytoj pusiau keturios.", "2026-12-02T15:30?" },
		{ "Paskambinsiu rytoj be penkių keturios.", "2026-12-02T15:55?" },
		{ "Paskambinsiu rytoj be ketvirčio keturios.", "2026-12-02T15:45?" },
		{ "Paskambinsiu rytoj ketvirtis po trijų.", "2026-12-02T15:15?" },
		{ "Paskambinsiu rytoj iki pusės keturių.", "2026-12-02T15:30?" },
		{ "Paskambinsiu rytoj pusę pirmos.", "2026-12-02T12:30?" },
		{ "কাল বিকেল দেড়টায় ফোন করব।", "2026-12-02T13:30" },
		{ "কাল দুপুর আড়াইটার মধ্যে ফোন করব।", "2026-12-02T14:30" },
		{ "நாளை மூன்றேகால் மணிக்கு அழைக்கிறேன்.", "2026-12-02T15:15?" },
		{ "நாளை மாலை மூன்றே முக்கால் மணிக்கு அழைக்கிறேன்.", "2026-12-02T15:45" },
		{ "நாளை ஏழரை மணிக்கு அழைக்கிறேன்.", "2026-12-02T07:30?" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void days_of_work_are_counted_by_any_name(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will answer within 3 working days.", "2026-12-09T18:00" },
		{ "Atsakysiu per 3 darbo dienas.", "2026-12-09T18:00" },
		{ "৩ কর্মদিবসের মধ্যে জানাব।", "2026-12-09T18:00" },
		{ "৩টি কর্মদিবসের মধ্যে জানাব।", "2026-12-09T18:00" },
		{ "তিন কার্যদিবসে জানাব।", "" },
		{ "৩ কার্য দিবসের মধ্যে জানাব।", "" },
		{ "3 வேலை நாட்களுக்குள் பதிலளிப்போம்.", "2026-12-09T18:00" },
		{ "I will answer in a fortnight.", "2026-12-18T18:00" },
		{ NULL, NULL },
	};

	/* Friday */
	check(*state, NOW + 3 * HK_DAY, sentences);
}

static void of_hours_with_or_between_the_later_one_is_promised(void **state)
{
	static const struct sentence sentences[] = {
		{ "I'll call tomorrow at 10 or at 11.", "2026-12-02T11:00?" },
		{ "I'll call tomorrow at 14:00 or 15:00.", "2026-12-02T15:00" },
		{ "I will send 2 or 3 parts tomorrow.", "2026-12-02T18:00" },
		{ "Paskambinsiu rytoj 14 val. arba 15 val.", "2026-12-02T15:00" },
		{ "কাল বিকাল ৩টায় বা ৪টায় ফোন করব।", "2026-12-02T16:00" },
		{ "நாளை 14 மணிக்கு அல்லது 15 மணிக்கு அழைக்கிறேன்.", "2026-12-02T15:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

static void a_part_of_a_day_and_what_is_left_over_are_none_or_a_guess(void **state)
{
	static const struct sentence sentences[] = {
		{ "I will call in half a day.", "" },
		{ "I will call in a day and a half.", "" },
		{ "I will call in 1.5 days.", "" },
		{ "Paskambinsiu po pusantros dienos.", "" },
		{ "দেড় দিনের মধ্যে জানাব।", "" },
		{ "I will send half of it in two hours.", "2026-12-01T12:00?" },
		{ "I will call in 2 hours and again 40 minutes later.", "2026-12-01T12:00?" },
		{ "I will call in 2.10.1 hours.", "" },
		{ "I will call tomorrow in 1.5 hours.", "" },
		{ "I will call tomorrow, within 24 hours.", "2026-12-02T10:00" },
		{ "Parašysiu iki darbo dienos pabaigos.", "2026-12-01T18:00" },
		{ NULL, NULL },
	};

	check(*state, NOW, sentences);
}

#define at_desk(test) cmocka_unit_test_setup_teardown(test, open_desk, close_desk)

int main(void)
{
	const struct CMUnitTest tests[] = {
		at_desk(minutes_beside_hours_count),
		at_desk(halves_and_quarters_count),
		at_desk(an_hour_may_be_told_by_the_next_one),
		at_desk(days_of_work_are_counted_by_any_name),
		at_desk(of_hours_with_or_between_the_later_one_is_promised),
		at_desk(a_part_of_a_day_and_what_is_left_over_are_none_or_a_guess),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
