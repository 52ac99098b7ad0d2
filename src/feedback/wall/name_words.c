#include "feedback/wall/name_words.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/result.h"
#include "base/text.h"

enum {
	FOLDED = 128, /* bytes; of longer words the beginning is looked at */
	APART = 16,
	STEM_LEAST = 2,
	SHORT_STEM = 3, /* up to it a form of its own is an ordinary word too easily */
	FAMILY_LEAST = 5,
	PARTS_MOST = 6, /* of a name, that are joined */
	JOINED_LEAST = 7,
	HYPHENED_LEAST = 5, /* the same of parts that a hyphen joins already */
	LATIN_END = 0x250,
	ZWNJ = 0x200c,
	ZWJ = 0x200d,
	KHANDA_TA = 0x9ce,
	TA = 0x9a4,
	TAMIL_MA = 0xbae,
	VIRAMA_CLASS = 9,
};

/* ---- how Lithuanian declines names, without diacritics ---- */

static const char *const of_as[] = { "as", "o",   "ui", "a",   "u",    "e",   "ai",
				     "am", "ams", "us", "ais", "uose", "ame", NULL };
static const char *const of_is[] = { "is", "ys",  "io",   "iui", "i",    "iu",    "yje",
				     "y",  "iai", "iams", "ius", "iais", "iuose", NULL };
static const char *const of_us[] = { "us", "aus", "ui", "u", "umi", "uje", "au", NULL };
static const char *const of_a[] = { "a", "os", "ai", "oje", "u", "oms", "as", "omis", "ose", NULL };
static const char *const of_e[] = { "e", "es", "ei", "eje", "iu", "ems", "emis", "ese", NULL };
/* A name that is none of Lithuanian; and a short one, so that "time" is not of Tim. */
static const char *const of_others[] = { "s",   "es", "as",  "o",  "ui", "a",   "u", "e",  "ai",
					 "ams", "us", "ais", "is", "io", "iui", "i", "iu", NULL };
static const char *const of_short[] = { "s", "as", "ui", NULL };

static const struct {
	const char *ending;
	const char *const *endings;
} declensions[] = {
	{ "as", of_as }, { "is", of_is }, { "ys", of_is },
	{ "us", of_us }, { "a", of_a },   { "e", of_e },
};

/* ---- letters ---- */

static bool is_apostrophe(UChar32 sign)
{
	return sign == '\'' || sign == 0x2018 || sign == 0x2019 || sign == 0x2bc;
}

static bool is_hyphen(UChar32 sign)
{
	return sign == '-' || sign == 0x2010 || sign == 0x2011;
}

static bool is_of_word(UChar32 sign)
{
	return (U_MASK(u_charType(sign)) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK)) != 0 ||
	       sign == ZWNJ || sign == ZWJ;
}

size_t name_word_length(const char *words, bool across_apostrophes)
{
	const uint8_t *bytes = (const uint8_t *)words;
	int32_t at = 0, length = (int32_t)strlen(words);
	size_t end = 0;
	UChar32 sign;

	while (at < length) {
		U8_NEXT(bytes, at, length, sign);
		if (is_of_word(sign) && !is_apostrophe(sign))
			end = (size_t)at;
		else if (!end || !across_apostrophes || !is_apostrophe(sign))
			break;
	}
	return end;
}

/* Whether it fitted. */
static bool fold_sign(UChar32 sign, uint8_t *ret, int32_t *length)
{
	UBool is_full = false;

	if (is_apostrophe(sign) || is_hyphen(sign) || sign == ' ' || sign == ZWNJ || sign == ZWJ ||
	    (sign >= 0x300 && sign <= 0x36f))
		return true;
	sign = sign == KHANDA_TA ? TA : u_foldCase(sign, U_FOLD_CASE_DEFAULT);
	U8_APPEND(ret, *length, FOLDED - 1, (uint32_t)sign, is_full);
	return !is_full;
}

static bool fold_apart(UChar32 sign, uint8_t *ret, int32_t *length)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfd = unorm2_getNFDInstance(&error);
	UChar units[APART];
	UChar32 apart[APART];
	int32_t count;

	if (U_FAILURE(error))
		return fold_sign(sign, ret, length);
	count = unorm2_getDecomposition(nfd, sign, units, APART, &error);
	if (count < 0)
		return fold_sign(sign, ret, length);
	u_strToUTF32(apart, APART, &count, units, count, &error);
	for (int32_t i = 0; i < count && U_SUCCESS(error); i++)
		if (!fold_sign(apart[i], ret, length))
			return false;
	return true;
}

static void fold(const char *word, size_t size, char ret[FOLDED])
{
	const uint8_t *bytes = (const uint8_t *)word;
	int32_t at = 0, length = (int32_t)size, folded = 0;
	UChar32 sign;

	while (at < length) {
		U8_NEXT(bytes, at, length, sign);
		if (sign >= 0 && !fold_apart(sign, (uint8_t *)ret, &folded))
			break;
	}
	ret[folded] = '\0';
}

/* ---- the words of a name ---- */

static bool is_latin(const char *folded)
{
	UChar32 sign;

	U8_GET((const uint8_t *)folded, 0, 0, (int32_t)strlen(folded), sign);
	return sign >= 0 && sign < LATIN_END;
}

/* Takes its last sign away. */
static UChar32 sign_before(const char *word, size_t *length)
{
	const uint8_t *bytes = (const uint8_t *)word;
	int32_t at = (int32_t)*length;
	UChar32 sign;

	U8_PREV(bytes, 0, at, sign);
	*length = (size_t)at;
	return sign;
}

static size_t letters_of(const char *word, size_t length)
{
	size_t letters = 0;

	for (size_t i = 0; i < length; i++)
		letters += ((uint8_t)word[i] & 0xc0) != 0x80;
	return letters;
}

static void stem_latin(struct name_word *word)
{
	word->stem = strlen(word->whole);
	word->letters = letters_of(word->whole, word->stem);
	word->endings = word->letters > SHORT_STEM ? of_others : of_short;
	for (size_t i = 0; i < HK_COUNT(declensions); i++) {
		size_t ending = strlen(declensions[i].ending);

		if (!hk_ends(word->whole, declensions[i].ending) ||
		    letters_of(word->whole, word->stem - ending) < STEM_LEAST)
			continue;
		word->stem -= ending;
		word->letters = letters_of(word->whole, word->stem);
		word->endings = declensions[i].endings;
		return;
	}
}

/* Bengali and Tamil put what they have to say behind it. A vowel takes the place of the sign that
 * there is none, and of Tamil names the last m goes with it. */
static void stem_other(struct name_word *word)
{
	size_t length = strlen(word->whole), shorter = length;

	word->endings = NULL;
	if (u_getCombiningClass(sign_before(word->whole, &shorter)) == VIRAMA_CLASS) {
		length = shorter;
		if (sign_before(word->whole, &shorter) == TAMIL_MA &&
		    letters_of(word->whole, shorter) >= SHORT_STEM)
			length = shorter;
	}
	word->stem = length;
	word->letters = letters_of(word->whole, length);
}

static bool has_letter(const char *word, size_t length)
{
	const uint8_t *bytes = (const uint8_t *)word;
	int32_t at = 0;
	UChar32 sign;

	while (at < (int32_t)length) {
		U8_NEXT(bytes, at, (int32_t)length, sign);
		if (u_isalpha(sign))
			return true;
	}
	return false;
}

static void word_add(struct hk_arena *arena, struct name_words *words, const char *word,
		     size_t length)
{
	struct name_word one = { .endings = NULL };
	char folded[FOLDED];

	fold(word, length, folded);
	if (letters_of(folded, strlen(folded)) < 2 || !has_letter(word, length))
		return;
	one.whole = hk_copy(arena, folded, strlen(folded));
	if (is_latin(one.whole))
		stem_latin(&one);
	else
		stem_other(&one);
	words->items[words->count++] = one;
}

/* What a name is made of, without its abbreviations. */
struct parts {
	struct part {
		const char *word;
		size_t length;
		bool is_hyphened; /* to the one before */
	} items[PARTS_MOST];

	size_t count;
};

static bool is_abbreviation(const char *name, size_t length)
{
	return name[length] == '.' && name[length + 1] == ' ';
}

/* By one sign, and nothing else. */
static bool is_joint(const char *from, const char *until)
{
	const uint8_t *bytes = (const uint8_t *)from;
	int32_t at = 0, length = (int32_t)(until - from);
	UChar32 sign = 0;

	if (length > 0)
		U8_NEXT(bytes, at, length, sign);
	return at == length && (is_hyphen(sign) || is_apostrophe(sign));
}

static void part_add(struct parts *parts, const char *word, size_t length)
{
	struct part part = { word, length, false };

	if (parts->count == PARTS_MOST)
		return;
	if (parts->count) {
		const struct part *before = &parts->items[parts->count - 1];

		part.is_hyphened = is_joint(before->word + before->length, word);
	}
	parts->items[parts->count++] = part;
}

static void joined_add(struct hk_arena *arena, struct name_words *words, const char *joined,
		       size_t least)
{
	size_t before = words->count;

	word_add(arena, words, joined, strlen(joined));
	if (words->count == before)
		return;
	if (letters_of(words->items[before].whole, strlen(words->items[before].whole)) < least)
		words->count = before;
	else
		words->items[before].is_joined = true;
}

/* "annemarie", "vanderberg" and "jonaskazlauskas", but for what is shown anyway; and the last of
 * them before the first, as addresses have it. */
static void all_joined_add(struct hk_arena *arena, struct name_words *words,
			   const struct parts *parts, const char *shown_end)
{
	for (size_t i = 0; i < parts->count; i++) {
		const char *joined = hk_copy(arena, parts->items[i].word, parts->items[i].length);
		bool is_hyphened = true;

		for (size_t k = i + 1; k < parts->count; k++) {
			const struct part *part = &parts->items[k];

			joined = hk_format(arena, "%s%.*s", joined, (int)part->length, part->word);
			is_hyphened = is_hyphened && part->is_hyphened;
			if (part->word >= shown_end)
				joined_add(arena, words, joined,
					   is_hyphened ? HYPHENED_LEAST : JOINED_LEAST);
		}
	}
	if (parts->count > 1) {
		const struct part *first = &parts->items[0],
				  *last = &parts->items[parts->count - 1];

		if (last->word >= shown_end)
			joined_add(arena, words,
				   hk_format(arena, "%.*s%.*s", (int)last->length, last->word,
					     (int)first->length, first->word),
				   JOINED_LEAST);
	}
}

struct name_words name_words_of(struct hk_arena *arena, const char *name, size_t shown)
{
	/* Each takes a letter and what parts it from the next, and may be there in one and in
	 * parts; then those that are joined. */
	size_t most = strlen(name) + 2 + (size_t)PARTS_MOST * PARTS_MOST;
	struct name_words words = { hk_alloc(arena, most, sizeof(*words.items)), 0 };
	const char *shown_end = name + shown;
	struct parts parts = { .count = 0 };

	while (*name) {
		size_t across = name_word_length(name, true), part = name_word_length(name, false);

		if (!part) {
			name++;
			continue;
		}
		if (!is_abbreviation(name, part)) {
			part_add(&parts, name, part);
			if (name >= shown_end)
				word_add(arena, &words, name, part);
			if (name >= shown_end && across > part)
				word_add(arena, &words, name, across);
		}
		name += part;
	}
	all_joined_add(arena, &words, &parts, shown_end);
	return words;
}

/* ---- the same in a text ---- */

static bool is_ending(const char *rest, const char *const *endings, size_t least)
{
	for (; *endings; endings++)
		if (strlen(*endings) >= least && strcmp(rest, *endings) == 0)
			return true;
	return false;
}

/* What stands behind the stem; NULL: it begins otherwise. Before an i a t and a d are soft:
 * Jonaitis, Jonaičio. */
static const char *rest_of(const struct name_word *one, const char *word)
{
	size_t hard = one->stem - 1;
	const char *soft = one->whole[hard] == 't' ? "c" : one->whole[hard] == 'd' ? "dz" : NULL;

	if (strncmp(word, one->whole, one->stem) == 0)
		return word + one->stem;
	if (!soft || one->letters < SHORT_STEM || strncmp(word, one->whole, hard) != 0 ||
	    strncmp(word + hard, soft, strlen(soft)) != 0 || word[hard + strlen(soft)] != 'i')
		return NULL;
	return word + hard + strlen(soft);
}

static bool is_form_of(const struct name_word *one, const char *word, bool is_family)
{
	const char *rest = rest_of(one, word);

	if (strcmp(word, one->whole) == 0)
		return true;
	if (!rest || one->letters < STEM_LEAST)
		return false;
	if (!one->endings)
		return one->letters >= SHORT_STEM;
	return (is_family && one->letters >= FAMILY_LEAST) ||
	       is_ending(rest, one->endings, one->letters < SHORT_STEM ? 2 : 1);
}

bool name_words_have(const struct name_words *words, const char *word, size_t length,
		     bool is_family)
{
	char folded[FOLDED];

	if (!words->count || !length)
		return false;
	fold(word, length, folded);
	for (size_t i = 0; i < words->count; i++)
		if (is_form_of(&words->items[i], folded, is_family))
			return true;
	return false;
}

bool name_words_are(const struct name_words *words, const char *text, size_t length)
{
	char folded[FOLDED];

	fold(text, length, folded);
	for (size_t i = 0; i < words->count; i++) {
		const struct name_word *one = &words->items[i];

		if (one->is_joined || letters_of(one->whole, strlen(one->whole)) < HYPHENED_LEAST)
			continue;
		if (strcmp(folded, one->whole) == 0 ||
		    (one->endings && is_form_of(one, folded, false)))
			return true;
	}
	return false;
}

size_t name_pair_length(const char *words)
{
	size_t first = name_word_length(words, true), second;
	const uint8_t *bytes = (const uint8_t *)words;
	int32_t at = (int32_t)first, next;
	UChar32 sign, begin, then;

	U8_NEXT(bytes, at, -1, sign);
	if (!first || (!is_hyphen(sign) && sign != ' '))
		return 0;
	second = name_word_length(words + at, true);
	next = 0;
	U8_NEXT(bytes, next, -1, begin);
	next = at;
	U8_NEXT(bytes, next, -1, then);
	if (!second || (sign == ' ' && (!u_isupper(begin) || !u_isupper(then))))
		return 0;
	return (size_t)at + second;
}

bool name_words_begin(const struct name_words *words, const char *letter, size_t length)
{
	char folded[FOLDED];

	fold(letter, length, folded);
	for (size_t i = 0; *folded && i < words->count; i++)
		if (strncmp(words->items[i].whole, folded, strlen(folded)) == 0)
			return true;
	return false;
}
