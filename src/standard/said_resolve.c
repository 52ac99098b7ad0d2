#include "standard/said_resolve.h"

#include "base/time.h"
#include "standard/promise.h"
#include "standard/said_days.h"

enum {
	WEEK = 7,
	YEAR = 366,
	NOON = 12,
	CLOSES = 18 * 60,
	LAST_MINUTE = SAID_DAY_MINUTES - 1,
	WAKES = 7 * 60,
	SLEEPS = 21 * 60,
	SMALL_HOURS = 6, /* of the night, until then */
	EVENING_SMALL_HOURS = 4,
};

/* When the day is over, and a part of it. */
static const int part_ends[] = {
	[PART_MORNING] = 12 * 60, [PART_NOON] = 12 * 60,  [PART_AFTERNOON] = 18 * 60,
	[PART_EVENING] = 20 * 60, [PART_NIGHT] = 21 * 60, [PART_EARLY] = 10 * 60
};

/* And when it begins. */
static const int part_begins[] = {
	[PART_MORNING] = 8 * 60,  [PART_NOON] = 12 * 60,  [PART_AFTERNOON] = 13 * 60,
	[PART_EVENING] = 18 * 60, [PART_NIGHT] = 20 * 60, [PART_EARLY] = 8 * 60
};

static int64_t there(const struct said_reading *reading, int day, int minutes)
{
	return i18n_clock(reading->clocks->formats, reading->timezone, reading->clocks->now, day,
			  minutes);
}

/* Somebody is there, or, where nobody said when, people are awake. */
static bool is_open(const struct said_reading *reading, int64_t at, int clock)
{
	const struct business *business = reading->clocks->business;

	if (!business)
		return clock >= WAKES && clock <= SLEEPS;
	return business_is_open(business, at) || business_is_open(business, at - HK_MINUTE);
}

/* When the house closes that day. Where it does not open, a week and longer end when it closed last
 * before; a day that is named is that day, and its end a guess. */
static int64_t day_end(const struct said_reading *reading, int day, bool *ret_is_guess)
{
	const struct business *business = reading->clocks->business;
	int64_t from = there(reading, day, 0), until = there(reading, day + 1, 0), end, open = 0;
	int64_t now = reading->clocks->now;

	if (from < now)
		from = now;
	if (business)
		open = business_between(business, from, until);
	if (business && open <= 0 && reading->named.is_period) {
		from = now;
		open = business_between(business, from, until);
	}
	if (open > 0 && business_add(business, from, open, &end) == HK_OK)
		return end;
	*ret_is_guess |= business != NULL;
	end = there(reading, day, CLOSES);
	return end > now ? end : there(reading, day, LAST_MINUTE);
}

/* In the morning of that day; of today, which has begun, at its end. */
static int64_t day_begin(const struct said_reading *reading, int day, bool *ret_is_guess)
{
	int64_t at = there(reading, day, part_begins[PART_MORNING]);

	return at > reading->clocks->now ? at : day_end(reading, day, ret_is_guess);
}

/* So many days on which the house opens, after today; each is looked at, so no more than those of a
 * year. */
static int days_ahead(const struct said_reading *reading, int count)
{
	const struct business *business = reading->clocks->business;
	int day = 0, left = count;

	if (!reading->named.is_work)
		return count;
	while (left > 0 && day < YEAR) {
		int weekday = (reading->weekday + ++day) % WEEK;
		bool opens = business ? business_between(business, there(reading, day, 0),
							 there(reading, day + 1, 0)) > 0
				      : weekday != 0 && weekday != WEEK - 1;

		left -= opens;
	}
	return left ? PROMISE_MOST_DAYS + 1 : day;
}

/* "tonight at 12", "2 at night": hours after the midnight that the day ends with. */
static bool small_hours_settle(struct said_named *named)
{
	int hour = named->clock / SAID_HOUR_MINUTES;
	int until = named->part == PART_EVENING ? EVENING_SMALL_HOURS : SMALL_HOURS;

	if (named->part != PART_EVENING && named->part != PART_NIGHT)
		return false;
	if (hour == NOON && !named->is_pm)
		named->clock += NOON * SAID_HOUR_MINUTES;
	else if (hour < until && !named->is_pm)
		named->clock += SAID_DAY_MINUTES;
	else
		return false;
	named->is_small = hour < SMALL_HOURS;
	return true;
}

/* The hour as the part of the day, a.m. or p.m. has it. False: it could be either. */
static bool clock_settle(struct said_named *named)
{
	int hour = named->clock / SAID_HOUR_MINUTES;
	bool is_late = named->is_pm || named->part == PART_AFTERNOON ||
		       named->part == PART_EVENING ||
		       (named->part == PART_NOON && hour < NOON - 1) ||
		       (named->part == PART_NIGHT && hour < NOON);
	bool is_early = named->is_am || named->part == PART_MORNING || named->part == PART_EARLY;

	if (small_hours_settle(named) || named->is_clear || hour > NOON)
		return true;
	if (hour == NOON && named->is_am)
		named->clock -= NOON * SAID_HOUR_MINUTES;
	if (is_late && hour < NOON)
		named->clock += NOON * SAID_HOUR_MINUTES;
	return is_late || is_early || named->part == PART_NOON || hour == NOON;
}

/* Of an hour that could be two the first to come at which somebody is there, else at which people
 * are awake. 0: it has passed. */
static int64_t hour_choose(const struct said_reading *reading, int first, int last)
{
	int64_t otherwise = 0;

	for (int half = first * 2; half <= last * 2 + 1; half++) {
		int clock = reading->named.clock + half % 2 * NOON * SAID_HOUR_MINUTES;
		int64_t at = there(reading, half / 2, clock);

		if (at <= reading->clocks->now)
			continue;
		if (is_open(reading, at, clock))
			return at;
		if (!otherwise && clock >= WAKES && clock <= SLEEPS)
			otherwise = at;
	}
	return otherwise;
}

static int64_t clock_resolve(const struct said_reading *reading, bool is_settled)
{
	const struct said_named *named = &reading->named;
	int first = named->day == SAID_UNSET ? 0 : named->day;
	int last = named->day == SAID_UNSET ? 1 : named->day;

	if (!is_settled)
		return hour_choose(reading, first, last);
	/* After midnight the night is that of yesterday. */
	if (first == 0 && named->clock > SAID_DAY_MINUTES)
		first--;
	for (int day = first; day <= last; day++) {
		int64_t at = there(reading, day, named->clock);

		if (at > reading->clocks->now)
			return at;
	}
	return 0;
}

static int64_t part_resolve(const struct said_reading *reading)
{
	const struct said_named *named = &reading->named;
	int day = named->day == SAID_UNSET ? 0 : named->day;
	const int *clocks = reading->is_begin ? part_begins : part_ends;
	int64_t at = there(reading, day, clocks[named->part]);

	if (at <= reading->clocks->now && named->day == SAID_UNSET)
		at = there(reading, 1, clocks[named->part]);
	return at;
}

/* Which day that is. False: none is named that a promise may be of, though another time is. */
static bool day_settle(struct said_reading *reading)
{
	struct said_named *named = &reading->named;

	if (named->days != SAID_UNSET)
		named->day = days_ahead(reading, named->days);
	if (named->months != SAID_UNSET)
		named->day = said_months_ahead(reading->today, named->months);
	if (named->day == SAID_UNSET)
		return !named->has_gone;
	return named->day <= PROMISE_MOST_DAYS;
}

/* "tomorrow in two hours": one of them is of something else, and nobody knows which. */
static int64_t span_resolve(const struct said_reading *reading)
{
	const struct said_named *named = &reading->named;
	int64_t at = reading->clocks->now + named->span * HK_MINUTE;

	return named->day > 0 && !named->is_period && at < there(reading, named->day, 0) ? 0 : at;
}

int64_t said_resolve(struct said_reading *reading, bool *ret_is_guess)
{
	struct said_named *named = &reading->named;

	*ret_is_guess = named->is_doubt;
	if (named->is_never)
		return 0;
	if (named->span != SAID_UNSET)
		return span_resolve(reading);
	if (!day_settle(reading))
		return 0;
	if (named->clock != SAID_UNSET) {
		bool is_settled = clock_settle(named);

		*ret_is_guess |= !is_settled || (named->is_small && named->day > 0);
		return clock_resolve(reading, is_settled);
	}
	if (named->part != SAID_UNSET && (named->part != PART_EARLY || named->day != SAID_UNSET)) {
		*ret_is_guess |= named->part == PART_EARLY;
		return part_resolve(reading);
	}
	if (named->day == SAID_UNSET)
		return 0;
	return reading->is_begin ? day_begin(reading, named->day, ret_is_guess)
				 : day_end(reading, named->day, ret_is_guess);
}
