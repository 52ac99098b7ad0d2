#include "ticket/purpose/amount.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"
#include "core/org.h"

enum { CENTS = 2, CURRENCY_LETTERS = 12 };

static const char digits[] = "0123456789";

/* What stands in the place of three bytes or two, and how many it takes; 0: nothing does. */
static char plain_at(const unsigned char *at, size_t *ret_length)
{
	*ret_length = 3;
	/* U+09E6 to U+09EF, U+0BE6 to U+0BEF. */
	if (at[0] == 0xe0 && (at[1] == 0xa7 || at[1] == 0xaf) && at[2] >= 0xa6 && at[2] <= 0xaf)
		return (char)('0' + at[2] - 0xa6);
	/* U+2212, a minus; U+2009 and U+202F, narrow spaces between thousands. */
	if (at[0] == 0xe2 && at[1] == 0x88 && at[2] == 0x92)
		return '-';
	if (at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0x89 || at[2] == 0xaf))
		return ' ';
	*ret_length = 2;
	return at[0] == 0xc2 && at[1] == 0xa0 ? ' ' : '\0';
}

const char *amount_plain(struct ctx *cx, const char *text)
{
	char *copy = hk_copy_text(cx->arena, text), *to = copy;

	for (const char *at = text; *at;) {
		size_t length;
		char plain = plain_at((const unsigned char *)at, &length);

		if (!plain) {
			plain = *at;
			length = 1;
		}
		*to++ = plain;
		at += length;
	}
	*to = '\0';
	return hk_trim(cx->arena, copy);
}

bool amount_read(struct ctx *cx, const char *text, const char **ret)
{
	char *copy = hk_copy_text(cx->arena, amount_plain(cx, text));
	size_t at = copy[0] == '-', whole = strspn(copy + at, digits);

	if (copy[at + whole] == ',')
		copy[at + whole] = '.';
	at += whole;
	if (copy[at] == '.') {
		size_t rest = strspn(copy + at + 1, digits);

		if (rest == 0)
			return false;
		at += rest + 1;
	}
	if (whole == 0 || copy[at])
		return false;
	*ret = copy;
	return true;
}

/* ---- money ---- */

static bool is_digit(char letter)
{
	return letter >= '0' && letter <= '9';
}

/* Where the cents begin: at the last mark that has two digits or one behind it. */
static const char *cents_of(const char *number)
{
	const char *mark = NULL;
	size_t behind;

	for (const char *at = number; *at; at++)
		if (*at == '.' || *at == ',')
			mark = at;
	behind = mark ? strlen(mark + 1) : 0;
	return behind > 0 && behind <= CENTS ? mark : NULL;
}

/* "1 234,5" and "1,234.50" are the same amount. */
static const char *amount_of(struct ctx *cx, const char *number)
{
	const char *cents = cents_of(number);
	char *copy = hk_copy_text(cx->arena, number), *to = copy;

	for (const char *at = number; *at; at++)
		if (is_digit(*at))
			*to++ = *at;
		else if (at == cents)
			*to++ = '.';
	*to = '\0';
	if (!cents)
		return copy;
	return hk_format(cx->arena, "%s%s", copy, strlen(cents) == CENTS ? "0" : "");
}

/* A mark stands there that is not before cents, and no second one of its kind says that it is
 * between thousands. */
static bool is_doubtful(const char *number)
{
	size_t points = 0, commas = 0;

	for (const char *at = number; *at; at++) {
		points += *at == '.';
		commas += *at == ',';
	}
	return !cents_of(number) && (points == 1 || commas == 1 || (points && commas));
}

/* Letters or a sign such as € and Rs., in any script; "" is none. */
static bool is_currency(const char *text)
{
	const unsigned char *bytes = (const unsigned char *)text;
	size_t at = 0, length = strlen(text);
	bool has_letter = length == 0;
	UChar32 sign;

	while (at < length) {
		U8_NEXT(bytes, at, length, sign);
		if (sign < 0)
			return false;
		uint32_t type = U_MASK(u_charType(sign));
		bool is_letter = (type & (U_GC_L_MASK | U_GC_SC_MASK)) != 0;

		if (!is_letter && !(type & U_GC_M_MASK) && sign != '.')
			return false;
		has_letter = has_letter || is_letter;
	}
	return has_letter && hk_letters(text) <= CURRENCY_LETTERS;
}

/* A minus at either end of what stands before the digits is that of the amount. */
static const char *without_minus(struct ctx *cx, const char *before, bool *ret_is_negative)
{
	char *text = hk_trim(cx->arena, before);
	size_t length = strlen(text);

	*ret_is_negative = true;
	if (length && text[length - 1] == '-') {
		text[length - 1] = '\0';
		return hk_trim(cx->arena, text);
	}
	if (*text == '-')
		return hk_trim(cx->arena, text + 1);
	*ret_is_negative = false;
	return text;
}

bool money_read(struct ctx *cx, const char *text, struct money *ret)
{
	static const char of_number[] = "0123456789., ";
	const char *plain = amount_plain(cx, text);
	size_t first = strcspn(plain, digits), length = strspn(plain + first, of_number);
	const char *number = hk_trim(cx->arena, hk_copy(cx->arena, plain + first, length));
	const char *behind = hk_trim(cx->arena, plain + first + length);
	const char *before, *currency;
	bool is_negative;

	before = without_minus(cx, hk_copy(cx->arena, plain, first), &is_negative);
	currency = *before ? before : behind;
	if (!is_digit(*number) || !is_digit(number[strlen(number) - 1]) || (*before && *behind) ||
	    !is_currency(currency))
		return false;
	ret->amount = hk_format(cx->arena, "%s%s", is_negative ? "-" : "", amount_of(cx, number));
	ret->currency = currency;
	ret->is_doubtful = is_doubtful(number);
	return true;
}

/* Signs and words, and which money they may be. */
static const struct {
	const char *written, *codes;
} signs[] = {
	{ "€", "EUR" },
	{ "euro", "EUR" },
	{ "euros", "EUR" },
	{ "eurų", "EUR" },
	{ "eurai", "EUR" },
	{ "eurus", "EUR" },
	{ "ইউরো", "EUR" },
	{ "யூரோ", "EUR" },
	{ "£", "GBP" },
	{ "৳", "BDT" },
	{ "টাকা", "BDT" },
	{ "tk", "BDT" },
	{ "tk.", "BDT" },
	{ "taka", "BDT" },
	{ "₹", "INR" },
	{ "zł", "PLN" },
	{ "us$", "USD" },
	{ "₴", "UAH" },
	{ "$", "USD AUD CAD NZD SGD HKD" },
	{ "rs", "INR LKR PKR NPR" },
	{ "rs.", "INR LKR PKR NPR" },
	{ "₨", "INR LKR PKR NPR" },
	{ "রুপি", "INR LKR PKR NPR" },
	{ "ரூபாய்", "INR LKR PKR NPR" },
	{ "ரூ", "INR LKR PKR NPR" },
	{ "ரூ.", "INR LKR PKR NPR" },
	{ "¥", "JPY CNY" },
	{ "kr", "SEK NOK DKK ISK" },
	{ "kr.", "SEK NOK DKK ISK" },
};

static const char *code_of(struct ctx *cx, const char *text)
{
	char *code = hk_copy_text(cx->arena, text);

	for (char *at = code; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
	return code;
}

const char *money_code(struct ctx *cx, const char *currency, const char *house)
{
	const char *code = code_of(cx, currency), *plain = hk_lower_ascii(cx->arena, currency);

	if (org_currency_is_code(code))
		return code;
	for (size_t i = 0; i < HK_COUNT(signs); i++) {
		if (strcmp(signs[i].written, plain) != 0)
			continue;
		if (*house && strstr(signs[i].codes, house))
			return house;
		return strchr(signs[i].codes, ' ') ? NULL : signs[i].codes;
	}
	return NULL;
}

/* ---- which is more ---- */

struct size {
	bool is_negative;
	const char *whole, *part; /* without zeros before, and behind */
	size_t whole_length, part_length;
};

static struct size size_of(const char *amount)
{
	struct size size = { .is_negative = *amount == '-' };

	size.whole = amount + size.is_negative;
	size.whole += strspn(size.whole, "0");
	size.whole_length = strspn(size.whole, digits);
	size.part = size.whole + size.whole_length;
	size.part += *size.part == '.';
	size.part_length = strspn(size.part, digits);
	while (size.part_length && size.part[size.part_length - 1] == '0')
		size.part_length--;
	size.is_negative = size.is_negative && (size.whole_length || size.part_length);
	return size;
}

static int order_of(size_t one, size_t other)
{
	return (one > other) - (one < other);
}

static int size_compare(const struct size *one, const struct size *other)
{
	bool is_shorter = one->part_length < other->part_length;
	int order = order_of(one->whole_length, other->whole_length);

	if (order == 0)
		order = memcmp(one->whole, other->whole, one->whole_length);
	if (order == 0)
		order = memcmp(one->part, other->part,
			       is_shorter ? one->part_length : other->part_length);
	return order ? order : order_of(one->part_length, other->part_length);
}

int amount_compare(const char *one, const char *other)
{
	struct size first = size_of(one), second = size_of(other);

	if (first.is_negative != second.is_negative)
		return first.is_negative ? -1 : 1;
	return first.is_negative ? size_compare(&second, &first) : size_compare(&first, &second);
}
