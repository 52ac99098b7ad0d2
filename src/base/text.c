#include "base/text.h"

#include <sodium.h>
#include <string.h>

enum { ADDRESS_MAX = 254, LOCAL_MAX = 64 };

/* How long the character at text is, or 0 when it is none. */
static size_t utf8_length(const unsigned char *text, size_t left)
{
	static const struct {
		unsigned char mask, lead;
		size_t length;
		uint32_t least;
	} shapes[] = {
		{ 0x80, 0x00, 1, 1 },
		{ 0xe0, 0xc0, 2, 0x80 },
		{ 0xf0, 0xe0, 3, 0x800 },
		{ 0xf8, 0xf0, 4, 0x10000 },
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if ((text[0] & shapes[i].mask) != shapes[i].lead)
			continue;
		if (shapes[i].length > left)
			return 0;

		uint32_t code = text[0] & (unsigned char)~shapes[i].mask;

		for (size_t k = 1; k < shapes[i].length; k++) {
			if ((text[k] & 0xc0) != 0x80)
				return 0;
			code = code << 6 | (text[k] & 0x3f);
		}
		if (code < shapes[i].least || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
			return 0;
		return shapes[i].length;
	}
	return 0;
}

bool hk_utf8_is_valid(const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		size_t step = utf8_length((const unsigned char *)text + at, length - at);
		if (step == 0)
			return false;
		at += step;
	}
	return true;
}

char *hk_utf8_clean(struct hk_arena *arena, const char *text, size_t length)
{
	static const char unknown[] = "\xef\xbf\xbd";
	char *clean = hk_alloc(arena, length * 3 + 1, 1);
	size_t put = 0;

	for (size_t at = 0; at < length;) {
		size_t step = utf8_length((const unsigned char *)text + at, length - at);
		unsigned char sign = (unsigned char)text[at];

		if (step == 0) {
			memcpy(clean + put, unknown, sizeof(unknown) - 1);
			put += sizeof(unknown) - 1;
			at++;
		} else if (step == 1 && (sign < ' ' || sign == 0x7f) && sign != '\n' &&
			   sign != '\t') {
			if (sign != '\r')
				clean[put++] = ' ';
			at++;
		} else if (step == 3 && hk_turns_order(text + at)) {
			at += step;
		} else {
			memcpy(clean + put, text + at, step);
			put += step;
			at += step;
		}
	}
	return clean;
}

size_t hk_utf8_fit(const char *text, size_t max)
{
	size_t length = strnlen(text, max + 1);

	if (length <= max)
		return length;
	while (max > 0 && ((unsigned char)text[max] & 0xc0) == 0x80)
		max--;
	return max;
}

bool hk_is_ascii(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0x80)
			return false;
	return true;
}

bool hk_starts(const char *text, const char *beginning)
{
	return strncmp(text, beginning, strlen(beginning)) == 0;
}

bool hk_ends(const char *text, const char *ending)
{
	size_t length = strlen(text), end = strlen(ending);

	return length >= end && strcmp(text + length - end, ending) == 0;
}

bool hk_equal(const char *a, const char *b)
{
	/* Most that differ do so in their first letter. */
	return a && b ? *a == *b && strcmp(a, b) == 0 : a == b;
}

bool hk_one_of(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i], word) == 0)
			return true;
	return false;
}

static char lower(char sign)
{
	if (sign < 'A' || sign > 'Z')
		return sign;
	return (char)(sign + ('a' - 'A'));
}

bool hk_starts_ascii(const char *text, const char *beginning)
{
	for (; *beginning; text++, beginning++)
		if (lower(*text) != lower(*beginning))
			return false;
	return true;
}

bool hk_equal_ascii(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return strlen(a) == strlen(b) && hk_starts_ascii(a, b);
}

char *hk_lower_ascii(struct hk_arena *arena, const char *text)
{
	char *copy = hk_copy(arena, text, strlen(text));

	for (char *at = copy; *at; at++)
		*at = lower(*at);
	return copy;
}

char *hk_trim(struct hk_arena *arena, const char *text)
{
	static const char white[] = " \t\r\n";
	size_t length;

	text += strspn(text, white);
	length = strlen(text);
	while (length > 0 && strchr(white, text[length - 1]))
		length--;
	return hk_copy(arena, text, length);
}

const char *hk_next_line(const char *text)
{
	size_t length = strcspn(text, "\n");

	return text + length + (text[length] == '\n');
}

/* Of Bengali and Tamil, in UTF-8. */
static bool is_native_digit(const char *text)
{
	return (strncmp(text, "\xe0\xa7", 2) == 0 || strncmp(text, "\xe0\xaf", 2) == 0) &&
	       (unsigned char)text[2] >= 0xa6 && (unsigned char)text[2] <= 0xaf;
}

bool hk_number(const char *text, int64_t *ret)
{
	bool is_negative = *text == '-';
	int64_t number = 0;

	text += is_negative;
	if (!*text)
		return false;
	while (*text) {
		int digit = *text - '0';
		if (is_native_digit(text)) {
			digit = (unsigned char)text[2] - 0xa6;
			text += 2;
		}
		if (digit < 0 || digit > 9 || number > (INT64_MAX - digit) / 10)
			return false;
		number = number * 10 + digit;
		text++;
	}
	*ret = is_negative ? -number : number;
	return true;
}

char *hk_hex(struct hk_arena *arena, const void *bytes, size_t length)
{
	char *hex = hk_alloc(arena, length * 2 + 1, 1);

	sodium_bin2hex(hex, length * 2 + 1, bytes, length);
	return hex;
}

static char *encode(struct hk_arena *arena, const void *bytes, size_t length, int variant)
{
	size_t room = sodium_base64_encoded_len(length, variant);
	char *text = hk_alloc(arena, room, 1);

	sodium_bin2base64(text, room, bytes, length, variant);
	return text;
}

char *hk_base64url(struct hk_arena *arena, const void *bytes, size_t length)
{
	return encode(arena, bytes, length, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

char *hk_base64(struct hk_arena *arena, const void *bytes, size_t length)
{
	return encode(arena, bytes, length, sodium_base64_VARIANT_ORIGINAL);
}

bool hk_base64url_read(const char *text, void *ret, size_t length)
{
	size_t got = 0;

	return sodium_base642bin(ret, length, text, strlen(text), NULL, &got, NULL,
				 sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0 &&
	       got == length;
}

/* Dots only between other signs; no white space, no quotes, nothing SMTP could take for more. */
static bool is_dotted(const char *text, size_t length, const char *forbidden)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char sign = (unsigned char)text[i];
		if (sign <= ' ' || sign == 0x7f || strchr(forbidden, (char)sign))
			return false;
		/* U+0080 to U+009F are controls too. */
		if (sign == 0xc2 && (unsigned char)text[i + 1] < 0xa0)
			return false;
		if (sign == '.' && (i == 0 || i + 1 == length || text[i - 1] == '.'))
			return false;
	}
	return length > 0;
}

bool hk_is_address(const char *text)
{
	size_t length = strlen(text);
	const char *at = strchr(text, '@');

	if (!at || length > ADDRESS_MAX || at - text > LOCAL_MAX || !hk_utf8_is_valid(text, length))
		return false;
	return is_dotted(text, (size_t)(at - text), "\"(),:;<>@[\\]") &&
	       is_dotted(at + 1, strlen(at + 1), "\"(),:;<>@[\\]!#$%&'*+/=?^_`{|}~");
}
