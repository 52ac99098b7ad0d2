#include "standard/business.h"

#include <string.h>

#include "base/time.h"

/* The table begins before now, for what was promised a year ago, and reaches further than what is
 * promised mostly. Thursday, 1 January 1970 is day 0. */
enum {
	DAYS_BEFORE = 400,
	DAYS_A_TABLE = 3 * 365,
	DAYS_A_STRETCH = 18,
	THURSDAY = 3,
	LAST_DAY = 2932896
};

/* before: the open time of the table that passes until from. */
struct span {
	int64_t from, until, before;
};

struct table {
	int64_t first_day;
	int64_t from, until; /* instants of its first and behind its last day */
	int64_t total;
	struct span *spans;
	size_t count;
};

struct business {
	struct business_rules rules;
	bool is_always; /* around the clock, every day */
	bool has_week;  /* some day of the week is open */
	struct table table;
};

/* Turns rising wall times into instants. */
struct walk {
	struct zone_shifts shifts;
	size_t at;
};

/* The first instant at which the wall clock has come to local (ms since 1970, as if it were UTC).
 */
static int64_t instant_of(struct walk *walk, int64_t local)
{
	const struct zone_shift *shifts = walk->shifts.items;

	while (walk->at + 1 < walk->shifts.count &&
	       shifts[walk->at + 1].at + shifts[walk->at].offset <= local)
		walk->at++;

	int64_t instant = local - shifts[walk->at].offset;

	return instant < shifts[walk->at].at ? shifts[walk->at].at : instant;
}

static int64_t day_of(int64_t at)
{
	return at >= 0 ? at / HK_DAY : -((-at + HK_DAY - 1) / HK_DAY);
}

/* The first exception on that day or later. */
static size_t exception_from(const struct business_rules *rules, int64_t day)
{
	size_t low = 0, high = rules->exception_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rules->exceptions[middle].day < day)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t weekday_of(int64_t day)
{
	int64_t rest = (day + THURSDAY) % BUSINESS_WEEK;

	return (size_t)(rest < 0 ? rest + BUSINESS_WEEK : rest);
}

static void day_lay(struct table *table, struct walk *walk, int64_t day, const struct hours *hours)
{
	for (size_t i = 0; i < hours->count; i++) {
		struct span span = { .before = table->total };
		span.from = instant_of(walk, day * HK_DAY + hours->spans[i].from * HK_MINUTE);
		span.until = instant_of(walk, day * HK_DAY + hours->spans[i].until * HK_MINUTE);
		/* The clock jumped over all of it. */
		if (span.from == span.until)
			continue;
		table->total += span.until - span.from;
		table->spans[table->count++] = span;
	}
}

static size_t spans_most(const struct business_rules *rules)
{
	size_t most = 1;

	for (size_t i = 0; i < BUSINESS_WEEK; i++)
		most = rules->week[i].count > most ? rules->week[i].count : most;
	return most;
}

static struct table table_lay_days(struct hk_arena *arena, const struct business_rules *rules,
				   int64_t first_day, int64_t days)
{
	struct table table = { .first_day = first_day };
	int64_t end = first_day + days;
	size_t next = exception_from(rules, first_day), last = exception_from(rules, end);
	/* Two days on both sides: no place is further from UTC. */
	struct walk walk = { zone_shifts_between(arena, rules->timezone, (first_day - 2) * HK_DAY,
						 (end + 2) * HK_DAY),
			     0 };

	table.spans =
		hk_alloc(arena, (size_t)days * spans_most(rules) + (last - next) * HOURS_SPANS_MOST,
			 sizeof(struct span));
	table.from = instant_of(&walk, first_day * HK_DAY);
	for (int64_t day = first_day; day < end; day++) {
		bool is_other = next < last && rules->exceptions[next].day == day;
		day_lay(&table, &walk, day,
			is_other ? &rules->exceptions[next].hours : &rules->week[weekday_of(day)]);
		next += is_other;
	}
	table.until = instant_of(&walk, end * HK_DAY);
	return table;
}

static struct table table_lay(struct hk_arena *arena, const struct business_rules *rules,
			      int64_t first_day)
{
	return table_lay_days(arena, rules, first_day, DAYS_A_TABLE);
}

/* The table in which at lies: the usual one, or one that is laid in scratch. */
static struct table table_at(const struct business *business, struct hk_arena *scratch, int64_t at)
{
	if (at >= business->table.from && at < business->table.until)
		return business->table;

	struct table table = table_lay(scratch, &business->rules, day_of(at) - 2);

	return table;
}

/* The next one; false when it is certain that there is nothing in it, nor later. */
static bool table_next(const struct business *business, struct hk_arena *scratch,
		       struct table *table)
{
	int64_t day = table->first_day + DAYS_A_TABLE;

	if (day > LAST_DAY || (!business->has_week && exception_from(&business->rules, day) ==
							      business->rules.exception_count))
		return false;
	if (table->spans != business->table.spans)
		hk_arena_reset(scratch);
	*table = day == business->table.first_day ? business->table
						  : table_lay(scratch, &business->rules, day);
	return true;
}

/* How many spans begin at that instant or earlier. */
static size_t begun(const struct table *table, int64_t at)
{
	size_t low = 0, high = table->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table->spans[middle].from <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* The open time of the table that passes until then. */
static int64_t counted(const struct table *table, int64_t at)
{
	size_t count = begun(table, at);

	if (count == 0)
		return 0;

	const struct span *span = &table->spans[count - 1];

	return span->before + (at < span->until ? at : span->until) - span->from;
}

/* Where so much of its open time (1 to total) has passed for the first time. */
static int64_t reached(const struct table *table, int64_t amount)
{
	size_t low = 0, high = table->count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (table->spans[middle].before < amount)
			low = middle;
		else
			high = middle;
	}
	return table->spans[low].from + amount - table->spans[low].before;
}

const struct business *business_new(struct hk_arena *arena, const struct business_rules *rules,
				    int64_t around)
{
	struct business *business = hk_alloc(arena, 1, sizeof(*business));
	size_t count = rules->exception_count;
	struct business_exception *own = hk_alloc(arena, count, sizeof(*own));

	if (count)
		memcpy(own, rules->exceptions, count * sizeof(*own));
	business->rules = *rules;
	business->rules.timezone = hk_copy_text(arena, rules->timezone);
	business->rules.exceptions = own;
	business->is_always = count == 0;
	for (size_t i = 0; i < BUSINESS_WEEK; i++) {
		business->has_week |= rules->week[i].count > 0;
		business->is_always &= hours_are_all_day(&rules->week[i]);
	}
	business->table = table_lay(arena, &business->rules, day_of(around) - DAYS_BEFORE);
	return business;
}

static enum hk_result add_beyond(const struct business *business, int64_t from, int64_t duration,
				 int64_t *ret)
{
	scoped_arena *scratch = hk_arena_new();
	struct table table = table_at(business, scratch, from);
	int64_t amount = counted(&table, from) + duration;

	while (amount > table.total) {
		amount -= table.total;
		if (!table_next(business, scratch, &table))
			return HK_NOT_FOUND;
	}
	*ret = reached(&table, amount);
	return HK_OK;
}

enum hk_result business_add(const struct business *business, int64_t from, int64_t duration,
			    int64_t *ret)
{
	const struct table *table = &business->table;

	if (business->is_always || duration <= 0) {
		*ret = from + (duration > 0 ? duration : 0);
		return HK_OK;
	}
	if (from >= table->from && from < table->until) {
		int64_t amount = counted(table, from) + duration;

		if (amount <= table->total) {
			*ret = reached(table, amount);
			return HK_OK;
		}
	}
	return add_beyond(business, from, duration, ret);
}

static int64_t between_beyond(const struct business *business, int64_t a, int64_t b)
{
	scoped_arena *scratch = hk_arena_new();
	struct table table = table_at(business, scratch, a);
	int64_t sum = -counted(&table, a);

	while (b >= table.until) {
		sum += table.total;
		if (!table_next(business, scratch, &table))
			return sum;
	}
	return sum + counted(&table, b);
}

int64_t business_between(const struct business *business, int64_t a, int64_t b)
{
	const struct table *table = &business->table;

	if (business->is_always)
		return b - a;
	if (b < a)
		return -business_between(business, b, a);
	if (a >= table->from && b < table->until)
		return counted(table, b) - counted(table, a);
	return between_beyond(business, a, b);
}

static bool table_is_open(const struct table *table, int64_t at)
{
	size_t count = begun(table, at);

	return count && at < table->spans[count - 1].until;
}

bool business_is_open(const struct business *business, int64_t at)
{
	int64_t next;

	if (at >= business->table.from && at < business->table.until)
		return business->is_always || table_is_open(&business->table, at);
	return business_next_open(business, at, &next) == HK_OK && next == at;
}

static enum hk_result next_span(const struct business *business, int64_t at, int64_t *ret)
{
	scoped_arena *scratch = hk_arena_new();
	struct table table = table_at(business, scratch, at);
	size_t next = begun(&table, at);

	if (table_is_open(&table, at)) {
		*ret = at;
		return HK_OK;
	}
	while (next == table.count) {
		next = 0;
		if (!table_next(business, scratch, &table))
			return HK_NOT_FOUND;
	}
	*ret = table.spans[next].from;
	return HK_OK;
}

enum hk_result business_next_open(const struct business *business, int64_t at, int64_t *ret)
{
	if (!business->is_always)
		return next_span(business, at, ret);
	*ret = at;
	return HK_OK;
}

enum hk_result business_stretch(struct hk_arena *arena, const struct business_rules *rules,
				int64_t at, int64_t *ret_from, int64_t *ret_until)
{
	struct table table = table_lay_days(arena, rules, day_of(at) - 2, DAYS_A_STRETCH);
	size_t i = 0;

	while (i < table.count && table.spans[i].until <= at)
		i++;
	if (i == table.count)
		return HK_NOT_FOUND;
	*ret_from = table.spans[i].from;
	/* What goes on at midnight is one. */
	while (i + 1 < table.count && table.spans[i + 1].from == table.spans[i].until)
		i++;
	*ret_until = table.spans[i].until;
	return HK_OK;
}
