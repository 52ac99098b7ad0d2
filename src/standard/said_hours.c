#include "standard/said_hours.h"

#include <stdint.h>

enum { HOURS = 24, TWO_DIGITS = 99, LAST_DAY = 31, ZONE_WORDS_MOST = 3 };

static void put(struct said_tokens *tokens, size_t at, enum said_kind kind)
{
	tokens->items[at] = (struct said_token){ .kind = kind };
}

static bool is_day(enum said_kind kind)
{
	return kind == SAID_DAY || kind == SAID_WEEKDAY || kind == SAID_DATE ||
	       kind == SAID_TONIGHT;
}

/* "tomorrow 10", "Friday, 10", "gruodžio 24 d. 10". */
static bool is_behind_day(const struct said_tokens *tokens, size_t at)
{
	enum said_kind kind;

	do
		kind = said_kind_at(tokens, --at);
	while (kind == SAID_OF || kind == SAID_COMMA || kind == SAID_POINT);
	return is_day(kind);
}

/* It counts nothing: what follows an hour follows. */
static bool ends_hour(const struct said_tokens *tokens, size_t at)
{
	enum said_kind kind = said_kind_at(tokens, at);

	return at >= tokens->count || is_day(kind) || kind == SAID_COMMA || kind == SAID_POINT ||
	       kind == SAID_PART || kind == SAID_WILL || kind == SAID_NEXT || kind == SAID_THIS ||
	       kind == SAID_OURS;
}

/* "05.03" is a day as well. */
static bool could_be_date(int clock)
{
	int month = clock % SAID_HOUR_MINUTES, day = clock / SAID_HOUR_MINUTES;

	return month >= 1 && month <= SAID_YEAR_MONTHS && day >= 1 && day <= LAST_DAY;
}

static bool is_dotted(const struct said_tokens *tokens, size_t at)
{
	return said_kind_at(tokens, at) == SAID_CLOCK && tokens->items[at].is_word;
}

static bool is_unit(const struct said_tokens *tokens, size_t at)
{
	return said_kind_at(tokens, at + 1) == SAID_UNIT ||
	       said_kind_at(tokens, at - 1) == SAID_UNIT;
}

/* "48 val." with "within" before it. */
static bool is_span(const struct said_tokens *tokens, size_t at)
{
	return said_value_at(tokens, at + 1) && (said_kind_at(tokens, at - 1) == SAID_IN ||
						 said_kind_at(tokens, at + 2) == SAID_IN_AFTER);
}

static bool is_no_hour(const struct said_tokens *tokens, size_t at)
{
	enum said_kind next = said_kind_at(tokens, at + 1);

	if (said_kind_at(tokens, at) != SAID_NUMBER || said_value_at(tokens, at) <= HOURS)
		return false;
	if (next == SAID_OCLOCK)
		return !is_span(tokens, at);
	return next == SAID_AM || next == SAID_PM ||
	       (said_kind_at(tokens, at - 1) == SAID_AT &&
		said_value_at(tokens, at) <= TWO_DIGITS && ends_hour(tokens, at + 1));
}

/* True: what is there may be an hour. */
static bool number_look(struct said_tokens *tokens, size_t at)
{
	enum said_kind kind = said_kind_at(tokens, at);

	if (is_no_hour(tokens, at)) {
		put(tokens, at, SAID_NEVER);
		return false;
	}
	if (kind == SAID_DECIMAL) {
		bool is_counted = said_kind_at(tokens, at + 1) == SAID_SPAN ||
				  said_kind_at(tokens, at + 1) == SAID_SPAN_IN ||
				  said_kind_at(tokens, at + 1) == SAID_OCLOCK;

		put(tokens, at, is_counted ? SAID_NEVER : SAID_DECIMAL);
		return said_kind_at(tokens, at - 1) == SAID_AT ||
		       (is_behind_day(tokens, at) && ends_hour(tokens, at + 1));
	}
	if (is_dotted(tokens, at) && !is_unit(tokens, at) && is_behind_day(tokens, at)) {
		tokens->items[at].is_word = could_be_date(said_value_at(tokens, at));
		return true;
	}
	return kind == SAID_NUMBER && ends_hour(tokens, at + 1) &&
	       (said_kind_at(tokens, at - 1) == SAID_AT || is_behind_day(tokens, at));
}

static bool is_suffix(enum said_kind kind)
{
	return kind == SAID_OCLOCK || kind == SAID_PIECE || kind == SAID_AM || kind == SAID_PM ||
	       kind == SAID_POINT;
}

static bool is_hour(const struct said_tokens *tokens, size_t at)
{
	enum said_kind kind = said_kind_at(tokens, at);

	return kind == SAID_CLOCK || kind == SAID_HOUR ||
	       (kind == SAID_NUMBER && said_value_at(tokens, at) <= HOURS);
}

/* Two hours and what is between them. */
struct range {
	size_t first, between, last, end; /* end: behind the last one and what says its hour */
};

static bool range_find(const struct said_tokens *tokens, size_t at, struct range *ret)
{
	struct range range = { .first = at - 1, .between = at, .last = at + 1 };

	while (is_suffix(said_kind_at(tokens, range.first)))
		range.first--;
	while (said_kind_at(tokens, range.last) == SAID_AT ||
	       said_kind_at(tokens, range.last) == SAID_BY ||
	       said_kind_at(tokens, range.last) == SAID_PART)
		range.last++;
	if (!is_hour(tokens, range.first) || !is_hour(tokens, range.last))
		return false;
	range.end = range.last + 1;
	while (is_suffix(said_kind_at(tokens, range.end)) &&
	       said_kind_at(tokens, range.end) != SAID_POINT)
		range.end++;
	*ret = range;
	return true;
}

static bool is_between(const struct said_tokens *tokens, const struct range *range)
{
	size_t from = range->first - 1;

	if (said_kind_at(tokens, from) == SAID_PART)
		from--;
	return (said_kind_at(tokens, from) == SAID_BETWEEN && !said_value_at(tokens, from)) ||
	       (said_kind_at(tokens, range->end) == SAID_BETWEEN &&
		said_value_at(tokens, range->end)) ||
	       (range->end > range->last + 1 && said_kind_at(tokens, range->end) == SAID_IN_AFTER);
}

/* "10–11 val.", "at 10 to 11", "tomorrow 10-11"; "2-3 parts" are none. */
static bool is_range(const struct said_tokens *tokens, const struct range *range)
{
	enum said_kind kind = said_kind_at(tokens, range->between);
	enum said_kind before = said_kind_at(tokens, range->first - 1);
	enum said_kind behind = said_kind_at(tokens, range->end);
	enum said_kind suffix = said_kind_at(tokens, range->last + 1);
	bool has_suffix = suffix == SAID_OCLOCK || suffix == SAID_AM || suffix == SAID_PM;

	if (!has_suffix && (said_is_free(tokens, range->end) || behind == SAID_SPAN ||
			    behind == SAID_SPAN_IN || behind == SAID_WORK || behind == SAID_MONTH))
		return false;
	if (is_between(tokens, range))
		return kind != SAID_OTHER;
	if (kind != SAID_DASH && (kind != SAID_TO || said_value_at(tokens, range->between)))
		return false;
	return has_suffix || range->between > range->first + 1 || before == SAID_AT ||
	       before == SAID_BY || before == SAID_PART || is_behind_day(tokens, range->first);
}

/* The later one is left, as an hour. */
static void range_join(struct said_tokens *tokens, const struct range *range)
{
	for (size_t i = range->first; i < range->last; i++)
		if (said_kind_at(tokens, i) != SAID_PART)
			put(tokens, i, SAID_OF);
	tokens->items[range->last].is_word = false;
	if (range->end > range->last + 1)
		put(tokens, range->last + 1,
		    said_kind_at(tokens, range->last + 1) == SAID_PIECE
			    ? SAID_OCLOCK
			    : said_kind_at(tokens, range->last + 1));
	else if (said_kind_at(tokens, range->last - 1) != SAID_PART)
		put(tokens, range->last - 1, SAID_AT);
}

static void range_look(struct said_tokens *tokens, size_t at)
{
	enum said_kind kind = said_kind_at(tokens, at);
	struct range range;

	/* "10 மணிக்கும் 11 மணிக்கும் இடையில்": nothing else is between the two. */
	if ((kind == SAID_DASH || kind == SAID_TO || kind == SAID_BY || kind == SAID_OCLOCK) &&
	    range_find(tokens, at, &range) && is_range(tokens, &range))
		range_join(tokens, &range);
}

static bool is_clock_part(enum said_kind kind)
{
	return kind == SAID_NUMBER || kind == SAID_CLOCK || kind == SAID_HOUR || is_suffix(kind) ||
	       kind == SAID_PART;
}

static bool is_zone_word(const struct said_tokens *tokens, size_t at, int zone)
{
	return said_kind_at(tokens, at) == SAID_OTHER && at < tokens->count &&
	       (tokens->items[at].is_name || (zone == ZONE_WORDS && tokens->items[at].is_word));
}

/* "3 Dhaka time", "15:00 UTC", "Dakos laiku 15 val.". */
static bool zone_look(struct said_tokens *tokens, size_t at)
{
	int zone = said_value_at(tokens, at);
	size_t from = at;

	while (at - from < ZONE_WORDS_MOST && is_zone_word(tokens, from - 1, zone))
		from--;
	if (from == at && zone != ZONE_SHORT)
		return false;
	if (!is_clock_part(said_kind_at(tokens, from - 1)))
		return is_clock_part(said_kind_at(tokens, at + 1));
	if (said_kind_at(tokens, from - 1) == SAID_NUMBER)
		put(tokens, from, SAID_OCLOCK);
	return true;
}

struct said_hours said_hours_join(struct said_tokens *tokens)
{
	struct said_hours hours = { false, false };

	for (size_t i = 0; i < tokens->count; i++)
		range_look(tokens, i);
	for (size_t i = 0; i < tokens->count; i++) {
		if (said_kind_at(tokens, i) == SAID_ZONE)
			hours.has_zone |= zone_look(tokens, i);
		else if (number_look(tokens, i))
			hours.is_unread = true;
	}
	return hours;
}
