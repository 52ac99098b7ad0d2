#include "standard/said.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "standard/said_read.h"

enum {
	WEEK = 7,
	FRIDAY = 5,
	HOURS = 24,
	NOON = 12,
	MINUTES = 60,
	DAY_MINUTES = 24 * 60,
	WEEK_MINUTES = WEEK * DAY_MINUTES,
	CLOSES = 18 * 60,
	LAST_MINUTE = DAY_MINUTES - 1,
	UNSET = -1,
	COUNT_MOST = 1000,
	WAKES = 7 * 60,
	SLEEPS = 21 * 60,
	LAST_DAY = 31,
	YEAR = 366,
	SENTENCES_MOST = 300,
};

#define LONGEST_MS (YEAR * HK_DAY)

/* When the day is over, and a part of it. */
static const int part_ends[] = { [PART_MORNING] = 12 * 60,
				 [PART_NOON] = 13 * 60,
				 [PART_AFTERNOON] = 18 * 60,
				 [PART_EVENING] = 20 * 60,
				 [PART_NIGHT] = 21 * 60 };

/* And when it begins. */
static const int part_begins[] = { [PART_MORNING] = 8 * 60,
				   [PART_NOON] = 12 * 60,
				   [PART_AFTERNOON] = 13 * 60,
				   [PART_EVENING] = 18 * 60,
				   [PART_NIGHT] = 20 * 60 };

/* What a sentence names; UNSET: not. */
struct named {
	int span;     /* minutes from now on */
	int days;     /* the same of days and weeks */
	bool is_work; /* of days: open ones */
	int day;      /* from today on */
	int clock;    /* minutes of the day */
	bool is_clear, is_am, is_pm, is_ours;
	int part;
};

struct reading {
	struct hk_arena *arena;
	const struct said_clocks *clocks;
	const char *timezone;
	bool is_begin; /* a day and a part of it are meant by their beginning */
	struct said_tokens tokens;
	struct named named;
	int64_t today; /* days since 1970, there */
	int weekday;
};

static enum said_kind kind_at(const struct reading *reading, size_t at)
{
	return at < reading->tokens.count ? reading->tokens.items[at].kind : SAID_OTHER;
}

static int value_at(const struct reading *reading, size_t at)
{
	return reading->tokens.items[at].value;
}

/* at - 1, and nothing before the first: its index is past the end then. */
static size_t before(size_t at)
{
	return at ? at - 1 : SIZE_MAX;
}

static bool is_promise(const struct reading *reading)
{
	bool will = false;

	for (size_t i = 0; i < reading->tokens.count; i++) {
		enum said_kind kind = kind_at(reading, i);

		if (kind == SAID_STOP)
			return false;
		if (kind == SAID_WILL && kind_at(reading, i + 1) != SAID_NOT &&
		    kind_at(reading, before(i)) != SAID_NOT)
			will = true;
	}
	return will;
}

/* From such a word to the comma. */
static void conditions_drop(struct reading *reading)
{
	bool is_condition = false;

	for (size_t i = 0; i < reading->tokens.count; i++) {
		enum said_kind kind = kind_at(reading, i);

		if (kind == SAID_IF)
			is_condition = true;
		else if (kind == SAID_COMMA)
			is_condition = false;
		if (is_condition)
			reading->tokens.items[i].kind = SAID_OTHER;
	}
}

/* What stands before a span: how many, and whether "within" is said before that. */
static bool span_count(const struct reading *reading, size_t at, int *ret_count, bool *ret_has_in)
{
	size_t from = at;
	bool has_count = true;

	while (from && kind_at(reading, from - 1) == SAID_WORK)
		from--;
	*ret_count = 1;
	if (from && kind_at(reading, from - 1) == SAID_NUMBER)
		*ret_count = value_at(reading, --from);
	else if (from && kind_at(reading, from - 1) == SAID_ONE)
		from--;
	else
		has_count = false;
	if (from && kind_at(reading, from - 1) == SAID_HALF) {
		from--;
		*ret_count = 0;
		has_count = true;
	}
	*ret_has_in = false;
	for (size_t i = 0; i < 3 && from && !*ret_has_in; i++, from--) {
		enum said_kind kind = kind_at(reading, from - 1);

		*ret_has_in = kind == SAID_IN;
		if (kind == SAID_WILL || kind == SAID_COMMA || kind == SAID_NUMBER)
			break;
	}
	return has_count;
}

/* "next week", "by the end of this week". */
static bool week_read(struct reading *reading, size_t at)
{
	enum said_kind kind = kind_at(reading, before(at));
	int days = (FRIDAY - reading->weekday + WEEK) % WEEK;

	if (value_at(reading, at) != WEEK_MINUTES)
		return false;
	if (reading->is_begin && kind == SAID_NEXT) {
		reading->named.day = (WEEK - reading->weekday) % WEEK + 1;
		return true;
	}
	/* Of a week that begins with Monday, Friday may be behind us. */
	if (reading->weekday == 0 || reading->weekday > FRIDAY)
		days -= WEEK;
	if (kind == SAID_NEXT)
		days += WEEK;
	else if (kind != SAID_THIS && kind != SAID_END)
		return false;
	reading->named.day = days;
	return true;
}

static void span_read(struct reading *reading, size_t at)
{
	enum said_kind kind = kind_at(reading, at);
	bool has_in, has_count;
	int count;

	has_count = span_count(reading, at, &count, &has_in);
	int minutes = value_at(reading, at);

	if (week_read(reading, at))
		return;
	has_in = has_in || kind == SAID_SPAN_IN || kind_at(reading, at + 1) == SAID_IN_AFTER;
	/* "15 o'clock" with "within" before it is a span; without, an hour. */
	if (!has_in || (!has_count && kind == SAID_SPAN_IN && minutes == DAY_MINUTES))
		return;
	if (minutes >= DAY_MINUTES && count == 0)
		return;
	if (count < 0 || count > COUNT_MOST)
		return;
	reading->named.is_work = kind_at(reading, before(at)) == SAID_WORK;
	if (minutes < DAY_MINUTES)
		reading->named.span = count ? count * minutes : minutes / 2;
	else
		reading->named.days = count * minutes / DAY_MINUTES;
}

static bool is_hour(const struct reading *reading, size_t at)
{
	return kind_at(reading, at) == SAID_NUMBER && value_at(reading, at) <= HOURS;
}

static bool has_part(const struct reading *reading, size_t at)
{
	return kind_at(reading, before(at)) == SAID_PART || kind_at(reading, at + 1) == SAID_PART;
}

/* Whether the number is an hour, by what stands around it. */
static bool names_hour(const struct reading *reading, size_t at)
{
	enum said_kind next = kind_at(reading, at + 1), last = kind_at(reading, before(at));
	bool is_free = next == SAID_OTHER && at + 1 < reading->tokens.count &&
		       reading->tokens.items[at + 1].is_word;

	if (!is_hour(reading, at) || next == SAID_SPAN || next == SAID_SPAN_IN ||
	    next == SAID_MONTH || last == SAID_MONTH)
		return false;
	if (next == SAID_AM || next == SAID_PM || next == SAID_OCLOCK)
		return true;
	if (next == SAID_PIECE)
		return last == SAID_PART;
	if (last == SAID_PAST)
		return true;
	/* "at 3 Main Street" is a place. */
	return (last == SAID_AT && !(is_free && reading->tokens.items[at + 1].is_name)) ||
	       (last == SAID_BY && !is_free) || (has_part(reading, at) && !is_free);
}

static bool names_clock(const struct reading *reading, size_t at)
{
	enum said_kind next = kind_at(reading, at + 1), last = kind_at(reading, before(at));

	if (kind_at(reading, at) != SAID_CLOCK)
		return false;
	/* With a colon it is one; with a dot it may be an amount. */
	return !reading->tokens.items[at].is_word || last == SAID_AT || last == SAID_BY ||
	       last == SAID_PART || next == SAID_AM || next == SAID_PM || next == SAID_OCLOCK;
}

static void clock_read(struct reading *reading, size_t at)
{
	struct named *named = &reading->named;
	const struct said_token *token = &reading->tokens.items[at];
	bool is_whole = names_hour(reading, at) || token->kind == SAID_HOUR;

	if (named->clock != UNSET || (!is_whole && !names_clock(reading, at)))
		return;
	named->clock = is_whole ? token->value * MINUTES : token->value;
	named->is_clear = token->is_clear;
	if (kind_at(reading, before(at)) == SAID_PAST)
		named->clock += value_at(reading, at - 1);
	named->is_am = kind_at(reading, at + 1) == SAID_AM;
	named->is_pm = kind_at(reading, at + 1) == SAID_PM;
}

static void weekday_read(struct reading *reading, size_t at)
{
	int days = (value_at(reading, at) - reading->weekday + WEEK) % WEEK;

	/* Of the next week, which begins with Monday. */
	if (kind_at(reading, before(at)) == SAID_NEXT) {
		int monday = (1 - reading->weekday + WEEK) % WEEK;

		monday = monday ? monday : WEEK;
		days = monday + (value_at(reading, at) + WEEK - 1) % WEEK;
	}
	reading->named.day = days ? days : WEEK;
}

static void date_set(struct reading *reading, int64_t day)
{
	if (day >= reading->today && day < reading->today + YEAR)
		reading->named.day = (int)(day - reading->today);
}

/* "3 December", "December 3", this year or the next. */
static void month_read(struct reading *reading, size_t at)
{
	size_t near[] = { before(at), at + 1, at >= 2 ? at - 2 : SIZE_MAX };
	char *today = hk_day_write(reading->arena, reading->today);
	int64_t year, day;

	if (!hk_number(hk_copy(reading->arena, today, 4), &year))
		return;
	for (size_t i = 0; i < HK_COUNT(near); i++) {
		if (kind_at(reading, near[i]) != SAID_NUMBER ||
		    value_at(reading, near[i]) > LAST_DAY)
			continue;
		for (int64_t ahead = 0; ahead < 2; ahead++)
			if (hk_day_read(hk_format(reading->arena, "%04d-%02d-%02d",
						  (int)(year + ahead), value_at(reading, at),
						  value_at(reading, near[i])),
					&day) &&
			    day >= reading->today) {
				date_set(reading, day);
				return;
			}
	}
}

static void token_read(struct reading *reading, size_t at)
{
	struct named *named = &reading->named;

	switch (kind_at(reading, at)) {
	case SAID_SPAN:
	case SAID_SPAN_IN:
		if (named->span == UNSET && named->days == UNSET)
			span_read(reading, at);
		break;
	case SAID_OCLOCK:
		if (named->span == UNSET && value_at(reading, at))
			span_read(reading, at);
		break;
	case SAID_DAY:
		if (named->day == UNSET)
			named->day = value_at(reading, at);
		break;
	case SAID_END:
		/* "by the end of the day" */
		if (named->day == UNSET && kind_at(reading, at + 1) == SAID_SPAN &&
		    value_at(reading, at + 1) == WEEK_MINUTES)
			break;
		if (named->day == UNSET)
			named->day = 0;
		break;
	case SAID_WEEKDAY:
		if (named->day == UNSET)
			weekday_read(reading, at);
		break;
	case SAID_MONTH: month_read(reading, at); break;
	case SAID_DATE: date_set(reading, value_at(reading, at)); break;
	case SAID_TONIGHT:
		named->day = 0;
		named->part = PART_EVENING;
		break;
	case SAID_PART: named->part = value_at(reading, at); break;
	case SAID_OURS: named->is_ours = true; break;
	case SAID_NUMBER:
	case SAID_HOUR:
	case SAID_CLOCK: clock_read(reading, at); break;
	default: break;
	}
}

static int64_t there(const struct reading *reading, int day, int minutes)
{
	return i18n_clock(reading->clocks->formats, reading->timezone, reading->clocks->now, day,
			  minutes);
}

/* Somebody is there, or, where nobody said when, people are awake. */
static bool is_open(const struct reading *reading, int64_t at, int clock)
{
	const struct business *business = reading->clocks->business;

	if (!business)
		return clock >= WAKES && clock <= SLEEPS;
	return business_is_open(business, at) || business_is_open(business, at - HK_MINUTE);
}

/* When the house closes that day; where it does not open, when it closed last before. */
static int64_t day_end(const struct reading *reading, int day)
{
	const struct business *business = reading->clocks->business;
	int64_t from = there(reading, day, 0), until = there(reading, day + 1, 0), end, open;
	int64_t now = reading->clocks->now;

	if (!business) {
		end = there(reading, day, CLOSES);
		return end > now ? end : there(reading, day, LAST_MINUTE);
	}
	if (from < now)
		from = now;
	open = business_between(business, from, until);
	if (open <= 0) {
		from = now;
		open = business_between(business, from, until);
	}
	if (open > 0 && business_add(business, from, open, &end) == HK_OK)
		return end;
	end = there(reading, day, CLOSES);
	return end > now ? end : there(reading, day, LAST_MINUTE);
}

/* In the morning of that day; of today, which has begun, at its end. */
static int64_t day_begin(const struct reading *reading, int day)
{
	int64_t at = there(reading, day, part_begins[PART_MORNING]);

	return at > reading->clocks->now ? at : day_end(reading, day);
}

/* So many days on which the house opens, after today. */
static int days_ahead(const struct reading *reading, int count)
{
	const struct business *business = reading->clocks->business;
	int day = 0;

	if (!reading->named.is_work)
		return count;
	for (int left = count; left > 0 && day < YEAR;) {
		int weekday = (reading->weekday + ++day) % WEEK;
		bool opens = business ? business_between(business, there(reading, day, 0),
							 there(reading, day + 1, 0)) > 0
				      : weekday != 0 && weekday != WEEK - 1;

		left -= opens;
	}
	return day;
}

/* The hour as the part of the day, a.m. or p.m. has it. False: it could be either. */
static bool clock_settle(struct named *named)
{
	int hour = named->clock / MINUTES;
	bool is_late = named->is_pm || named->part == PART_AFTERNOON ||
		       named->part == PART_EVENING ||
		       (named->part == PART_NOON && hour < NOON - 1) ||
		       (named->part == PART_NIGHT && hour > FRIDAY && hour < NOON);
	bool is_early = named->is_am || named->part == PART_MORNING;

	if (named->is_clear || hour > NOON)
		return true;
	if (is_early && hour == NOON && named->is_am)
		named->clock -= NOON * MINUTES;
	if (is_late && hour < NOON)
		named->clock += NOON * MINUTES;
	return is_late || is_early || named->part == PART_NOON || hour == NOON;
}

/* Of an hour that could be two the first to come at which somebody is there, else at which people
 * are awake. 0: it has passed. */
static int64_t hour_choose(const struct reading *reading, int first, int last)
{
	int64_t otherwise = 0;

	for (int half = first * 2; half <= last * 2 + 1; half++) {
		int clock = reading->named.clock + half % 2 * NOON * MINUTES;
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

static int64_t clock_resolve(const struct reading *reading, bool is_settled)
{
	const struct named *named = &reading->named;
	int first = named->day == UNSET ? 0 : named->day;
	int last = named->day == UNSET ? 1 : named->day;

	if (!is_settled)
		return hour_choose(reading, first, last);
	for (int day = first; day <= last; day++) {
		int64_t at = there(reading, day, named->clock);

		if (at > reading->clocks->now)
			return at;
	}
	return 0;
}

static int64_t part_resolve(const struct reading *reading)
{
	const struct named *named = &reading->named;
	int day = named->day == UNSET ? 0 : named->day;
	const int *clocks = reading->is_begin ? part_begins : part_ends;
	int64_t at = there(reading, day, clocks[named->part]);

	if (at <= reading->clocks->now && named->day == UNSET)
		at = there(reading, 1, clocks[named->part]);
	return at;
}

/* 0: no time, or one that has passed. */
static int64_t resolve(struct reading *reading, bool *ret_is_guess)
{
	struct named *named = &reading->named;

	*ret_is_guess = false;
	if (named->span != UNSET)
		return reading->clocks->now + named->span * HK_MINUTE;
	if (named->days != UNSET)
		named->day = days_ahead(reading, named->days);
	if (named->clock != UNSET) {
		bool is_settled = clock_settle(named);

		*ret_is_guess = !is_settled;
		return clock_resolve(reading, is_settled);
	}
	if (named->part != UNSET)
		return part_resolve(reading);
	if (named->day == UNSET)
		return 0;
	return reading->is_begin ? day_begin(reading, named->day) : day_end(reading, named->day);
}

static void zone_set(struct reading *reading, const char *timezone)
{
	const struct said_clocks *clocks = reading->clocks;
	char *today = i18n_clock_write(clocks->formats, reading->arena, timezone, clocks->now);

	reading->timezone = timezone;
	today[strcspn(today, "T")] = '\0';
	if (!hk_day_read(today, &reading->today))
		reading->today = clocks->now / HK_DAY;
	reading->weekday = i18n_weekday(clocks->formats, timezone, clocks->now);
}

/* The words of one sentence, which the reading has. */
static int64_t tokens_read(struct reading *reading, bool *ret_is_guess)
{
	zone_set(reading, reading->clocks->timezone);
	for (size_t i = 0; i < reading->tokens.count; i++)
		if (kind_at(reading, i) == SAID_OURS)
			zone_set(reading, reading->clocks->ours);
	for (size_t i = 0; i < reading->tokens.count; i++)
		token_read(reading, i);
	return resolve(reading, ret_is_guess);
}

static void sentence_begin(struct reading *reading, const char *sentence)
{
	reading->named = (struct named){
		.span = UNSET, .days = UNSET, .day = UNSET, .clock = UNSET, .part = UNSET
	};
	said_read(reading->arena, sentence, &reading->tokens);
}

static int64_t sentence_read(struct reading *reading, const char *sentence, bool *ret_is_guess)
{
	sentence_begin(reading, sentence);
	if (!is_promise(reading))
		return 0;
	conditions_drop(reading);
	return tokens_read(reading, ret_is_guess);
}

struct said_list said_find(struct hk_arena *arena, const char *text,
			   const struct said_clocks *clocks)
{
	struct said_list list = { hk_alloc(arena, SAID_MOST, sizeof(*list.items)), 0 };
	struct reading *reading = hk_alloc(arena, 1, sizeof(*reading));
	const char *at = said_normal(arena, text), *sentence;

	reading->arena = arena;
	reading->clocks = clocks;
	for (size_t i = 0; i < SENTENCES_MOST && list.count < SAID_MOST; i++) {
		bool is_guess;
		int64_t when;

		sentence = said_sentence(arena, &at);
		if (!sentence)
			break;
		if (!*sentence || hk_letters(sentence) > SAID_LETTERS)
			continue;
		when = sentence_read(reading, sentence, &is_guess);
		if (when > clocks->now && when < clocks->now + LONGEST_MS)
			list.items[list.count++] = (struct said){ sentence, when, is_guess };
	}
	return list;
}

bool said_when(struct hk_arena *arena, const char *words, const struct said_clocks *clocks,
	       int64_t *ret_at)
{
	struct reading *reading = hk_alloc(arena, 1, sizeof(*reading));
	const char *line = said_normal(arena, words);
	bool is_guess;
	int64_t at;

	if (hk_letters(line) > SAID_LETTERS)
		return false;
	reading->arena = arena;
	reading->clocks = clocks;
	reading->is_begin = true;
	sentence_begin(reading, line);
	at = tokens_read(reading, &is_guess);
	if (at <= clocks->now || at >= clocks->now + LONGEST_MS)
		return false;
	*ret_at = at;
	return true;
}
