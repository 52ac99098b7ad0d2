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

static const char listed[] = "2026-12-24\t3\t2026\tKūčios, Kalėdos\n"
			     "1990-02-16\t1\t2199\tIndependence\n"
			     "2025-05-01\t1\t2027\tMay\n"
			     "2025-06-01\t1\t2028\tJune\n"
			     "3\n";

static void whole_days_are_listed_and_the_rest_is_counted(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *raw = g_strdup(calendar);

	(void)state;
	assert_true(days_list(raw, strlen(raw), out));
	assert_string_equal(out->str, listed);
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
	assert_int_equal(days.left_out, 3);
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
		cmocka_unit_test(whole_days_are_listed_and_the_rest_is_counted),
		cmocka_unit_test(what_is_no_calendar_is_said_to_be_none),
		cmocka_unit_test(a_torn_file_never_harms),
		cmocka_unit_test(a_caged_child_reads_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
