#include <string.h>

#include "base/arena.h"
#include "base/result.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/i18n_tables.h"
#include "test.h"

/* 22 November 2026, 12:05 in UTC, which is 14:05 in Vilnius. */
static const int64_t sunday = 1795349100000;
static const char *const vilnius = "Europe/Vilnius";

struct world {
	struct hk_arena *arena;
	struct i18n_formats *formats;
};

static struct i18n_reader reader_of(const struct world *world, const char *language,
				    const char *timezone, bool native_digits)
{
	return (struct i18n_reader){ world->formats, world->arena, language, timezone,
				     native_digits };
}

static int open_world(void **state)
{
	static struct world world;

	world = (struct world){ hk_arena_new(), i18n_formats_new() };
	*state = &world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	i18n_formats_free(world->formats);
	hk_arena_free(world->arena);
	return 0;
}

static void a_language_is_found_by_its_code_in_any_spelling(void **state)
{
	(void)state;
	assert_string_equal(i18n_find("lt")->name, "Lietuvių");
	assert_string_equal(i18n_find("lt-LT")->code, "lt");
	assert_string_equal(i18n_find("LT_lt")->code, "lt");
	assert_string_equal(i18n_languages[0].code, "en");
	assert_null(i18n_find("ltx"));
	assert_null(i18n_find("l"));
	assert_null(i18n_find(""));
	assert_null(i18n_find("de"));
	assert_null(i18n_find(NULL));
}

static void what_is_kept_is_the_code_and_no_other_spelling_of_it(void **state)
{
	(void)state;
	assert_true(i18n_language_exists("lt"));
	assert_false(i18n_language_exists("lt-LT"));
	assert_false(i18n_language_exists("LT"));
	assert_false(i18n_language_exists("de"));
	assert_false(i18n_language_exists(""));
	assert_string_equal(i18n_code("bn-BD"), "bn");
	assert_string_equal(i18n_code("de-DE"), "de-DE");
	assert_string_equal(i18n_code(""), "");
	assert_string_equal(i18n_language_name("ta"), "தமிழ்");
	assert_string_equal(i18n_language_name("de"), "de");
}

static const char *accepted(const char *header)
{
	const struct i18n_language *language = i18n_accept(header);

	return language ? language->code : "none";
}

static void the_reader_gets_the_language_he_likes_best(void **state)
{
	(void)state;
	assert_string_equal(accepted("bn-BD,bn;q=0.9,en;q=0.8"), "bn");
	assert_string_equal(accepted("de, lt;q=0.5, ta;q=0.75"), "ta");
	assert_string_equal(accepted("en;q=0.1,lt ; q=0.2"), "lt");
	assert_string_equal(accepted("ta,lt"), "ta");
	assert_string_equal(accepted("de,*;q=0.1"), "en");
	assert_string_equal(accepted("lt;q=0"), "none");
	assert_string_equal(accepted("de-DE"), "none");
	assert_string_equal(accepted(""), "none");
	assert_string_equal(accepted(NULL), "none");
	assert_string_equal(accepted(",,;q=,lt;q=x,;;"), "none");
	assert_string_equal(accepted("lt;q=0.00001,bn;q=9.9"), "bn");
}

static void a_sentence_without_translation_stays_itself(void **state)
{
	(void)state;
	assert_string_equal(i18n_text("lt", "today {time}"), "šiandien {time} val.");
	assert_string_equal(i18n_text("bn", "today {time}"), "আজ {time}");
	assert_string_equal(i18n_text("ta", "today {time}"), "இன்று {time}");
	assert_string_equal(i18n_text("en", "today {time}"), "today {time}");
	assert_string_equal(i18n_text("lt", "nobody says this"), "nobody says this");
	assert_string_equal(i18n_text("xx", "today {time}"), "today {time}");
	assert_string_equal(i18n_context("lt", "no such context", "today {time}"), "today {time}");
	/* Of a post, and of all answers. */
	assert_string_equal(i18n_text("lt", "Share"), "Etato dalis");
	assert_string_equal(i18n_context("lt", "of all", "Share"), "Dalis");
	assert_string_equal(i18n_plural("lt", "{n} thing nobody counts", "{n} things", 1),
			    "{n} thing nobody counts");
	assert_string_equal(i18n_plural("lt", "{n} thing nobody counts", "{n} things", 21),
			    "{n} things");
}

static void a_context_too_long_for_any_table_does_no_harm(void **state)
{
	char long_context[2000];

	(void)state;
	memset(long_context, 'x', sizeof(long_context) - 1);
	long_context[sizeof(long_context) - 1] = '\0';
	assert_string_equal(i18n_context("lt", long_context, "Open"), "Open");
}

static void translations_are_sorted_for_the_search(void **state)
{
	(void)state;
	for (size_t t = 0; t < I18N_TABLES; t++) {
		const struct i18n_table *table = &i18n_tables[t];

		assert_true(table->count > 0);
		for (size_t i = 1; i < table->count; i++)
			assert_true(strcmp(table->entries[i - 1].id, table->entries[i].id) < 0);
		for (size_t i = 0; i < table->count; i++)
			assert_non_null(table->entries[i].forms[0]);
	}
}

/* Forms by number, as CLDR and front-end.md's compiled table have them. */
static void plural_forms_follow_the_language(void **state)
{
	static const struct {
		const char *language;
		int64_t n;
		size_t form;
	} rows[] = {
		{ "lt", 0, 2 },         { "lt", 1, 0 },    { "lt", 2, 1 },   { "lt", 9, 1 },
		{ "lt", 10, 2 },        { "lt", 11, 2 },   { "lt", 12, 2 },  { "lt", 20, 2 },
		{ "lt", 21, 0 },        { "lt", 22, 1 },   { "lt", 101, 0 }, { "lt", 111, 2 },
		{ "lt", 112, 2 },       { "lt", 1001, 0 }, { "lt", -1, 0 },  { "bn", 0, 0 },
		{ "bn", 1, 0 },         { "bn", 2, 1 },    { "ta", 0, 1 },   { "ta", 1, 0 },
		{ "ta", 2, 1 },         { "en", 0, 1 },    { "en", 1, 0 },   { "en", 2, 1 },
		{ "en", INT64_MIN, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(i18n_plural_form(rows[i].language, rows[i].n), rows[i].form);
}

static void values_take_the_places_of_their_names(void **state)
{
	struct world *world = *state;

	assert_string_equal(i18n_fill(world->arena, "{a} and {b}, {a}", "b", "2", "a", "1", NULL),
			    "1 and 2, 1");
	assert_string_equal(i18n_fill(world->arena, "{unknown} {", "a", "1", NULL), "{unknown} {");
	assert_string_equal(i18n_fill(world->arena, "{{a}}", "a", "{a}", NULL), "{{a}}");
	assert_string_equal(i18n_fill(world->arena, "{a}", "a", NULL, NULL), "");
	assert_string_equal(i18n_fill(world->arena, "", "a", "1", NULL), "");
}

static const char *told(struct world *world, const char *language, bool native,
			enum i18n_style style)
{
	struct i18n_reader reader = reader_of(world, language, vilnius, native);

	return i18n_time(&reader, style, sunday);
}

static void a_sentence_that_ends_with_an_abbreviation_has_one_full_stop(void **state)
{
	struct world *world = *state;

	assert_string_equal(i18n_fill(world->arena, "iki {a}.", "a", "00.32 val.", NULL),
			    "iki 00.32 val.");
	assert_string_equal(
		i18n_fill(world->arena, "iki {a}. {b}.", "a", "2 val.", "b", "Ne", NULL),
		"iki 2 val. Ne.");
	assert_string_equal(i18n_fill(world->arena, "{a}...", "a", "2 val.", NULL), "2 val....");
}

static void times_read_as_each_language_writes_them(void **state)
{
	static const struct {
		const char *language;
		enum i18n_style style;
		bool native_digits;
		const char *text;
	} rows[] = {
		{ "en", I18N_TIME, false, "14:05" },
		{ "en", I18N_DATE, false, "22 November 2026" },
		{ "en", I18N_DAY, false, "22 Nov" },
		{ "en", I18N_DATE_TIME, false, "22 November 2026, 14:05" },
		{ "en", I18N_WEEKDAY, false, "Sunday, 22 November, 14:05" },
		{ "bn", I18N_TIME, true, "দুপুর ২:০৫" },
		{ "bn", I18N_TIME, false, "দুপুর 2:05" },
		{ "bn", I18N_DATE_TIME, true, "২২ নভেম্বর ২০২৬, দুপুর ২:০৫" },
		{ "bn", I18N_WEEKDAY, true, "রবিবার, ২২ নভেম্বর, দুপুর ২:০৫" },
		{ "lt", I18N_TIME, false, "14.05" },
		{ "lt", I18N_DATE, false, "2026 m. lapkričio 22 d." },
		{ "lt", I18N_DAY, false, "lapkr. 22 d." },
		{ "lt", I18N_DATE_TIME, false, "2026 m. lapkričio 22 d., 14.05 val." },
		{ "lt", I18N_WEEKDAY, false, "sekmadienis, lapkričio 22 d., 14.05 val." },
		{ "ta", I18N_DATE_TIME, false, "22 நவம்பர் 2026, பிற்பகல் 2:05" },
		{ "ta", I18N_DAY, false, "22 நவ." },
		{ "xx", I18N_TIME, false, "14:05" },
	};
	struct world *world = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(
			told(world, rows[i].language, rows[i].native_digits, rows[i].style),
			rows[i].text);
}

static void lithuanian_says_until_a_weekday_in_its_case(void **state)
{
	static const char *const sentences[] = { "You will have an answer by {time}.",
						 "Away until {time}", "from {date} on",
						 "Late, was due {time}", "It comes back {time}." };
	static const char *const weekdays[] = { "sekmadien",  "pirmadien",    "antradien",
						"trečiadien", "ketvirtadien", "penktadien",
						"šeštadien" };
	struct world *world = *state;
	struct i18n_reader reader = reader_of(world, "lt", vilnius, false);

	for (size_t day = 0; day < HK_COUNT(weekdays); day++) {
		const char *time = i18n_time(&reader, I18N_WEEKDAY, sunday + (int64_t)day * HK_DAY);

		assert_true(hk_starts(time, hk_format(world->arena, "%sis, ", weekdays[day])));
		for (size_t i = 0; i < HK_COUNT(sentences); i++) {
			const char *told = i18n_fill(world->arena, i18n_text("lt", sentences[i]),
						     "time", time, "date", time, NULL);
			bool has_case = strstr(told, "ki ") || strstr(told, "uo ");

			assert_true(has_case == (i < 4));
			assert_non_null(
				strstr(told, hk_format(world->arena, "%s%s, lap", weekdays[day],
						       has_case ? "io" : "is")));
		}
	}
	assert_string_equal(i18n_fill(world->arena, "iki {name}", "name", "Onos", NULL),
			    "iki Onos");
	assert_string_equal(i18n_fill(world->arena, "{a}", "a", "antradienis, 1 d.", NULL),
			    "antradienis, 1 d.");
}

static void no_hour_of_the_day_shows_am_or_pm(void **state)
{
	static const char *const languages[] = { "bn", "ta" };
	struct world *world = *state;

	for (size_t i = 0; i < 2 * 24; i++) {
		struct i18n_reader reader = reader_of(world, languages[i % 2], "UTC", false);
		const char *text = i18n_time(&reader, I18N_TIME, (int64_t)(i / 2) * HK_HOUR);

		for (const char *at = text; *at; at++)
			assert_false((*at >= 'A' && *at <= 'Z') || (*at >= 'a' && *at <= 'z'));
	}
}

static const char *clock_at(struct world *world, const char *timezone, int64_t when)
{
	struct i18n_reader reader = reader_of(world, "en", timezone, false);

	return i18n_time(&reader, I18N_TIME, when);
}

static void clocks_change_with_summer_time(void **state)
{
	struct world *world = *state;
	int64_t before = 1774745940000; /* 29 March 2026, 00:59 UTC: a minute before the change */

	assert_string_equal(clock_at(world, vilnius, before), "02:59");
	assert_string_equal(clock_at(world, vilnius, before + HK_MINUTE), "04:00");
	assert_string_equal(clock_at(world, "Asia/Dhaka", before), "06:59");
	assert_string_equal(clock_at(world, "Asia/Kolkata", before), "06:29");
}

static void an_unknown_zone_is_utc(void **state)
{
	struct world *world = *state;
	char endless[500];

	memset(endless, 'A', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_string_equal(clock_at(world, "Nowhere/Land", sunday), "12:05");
	assert_string_equal(clock_at(world, "", sunday), "12:05");
	assert_string_equal(clock_at(world, NULL, sunday), "12:05");
	assert_string_equal(clock_at(world, endless, sunday), "12:05");
	assert_true(i18n_timezone_exists(vilnius));
	assert_true(i18n_timezone_exists("UTC"));
	assert_false(i18n_timezone_exists("Nowhere/Land"));
	assert_false(i18n_timezone_exists("Europe/Vilnius\n"));
	assert_false(i18n_timezone_exists("GMT+3"));
	assert_false(i18n_timezone_exists(""));
	assert_false(i18n_timezone_exists(NULL));
	assert_false(i18n_timezone_exists(endless));
}

static void a_day_begins_at_its_own_midnight(void **state)
{
	struct world *world = *state;
	int64_t changing = 1774735200000; /* midnight in Vilnius that begins 29 March 2026, UTC+2 */

	assert_int_equal(i18n_day_start(world->formats, vilnius, changing), changing);
	assert_int_equal(i18n_day_start(world->formats, vilnius, changing - 1), changing - HK_DAY);
	/* That day has 23 hours. */
	assert_int_equal(i18n_day_start(world->formats, vilnius, changing + 22 * (int64_t)HK_HOUR),
			 changing);
	assert_int_equal(i18n_day_start(world->formats, vilnius, changing + 23 * (int64_t)HK_HOUR),
			 changing + 23 * (int64_t)HK_HOUR);
	assert_int_equal(i18n_day_start(world->formats, "UTC", 5), 0);
	assert_int_equal(i18n_day_start(world->formats, "UTC", -5), -HK_DAY);
}

static const char *due(struct world *world, const char *language, int64_t when)
{
	struct i18n_reader reader = reader_of(world, language, vilnius, false);

	return i18n_due(&reader, sunday, when);
}

/* Auckland and Kiritimati are more than half a day ahead of Greenwich, Pago Pago is behind. */
static void a_day_that_is_written_begins_in_its_zone_however_far_that_is(void **state)
{
	const struct world *world = *state;

	static const struct {
		const char *zone, *day;
		int64_t begin;
	} days[] = {
		{ "Europe/Vilnius", "2026-11-22", 1795298400000 },
		{ "Europe/Vilnius", "2026-03-29", 1774735200000 },
		{ "Pacific/Auckland", "2026-01-31", 1769770800000 },
		{ "Pacific/Kiritimati", "2026-01-31", 1769767200000 },
		{ "Pacific/Pago_Pago", "2026-01-31", 1769857200000 },
		{ "UTC", "1970-01-01", 0 },
	};

	for (size_t i = 0; i < HK_COUNT(days); i++) {
		int64_t begin = -1;

		assert_true(i18n_day_read(world->formats, days[i].zone, days[i].day, &begin));
		assert_int_equal(begin, days[i].begin);
	}
}

static void what_is_no_day_is_not_read(void **state)
{
	const struct world *world = *state;
	static const char *const wrong[] = {
		"",           "2026-02-29", "2026-13-01",  "2026-00-10",
		"2026-01-00", "2026-1-31",  "2026-01-31 ", "1969-12-31",
		"2026/01/31", "soon",       "2026-01-3",   "-026-01-31"
	};

	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		int64_t begin = 7;

		assert_false(i18n_day_read(world->formats, "UTC", wrong[i], &begin));
		assert_int_equal(begin, 7);
	}
}

static void what_is_due_is_told_by_the_day_of_the_reader(void **state)
{
	struct world *world = *state;
	int64_t monday = sunday + HK_DAY;

	assert_string_equal(due(world, "en", sunday + HK_HOUR), "today 15:05");
	assert_string_equal(due(world, "en", sunday - HK_HOUR), "today 13:05");
	assert_string_equal(due(world, "en", monday), "tomorrow 14:05");
	assert_string_equal(due(world, "en", sunday - HK_DAY), "yesterday 14:05");
	assert_string_equal(due(world, "en", monday + HK_DAY), "Tuesday, 24 November, 14:05");
	assert_string_equal(due(world, "en", sunday + 7 * HK_DAY), "29 November 2026, 14:05");
	assert_string_equal(due(world, "lt", sunday + HK_HOUR), "šiandien 15.05 val.");
	assert_string_equal(due(world, "bn", monday), "আগামীকাল দুপুর 2:05");
	assert_string_equal(due(world, "ta", monday), "நாளை பிற்பகல் 2:05");
	/* 23:30 in Vilnius, though UTC has another day at 00:30 there. */
	assert_string_equal(due(world, "en", 1795383000000), "today 23:30");
	assert_string_equal(due(world, "en", 1795383000000 + HK_HOUR), "tomorrow 00:30");
}

static const char *due_at(struct world *world, const char *language, int64_t now, int64_t when)
{
	struct i18n_reader reader = reader_of(world, language, vilnius, false);

	return i18n_due(&reader, now, when);
}

/* "Tomorrow night 12:19" was said in the evening of a time four hours away. */
static void the_hours_after_midnight_are_never_a_night_too_late(void **state)
{
	struct world *world = *state;
	/* 20:19 on Sunday in Vilnius, and 00:19 and 02:19 after it. */
	const int64_t evening = 1795371540000, soon = evening + 4 * (int64_t)HK_HOUR,
		      later = soon + 2 * (int64_t)HK_HOUR;
	struct i18n_reader bengali = reader_of(world, "bn", vilnius, false);
	struct i18n_reader tamil = reader_of(world, "ta", vilnius, false);

	assert_string_equal(due_at(world, "en", evening, soon), "tomorrow 00:19");
	assert_string_equal(due_at(world, "bn", evening, soon), "আজ রাত 12:19");
	assert_string_equal(due_at(world, "ta", evening, soon), "இன்று இரவு 12:19");
	assert_string_equal(due_at(world, "bn", soon, later), "আজ রাত 2:19");
	/* With a day beside it, the clock says which end of the night it is. */
	assert_string_equal(due_at(world, "bn", soon, soon + HK_DAY), "মঙ্গলবার, 24 নভেম্বর, 00:19");
	assert_string_equal(i18n_time(&bengali, I18N_DATE_TIME, soon), "23 নভেম্বর 2026, 00:19");
	assert_string_equal(i18n_time(&tamil, I18N_DATE_TIME, later), "23 நவம்பர் 2026, 02:19");
	/* Tamil has a word for the hours before dawn, Bengali from four on. */
	assert_string_equal(due_at(world, "ta", evening, soon + 3 * HK_HOUR), "நாளை அதிகாலை 3:19");
	assert_string_equal(due_at(world, "bn", evening, soon + 4 * HK_HOUR), "আগামীকাল ভোর 4:19");
}

static const char *relative(struct world *world, const char *language, int64_t apart)
{
	struct i18n_reader reader =
		reader_of(world, language, vilnius, strcmp(language, "bn") == 0);

	return i18n_relative(&reader, sunday, sunday + apart);
}

static void spans_are_told_in_words(void **state)
{
	struct world *world = *state;
	struct i18n_reader reader = reader_of(world, "en", vilnius, false);

	assert_string_equal(relative(world, "en", 18 * HK_MINUTE + 59 * HK_SECOND), "in 18 min");
	assert_string_equal(relative(world, "en", -5 * HK_MINUTE), "5 min ago");
	assert_string_equal(relative(world, "en", 30 * HK_SECOND), "now");
	assert_string_equal(relative(world, "en", -30 * HK_SECOND), "now");
	assert_string_equal(relative(world, "en", 3 * HK_HOUR), "in 3 hr");
	assert_string_equal(relative(world, "en", -2 * HK_DAY), "2 days ago");
	/* At 12:05 what is due at 16:05 is in four hours, whatever the seconds are. */
	assert_string_equal(i18n_relative(&reader, sunday + 41 * HK_SECOND,
					  sunday + 4 * HK_HOUR + 7 * HK_SECOND),
			    "in 4 hr");
	assert_string_equal(i18n_relative(&reader, sunday + HK_MINUTE, sunday + 4 * HK_HOUR),
			    "in 3 hr");
	assert_string_equal(relative(world, "en", -400 * HK_DAY), "1 yr ago");
	assert_string_equal(relative(world, "bn", 18 * HK_MINUTE), "১৮ মিনিটে");
	assert_string_equal(relative(world, "lt", -3 * HK_HOUR), "prieš 3 val.");
	assert_string_equal(relative(world, "ta", 18 * HK_MINUTE), "18 நிமிடங்களில்");
}

static const char *number(struct world *world, const char *language, bool native, int64_t value)
{
	struct i18n_reader reader = reader_of(world, language, vilnius, native);

	return i18n_number(&reader, value);
}

static const char *decimal(struct world *world, const char *language, bool native, double value)
{
	struct i18n_reader reader = reader_of(world, language, vilnius, native);

	return i18n_decimal(&reader, value);
}

static void numbers_are_grouped_as_each_language_does(void **state)
{
	struct world *world = *state;

	assert_string_equal(number(world, "en", false, 1240), "1,240");
	assert_string_equal(number(world, "en", false, 123456789), "123,456,789");
	assert_string_equal(number(world, "bn", true, 123456789), "১২,৩৪,৫৬,৭৮৯");
	assert_string_equal(number(world, "bn", false, 123456789), "12,34,56,789");
	assert_string_equal(number(world, "lt", false, 1240), "1\xc2\xa0"
							      "240");
	assert_string_equal(number(world, "ta", false, 123456789), "12,34,56,789");
	assert_string_equal(number(world, "ta", true, 1240), "1,240");
	assert_string_equal(decimal(world, "lt", false, 1.25), "1,2");
	assert_string_equal(decimal(world, "bn", true, 0.5), "০.৫");
}

static void less_than_nothing_has_the_sign_of_mathematics(void **state)
{
	static const char *const languages[] = { "en", "bn", "lt", "ta" };
	struct world *world = *state;

	for (size_t i = 0; i < HK_COUNT(languages); i++) {
		assert_string_equal(number(world, languages[i], false, -7), "−7");
		assert_memory_equal(decimal(world, languages[i], false, -0.5), "−0", 4);
	}
	assert_string_equal(number(world, "bn", true, -7), "−৭");
}

static void initials_are_whole_letters(void **state)
{
	struct world *world = *state;
	struct i18n_reader reader = reader_of(world, "en", vilnius, false);
	static const char *const pairs[][2] = {
		{ "Fatima Rahman", "FR" },
		{ "rasa", "R" },
		{ "  Jonas  van der Berg ", "JB" },
		{ "ক্ষমা স্ত্রী", "ক্ষ" },
		{ "மீரா நாயர்", "மீ" },
		{ "ஸ்ரீதர்", "ஸ்" },
		{ "šarūnė žukaitė", "ŠŽ" },
		{ "", "" },
		{ "   ", "" },
		{ "\xff\xff", "\xef\xbf\xbd" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		assert_string_equal(i18n_initials(&reader, pairs[i][0]), pairs[i][1]);
}

static void more_formatters_than_slots_still_tell_the_time(void **state)
{
	static const char *const zones[] = { "Europe/Vilnius", "Asia/Dhaka", "Asia/Kolkata",
					     "Asia/Colombo", "America/New_York" };
	struct world *world = *state;

	for (size_t i = 0; i < 300; i++) {
		struct i18n_reader reader =
			reader_of(world, i18n_languages[i % 4].code, zones[i / 4 % 5], false);

		assert_true(strlen(i18n_time(&reader, (enum i18n_style)(i / 20 % 5), sunday)) > 0);
	}
	assert_string_equal(clock_at(world, vilnius, sunday), "14:05");
}

/* In a year, and around 1970, where minutes are negative. */
static int64_t some_time(unsigned *seed)
{
	*seed = *seed * 1103515245U + 12345U;
	return *seed % 8 == 0 ? (int64_t)(*seed % 200000) - 100000
			      : sunday + (int64_t)(*seed % 31536000U) * 1000;
}

static void what_was_said_before_is_said_again_just_so(void **state)
{
	static const char *const zones[] = { "Europe/Vilnius", "Asia/Kolkata", "UTC" };
	struct world *world = *state;
	unsigned seed = 7;

	for (size_t i = 0; i < 2000; i++) {
		int64_t when = some_time(&seed), now = some_time(&seed);
		size_t kind = seed / 64;
		struct i18n_reader used = reader_of(world, i18n_languages[kind % 4].code,
						    zones[kind / 4 % 3], kind / 12 % 2);
		struct i18n_reader fresh = used;

		fresh.formats = i18n_formats_new();
		assert_string_equal(i18n_time(&used, (enum i18n_style)(kind / 24 % 5), when),
				    i18n_time(&fresh, (enum i18n_style)(kind / 24 % 5), when));
		assert_string_equal(i18n_relative(&used, now, when),
				    i18n_relative(&fresh, now, when));
		assert_int_equal(i18n_day_start(used.formats, used.timezone, when),
				 i18n_day_start(fresh.formats, fresh.timezone, when));
		i18n_formats_free(fresh.formats);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_language_is_found_by_its_code_in_any_spelling),
		cmocka_unit_test(what_is_kept_is_the_code_and_no_other_spelling_of_it),
		cmocka_unit_test(the_reader_gets_the_language_he_likes_best),
		cmocka_unit_test(a_sentence_without_translation_stays_itself),
		cmocka_unit_test(a_context_too_long_for_any_table_does_no_harm),
		cmocka_unit_test(translations_are_sorted_for_the_search),
		cmocka_unit_test(plural_forms_follow_the_language),
		cmocka_unit_test(values_take_the_places_of_their_names),
		cmocka_unit_test(a_sentence_that_ends_with_an_abbreviation_has_one_full_stop),
		cmocka_unit_test(times_read_as_each_language_writes_them),
		cmocka_unit_test(lithuanian_says_until_a_weekday_in_its_case),
		cmocka_unit_test(no_hour_of_the_day_shows_am_or_pm),
		cmocka_unit_test(clocks_change_with_summer_time),
		cmocka_unit_test(an_unknown_zone_is_utc),
		cmocka_unit_test(a_day_begins_at_its_own_midnight),
		cmocka_unit_test(a_day_that_is_written_begins_in_its_zone_however_far_that_is),
		cmocka_unit_test(what_is_no_day_is_not_read),
		cmocka_unit_test(what_is_due_is_told_by_the_day_of_the_reader),
		cmocka_unit_test(the_hours_after_midnight_are_never_a_night_too_late),
		cmocka_unit_test(spans_are_told_in_words),
		cmocka_unit_test(numbers_are_grouped_as_each_language_does),
		cmocka_unit_test(less_than_nothing_has_the_sign_of_mathematics),
		cmocka_unit_test(initials_are_whole_letters),
		cmocka_unit_test(more_formatters_than_slots_still_tell_the_time),
		cmocka_unit_test(what_was_said_before_is_said_again_just_so),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
