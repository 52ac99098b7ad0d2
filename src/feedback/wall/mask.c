#include "feedback/wall/mask.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/buf.h"
#include "base/text.h"

/* As long whatever stood there: a length tells something too. */
#define HIDDEN         "•••"
#define HIDDEN_ADDRESS HIDDEN "@" HIDDEN

enum { DIGITS_LEAST = 7, GROWTH = 4, ROOM = 1024 };

static const char white[] = " \t\n\r\v\f";

/* ---- names ---- */

static bool is_name(const char *name)
{
	return hk_has_ink(name) && !strchr(name, '@') && !strpbrk(name, "0123456789");
}

/* A letter with the signs that belong to it, in bytes. */
static size_t letter_length(const char *word)
{
	const uint8_t *bytes = (const uint8_t *)word;
	int32_t at = 0, length = (int32_t)strlen(word);
	size_t end = 0;
	UChar32 sign;

	while (at < length) {
		U8_NEXT(bytes, at, length, sign);
		if (end && !(U_MASK(u_charType(sign)) & U_GC_M_MASK))
			break;
		end = (size_t)at;
	}
	return end;
}

static size_t word_length(const char *word)
{
	return strcspn(word, white);
}

/* A title ("Dr.") and an initial are no first names. */
static bool is_short(const char *word)
{
	size_t length = word_length(word);

	return length > 0 && word[length - 1] == '.';
}

static const char *next_word(const char *word)
{
	word += word_length(word);
	return word + strspn(word, white);
}

const char *mask_name(struct hk_arena *arena, const char *name)
{
	const char *line = hk_one_line(arena, name ? name : ""), *first = line, *last;

	if (!is_name(line))
		return "";
	while (is_short(first) && *next_word(first))
		first = next_word(first);
	last = first;
	while (*next_word(last))
		last = next_word(last);
	if (last == first)
		return hk_copy(arena, first, word_length(first));
	return hk_format(arena, "%.*s %.*s.", (int)word_length(first), first,
			 (int)letter_length(last), last);
}

/* ---- words ---- */

static const char *whole_name_hide(struct hk_arena *arena, const char *words, const char *line,
				   const char *shown)
{
	const char *at = words, *found;
	scoped_buf buf;

	hk_buf_init(&buf, strlen(words) * 2 + ROOM);
	while ((found = strstr(at, line)) != NULL) {
		hk_buf_put(&buf, at, (size_t)(found - at));
		hk_buf_text(&buf, shown);
		at = found + strlen(line);
	}
	hk_buf_text(&buf, at);
	return hk_copy(arena, buf.bytes ? buf.bytes : "", buf.length);
}

/* Letters, and the signs that belong to them, up to what is none. */
static size_t letters_length(const char *words)
{
	const uint8_t *bytes = (const uint8_t *)words;
	int32_t at = 0, length = (int32_t)strlen(words);
	size_t end = 0;
	UChar32 sign;

	while (at < length) {
		U8_NEXT(bytes, at, length, sign);
		if (!(U_MASK(u_charType(sign)) & (U_GC_L_MASK | U_GC_M_MASK)))
			break;
		end = (size_t)at;
	}
	return end;
}

static bool is_word_of(const char *word, size_t length, const char *name)
{
	for (; *name; name = next_word(name))
		if (word_length(name) == length && strncmp(name, word, length) == 0)
			return true;
	return false;
}

/* What stands for a word of the name; NULL for any other word, and for a letter alone. */
static const char *instead_of(struct hk_arena *arena, const char *word, size_t length,
			      const char *name, bool is_veiled)
{
	size_t letter = letter_length(word);

	if (letter >= length || !is_word_of(word, length, is_veiled ? name : next_word(name)))
		return NULL;
	return is_veiled ? HIDDEN : hk_format(arena, "%.*s.", (int)letter, word);
}

/* The words of a name, each by itself. */
static const char *name_words_hide(struct hk_arena *arena, const char *words, const char *name,
				   bool is_veiled)
{
	scoped_buf buf;

	/* A word of two letters becomes longer than it was. */
	hk_buf_init(&buf, strlen(words) * GROWTH + ROOM);
	for (const char *at = words; *at;) {
		size_t length = letters_length(at), step = length ? length : letter_length(at);
		const char *instead = instead_of(arena, at, length, name, is_veiled);

		if (instead)
			hk_buf_text(&buf, instead);
		else
			hk_buf_put(&buf, at, step);
		at += step;
	}
	return hk_copy(arena, buf.bytes ? buf.bytes : "", buf.length);
}

static const char *name_hide(struct hk_arena *arena, const char *words, const char *name,
			     bool is_veiled)
{
	const char *line = hk_one_line(arena, name ? name : ""), *shown = mask_name(arena, line);

	if (!*shown)
		return words;
	if (!is_veiled)
		words = whole_name_hide(arena, words, line, shown);
	return name_words_hide(arena, words, line, is_veiled);
}

static const char *hidden_of(const char *word, size_t length)
{
	const char *at = memchr(word, '@', length);

	if (at && at > word && at + 1 < word + length)
		return HIDDEN_ADDRESS;
	if (hk_starts_ascii(word, "www.") || memmem(word, length, "://", strlen("://")))
		return HIDDEN;
	return NULL;
}

static const char *addresses_hide(struct hk_arena *arena, const char *words)
{
	scoped_buf buf;

	/* The shortest address, a@b, becomes longer than it was. */
	hk_buf_init(&buf, strlen(words) * GROWTH + ROOM);
	for (const char *at = words; *at;) {
		size_t blank = strspn(at, white), length = word_length(at + blank);
		const char *word = at + blank, *hidden = hidden_of(word, length);

		hk_buf_put(&buf, at, blank);
		if (hidden)
			hk_buf_text(&buf, hidden);
		else
			hk_buf_put(&buf, word, length);
		at = word + length;
	}
	return hk_copy(arena, buf.bytes ? buf.bytes : "", buf.length);
}

/* What may stand between the digits of one number; two only where one is a bracket. */
static bool is_joint(UChar32 sign)
{
	return strchr(" -./()", (int)(sign < 0x80 && sign > 0 ? sign : 'x')) != NULL ||
	       sign == 0xa0 || (sign >= 0x2010 && sign <= 0x2015);
}

static bool is_bracket(UChar32 sign)
{
	return sign == '(' || sign == ')';
}

/* Of the number that begins here, in bytes; ret_digits: how many it has. */
static size_t number_length(const char *words, size_t *ret_digits)
{
	const uint8_t *bytes = (const uint8_t *)words;
	int32_t at = 0, length = (int32_t)strlen(words), joints = 0;
	size_t end = 0, digits = 0;

	while (at < length) {
		UChar32 sign;

		U8_NEXT(bytes, at, length, sign);
		if (u_isdigit(sign)) {
			digits++;
			end = (size_t)at;
			joints = 0;
		} else if (!digits || !is_joint(sign) || (joints += !is_bracket(sign)) > 1) {
			break;
		}
	}
	*ret_digits = digits;
	return end;
}

static const char *numbers_hide(struct hk_arena *arena, const char *words)
{
	const uint8_t *bytes = (const uint8_t *)words;
	int32_t at = 0, length = (int32_t)strlen(words);
	scoped_buf buf;

	hk_buf_init(&buf, strlen(words) * 2 + ROOM);
	while (at < length) {
		int32_t begin = at;
		size_t digits, number = number_length(words + at, &digits);
		UChar32 sign;

		if (digits >= DIGITS_LEAST) {
			hk_buf_text(&buf, HIDDEN);
			at += (int32_t)number;
			continue;
		}
		/* A short one is passed whole, so that its end is not looked at by itself. */
		if (number)
			at += (int32_t)number;
		else
			U8_NEXT(bytes, at, length, sign);
		hk_buf_put(&buf, words + begin, (size_t)(at - begin));
	}
	return hk_copy(arena, buf.bytes ? buf.bytes : "", buf.length);
}

const char *mask_words(struct hk_arena *arena, const char *words, const char *name)
{
	return numbers_hide(arena, addresses_hide(arena, name_hide(arena, words, name, false)));
}

const char *mask_words_veiled(struct hk_arena *arena, const char *words, const char *name)
{
	return numbers_hide(arena, addresses_hide(arena, name_hide(arena, words, name, true)));
}
