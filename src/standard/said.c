#include "standard/said.h"

#include <string.h>

#include "base/date.h"
#include "base/text.h"
#include "base/time.h"
#include "standard/promise.h"
#include "standard/said_days.h"
#include "standard/said_hours.h"
#include "standard/said_resolve.h"
#include "standard/said_spans.h"

enum {
	WEEK = 7,
	FRIDAY = 5,
	HOURS = 24,
	NOON = 12,
	COUNT_MOST = 9999,
	SENTENCES_MOST = 300,
};

static enum said_kind kind_at(const struct said_reading *reading, size_t at)
{
	return said_kind_at(&reading->tokens, at);
}

static int value_at(const struct said_reading *reading, size_t at)
{
	return said_value_at(&reading->tokens, at);
}

/* at - 1, and nothing before the first: its index is past the end then. */
static size_t before(size_t at)
{
	return at ? at - 1 : SIZE_MAX;
}

static bool is_promise(const struct said_reading *reading)
{
	bool will = false, does = false, has_who = false, is_asked = false;

	for (size_t i = 0; i < reading->tokens.count; i++) {
		enum said_kind kind = kind_at(reading, i);
		bool is_denied = kind_at(reading, i + 1) == SAID_NOT ||
				 kind_at(reading, before(i)) == SAID_NOT;

		if (kind == SAID_STOP)
			return false;
		will |= kind == SAID_WILL && !is_denied;
		does |= kind == SAID_DOES && !is_denied;
		has_who |= kind == SAID_WHO;
		is_asked |= kind == SAID_YOU;
	}
	return will || (does && has_who && !is_asked);
}

/* From such a word to the comma. */
static void conditions_drop(struct said_reading *reading)
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
struct amount {
	int count;
	bool is_counted, has_in;
};

static struct amount amount_of(const struct said_reading *reading, size_t at)
{
	struct amount amount = { .count = 1, .is_counted = true };
	size_t from = at;

	while (from && kind_at(reading, from - 1) == SAID_WORK)
		from--;
	if (from && kind_at(reading, from - 1) == SAID_NUMBER)
		amount.count = value_at(reading, --from);
	else if (from && kind_at(reading, from - 1) == SAID_ONE)
		from--;
	else
		amount.is_counted = false;
	for (size_t i = 0; i < 3 && from && !amount.has_in; i++, from--) {
		enum said_kind kind = kind_at(reading, from - 1);

		amount.has_in = kind == SAID_IN;
		if (kind == SAID_WILL || kind == SAID_COMMA || kind == SAID_NUMBER)
			break;
	}
	return amount;
}

/* Friday of a week from this one on; of a week that begins with Monday, it may be behind us. */
static int week_end(const struct said_reading *reading, int ahead)
{
	int days = (FRIDAY - reading->weekday + WEEK) % WEEK;

	if (reading->weekday == 0 || reading->weekday > FRIDAY)
		days -= WEEK;
	return days + ahead * WEEK;
}

static bool is_of_time(enum said_kind kind)
{
	switch (kind) {
	case SAID_OF:
	case SAID_COMMA:
	case SAID_POINT:
	case SAID_DASH:
	case SAID_AT:
	case SAID_BY:
	case SAID_NUMBER:
	case SAID_CLOCK:
	case SAID_HOUR:
	case SAID_OCLOCK:
	case SAID_AM:
	case SAID_PM:
	case SAID_PART:
	case SAID_PIECE:
	case SAID_NEXT:
	case SAID_THIS:
	case SAID_SPAN:
	case SAID_SPAN_IN: return true;
	default: return false;
	}
}

/* The weekday with nothing but such words between; SIZE_MAX: there is none. */
static size_t weekday_near(const struct said_reading *reading, size_t at, int step)
{
	do
		at += (size_t)step;
	while (at < reading->tokens.count && is_of_time(kind_at(reading, at)));
	return kind_at(reading, at) == SAID_WEEKDAY ? at : SIZE_MAX;
}

/* A weekday elsewhere in the sentence may be another one. */
static void week_set(struct said_reading *reading, size_t at, int ahead)
{
	struct said_named *named = &reading->named;
	bool has_weekday = false;

	if (named->week != SAID_UNSET)
		return;
	for (size_t i = 0; i < reading->tokens.count; i++)
		has_weekday |= kind_at(reading, i) == SAID_WEEKDAY;
	named->week = ahead;
	named->is_doubt |= has_weekday && weekday_near(reading, at, -1) == SIZE_MAX &&
			   weekday_near(reading, at, 1) == SIZE_MAX;
}

/* "next week", "by the end of this month". */
static bool period_read(struct said_reading *reading, size_t at)
{
	enum said_kind kind = kind_at(reading, before(at));
	int minutes = value_at(reading, at), ahead = kind == SAID_NEXT;
	int months = minutes == SAID_YEAR_MINUTES ? SAID_YEAR_MONTHS : 1;
	/* Of another day that is named it may be the time of something else. */
	bool is_week = minutes == SAID_WEEK_MINUTES &&
		       (reading->named.day == SAID_UNSET || reading->named.weekday != SAID_UNSET);

	if (minutes < SAID_WEEK_MINUTES || minutes == 2 * SAID_WEEK_MINUTES)
		return false;
	if (!ahead && kind != SAID_THIS && kind != SAID_END && kind_at(reading, at + 1) != SAID_END)
		return false;
	if (reading->named.day != SAID_UNSET && !is_week) {
		reading->named.is_doubt |= kind != SAID_THIS;
		return true;
	}
	if (is_week)
		week_set(reading, at, ahead);
	if (reading->named.day != SAID_UNSET)
		return true;
	reading->named.is_period = !reading->is_begin;
	if (minutes == SAID_WEEK_MINUTES)
		reading->named.day = ahead && reading->is_begin
					     ? (WEEK - reading->weekday) % WEEK + 1
					     : week_end(reading, ahead);
	else if (ahead && reading->is_begin)
		reading->named.day = said_period_begin(reading->today, months, 1);
	else
		reading->named.day = said_period_begin(reading->today, months, ahead + 1) - 1;
	if (reading->named.day >= 0)
		return true;
	reading->named.day = SAID_UNSET;
	reading->named.has_gone = true;
	return true;
}

static void span_set(struct said_reading *reading, int minutes, const struct amount *amount)
{
	struct said_named *named = &reading->named;

	if (minutes < SAID_DAY_MINUTES)
		named->span = amount->count * minutes;
	else if (minutes < SAID_MONTH_MINUTES)
		named->days = amount->count * (minutes / SAID_DAY_MINUTES);
	else
		named->months =
			amount->count * (minutes == SAID_YEAR_MINUTES ? SAID_YEAR_MONTHS : 1);
}

static void span_read(struct said_reading *reading, size_t at)
{
	const struct amount amount = amount_of(reading, at);
	enum said_kind kind = kind_at(reading, at);
	int minutes = value_at(reading, at);

	if (period_read(reading, at))
		return;
	/* "15 o'clock" with "within" before it is a span; without, an hour. */
	if (!amount.has_in && kind != SAID_SPAN_IN && kind_at(reading, at + 1) != SAID_IN_AFTER)
		return;
	/* An ending alone says it of hours and weeks; "of that day", "of that month" end alike. */
	if (!amount.is_counted && kind == SAID_SPAN_IN &&
	    (minutes == SAID_DAY_MINUTES || minutes >= SAID_MONTH_MINUTES))
		return;
	if (amount.count < 1 || amount.count > COUNT_MOST) {
		reading->named.is_never = true;
		return;
	}
	reading->named.is_work = kind_at(reading, before(at)) == SAID_WORK;
	span_set(reading, minutes, &amount);
}

/* Hours of a second span are left over. */
static void span_or_doubt(struct said_reading *reading, size_t at)
{
	struct said_named *named = &reading->named;

	if (named->span == SAID_UNSET && named->days == SAID_UNSET && named->months == SAID_UNSET)
		span_read(reading, at);
	else if (value_at(reading, at) < SAID_DAY_MINUTES)
		named->is_doubt |= amount_of(reading, at).is_counted;
}

static bool is_hour(const struct said_reading *reading, size_t at)
{
	return kind_at(reading, at) == SAID_NUMBER && value_at(reading, at) <= HOURS;
}

static bool has_part(const struct said_reading *reading, size_t at)
{
	return kind_at(reading, before(at)) == SAID_PART || kind_at(reading, at + 1) == SAID_PART;
}

/* Whether the number is an hour, by what stands around it. */
static bool names_hour(const struct said_reading *reading, size_t at)
{
	enum said_kind next = kind_at(reading, at + 1), last = kind_at(reading, before(at));
	bool is_free = said_is_free(&reading->tokens, at + 1);

	/* "12 midnight": that word says it. */
	if (!is_hour(reading, at) || next == SAID_SPAN || next == SAID_SPAN_IN ||
	    next == SAID_MONTH || last == SAID_MONTH || next == SAID_CLOCK || next == SAID_UNIT)
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

static bool names_clock(const struct said_reading *reading, size_t at)
{
	enum said_kind next = kind_at(reading, at + 1), last = kind_at(reading, before(at));

	if (kind_at(reading, at) != SAID_CLOCK || next == SAID_UNIT)
		return false;
	/* With a colon it is one; with a dot it may be an amount. */
	return !reading->tokens.items[at].is_word || last == SAID_AT || last == SAID_BY ||
	       last == SAID_PART || next == SAID_AM || next == SAID_PM || next == SAID_OCLOCK;
}

static void clock_read(struct said_reading *reading, size_t at)
{
	struct said_named *named = &reading->named;
	const struct said_token *token = &reading->tokens.items[at];
	bool is_whole = names_hour(reading, at) || token->kind == SAID_HOUR;

	if (named->clock != SAID_UNSET || (!is_whole && !names_clock(reading, at)))
		return;
	named->clock = is_whole ? token->value * SAID_HOUR_MINUTES : token->value;
	named->is_clear = token->is_clear;
	if (kind_at(reading, before(at)) == SAID_PAST)
		named->clock += value_at(reading, at - 1);
	named->is_am = kind_at(reading, at + 1) == SAID_AM;
	named->is_pm = kind_at(reading, at + 1) == SAID_PM;
	/* "13 a.m." */
	named->is_never |= named->is_am && named->clock >= (NOON + 1) * SAID_HOUR_MINUTES;
}

static void weekday_read(struct said_reading *reading, size_t at)
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

static void date_read(struct said_reading *reading, size_t at)
{
	struct said_named *named = &reading->named;
	int weekday;

	named->day = (int)(value_at(reading, at) - reading->today);
	named->is_doubt |= !reading->tokens.items[at].is_clear;
	weekday = (reading->weekday + named->day) % WEEK;
	/* "Friday 5 December", which is a Saturday. */
	for (int step = -1; step <= 1; step += 2) {
		size_t near = weekday_near(reading, at, step);

		named->is_never |= near != SIZE_MAX && value_at(reading, near) != weekday;
	}
	named->weekday = named->week = SAID_UNSET;
	named->is_period = false;
}

/* "Tuesday next week", "next week on Tuesday": that day of the week, which begins with Monday. */
static void week_settle(struct said_reading *reading)
{
	struct said_named *named = &reading->named;
	int day;

	if (named->weekday == SAID_UNSET || named->week == SAID_UNSET)
		return;
	day = named->week * WEEK + (named->weekday + WEEK - 1) % WEEK -
	      (reading->weekday + WEEK - 1) % WEEK;
	named->has_gone |= day < 0;
	named->day = day < 0 ? SAID_UNSET : day;
	named->is_period = false;
}

static bool ends_period(const struct said_reading *reading, size_t at)
{
	size_t span = at + 1;

	while (kind_at(reading, span) == SAID_THIS || kind_at(reading, span) == SAID_NEXT)
		span++;
	return kind_at(reading, span) == SAID_MONTH ||
	       (kind_at(reading, span) == SAID_SPAN &&
		value_at(reading, span) >= SAID_WEEK_MINUTES);
}

/* "early tomorrow"; not "early next week", "early afternoon". */
static void early_read(struct said_reading *reading, size_t at)
{
	enum said_kind next = kind_at(reading, at + 1);

	if (next != SAID_NEXT && next != SAID_THIS &&
	    (reading->named.part == SAID_UNSET || reading->named.part == PART_MORNING))
		reading->named.part = PART_EARLY;
}

static void part_read(struct said_reading *reading, size_t at)
{
	struct said_named *named = &reading->named;

	if (named->part != PART_EARLY || value_at(reading, at) != PART_MORNING)
		named->part = value_at(reading, at);
	if (named->day == SAID_UNSET && kind_at(reading, before(at)) == SAID_THIS)
		named->day = 0;
}

static void token_read(struct said_reading *reading, size_t at)
{
	struct said_named *named = &reading->named;

	switch (kind_at(reading, at)) {
	case SAID_SPAN:
	case SAID_SPAN_IN: span_or_doubt(reading, at); break;
	case SAID_OCLOCK:
		if (named->span == SAID_UNSET && value_at(reading, at))
			span_read(reading, at);
		break;
	case SAID_DAY:
		if (named->day == SAID_UNSET)
			named->day = value_at(reading, at);
		break;
	case SAID_END:
		/* "by the end of the day"; of a longer time it says which one is meant. */
		named->ends_day |= !value_at(reading, at) && !ends_period(reading, at);
		break;
	case SAID_WEEKDAY:
		if (named->day == SAID_UNSET)
			weekday_read(reading, at);
		else if (named->week == SAID_UNSET)
			break;
		if (named->weekday == SAID_UNSET)
			named->weekday = value_at(reading, at);
		break;
	case SAID_NEVER: named->is_never = true; break;
	case SAID_DATE: date_read(reading, at); break;
	case SAID_TONIGHT:
		named->day = 0;
		named->part = PART_EVENING;
		break;
	case SAID_EARLY: early_read(reading, at); break;
	case SAID_PART: part_read(reading, at); break;
	case SAID_OURS: named->is_ours = true; break;
	case SAID_NUMBER:
	case SAID_HOUR:
	case SAID_CLOCK: clock_read(reading, at); break;
	default: break;
	}
}

static void zone_set(struct said_reading *reading, const char *timezone)
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
static int64_t tokens_read(struct said_reading *reading, bool *ret_is_guess)
{
	struct said_hours hours;

	zone_set(reading, reading->clocks->timezone);
	for (size_t i = 0; i < reading->tokens.count; i++)
		if (kind_at(reading, i) == SAID_OURS)
			zone_set(reading, reading->clocks->ours);
	said_days_join(&reading->tokens, reading->today);
	reading->named.has_gone =
		said_gone_drop(&reading->tokens, reading->today, PROMISE_MOST_DAYS);
	said_spans_join(&reading->tokens);
	hours = said_hours_join(&reading->tokens);
	reading->named.is_doubt = hours.has_zone || said_spans_left(&reading->tokens);
	for (size_t i = 0; i < reading->tokens.count; i++)
		token_read(reading, i);
	week_settle(reading);
	if (reading->named.ends_day && reading->named.day == SAID_UNSET && !reading->named.has_gone)
		reading->named.day = 0;
	reading->named.is_doubt |= hours.is_unread && reading->named.clock == SAID_UNSET;
	return said_resolve(reading, ret_is_guess);
}

static void sentence_begin(struct said_reading *reading, const char *sentence)
{
	reading->named = (struct said_named){ .span = SAID_UNSET,
					      .days = SAID_UNSET,
					      .months = SAID_UNSET,
					      .day = SAID_UNSET,
					      .clock = SAID_UNSET,
					      .part = SAID_UNSET,
					      .weekday = SAID_UNSET,
					      .week = SAID_UNSET };
	said_read(reading->arena, sentence, &reading->tokens);
}

static int64_t sentence_read(struct said_reading *reading, const char *sentence, bool *ret_is_guess)
{
	sentence_begin(reading, sentence);
	if (!is_promise(reading))
		return 0;
	conditions_drop(reading);
	return tokens_read(reading, ret_is_guess);
}

/* "Hello Ona, I will call": what is behind the comma is promised. Folded, as in said_words.c. */
static const char *greeting_skip(struct hk_arena *arena, const char *sentence)
{
	static const char *const greetings[] = {
		" hello ",   " hi ",    " hey ",    " dear ",   " good ",      " greetings ",
		" labas ",   " laba ",  " sveiki ", " sveika ", " sveikas ",   " gerbiam",
		" miela ",   " mielas", " হ্যালো ",  " নমস্কার ", " আদাব ",      " প্রিয় ",
		" আসসালামু ", " শুভ ",    " வணக்கம் ",  " அன்புள்ள ", " காலை வணக்கம் "
	};
	const char *comma = strchr(sentence, ','), *folded;
	struct said_tokens *tokens;
	size_t i = 0;

	if (!comma)
		return sentence;
	folded = said_folded(arena, hk_copy(arena, sentence, (size_t)(comma - sentence)));
	while (i < HK_COUNT(greetings) && !hk_starts(folded, greetings[i]))
		i++;
	if (i == HK_COUNT(greetings))
		return sentence;
	tokens = hk_alloc(arena, 1, sizeof(*tokens));
	said_read(arena, folded, tokens);
	for (i = 0; i < tokens->count; i++)
		if (tokens->items[i].kind == SAID_WILL)
			return sentence;
	return comma + 1 + strspn(comma + 1, " ");
}

struct said_list said_find(struct hk_arena *arena, const char *text,
			   const struct said_clocks *clocks)
{
	struct said_list list = { hk_alloc(arena, SAID_MOST, sizeof(*list.items)), 0 };
	struct said_reading *reading = hk_alloc(arena, 1, sizeof(*reading));
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
		if (when > clocks->now && when < clocks->now + PROMISE_MOST_DAYS * HK_DAY)
			list.items[list.count++] =
				(struct said){ greeting_skip(arena, sentence), when, is_guess };
	}
	return list;
}

bool said_when(struct hk_arena *arena, const char *words, const struct said_clocks *clocks,
	       int64_t *ret_at)
{
	struct said_reading *reading = hk_alloc(arena, 1, sizeof(*reading));
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
	if (at <= clocks->now || at >= clocks->now + PROMISE_MOST_DAYS * HK_DAY)
		return false;
	*ret_at = at;
	return true;
}
