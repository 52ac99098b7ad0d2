/*
 * Business time beside a slow reference that knows neither ICU nor tables: it asks the C library
 * for the wall clock, minute by minute, and counts. HARK_CASES: how many random additions are
 * compared, a thousand in each of as many houses as that makes.
 */
#include <stdlib.h>
#include <time.h>

#include "base/time.h"
#include "standard/business.h"
#include "test.h"

enum { WORLDS = 42, ASKED = 40, ASKED_MOST = 1000, MINUTES = 24 * 24 * 60 };

static int worlds = WORLDS, asked = ASKED;

static const char *const zones[] = {
	"Europe/Vilnius",      "Asia/Dhaka",   "Asia/Kolkata", "America/Havana",
	"Australia/Lord_Howe", "Pacific/Apia", "UTC"
};

static uint64_t dice_state = 20261128;

static int64_t dice(int64_t sides)
{
	dice_state = dice_state * 6364136223846793005U + 1442695040888963407U;
	return (int64_t)((dice_state >> 33) % (uint64_t)sides);
}

static int64_t utc(int year, int month, int day, int hour, int minute)
{
	struct tm tm = { .tm_year = year - 1900,
			 .tm_mon = month - 1,
			 .tm_mday = day,
			 .tm_hour = hour,
			 .tm_min = minute };

	return (int64_t)timegm(&tm) * HK_SECOND;
}

static struct hours some_hours(void)
{
	static const char *const all[] = { "",
					   "9-17",
					   "08:00-12:00, 13:00-17:30",
					   "24",
					   "00:00-02:30, 03:15-03:45, 23-24",
					   "02:30-11",
					   "0-6 22-24",
					   "1:59-2:01" };
	struct hours hours;

	assert_true(hours_read(all[dice(8)], &hours));
	return hours;
}

static struct hours hours_of(const char *text)
{
	struct hours hours;

	assert_true(hours_read(text, &hours));
	return hours;
}

static struct business_rules rules_of(const char *zone, const char *workday, const char *weekend)
{
	struct business_rules rules = { .timezone = zone };

	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		rules.week[i] = hours_of(i < 5 ? workday : weekend);
	return rules;
}

/* For each minute since start, whether the house is open: by the furthest that the wall clock has
 * come. */
static void slow_reference(const struct business_rules *rules, int64_t start, bool *ret)
{
	int64_t furthest = INT64_MIN;

	assert_int_equal(setenv("TZ", rules->timezone, 1), 0);
	tzset();
	/* Two days earlier, so that an hour that comes twice is known when it starts inside. */
	for (int i = -2 * 24 * 60; i < MINUTES; i++) {
		time_t at = (time_t)(start / HK_SECOND + (int64_t)i * 60);
		struct tm tm;
		assert_non_null(localtime_r(&at, &tm));

		int64_t local = (int64_t)timegm(&tm) / 60;
		furthest = local > furthest ? local : furthest;
		if (i < 0)
			continue;

		int64_t day = furthest / HOURS_DAY;
		int minute = (int)(furthest % HOURS_DAY);
		const struct hours *hours = &rules->week[(day + 3) % BUSINESS_WEEK];
		for (size_t k = 0; k < rules->exception_count; k++)
			if (rules->exceptions[k].day == day)
				hours = &rules->exceptions[k].hours;
		ret[i] = false;
		for (size_t k = 0; k < hours->count; k++)
			ret[i] |= hours->spans[k].from <= minute && minute < hours->spans[k].until;
	}
}

static void compare(const struct business *business, const bool *open, int64_t start)
{
	static int64_t before[MINUTES + 1];

	for (int i = 0; i < MINUTES; i++) {
		assert_true(business_is_open(business, start + i * HK_MINUTE) == open[i]);
		before[i + 1] = before[i] + open[i];
	}
	for (int k = 0; k < asked; k++) {
		int a = (int)dice(MINUTES), b = a + (int)dice(MINUTES - a);
		int64_t from = start + a * HK_MINUTE, until = start + b * HK_MINUTE, at;
		int64_t amount = before[b] - before[a];
		assert_int_equal(business_between(business, from, until), amount * HK_MINUTE);
		assert_int_equal(business_between(business, until, from), -amount * HK_MINUTE);
		int expected = a;
		while (before[expected] - before[a] < amount)
			expected++;
		assert_int_equal(business_add(business, from, amount * HK_MINUTE, &at), HK_OK);
		assert_int_equal(at, start + expected * HK_MINUTE);
		for (expected = a; expected < MINUTES && !open[expected];)
			expected++;
		if (expected < MINUTES) {
			assert_int_equal(business_next_open(business, from, &at), HK_OK);
			assert_int_equal(at, start + expected * HK_MINUTE);
		}
	}
}

static void it_agrees_with_a_clock_that_is_read_each_minute(void **state)
{
	static bool open[MINUTES];

	(void)state;
	for (int world = 0; world < worlds; world++) {
		scoped_arena *arena = hk_arena_new();
		struct business_exception exceptions[6];
		struct business_rules rules = { .timezone = zones[world % 7],
						.exceptions = exceptions };
		/* Summer time begins and ends in March and September to November. */
		int month = world % 3 == 0 ? 2 + (int)dice(2) : 9 + (int)dice(2);
		int64_t start = utc(2007 + (int)dice(19), month, 18 + (int)dice(10), 0, 0);
		int64_t day = start / HK_DAY;
		for (size_t i = 0; i < BUSINESS_WEEK; i++)
			rules.week[i] = some_hours();
		for (; rules.exception_count < 6; rules.exception_count++) {
			day += 1 + dice(6);
			exceptions[rules.exception_count] =
				(struct business_exception){ day, some_hours() };
		}
		slow_reference(&rules, start, open);
		/* Inside of the table, and beyond it. */
		compare(business_new(arena, &rules, start), open, start);
		if (world % 10 == 0)
			compare(business_new(arena, &rules, start + 5000 * HK_DAY), open, start);
	}
}

static void adding_and_counting_are_inverse_and_never_go_back(void **state)
{
	(void)state;
	for (int world = 0; world < WORLDS; world++) {
		scoped_arena *arena = hk_arena_new();
		struct business_rules rules = { .timezone = zones[dice(7)] };
		int64_t now = utc(2020 + (int)dice(10), 1, 1, 0, 0), last = INT64_MIN;
		for (size_t i = 0; i < BUSINESS_WEEK; i++)
			rules.week[i] = some_hours();
		rules.week[dice(7)] = hours_of("10-11");
		const struct business *business = business_new(arena, &rules, now);
		for (int k = 0; k < ASKED; k++) {
			int64_t from = now + dice(40000) * HK_HOUR / 10 + dice(HK_HOUR), at;
			int64_t amount = dice(4000) * HK_HOUR / 7;
			assert_int_equal(business_add(business, from, amount, &at), HK_OK);
			assert_true(at >= from + amount);
			assert_int_equal(business_between(business, from, at), amount);
			assert_int_equal(business_add(business, now, k * HK_HOUR, &at), HK_OK);
			assert_true(at >= last);
			last = at;
		}
	}
}

static void friday_evening_is_followed_by_monday(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct business_rules rules = rules_of("Europe/Vilnius", "9-17", "");
	const struct business *business = business_new(arena, &rules, utc(2026, 11, 27, 0, 0));
	int64_t at;

	(void)state;
	/* 18:00 in Vilnius. */
	assert_false(business_is_open(business, utc(2026, 11, 27, 16, 0)));
	assert_int_equal(business_add(business, utc(2026, 11, 27, 16, 0), 4 * HK_HOUR, &at), HK_OK);
	assert_int_equal(at, utc(2026, 11, 30, 11, 0));
	/* A whole day's work is over when the day is, not when the next one begins. */
	assert_int_equal(business_add(business, utc(2026, 11, 26, 7, 0), 8 * HK_HOUR, &at), HK_OK);
	assert_int_equal(at, utc(2026, 11, 26, 15, 0));
	assert_int_equal(business_next_open(business, utc(2026, 11, 27, 15, 0), &at), HK_OK);
	assert_int_equal(at, utc(2026, 11, 30, 7, 0));
}

static void a_night_shift_is_as_long_as_it_really_is(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct business_rules rules = rules_of("Europe/Vilnius", "", "");
	const struct business *business;
	int64_t at;

	(void)state;
	rules.week[6] = hours_of("0-8");
	business = business_new(arena, &rules, utc(2026, 3, 1, 0, 0));
	/* 29 March 2026: 03:00 becomes 04:00; 25 October: 04:00 becomes 03:00. */
	assert_int_equal(business_between(business, utc(2026, 3, 28, 0, 0), utc(2026, 3, 30, 0, 0)),
			 7 * HK_HOUR);
	assert_int_equal(
		business_between(business, utc(2026, 10, 24, 0, 0), utc(2026, 10, 26, 0, 0)),
		9 * HK_HOUR);
	rules.week[6] = hours_of("03:30-5");
	business = business_new(arena, &rules, utc(2026, 3, 1, 0, 0));
	assert_int_equal(business_next_open(business, utc(2026, 3, 28, 0, 0), &at), HK_OK);
	assert_int_equal(at, utc(2026, 3, 29, 1, 0));
	assert_int_equal(business_next_open(business, utc(2026, 10, 24, 0, 0), &at), HK_OK);
	assert_int_equal(at, utc(2026, 10, 25, 0, 30));
	assert_int_equal(business_add(business, at, 150 * HK_MINUTE, &at), HK_OK);
	assert_int_equal(at, utc(2026, 10, 25, 3, 0));
}

static void a_leap_day_is_a_day(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct business_rules rules = rules_of("Asia/Dhaka", "9-17", "9-17");
	const struct business *business = business_new(arena, &rules, utc(2028, 2, 1, 0, 0));
	int64_t at;

	(void)state;
	assert_int_equal(business_add(business, utc(2028, 2, 28, 3, 0), 9 * HK_HOUR, &at), HK_OK);
	assert_int_equal(at, utc(2028, 2, 29, 4, 0));
}

static void a_house_that_never_opens_is_said_to_be_so(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct business_exception once = { utc(2031, 5, 1, 0, 0) / HK_DAY, hours_of("9-10") };
	struct business_rules rules = rules_of("UTC", "", "");
	int64_t now = utc(2026, 1, 1, 0, 0), at = 7;

	(void)state;
	assert_int_equal(business_add(business_new(arena, &rules, now), now, 1, &at), HK_NOT_FOUND);
	assert_int_equal(business_next_open(business_new(arena, &rules, now), now, &at),
			 HK_NOT_FOUND);
	assert_int_equal(at, 7);
	assert_int_equal(
		business_between(business_new(arena, &rules, now), now, utc(2400, 1, 1, 0, 0)), 0);

	/* Once in its life, years from now. */
	rules.exceptions = &once;
	rules.exception_count = 1;
	const struct business *business = business_new(arena, &rules, now);
	assert_int_equal(business_add(business, now, HK_HOUR, &at), HK_OK);
	assert_int_equal(at, utc(2031, 5, 1, 10, 0));
	assert_int_equal(business_add(business, now, HK_HOUR + 1, &at), HK_NOT_FOUND);
	assert_int_equal(business_between(business, now, utc(2040, 1, 1, 0, 0)), HK_HOUR);
}

static void around_the_clock_is_plain_time(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct business_rules rules = rules_of("Europe/Vilnius", "24", "0-24");
	const struct business *business = business_new(arena, &rules, utc(2026, 1, 1, 0, 0));
	int64_t at, now = utc(2026, 3, 28, 12, 0);

	(void)state;
	assert_int_equal(business_add(business, now, 400 * HK_DAY + 1, &at), HK_OK);
	assert_int_equal(at, now + 400 * HK_DAY + 1);
	assert_int_equal(business_between(business, now, at), 400 * HK_DAY + 1);
	assert_true(business_is_open(business, now));
}

static void hours_are_read_as_people_write_them(void **state)
{
	static const struct {
		const char *written, *kept;
	} fine[] = { { "9-17", "09:00-17:00" },
		     { " 9:00 – 12.30; 13:00—17:00 ", "09:00-12:30, 13:00-17:00" },
		     { "24", "00:00-24:00" },
		     { "", "" },
		     { "০৯:০০-১৭:৩০", "09:00-17:30" },
		     { "௯-௧௨, 13-௧௭", "09:00-12:00, 13:00-17:00" },
		     { "0-9 9-24", "00:00-09:00, 09:00-24:00" } };

	static const char *const wrong[] = {
		"17-9",  "9-9",     "9-12, 11-13", "25",
		"9",     "9-24:01", "9:60-10",     "a-b",
		"9-17x", "-",       "009-10",      "1-2 2-3 3-4 4-5 5-6 6-7 7-8 8-9 9-10"
	};
	scoped_arena *arena = hk_arena_new();
	struct hours hours;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(fine); i++) {
		assert_true(hours_read(fine[i].written, &hours));
		assert_string_equal(hours_write(arena, &hours), fine[i].kept);
	}
	for (size_t i = 0; i < HK_COUNT(wrong); i++)
		assert_false(hours_read(wrong[i], &hours));
}

static void hours_that_cannot_be_say_where(void **state)
{
	struct hours hours;
	struct hours_fault fault;

	(void)state;
	assert_false(hours_look("9-12, 18:00-09:30", &hours, &fault));
	assert_int_equal(fault.kind, HOURS_BACKWARDS);
	assert_int_equal(fault.span.from, 18 * 60);
	assert_int_equal(fault.span.until, 9 * 60 + 30);
	assert_false(hours_look("9-13 12-17", &hours, &fault));
	assert_int_equal(fault.kind, HOURS_OVERLAP);
	assert_int_equal(fault.before.until, 13 * 60);
	assert_int_equal(fault.span.from, 12 * 60);
	assert_false(hours_look("9-12, noon", &hours, &fault));
	assert_int_equal(fault.kind, HOURS_NONE);
}

static void cases_read(void)
{
	const char *cases = getenv("HARK_CASES");
	long count = cases ? strtol(cases, NULL, 10) : 0;

	if (count <= 0)
		return;
	asked = ASKED_MOST;
	worlds = (int)((count + ASKED_MOST - 1) / ASKED_MOST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(friday_evening_is_followed_by_monday),
		cmocka_unit_test(a_night_shift_is_as_long_as_it_really_is),
		cmocka_unit_test(a_leap_day_is_a_day),
		cmocka_unit_test(a_house_that_never_opens_is_said_to_be_so),
		cmocka_unit_test(around_the_clock_is_plain_time),
		cmocka_unit_test(hours_are_read_as_people_write_them),
		cmocka_unit_test(hours_that_cannot_be_say_where),
		cmocka_unit_test(it_agrees_with_a_clock_that_is_read_each_minute),
		cmocka_unit_test(adding_and_counting_are_inverse_and_never_go_back),
	};

	cases_read();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
