#include "core/words_forms.h"

#include <libstemmer.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utext.h>

#include "base/result.h"
#include "base/text.h"

enum {
	ZWNJ = 0x200c,
	ZWJ = 0x200d,
	BENGALI_TA = 0x9a4,
	BENGALI_VIRAMA = 0x9cd,
	BENGALI_KHANDA_TA = 0x9ce,
	RIGHT_QUOTE = 0x2019,
	FIRST_WIDE = 0x80,     /* the first letter that is not of ASCII */
	BENGALI_FIRST = 0x985, /* vowels, then consonants */
	BENGALI_LAST = 0x9b9,
	BENGALI_LEAD = 0xe0,   /* the first byte of them all in UTF-8 */
	BENGALI_SECOND = 0xa6, /* or the next one */
	CASE = 0x20,           /* what parts a letter of ASCII from its capital */
};

/* Most words: folding ASCII changes nothing but its capitals. 0: it has other letters, too. */
static int32_t fold_ascii(const char *bytes, size_t length, UChar *ret)
{
	if (length > WORD_UNITS)
		return 0;
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];

		if (byte >= FIRST_WIDE)
			return 0;
		ret[i] = (UChar)(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
	}
	return (int32_t)length;
}

/*
 * Zero-width (non-)joiners only choose a glyph, except in the old way to write
 * khanda ta (ta, virama, ZWJ). Then case folding and NFC, which also makes one
 * of the two Bengali codings of rra, rha and yya.
 */
static int32_t fold(const struct words *words, const char *bytes, size_t length, UChar *ret)
{
	UChar raw[WORD_UNITS], folded[WORD_UNITS];
	UErrorCode error = U_ZERO_ERROR;
	int32_t count, kept = 0;

	u_strFromUTF8WithSub(raw, WORD_UNITS, &count, bytes, (int32_t)length, 0xfffd, NULL, &error);
	if (U_FAILURE(error))
		return 0; /* longer than any word */
	for (int32_t i = 0; i < count; i++) {
		if (raw[i] == ZWJ && kept >= 2 && raw[kept - 1] == BENGALI_VIRAMA &&
		    raw[kept - 2] == BENGALI_TA)
			raw[--kept - 1] = BENGALI_KHANDA_TA;
		else if (raw[i] != ZWNJ && raw[i] != ZWJ)
			raw[kept++] = raw[i];
	}
	count = u_strFoldCase(folded, WORD_UNITS, raw, kept, U_FOLD_CASE_DEFAULT, &error);
	count = unorm2_normalize(words->nfc, folded, count, ret, WORD_UNITS, &error);
	return U_FAILURE(error) ? 0 : count;
}

static int32_t normalise(const struct words *words, const char *bytes, size_t length, UChar *ret)
{
	int32_t count = fold_ascii(bytes, length, ret);

	return count > 0 ? count : fold(words, bytes, length, ret);
}

static int32_t take_apart(const struct words *words, const UChar *word, int32_t length, UChar *ret)
{
	/* Letters that do not fall apart; and long i and u of Bengali are written as short ones. */
	static const UChar odd[][2] = { { 0x142, 'l' }, { 0xf8, 'o' },    { 0x111, 'd' },
					{ 0x131, 'i' }, { 0x9c0, 0x9bf }, { 0x9c2, 0x9c1 } };
	UChar apart[WORD_UNITS];
	UErrorCode error = U_ZERO_ERROR;
	int32_t count = unorm2_normalize(words->nfd, word, length, apart, WORD_UNITS, &error);
	int32_t kept = 0;

	if (U_FAILURE(error))
		return 0;
	for (int32_t i = 0; i < count; i++) {
		UChar unit = apart[i];
		for (size_t k = 0; k < HK_COUNT(odd); k++)
			if (unit == odd[k][0])
				unit = odd[k][1];
		if (unit < 0x300 || unit > 0x36f)
			apart[kept++] = unit;
	}
	count = unorm2_normalize(words->nfc, apart, kept, ret, WORD_UNITS, &error);
	return U_FAILURE(error) ? 0 : count;
}

static bool is_ascii(const UChar *word, int32_t length)
{
	for (int32_t i = 0; i < length; i++)
		if (word[i] >= FIRST_WIDE)
			return false;
	return true;
}

/* Latin without its diacritics; vowel signs and viramas of Indic scripts are not diacritics. */
static int32_t strip(const struct words *words, const UChar *word, int32_t length, UChar *ret)
{
	if (!is_ascii(word, length))
		return take_apart(words, word, length, ret);
	u_memcpy(ret, word, length);
	return length;
}

/* How many bytes, behind which there is room for one more; -1: it does not fit. */
static int32_t to_utf8(const UChar *word, int32_t length, char ret[WORD_BYTES - 1])
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t bytes = 0;

	if (is_ascii(word, length))
		for (; bytes < length && bytes < WORD_BYTES - 2; bytes++)
			ret[bytes] = (char)word[bytes];
	else
		u_strToUTF8(ret, WORD_BYTES - 2, &bytes, word, length, &error);
	return U_FAILURE(error) ? -1 : bytes;
}

static int32_t from_utf8(const char *bytes, int32_t length, UChar ret[WORD_UNITS])
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t count = fold_ascii(bytes, (size_t)length, ret);

	if (count == 0)
		u_strFromUTF8(ret, WORD_UNITS, &count, bytes, length, &error);
	return U_FAILURE(error) ? 0 : count;
}

static void add_form(struct forms *forms, char kind, const UChar *word, int32_t length)
{
	char *to = forms->text[forms->count];
	int32_t bytes = to_utf8(word, length, to + 1);

	to[0] = kind;
	if (bytes < 0)
		return;
	to[1 + bytes] = 0;
	if (forms->count < 2 || strcmp(forms->text[forms->count - 1], to) != 0)
		forms->count++;
}

static void add_stem(const struct words *words, struct sb_stemmer *stemmer, char kind,
		     const UChar *word, int32_t length, struct forms *forms)
{
	char bytes[WORD_BYTES];
	UChar stem[WORD_UNITS], plain[WORD_UNITS];
	int32_t count = to_utf8(word, length, bytes);

	if (count < 0)
		return;

	const sb_symbol *result = sb_stemmer_stem(stemmer, (const sb_symbol *)bytes, count);

	/* Twice: the Tamil stemmer takes a plural off only after the case ending is gone. */
	if (kind == 't') {
		count = sb_stemmer_length(stemmer);
		memcpy(bytes, result, (size_t)count);
		result = sb_stemmer_stem(stemmer, (const sb_symbol *)bytes, count);
	}
	count = from_utf8((const char *)result, sb_stemmer_length(stemmer), stem);
	count = strip(words, stem, count, plain);
	if (count > 0)
		add_form(forms, kind, plain, count);
}

/* Case, number and article endings, the longer ones first. */
static const UChar bengali_endings[][8] = {
	u"গুলির", u"গুলোর",  u"গুলিকে", u"গুলোকে", u"গুলি", u"গুলো", u"গুলা",  u"দেরকে",
	u"দের",  u"দিগের", u"টিকে",  u"টাকে",  u"টির", u"টার", u"টিতে", u"টাতে",
	u"টি",   u"টা",    u"খানা",  u"খানি",  u"েরা", u"রা",  u"েতে",  u"ের",
	u"কে",   u"তে",    u"য়",     u"র",     u"ে",   u"ও",   u"ই",
};

/* How much of the end may go: what is left keeps two letters and no virama at its end. */
static int32_t bengali_ending(const UChar *word, int32_t length, const UChar *ending)
{
	int32_t cut = u_strlen(ending), letters = 0;

	if (length <= cut || u_memcmp(word + length - cut, ending, cut) != 0 ||
	    word[length - cut - 1] == BENGALI_VIRAMA)
		return 0;
	for (int32_t i = 0; i < length - cut; i++)
		letters += u_isalpha(word[i]) ? 1 : 0;
	return letters < 2 ? 0 : cut;
}

/* Until nothing more comes off, so that a word and its longer forms end alike. */
static int32_t stem_bengali(const UChar *word, int32_t length)
{
	int32_t before;

	do {
		before = length;
		for (size_t i = 0; i < HK_COUNT(bengali_endings); i++) {
			int32_t cut = bengali_ending(word, length, bengali_endings[i]);
			length -= cut;
			if (cut > 0)
				break;
		}
	} while (length < before);
	return length;
}

static bool is_bengali(UChar unit)
{
	return unit >= 0x980 && unit <= 0x9ff;
}

static bool is_tamil(UChar unit)
{
	return unit >= 0xb80 && unit <= 0xbff;
}

/* One run of letters, marks and digits. */
static void make_forms(const struct words *words, const struct word_visitor *visitor,
		       const UChar *word, int32_t length, struct forms *ret)
{
	const char *language = visitor->language;
	UChar plain[WORD_UNITS];
	int32_t count = strip(words, word, length, plain);

	ret->count = 0;
	if (count == 0 ||
	    (visitor->letters && !is_tamil(word[0]) && !u_strchr(visitor->letters, plain[0])))
		return;
	ret->letter = plain[0];
	add_form(ret, 'w', plain, count);
	if (is_bengali(word[0])) {
		add_form(ret, 'b', plain, stem_bengali(plain, count));
	} else if (is_tamil(word[0])) {
		add_stem(words, words->tamil, 't', word, length, ret);
	} else if (u_isalpha(word[0])) {
		if (!hk_equal(language, "lt"))
			add_stem(words, words->english, 'e', plain, count, ret);
		if (language && !hk_equal(language, "lt"))
			return;
		/* Written with its diacritics and without: their stems can differ (medžio). */
		add_stem(words, words->lithuanian, 'l', word, length, ret);
		if (count != length || u_memcmp(plain, word, count) != 0)
			add_stem(words, words->lithuanian, 'l', plain, count, ret);
	}
}

static bool is_part_of_word(UChar unit)
{
	return u_isalnum(unit) || (U_GET_GC_MASK(unit) & U_GC_M_MASK) || U16_IS_SURROGATE(unit);
}

/* Cuts "example.com" and "o_clock", joins "don't", writes all digits as 0 to 9. Of what is a
 * beginning as a whole, such as an address, the last piece is one. */
static void cut_word(const struct words *words, const struct word_visitor *visitor,
		     const UChar *word, int32_t length, struct forms *forms)
{
	const bool is_beginning = forms->is_beginning;
	UChar piece[WORD_UNITS];
	int32_t count = 0, last = length;

	while (last > 0 && !is_part_of_word(word[last - 1]))
		last--;
	for (int32_t i = 0; i <= length; i++) {
		UChar unit = i < length ? word[i] : ' ';

		if (unit == '\'' || unit == RIGHT_QUOTE)
			continue;
		if (is_part_of_word(unit)) {
			int32_t digit = u_charDigitValue(unit);
			piece[count++] = digit >= 0 ? (UChar)('0' + digit) : unit;
			continue;
		}
		forms->units = piece;
		forms->unit_count = count;
		forms->is_beginning = is_beginning && i >= last;
		if (count > 0)
			make_forms(words, visitor, piece, count, forms);
		if (count > 0 && forms->count > 0)
			visitor->found(visitor->data, forms);
		count = 0;
	}
	forms->units = NULL;
}

/* The first letter, folded, of a word that is all of ASCII's letters, or all of Bengali's and
 * begins with a consonant or a vowel that nothing changes. 0: it must be looked at closely. */
static UChar plain_first(const char *word, size_t length)
{
	const unsigned char *byte = (const unsigned char *)word;
	size_t at = 0;

	while (at < length && (byte[at] | CASE) >= 'a' && (byte[at] | CASE) <= 'z')
		at++;
	if (at == length)
		return (UChar)(byte[0] | CASE);
	for (at = 0; at + 3 <= length; at += 3)
		if (byte[at] != BENGALI_LEAD || (byte[at + 1] & 0xfe) != BENGALI_SECOND)
			return 0;

	UChar unit = (UChar)((byte[1] & 0x3f) << 6 | (byte[2] & 0x3f));

	return at == length && unit >= BENGALI_FIRST && unit <= BENGALI_LAST && unit != BENGALI_TA
		       ? unit
		       : 0;
}

/* Most words of a text that is looked through: cheaply told by their first letter. */
static bool is_passed_by(const struct word_visitor *visitor, const char *word, size_t length)
{
	UChar first = visitor->letters ? plain_first(word, length) : 0;

	return first && !u_strchr(visitor->letters, first);
}

void words_each(struct words *words, const char *text, struct word_visitor visitor)
{
	UErrorCode error = U_ZERO_ERROR;
	UText source = UTEXT_INITIALIZER;
	struct forms forms;
	UChar word[WORD_UNITS];

	utext_openUTF8(&source, text, -1, &error);
	ubrk_setUText(words->word_breaks, &source, &error);
	if (U_FAILURE(error))
		return;

	int32_t start = ubrk_first(words->word_breaks), end;

	while ((!visitor.until || (size_t)start < *visitor.until) &&
	       (end = ubrk_next(words->word_breaks)) != UBRK_DONE) {
		size_t bytes = (size_t)(end - start);

		if (ubrk_getRuleStatus(words->word_breaks) >= UBRK_WORD_NONE_LIMIT &&
		    !is_passed_by(&visitor, text + start, bytes)) {
			int32_t length = normalise(words, text + start, bytes, word);

			forms.start = (size_t)start;
			forms.end = (size_t)end;
			forms.is_beginning = text[end] == '*';
			if (length > 0)
				cut_word(words, &visitor, word, length, &forms);
		}
		start = end;
	}
	utext_close(&source);
}
