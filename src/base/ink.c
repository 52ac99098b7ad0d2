/* What of a text can be seen, and how much of it there is. */
#include <string.h>

#include "base/text.h"

/* Signs that leave no ink: white space, controls, and what the Unicode Character Database 15 calls
 * Default_Ignorable_Code_Point or blank; marks that hang on a letter say nothing without one. */
static const struct {
	uint32_t first, last;
} blank[] = {
	{ 0x0000, 0x0020 },   { 0x007f, 0x00a0 },   { 0x00ad, 0x00ad }, { 0x0300, 0x036f },
	{ 0x061c, 0x061c },   { 0x115f, 0x1160 },   { 0x1680, 0x1680 }, { 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f },   { 0x2000, 0x200f },   { 0x2028, 0x202f }, { 0x205f, 0x206f },
	{ 0x2800, 0x2800 },   { 0x3000, 0x3000 },   { 0x3164, 0x3164 }, { 0xfe00, 0xfe0f },
	{ 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },   { 0xfff0, 0xfffb }, { 0x1bca0, 0x1bca3 },
	{ 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static uint32_t code_at(const char *text, size_t length)
{
	static const unsigned char masks[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	uint32_t code = (unsigned char)text[0] & masks[length];

	for (size_t i = 1; i < length; i++)
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	return code;
}

static bool is_blank(uint32_t code)
{
	for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]) && blank[i].first <= code; i++)
		if (code <= blank[i].last)
			return true;
	return false;
}

/* Of the valid character that begins here. */
static size_t length_at(const char *text)
{
	size_t length = 1;

	while (length < 4 && ((unsigned char)text[length] & 0xc0) == 0x80)
		length++;
	return length;
}

bool hk_has_ink(const char *text)
{
	for (size_t length; *text; text += length) {
		length = length_at(text);
		if (!is_blank(code_at(text, length)))
			return true;
	}
	return false;
}

size_t hk_letters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

bool hk_turns_order(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	return at[0] == 0xe2 && ((at[1] == 0x80 && at[2] >= 0xaa && at[2] <= 0xae) ||
				 (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9));
}

char *hk_one_line(struct hk_arena *arena, const char *text)
{
	char *line = hk_copy(arena, text, strlen(text));
	size_t put = 0;

	for (const char *at = line; *at; at++) {
		bool is_white = (unsigned char)*at <= ' ' || *at == 0x7f;
		if (hk_turns_order(at))
			at += 2;
		else if (!is_white)
			line[put++] = *at;
		else if (put > 0 && line[put - 1] != ' ')
			line[put++] = ' ';
	}
	if (put > 0 && line[put - 1] == ' ')
		put--;
	line[put] = '\0';
	return line;
}
