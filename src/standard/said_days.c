#include "standard/said_days.h"

#include "base/date.h"

enum {
	LAST_DAY = 31,
	FIRST_YEAR = 1000,
	LAST_YEAR = 9999,
	CENTURY = 2000,
	SHORT_YEARS = 100,
	HALF_YEAR = 183,
	LEAPS = 8 /* years within which the 29th of February comes again */
};

/* Where the numbers around a month are; SIZE_MAX: there is none. */
struct around {
	size_t month, left, left_more, right, right_more;
};

static const struct said_token *token_at(const struct said_tokens *tokens, size_t at)
{
	static const struct said_token none = { .kind = SAID_COMMA };

	return at < tokens->count ? &tokens->items[at] : &none;
}

/* "2028 m. kovo 5 d.", "5th of March", "March 5, 2028": what is between the parts of a date. */
static bool is_between(const struct said_tokens *tokens, size_t at)
{
	const struct said_token *token = token_at(tokens, at);

	switch (token->kind) {
	case SAID_POINT: return true;
	case SAID_OF: return token->value == 0;
	case SAID_DASH: return token->value != 0;
	case SAID_COMMA: return at < tokens->count;
	case SAID_OTHER: return !token->is_word;
	case SAID_SPAN:
	case SAID_SPAN_IN: return token->value >= SAID_MONTH_MINUTES;
	default: return false;
	}
}

/* The next number in that direction with nothing but such words before it. */
static size_t number_near(const struct said_tokens *tokens, size_t at, int step)
{
	if (at == SIZE_MAX)
		return SIZE_MAX;
	do
		at += (size_t)step;
	while (is_between(tokens, at));
	return token_at(tokens, at)->kind == SAID_NUMBER ? at : SIZE_MAX;
}

static bool is_day(const struct said_tokens *tokens, size_t at)
{
	return at != SIZE_MAX && token_at(tokens, at)->value >= 1 &&
	       token_at(tokens, at)->value <= LAST_DAY;
}

static bool is_year(const struct said_tokens *tokens, size_t at)
{
	return at != SIZE_MAX && token_at(tokens, at)->value >= FIRST_YEAR &&
	       token_at(tokens, at)->value <= LAST_YEAR;
}

/* "5 March 28", "5 March '28"; but "5 March 10 o'clock", "5 March, 10 parts". */
static bool is_short_year(const struct said_tokens *tokens, size_t month, size_t at)
{
	enum said_kind next;

	if (at == SIZE_MAX || token_at(tokens, at)->value >= SHORT_YEARS ||
	    token_at(tokens, month + 1)->kind == SAID_COMMA)
		return false;
	next = token_at(tokens, at + 1)->kind;
	return next != SAID_AM && next != SAID_PM && next != SAID_OCLOCK && next != SAID_PIECE &&
	       next != SAID_SPAN && next != SAID_SPAN_IN;
}

static bool date_make(int year, int month, int day, int64_t *ret)
{
	const int64_t found = hk_day_of(year, month, day);
	const struct hk_date back = hk_date_of(found);

	if (back.day != day || back.month != month)
		return false;
	*ret = found;
	return true;
}

/* year 0: the next one in which that day is to come. */
static struct said_token date_of(int64_t today, int year, int month, int day)
{
	const struct said_token never = { .kind = SAID_GONE };
	int64_t found;

	if (year)
		return date_make(year, month, day, &found)
			       ? (struct said_token){ SAID_DATE, (int)found, true, false, false }
			       : never;
	year = hk_date_of(today).year;
	for (int ahead = 0; ahead <= LEAPS; ahead++)
		if (date_make(year + ahead, month, day, &found) && found >= today)
			return (struct said_token){ .kind = SAID_DATE,
						    .value = (int)found,
						    .is_clear = found - today <= HALF_YEAR };
	return never;
}

/* 0: none is said, and *ret_at is SIZE_MAX. */
static int year_of(const struct said_tokens *tokens, const struct around *near, size_t day,
		   size_t *ret_at)
{
	const size_t first = day == near->left ? near->right : near->right_more;
	const size_t other = day == near->left ? near->left_more : near->left;

	*ret_at = is_year(tokens, first) ? first : is_year(tokens, other) ? other : SIZE_MAX;
	if (*ret_at != SIZE_MAX)
		return token_at(tokens, *ret_at)->value;
	if (day != near->left || !is_short_year(tokens, near->month, first))
		return 0;
	*ret_at = first;
	return CENTURY + token_at(tokens, first)->value;
}

/* Whatever stood from the one to the other says nothing more. */
static void words_spend(struct said_tokens *tokens, size_t from, size_t until)
{
	const struct said_token spent = { .kind = SAID_OF };

	for (size_t i = from < until ? from : until; i <= (from < until ? until : from); i++)
		tokens->items[i] = spent;
}

static void month_join(struct said_tokens *tokens, size_t at, int64_t today)
{
	const int month = token_at(tokens, at)->value;
	struct around near = { .month = at,
			       .left = number_near(tokens, at, -1),
			       .right = number_near(tokens, at, 1) };
	struct said_token date = { .kind = SAID_GONE };
	size_t day, year_at = SIZE_MAX;

	near.left_more = number_near(tokens, near.left, -1);
	near.right_more = number_near(tokens, near.right, 1);
	day = is_day(tokens, near.left) ? near.left : near.right;
	if (is_day(tokens, day)) {
		int year = year_of(tokens, &near, day, &year_at);

		date = date_of(today, year, month, token_at(tokens, day)->value);
		words_spend(tokens, at, day);
	} else if (!is_year(tokens, near.left) && !is_year(tokens, near.right) &&
		   token_at(tokens, at + 1)->kind != SAID_NUMBER &&
		   token_at(tokens, at - 1)->kind != SAID_NUMBER) {
		return;
	}
	if (year_at != SIZE_MAX)
		words_spend(tokens, at, year_at);
	tokens->items[at] = date;
}

void said_days_join(struct said_tokens *tokens, int64_t today)
{
	for (size_t i = 0; i < tokens->count; i++)
		if (tokens->items[i].kind == SAID_MONTH)
			month_join(tokens, i, today);
}

bool said_gone_drop(struct said_tokens *tokens, int64_t today, int64_t days_most)
{
	bool is_gone = false, has_gone = false;

	for (size_t i = 0; i < tokens->count; i++) {
		struct said_token *token = &tokens->items[i];

		if (token->kind == SAID_DATE &&
		    (token->value < today || token->value > today + days_most))
			token->kind = SAID_GONE;
		is_gone = token->kind == SAID_GONE || (is_gone && token->kind != SAID_COMMA);
		has_gone |= is_gone;
		if (is_gone)
			*token = (struct said_token){ .kind = SAID_OTHER, .is_word = true };
	}
	return has_gone;
}

int said_months_ahead(int64_t today, int months)
{
	const struct hk_date date = hk_date_of(today);
	const int begin = said_period_begin(today, 1, months);
	const int length = said_period_begin(today, 1, months + 1) - begin;

	return begin + (date.day < length ? date.day : length) - 1;
}

int said_period_begin(int64_t today, int months, int ahead)
{
	const struct hk_date date = hk_date_of(today);
	const int month = (months == SAID_YEAR_MONTHS ? 0 : date.month - 1) + months * ahead;

	return (int)(hk_day_of(date.year + month / SAID_YEAR_MONTHS, month % SAID_YEAR_MONTHS + 1,
			       1) -
		     today);
}
