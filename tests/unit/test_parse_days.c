/* Calendar files of holidays, read in the test's own process and in a caged child. */
#include "parse/days.h"
#include "parse/inside.h"
#include "test.h"

static const char calendar[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261224\r\nDTEND;VALUE=DATE:20261227\r\n"
	"SUMMARY;LANGUAGE=lt:Kū\r\n čios\\, Kalėdos\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:19900216\r\nRRULE:FREQ=YEARLY\r\n"
	"SUMMARY:Independence\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250501\r\nRRULE:FREQ=YEARLY;COUNT=3\r\n"
	"SUMMARY:May\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20250601\r\nRRULE:FREQ=YEARLY;UNTIL="
	"20281231T000000Z\r\n"
	"SUMMARY:June\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART:20260501T090000Z\r\nSUMMARY:Meeting\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261101\r\nRRULE:FREQ=YEARLY;BYDAY=1SU\r\nEND:"
	"VEVENT\r\n"
	"BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20260230\r\nSUMMARY:Never\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

static const char listed[] = "2026-12-24\t3\t2026\t1\tKūčios, Kalėdos\n"
			     "1990-02-16\t1\t2199\t1\tIndependence\n"
			     "2025-05-01\t1\t2027\t1\tMay\n"
			     "2025-06-01\t1\t2028\t1\tJune\n"
			     "-\t0\tMeeting\n"
			     "-\t1\t\n"
			     "-\t4\tNever\n"
			     "0\n";

static void whole_days_are_listed_and_the_rest_with_its_reason(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *raw = g_strdup(calendar);

	(void)state;
	assert_true(days_list(raw, strlen(raw), out));
	assert_string_equal(out->str, listed);
}

/* The lines of an event that begins on 24 December 2026; its line of the list. */
struct one {
	const char *lines, *listed;
};

static void check(const struct one *ones)
{
	size_t wrong = 0;

	for (; ones->lines; ones++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *raw =
			g_strconcat("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\n", ones->lines,
				    "\nEND:VEVENT\nEND:VCALENDAR\n", NULL);
		g_autofree char *wanted = g_strconcat(ones->listed, "\tA\n0\n", NULL);

		assert_true(days_list(raw, strlen(raw), out));
		if (strcmp(out->str, wanted) == 0)
			continue;
		wrong++;
		print_error("%s\n  should be %s, is %s\n", ones->lines, wanted, out->str);
	}
	assert_int_equal(wrong, 0);
}

#define DAY "DTSTART;VALUE=DATE:20261224\n"

static void a_day_is_said_in_many_ways(void **state)
{
	static const struct one ones[] = {
		{ "DTSTART;VALUE=DATE:20261224", "2026-12-24\t1\t2026\t1" },
		{ DAY "DTEND;VALUE=DATE:20261225", "2026-12-24\t1\t2026\t1" },
		{ DAY "DTEND;VALUE=DATE:20261224", "2026-12-24\t1\t2026\t1" },
		{ DAY "DURATION:P1D", "2026-12-24\t1\t2026\t1" },
		{ DAY "DURATION:P3D", "2026-12-24\t3\t2026\t1" },
		{ DAY "DURATION:P1W", "2026-12-24\t7\t2026\t1" },
		{ "DTSTART:20261224T000000\nDTEND:20261226T000000", "2026-12-24\t2\t2026\t1" },
		{ "DTSTART;TZID=Europe/Vilnius:20261224T000000\nDURATION:P1D",
		  "2026-12-24\t1\t2026\t1" },
		{ "RRULE:FREQ=YEARLY\n" DAY, "2026-12-24\t1\t2199\t1" },
		{ DAY "RRULE:FREQ=YEARLY;INTERVAL=2", "2026-12-24\t1\t2199\t2" },
		{ DAY "RRULE:FREQ=YEARLY;INTERVAL=2;COUNT=3", "2026-12-24\t1\t2030\t2" },
		{ DAY "RRULE:FREQ=YEARLY;COUNT=1", "2026-12-24\t1\t2026\t1" },
		{ DAY "RRULE:FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;WKST=MO",
		  "2026-12-24\t1\t2199\t1" },
		{ DAY "RRULE:FREQ=YEARLY;UNTIL=20281224", "2026-12-24\t1\t2028\t1" },
		{ DAY "RRULE:FREQ=YEARLY;UNTIL=20281223T235959Z", "2026-12-24\t1\t2027\t1" },
		{ DAY "RRULE:FREQ=YEARLY;UNTIL=20200101", "2026-12-24\t1\t2026\t1" },
		{ DAY "BEGIN:VALARM\nDURATION:PT5M\nSUMMARY:B\nEND:VALARM",
		  "2026-12-24\t1\t2026\t1" },
		{ NULL, NULL },
	};

	(void)state;
	check(ones);
}

static void what_is_no_such_day_says_why(void **state)
{
	static const struct one ones[] = {
		{ "DTSTART:20261224T090000Z", "-\t0" },
		{ "DTSTART:20261224T000000Z\nDTEND:20261225T000000Z", "-\t0" },
		{ "DTSTART:20261224T000000\nDTEND:20261224T120000", "-\t0" },
		{ DAY "DURATION:PT12H", "-\t0" },
		{ DAY "DURATION:P1DT2H", "-\t0" },
		{ DAY "RRULE:FREQ=MONTHLY", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=12", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;BYMONTH=11", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;BYMONTHDAY=25", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;COUNT=0", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;UNTIL=soon", "-\t1" },
		{ DAY "RRULE:", "-\t1" },
		{ DAY "RRULE:FREQ=MONTHLY\nRRULE:FREQ=YEARLY", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY;COUNT=2\nRRULE:FREQ=YEARLY;INTERVAL=3", "-\t1" },
		{ "RRULE:FREQ=YEARLY\n" DAY "RRULE:FREQ=YEARLY", "-\t1" },
		{ DAY "RRULE:FREQ=YEARLY\nEXDATE;VALUE=DATE:20271224", "-\t2" },
		{ DAY "RECURRENCE-ID;VALUE=DATE:20271224", "-\t2" },
		{ DAY "DURATION:P61D", "-\t3" },
		{ "DTSTART;VALUE=DATE:20260230", "-\t4" },
		{ "DESCRIPTION:none", "-\t4" },
		{ DAY "STATUS:CANCELLED", "-\t5" },
		{ DAY "DTEND;VALUE=DATE:20261223", "-\t6" },
		{ DAY "DTEND;VALUE=DATE:20261232", "-\t6" },
		{ NULL, NULL },
	};

	(void)state;
	check(ones);
}

static void a_byte_order_mark_and_either_end_of_a_line_are_taken(void **state)
{
	g_auto(GStrv) parts = g_strsplit(calendar, "\r\n", -1);
	g_autofree char *unix_lines = g_strjoinv("\n", parts);
	const char *const texts[] = { calendar, unix_lines };

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *raw = g_strconcat("\xef\xbb\xbf", texts[i], NULL);

		assert_true(days_list(raw, strlen(raw), out));
		assert_string_equal(out->str, listed);
	}
}

static void what_is_beyond_the_most_is_counted(void **state)
{
	g_autoptr(GString) raw = g_string_new("BEGIN:VCALENDAR\n");
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 2003; i++)
		g_string_append(raw, "BEGIN:VEVENT\n" DAY "END:VEVENT\n");
	assert_true(days_list(raw->str, raw->len, out));
	assert_true(g_str_has_suffix(out->str, "\n3\n"));
}

static void what_is_no_calendar_is_said_to_be_none(void **state)
{
	static const char *const wrong[] = { "", "hello", "BEGIN:VEVENT\nEND:VEVENT\n",
					     "\x01\xff" };

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *raw = g_strdup(wrong[i]);
		assert_false(days_list(raw, strlen(raw), out));
	}
}

static void a_torn_file_never_harms(void **state)
{
	(void)state;
	for (size_t len = 0; len < sizeof(calendar); len++) {
		g_autoptr(GString) out = g_string_new(NULL);
		g_autofree char *raw = g_strndup(calendar, len);
		(void)days_list(raw, len, out);
		assert_true(text_is_clean(out->str, out->len, false));
	}
}

static void a_caged_child_reads_it(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct parse_settings settings = parse_settings_usual;
	struct parse_source source = { -1, calendar, sizeof(calendar) - 1 };
	struct parse_source other = { -1, "no", 2 };
	struct parse_days days;
	struct parse_pool *pool;

	(void)state;
	assert_int_equal(parse_pool_open(&settings, &pool), HK_OK);
	assert_int_equal(parse_days(pool, arena, &source, &days), HK_OK);
	assert_int_equal(days.count, 4);
	assert_int_equal(days.left.count, 3);
	assert_int_equal(days.left.items[1].why, LEFT_REPEAT);
	assert_string_equal(days.left.items[2].name, "Never");
	assert_int_equal(days.items[0].interval, 1);
	assert_string_equal(days.items[0].name, "Kūčios, Kalėdos");
	assert_int_equal(days.items[0].length, 3);
	assert_int_equal(days.items[1].first_year, 1990);
	assert_int_equal(days.items[1].month, 2);
	assert_int_equal(days.items[1].day, 16);
	assert_int_equal(parse_days(pool, arena, &other, &days), HK_INVALID);
	parse_pool_close(pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_days_are_listed_and_the_rest_with_its_reason),
		cmocka_unit_test(a_day_is_said_in_many_ways),
		cmocka_unit_test(what_is_no_such_day_says_why),
		cmocka_unit_test(a_byte_order_mark_and_either_end_of_a_line_are_taken),
		cmocka_unit_test(what_is_beyond_the_most_is_counted),
		cmocka_unit_test(what_is_no_calendar_is_said_to_be_none),
		cmocka_unit_test(a_torn_file_never_harms),
		cmocka_unit_test(a_caged_child_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
