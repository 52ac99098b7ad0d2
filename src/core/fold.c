#include "core/fold.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucasemap.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

/* Folding makes a text longer in few places: ß becomes ss, and the longest is three times as long.
 */
enum { LONGER = 3 };

/* Of a byte of UTF-8 the longest compatibility decomposition has six units of UTF-16. */
enum { DECOMPOSED = 6 };

char *fold_text(struct hk_arena *arena, const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	UCaseMap *map = ucasemap_open("", U_FOLD_CASE_DEFAULT, &error);
	size_t length = strlen(text), room = length * LONGER + 1;
	char *folded = hk_alloc(arena, room, 1);

	if (U_FAILURE(error))
		abort();
	(void)ucasemap_utf8FoldCase(map, folded, (int32_t)room, text, (int32_t)length, &error);
	ucasemap_close(map);
	return U_FAILURE(error) ? hk_copy_text(arena, text) : folded;
}

static bool is_ascii(const char *text)
{
	while (*text && (unsigned char)*text < 0x80)
		text++;
	return !*text;
}

char *fold_words(struct hk_arena *arena, const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKCCasefoldInstance(&error);
	size_t length = strlen(text), room = length * DECOMPOSED + 1;
	UChar *wide, *alike;
	char *folded;
	int32_t count, alike_count;

	if (is_ascii(text))
		return fold_text(arena, text);
	wide = hk_alloc(arena, length + 1, sizeof(*wide));
	alike = hk_alloc(arena, room, sizeof(*alike));
	folded = hk_alloc(arena, room * LONGER, 1);
	(void)u_strFromUTF8WithSub(wide, (int32_t)length + 1, &count, text, (int32_t)length, 0xfffd,
				   NULL, &error);
	alike_count = unorm2_normalize(form, wide, count, alike, (int32_t)room, &error);
	(void)u_strToUTF8(folded, (int32_t)(room * LONGER), NULL, alike, alike_count, &error);
	return U_FAILURE(error) ? fold_text(arena, text) : folded;
}

static bool is_diacritic(UChar unit)
{
	return unit >= 0x300 && unit <= 0x36f;
}

/* A digit of any script is that of ours. */
static UChar plain_of(UChar unit)
{
	int32_t value = U_IS_SURROGATE(unit) ? -1 : u_charDigitValue(unit);

	return value < 0 ? unit : (UChar)('0' + value);
}

char *fold_plain(struct hk_arena *arena, const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *form = unorm2_getNFKDInstance(&error);
	size_t length = strlen(text), room = length * DECOMPOSED + 1;
	UChar *wide = hk_alloc(arena, length + 1, sizeof(*wide));
	UChar *apart = hk_alloc(arena, room, sizeof(*apart));
	char *plain = hk_alloc(arena, room * LONGER, 1);
	int32_t count, kept = 0;

	(void)u_strFromUTF8WithSub(wide, (int32_t)length + 1, &count, text, (int32_t)length, 0xfffd,
				   NULL, &error);
	count = unorm2_normalize(form, wide, count, apart, (int32_t)room, &error);
	if (U_FAILURE(error))
		return fold_text(arena, text);
	for (int32_t i = 0; i < count; i++)
		if (!is_diacritic(apart[i]))
			apart[kept++] = plain_of(apart[i]);
	(void)u_strToUTF8(plain, (int32_t)(room * LONGER), NULL, apart, kept, &error);
	return fold_text(arena, U_FAILURE(error) ? text : plain);
}

/* A letter, a digit, or a mark that belongs to one. */
static bool is_of_word(UChar32 letter)
{
	return letter >= 0 && (u_isalnum(letter) || (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0);
}

static bool is_within_word(const char *text, const char *at)
{
	int32_t place = (int32_t)(at - text);
	UChar32 before;

	if (place == 0)
		return false;
	U8_PREV((const uint8_t *)text, 0, place, before);
	return is_of_word(before);
}

static bool goes_on(const char *at)
{
	int32_t place = 0;
	UChar32 next;

	U8_NEXT((const uint8_t *)at, place, -1, next);
	return is_of_word(next);
}

bool fold_has(struct hk_arena *arena, const char *text, const char *word)
{
	size_t length = strlen(word);
	bool is_beginning = length && word[length - 1] == '*';
	const char *wanted = hk_copy(arena, word, is_beginning ? length - 1 : length);

	if (!*wanted)
		return true;
	for (const char *at = strstr(text, wanted); at; at = strstr(at + 1, wanted))
		if (!is_within_word(text, at) && (is_beginning || !goes_on(at + strlen(wanted))))
			return true;
	return false;
}
