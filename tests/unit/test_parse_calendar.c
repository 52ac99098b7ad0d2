#include "test.h"
/* cmocka comes first */
#include "base/text.h"
#include "parse_help.h"

static struct mail calendar_of(struct hk_arena *arena, const char *lines)
{
	return mail_from_text(arena, hk_format(arena,
					       "Content-Type: text/calendar; charset=utf-8\n\n"
					       "BEGIN:VCALENDAR\n%sEND:VCALENDAR\n",
					       lines));
}

static void an_invitation_stands_above_the_words_and_can_be_opened(void **state)
{
	static const char invitation[] = "Baldų apžiūra, antras kartas\n"
					 "2026-11-22 10:15 – 11:00 (Europe/Vilnius)\n"
					 "Vilnius; Gedimino pr. 1 II a.\n"
					 "Petraitė, Ona <ona@baldai.example>\n\n"
					 "Ateikite.\n";
	scoped_arena *arena = hk_arena_new();
	struct parse_source source;
	struct mail mail = mail_from_corpus(arena, "lt-invitation.eml", &source);

	(void)state;
	assert_string_equal(mail.text, invitation);
	assert_true(hk_starts_ascii(mail.reply, "Bald"));
	assert_non_null(strstr(mail.reply, "Ateikite."));
	assert_non_null(strstr(mail.html, "<pre>Baldų apžiūra, antras kartas\n2026-11-22 10:15"));
	assert_non_null(strstr(mail.html, "<p>Ateikite.</p>"));
	assert_int_equal(mail.part_count, 1);
	assert_string_equal(mail.parts[0].type, "text/calendar");
}

static void times_are_shown_as_far_as_they_are_known(void **state)
{
	static const char *const cases[][2] = {
		{ "DTSTART:20261122T081500Z\nDTEND:20261123T090000Z\n",
		  "x\n2026-11-22 08:15 – 2026-11-23 09:00 (UTC)\n\n" },
		{ "DTSTART:20261122T081500\n", "x\n2026-11-22 08:15\n\n" },
		{ "DTSTART;VALUE=DATE:20261122\nDTEND;VALUE=DATE:20261123\n",
		  "x\n2026-11-22 – 2026-11-23\n\n" },
		{ "DTSTART:20261122\nDTEND:20261122\n", "x\n2026-11-22\n\n" },
		{ "DTSTART:20261122T0\nDTEND:soon\n", "x\n2026-11-22\n\n" },
		{ "DTSTART:tomorrow\nDTEND:20261122\n", "x\n\n" },
		{ "DTSTART:\nLOCATION: \nORGANIZER:ona@b.example\n", "x\nona@b.example\n\n" },
	};
	scoped_arena *arena = hk_arena_new();

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct mail mail = calendar_of(arena, hk_format(arena,
								"BEGIN:VEVENT\nSUMMARY:x\n%s"
								"END:VEVENT\n",
								cases[i][0]));

		assert_string_equal(mail.text, cases[i][1]);
	}
}

static void what_is_cancelled_says_so_and_what_is_no_event_says_nothing(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct mail mail = calendar_of(arena, "METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:x\n"
					      "END:VEVENT\n");

	(void)state;
	assert_string_equal(mail.text, "CANCEL: x\n\n");
	mail = calendar_of(arena, "BEGIN:VTODO\nSUMMARY:x\nEND:VTODO\nEND:X\nEND:X\nSUMMARY:y\n");
	assert_string_equal(mail.text, "");
	mail = calendar_of(arena, "BEGIN:VEVENT\nSUMMARY:<b>&amp;\nEND:VEVENT\n");
	assert_non_null(strstr(mail.html, "&lt;b&gt;&amp;amp;"));
}

static void a_calendar_with_many_events_is_not_the_whole_mail(void **state)
{
	scoped_arena *arena = hk_arena_new();
	const char *all = "";
	uint32_t lines = 0;

	(void)state;
	for (int i = 0; i < 30; i++)
		all = hk_format(arena, "%sBEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n", all);

	struct mail mail = calendar_of(arena, all);

	for (const char *at = mail.text; *at; at++)
		lines += *at == 'x';
	assert_int_equal(lines, 10);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_invitation_stands_above_the_words_and_can_be_opened),
		cmocka_unit_test(times_are_shown_as_far_as_they_are_known),
		cmocka_unit_test(what_is_cancelled_says_so_and_what_is_no_event_says_nothing),
		cmocka_unit_test(a_calendar_with_many_events_is_not_the_whole_mail),
	};

	return cmocka_run_group_tests(tests, mail_setup, NULL);
}
