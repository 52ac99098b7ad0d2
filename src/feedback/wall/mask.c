#include "feedback/wall/mask.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/buf.h"
#include "base/text.h"
#include "feedback/wall/name_words.h"

/* As long whatever stood there: a length tells something too. */
#define HIDDEN         "•••"
#define HIDDEN_ADDRESS HIDDEN "@" HIDDEN

enum { DIGITS_LEAST = 7, GROWTH = 5, ROOM = 1024 };

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

static const char *first_word(const char *line)
{
	while (is_short(line) && *next_word(line))
		line = next_word(line);
	return line;
}

const char *mask_name(struct hk_arena *arena, const char *name)
{
	const char *line = hk_one_line(arena, name ? name : ""), *first = first_word(line), *last;

	if (!is_name(line))
		return "";
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

/* Where somebody's name is being hidden. */
struct hiding {
	struct name_words names;
	bool is_veiled;
	bool is_after; /* a word of the name stood before it */
};

/* In two words, in one with its apostrophes, or its first part; 0: none of the name stands here. */
static size_t name_length(const struct hiding *hiding, const char *at)
{
	size_t letter = letter_length(at), pair = name_pair_length(at);

	if (pair && name_words_are(&hiding->names, at, pair))
		return pair;

	for (int across = 1; across >= 0; across--) {
		size_t length = name_word_length(at, across);

		if (length > letter &&
		    name_words_have(&hiding->names, at, length, hiding->is_veiled))
			return length;
	}
	return 0;
}

/* "K." beside another word of the name. */
static size_t initial_length(const struct hiding *hiding, const char *at, size_t length)
{
	const char *next = at + length + 1;

	if (!hiding->is_veiled || !length || length > letter_length(at) || at[length] != '.' ||
	    !name_words_begin(&hiding->names, at, length))
		return 0;
	if (hiding->is_after || name_length(hiding, next + strspn(next, white)))
		return length + 1;
	return 0;
}

/* The words of a name, each by itself, but for the first bytes of it, which are shown. */
static const char *name_words_hide(struct hk_arena *arena, const char *words, const char *name,
				   size_t shown, bool is_veiled)
{
	struct hiding hiding = { name_words_of(arena, name, shown), is_veiled, false };
	scoped_buf buf;

	/* A word of two letters becomes longer than it was. */
	hk_buf_init(&buf, strlen(words) * GROWTH + ROOM);
	if (!hiding.names.count)
		return words;
	for (const char *at = words; *at;) {
		size_t length = name_word_length(at, false), hidden = name_length(&hiding, at);
		size_t step = length ? length : letter_length(at);

		if (!hidden)
			hidden = initial_length(&hiding, at, length);
		if (!hidden)
			hk_buf_put(&buf, at, step);
		else if (is_veiled)
			hk_buf_text(&buf, HIDDEN);
		else
			hk_buf_text(&buf, hk_format(arena, "%.*s.", (int)letter_length(at), at));
		hiding.is_after = hidden || (hiding.is_after && !length);
		at += hidden ? hidden : step;
	}
	return hk_copy(arena, buf.bytes ? buf.bytes : "", buf.length);
}

static const char *name_hide(struct hk_arena *arena, const char *words, const char *name,
			     bool is_veiled)
{
	const char *line = hk_one_line(arena, name ? name : ""), *shown = mask_name(arena, line);

	/* What stands before the sign of an address is often a name, and as often a word ("info").
	 */
	if (is_veiled)
		return name_words_hide(arena, words, hk_copy(arena, line, strcspn(line, "@")), 0,
				       true);
	if (!*shown)
		return strchr(line, '@') ? words : name_words_hide(arena, words, line, 0, true);
	return name_words_hide(arena, whole_name_hide(arena, words, line, shown), line,
			       (size_t)(next_word(first_word(line)) - line), false);
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
