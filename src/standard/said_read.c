#include "standard/said_read.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/result.h"
#include "base/text.h"

enum { WORDS_MOST = 160, WORD_BYTES = 120, DANDA = 0x964, PHRASE_WORDS = 5 };

enum {
	CENTURY = 2000,
	TRIPLE = 5, /* pieces: three numbers and two signs */
	TENTHS = 10,
	HUNDREDTHS = 100,
	SAID_HUGE = 1000000 /* a number of more digits than are read */
};

enum { FOLDED_MAX_BYTES = 1024 * 1024 };

enum said_kind said_kind_at(const struct said_tokens *tokens, size_t at)
{
	return at < tokens->count ? tokens->items[at].kind : SAID_OTHER;
}

int said_value_at(const struct said_tokens *tokens, size_t at)
{
	return tokens->items[at].value;
}

bool said_is_free(const struct said_tokens *tokens, size_t at)
{
	switch (said_kind_at(tokens, at)) {
	case SAID_OTHER: return at < tokens->count && tokens->items[at].is_word;
	case SAID_OF:
	case SAID_TO:
	case SAID_BETWEEN:
	case SAID_DECIMAL:
	case SAID_UNIT: return true;
	default: return false;
	}
}

const char *said_normal(struct hk_arena *arena, const char *text)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfc = unorm2_getNFCInstance(&error);
	int32_t bytes = (int32_t)strlen(text), length = 0, most = 0;
	UChar *wide = hk_alloc(arena, (size_t)bytes + 1, sizeof(*wide)), *normal;
	char *out;

	u_strFromUTF8(wide, bytes + 1, &length, text, bytes, &error);
	if (U_FAILURE(error))
		return "";
	/* NFC of a letter has at most three (UAX 15, section 9). */
	most = 3 * length + 1;
	normal = hk_alloc(arena, (size_t)most, sizeof(*normal));
	length = unorm2_normalize(nfc, wide, length, normal, most, &error);
	out = hk_alloc(arena, (size_t)length * 3 + 1, 1);
	u_strToUTF8(out, length * 3 + 1, &bytes, normal, length, &error);
	return U_FAILURE(error) ? "" : out;
}

/* Of UTF-8 that ICU wrote; 0 at the end, where it stays. */
static UChar32 letter_next(const char *text, int32_t *at)
{
	unsigned char lead = (unsigned char)text[*at];
	int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
	UChar32 letter = more == 3   ? lead & 0x07
			 : more == 2 ? lead & 0x0f
			 : more      ? lead & 0x1f
				     : lead;

	if (!lead)
		return 0;
	for ((*at)++; more > 0; more--)
		letter = letter << 6 | ((unsigned char)text[(*at)++] & 0x3f);
	return letter;
}

static UChar32 letter_at(const char *text, int32_t at)
{
	return letter_next(text, &at);
}

static bool is_space(UChar32 letter)
{
	return letter == 0 || u_isUWhiteSpace(letter);
}

/* "3 p.m.", "15 val.", "Mr.": the word before a stop that ends no sentence. */
static bool is_short_form(const char *from, const char *stop)
{
	static const char *const forms[] = { "val", "min", "mr",   "mrs", "ms",  "dr",  "hr",
					     "hrs", "jan", "feb",  "mar", "apr", "jun", "jul",
					     "aug", "sep", "sept", "oct", "nov", "dec" };
	const char *word = stop;

	while (word > from && ((unsigned char)word[-1] >= 0x80 || u_isalpha(word[-1])))
		word--;
	if (stop - word == 1)
		return true;
	for (size_t i = 0; i < HK_COUNT(forms); i++)
		if (strlen(forms[i]) == (size_t)(stop - word) && hk_starts_ascii(word, forms[i]))
			return true;
	return false;
}

static bool is_end(const char *from, const char *at, UChar32 letter, int32_t length)
{
	if (letter == '\n' || letter == '?' || letter == '!' || letter == DANDA)
		return true;
	if (letter != '.' || !is_space(letter_at(at + length, 0)))
		return false;
	return !is_short_form(from, at);
}

const char *said_sentence(struct hk_arena *arena, const char **at)
{
	const char *from = *at + strspn(*at, " \t\n"), *end = from;
	UChar32 letter = 0;
	int32_t length = 0;

	if (!*from)
		return NULL;
	for (; *end; end += length) {
		length = 0;
		letter = letter_next(end, &length);
		if (is_end(from, end, letter, length))
			break;
	}
	*at = *end ? end + length : end;
	if (*from == '>' || letter == '?')
		return "";
	return hk_one_line(arena, hk_copy(arena, from, (size_t)(end - from)));
}

/* A word of a sentence: letters, or digits, or one sign. */
struct piece {
	char text[WORD_BYTES];
	size_t length;
	bool is_number, is_capital;
	bool is_apart; /* a space is before it, or nothing */
};

struct pieces {
	struct piece items[WORDS_MOST];
	size_t count;
};

static bool is_letter(UChar32 letter)
{
	int8_t type = u_charType(letter);

	return u_isalpha(letter) || type == U_NON_SPACING_MARK || type == U_COMBINING_SPACING_MARK;
}

static bool is_joiner(UChar32 letter)
{
	return letter == 0x200c || letter == 0x200d;
}

static bool is_apostrophe(UChar32 letter)
{
	return letter == '\'' || letter == 0x2019;
}

static void piece_put(struct piece *piece, const char *bytes, size_t length)
{
	if (piece->length + length >= sizeof(piece->text))
		return;
	memcpy(piece->text + piece->length, bytes, length);
	piece->length += length;
	piece->text[piece->length] = '\0';
}

/* Folded; digits of every script as 0 to 9. */
static void letter_put(struct piece *piece, UChar32 letter)
{
	UChar wide[2];
	char bytes[4];
	int32_t count = 0, length = 0;
	UErrorCode error = U_ZERO_ERROR;

	letter = u_charDigitValue(letter) >= 0 ? '0' + u_charDigitValue(letter)
		 : is_apostrophe(letter)       ? '\''
					       : u_foldCase(letter, U_FOLD_CASE_DEFAULT);
	if (letter < 0x80) {
		bytes[length++] = (char)letter;
	} else {
		u_strFromUTF32(wide, 2, &count, &letter, 1, &error);
		u_strToUTF8(bytes, sizeof(bytes), &length, wide, count, &error);
	}
	if (U_SUCCESS(error) || error == U_STRING_NOT_TERMINATED_WARNING)
		piece_put(piece, bytes, (size_t)length);
}

/* Letters with letters, digits with digits; what is between them is a sign of its own. */
static void split(const char *sentence, struct pieces *ret)
{
	struct piece *piece = NULL;
	bool is_apart = true;
	UChar32 letter;

	ret->count = 0;
	for (int32_t at = 0; sentence[at];) {
		letter = letter_next(sentence, &at);
		if (is_joiner(letter))
			continue;
		bool is_number = u_charDigitValue(letter) >= 0;
		bool is_inner = is_apostrophe(letter) && piece && !piece->is_number &&
				is_letter(letter_at(sentence, at)) &&
				letter_at(sentence, at) < 0x80;
		bool is_part = is_number || is_letter(letter) || is_inner;

		if (is_space(letter)) {
			piece = NULL;
			is_apart = true;
			continue;
		}
		if (!piece || !is_part || piece->is_number != is_number) {
			if (ret->count == WORDS_MOST)
				return;
			piece = &ret->items[ret->count++];
			*piece = (struct piece){ .is_number = is_number,
						 .is_capital = u_isupper(letter),
						 .is_apart = is_apart };
		}
		is_apart = false;
		letter_put(piece, letter);
		if (!is_part)
			piece = NULL;
	}
}

/* How many pieces the form takes from here on: 0: it is not that. */
static size_t form_matches(const char *form, size_t length, const struct piece *piece, size_t left)
{
	size_t taken = 0;

	/* Most are another word from the first byte on. */
	if (form[0] != '*' && form[0] != piece->text[0])
		return 0;
	if (length && form[0] == '*')
		return piece->length > length - 1 && !piece->is_number &&
		       memcmp(piece->text + piece->length - (length - 1), form + 1, length - 1) ==
			       0;
	while (length) {
		const char *space = memchr(form, ' ', length);
		size_t word = space ? (size_t)(space - form) : length;
		bool is_beginning = form[word - 1] == '*';
		size_t bytes = is_beginning ? word - 1 : word;

		if (taken == left || piece[taken].length < bytes ||
		    memcmp(piece[taken].text, form, bytes) != 0 ||
		    (!is_beginning && piece[taken].length != bytes))
			return 0;
		taken++;
		form += space ? word + 1 : word;
		length -= space ? word + 1 : word;
	}
	return taken;
}

/* A whole word says more than its ending: it wins over one of as many words. */
struct meaning {
	const struct said_word *word;
	size_t taken;
	bool is_ending;
};

static void row_try(const struct said_word *row, const struct piece *piece, size_t left,
		    struct meaning *best)
{
	for (const char *form = row->text; *form;) {
		size_t length = strcspn(form, "|");
		size_t taken = form_matches(form, length, piece, left);
		bool is_ending = form[0] == '*' || form[length - 1] == '*';

		if (taken > best->taken ||
		    (taken && taken == best->taken && best->is_ending && !is_ending))
			*best = (struct meaning){ row, taken, is_ending };
		form += length + (form[length] == '|');
	}
}

static struct meaning meaning_of(const struct piece *piece, size_t left)
{
	struct meaning best = { NULL, 0, false };

	for (size_t i = 0; i < SAID_LANGUAGES; i++)
		for (size_t k = 0; k < said_languages[i].count; k++)
			row_try(&said_languages[i].items[k], piece, left, &best);
	return best;
}

static bool is_sign(const struct pieces *pieces, size_t at, char sign)
{
	return at < pieces->count && pieces->items[at].length == 1 &&
	       pieces->items[at].text[0] == sign;
}

static int number_of(const struct piece *piece)
{
	int64_t number = 0;

	return piece->is_number && piece->length <= 4 && hk_number(piece->text, &number)
		       ? (int)number
		       : -1;
}

static int number_at(const struct pieces *pieces, size_t at, size_t digits)
{
	if (at >= pieces->count || pieces->items[at].length != digits)
		return -1;
	return number_of(&pieces->items[at]);
}

/* Three numbers with a sign between them. */
struct triple {
	int64_t year, month, day;
};

/* "2026-12-03", "03.12.2026", "3.12.26". */
static bool triple_read(const struct piece *first, struct triple *ret)
{
	const struct piece *second = first + 2, *third = first + 4;

	if (second->length > 2 || (first->length != 4 && first->length > 2))
		return false;
	if (first->length == 4) {
		*ret = (struct triple){ number_of(first), number_of(second), number_of(third) };
		return third->length <= 2;
	}
	*ret = (struct triple){ number_of(third), number_of(second), number_of(first) };
	if (third->length == 2 && first[1].text[0] == '.' && first->length == 2 &&
	    second->length == 2)
		ret->year += CENTURY;
	else if (third->length != 4)
		return false;
	return true;
}

/* "05/03/2028" is the fifth of March here, and the third of May elsewhere. */
static bool is_ambiguous(const struct piece *first, const struct triple *triple)
{
	return first[1].text[0] == '/' && first->length <= 2 && triple->day <= SAID_YEAR_MONTHS &&
	       triple->day != triple->month;
}

static bool is_date_sign(const struct pieces *pieces, size_t at)
{
	return is_sign(pieces, at, '-') || is_sign(pieces, at, '.') || is_sign(pieces, at, '/');
}

static size_t date_read(struct hk_arena *arena, const struct pieces *pieces, size_t at,
			struct said_token *ret)
{
	const struct piece *piece = &pieces->items[at];
	struct triple triple;
	int64_t day;

	if (at + TRIPLE > pieces->count || !is_date_sign(pieces, at + 1) ||
	    piece[1].text[0] != piece[3].text[0] || !piece[2].is_number || !piece[4].is_number ||
	    !triple_read(piece, &triple))
		return 0;
	if (is_ambiguous(piece, &triple) ||
	    !hk_day_read(hk_format(arena, "%04d-%02d-%02d", (int)triple.year, (int)triple.month,
				   (int)triple.day),
			 &day))
		*ret = (struct said_token){ .kind = SAID_GONE };
	else
		*ret = (struct said_token){ SAID_DATE, (int)day, true, false, false };
	return TRIPLE;
}

/* "3.5", "3,50", "2.10.1", but not "5,2028": how many pieces that is; 1: it is a number alone. */
static size_t decimal_length(const struct pieces *pieces, size_t at)
{
	size_t taken = 1;

	while (at + taken + 1 < pieces->count && pieces->items[at + taken + 1].is_number &&
	       !pieces->items[at + taken].is_apart && !pieces->items[at + taken + 1].is_apart &&
	       (is_sign(pieces, at + taken, '.') ||
		(is_sign(pieces, at + taken, ',') && pieces->items[at + taken + 1].length < 4)))
		taken += 2;
	return taken;
}

/* -1: it is no such amount, as "2.10.1". */
static int decimal_sixtieths(const struct pieces *pieces, size_t at, size_t length)
{
	const struct piece *part = &pieces->items[at + 2];
	int whole = number_of(&pieces->items[at]), decimals = number_of(part);

	if (length != 3 || whole < 0 || decimals < 0 || part->length > 2)
		return -1;
	return whole * SAID_HOUR_MINUTES +
	       decimals * SAID_HOUR_MINUTES / (part->length == 1 ? TENTHS : HUNDREDTHS);
}

/* "3:30", "15.30", "15:00", "15h30"; a dot alone may be of an amount, so what is around it decides.
 */
static size_t clock_read(const struct pieces *pieces, size_t at, struct said_token *ret)
{
	const struct piece *piece = &pieces->items[at];
	int hour = number_of(piece), minute = number_at(pieces, at + 2, 2);
	bool is_dot = is_sign(pieces, at + 1, '.');

	if (piece->length > 2 || minute < 0 || decimal_length(pieces, at) > 3 ||
	    (!is_dot && !is_sign(pieces, at + 1, ':') &&
	     (!is_sign(pieces, at + 1, 'h') || piece[2].is_apart || hour <= 12)))
		return 0;
	if (minute >= SAID_HOUR_MINUTES || hour * SAID_HOUR_MINUTES + minute > SAID_DAY_MINUTES)
		*ret = (struct said_token){ is_dot ? SAID_DECIMAL : SAID_NEVER,
					    decimal_sixtieths(pieces, at, 3), .is_word = true };
	else
		*ret = (struct said_token){ SAID_CLOCK, hour * SAID_HOUR_MINUTES + minute,
					    hour > 12 || hour == 0 || piece->text[0] == '0', is_dot,
					    false };
	return 3;
}

/* "in -5 hours", but not "2-3 hours". */
static bool is_negative(const struct pieces *pieces, size_t at)
{
	return at > 0 && !pieces->items[at].is_apart && pieces->items[at - 1].is_apart &&
	       (is_sign(pieces, at - 1, '-') || strcmp(pieces->items[at - 1].text, "\u2212") == 0);
}

static size_t number_read(struct hk_arena *arena, const struct pieces *pieces, size_t at,
			  struct said_token *ret)
{
	size_t taken = date_read(arena, pieces, at, ret);
	int number = number_of(&pieces->items[at]);
	size_t decimal = decimal_length(pieces, at);

	taken = taken ? taken : clock_read(pieces, at, ret);
	if (taken)
		return taken;
	if (decimal > 1) {
		*ret = (struct said_token){ .kind = SAID_DECIMAL,
					    .value = decimal_sixtieths(pieces, at, decimal) };
		return decimal;
	}
	if (is_negative(pieces, at))
		*ret = (struct said_token){ .kind = SAID_GONE };
	else
		*ret = (struct said_token){ SAID_NUMBER, number < 0 ? SAID_HUGE : number,
					    number > 12 || pieces->items[at].text[0] == '0', false,
					    false };
	return 1;
}

/* Words of every day that name a month or a day only with a capital. */
static bool is_common(const struct piece *piece)
{
	static const char *const words[] = { "may", "sat", "sun", "mar" };

	for (size_t i = 0; i < HK_COUNT(words); i++)
		if (!piece->is_capital && strcmp(piece->text, words[i]) == 0)
			return true;
	return false;
}

/* False: it is a word. */
static bool sign_read(const struct pieces *pieces, size_t at, struct said_token *ret)
{
	const char *sign = pieces->items[at].text;

	if (is_sign(pieces, at, ',') || is_sign(pieces, at, ';'))
		*ret = (struct said_token){ .kind = SAID_COMMA };
	else if (is_sign(pieces, at, '.'))
		*ret = (struct said_token){ .kind = SAID_POINT };
	else if (is_sign(pieces, at, '-'))
		*ret = (struct said_token){ .kind = SAID_DASH, .value = 1 };
	else if (strcmp(sign, "\u2013") == 0 || strcmp(sign, "\u2014") == 0)
		*ret = (struct said_token){ .kind = SAID_DASH };
	else
		return false;
	return true;
}

static size_t word_read(const struct pieces *pieces, size_t at, struct said_token *ret)
{
	size_t left = pieces->count - at;
	struct meaning meaning =
		meaning_of(&pieces->items[at], left < PHRASE_WORDS ? left : PHRASE_WORDS);

	if (sign_read(pieces, at, ret))
		return 1;
	if (!meaning.word || (meaning.taken == 1 && is_common(&pieces->items[at]))) {
		*ret = (struct said_token){ .kind = SAID_OTHER,
					    .is_word = pieces->items[at].length > 1,
					    .is_name = pieces->items[at].is_capital };
		return 1;
	}
	*ret = (struct said_token){ .kind = meaning.word->kind, .value = meaning.word->value };
	/* Lithuanian denies within the word: nepaskambinsiu. */
	if (ret->kind == SAID_WILL && meaning.is_ending && hk_starts(pieces->items[at].text, "ne"))
		ret->kind = SAID_OTHER;
	return meaning.taken;
}

void said_read(struct hk_arena *arena, const char *sentence, struct said_tokens *ret)
{
	struct pieces *pieces = hk_alloc(arena, 1, sizeof(*pieces));

	split(sentence, pieces);
	ret->count = 0;
	for (size_t at = 0; at < pieces->count && ret->count < SAID_TOKENS_MOST;) {
		struct said_token *token = &ret->items[ret->count++];

		at += pieces->items[at].is_number ? number_read(arena, pieces, at, token)
						  : word_read(pieces, at, token);
		if (token->kind == SAID_WORKDAY && ret->count < SAID_TOKENS_MOST) {
			ret->items[ret->count++] =
				(struct said_token){ .kind = SAID_SPAN, .value = token->value };
			token->kind = SAID_WORK;
		}
	}
}

const char *said_folded(struct hk_arena *arena, const char *text)
{
	const char *normal = said_normal(arena, text);
	struct pieces *pieces = hk_alloc(arena, 1, sizeof(*pieces));
	scoped_buf folded;

	hk_buf_init(&folded, FOLDED_MAX_BYTES);
	for (const char *line = normal; *line;) {
		size_t length = strcspn(line, "\n.!?");

		split(hk_copy(arena, line, length), pieces);
		for (size_t i = 0; i < pieces->count; i++)
			hk_buf_format(&folded, " %s", pieces->items[i].text);
		hk_buf_text(&folded, " ");
		line += length + (line[length] != '\0');
	}
	return hk_copy(arena, folded.bytes ? folded.bytes : "", folded.length);
}

/* How much of folded words has to stand there; 0: they are none. Letters of Bengali and Tamil begin
 * with 0xe0 in UTF-8. */
static size_t fixed_length(const char *words)
{
	size_t length = strlen(words);

	if (length < 3)
		return 0;
	if ((unsigned char)words[1] != 0xe0)
		return length;
	length--;
	/* The sign that takes a vowel away gives way to an ending. */
	if (length > 6 && (strncmp(words + length - 3, "\u0bcd", 3) == 0 ||
			   strncmp(words + length - 3, "\u09cd", 3) == 0))
		length -= 3;
	return length;
}

static bool starts_with(const char *at, const char *words)
{
	/* Most are another word from the first byte on. */
	size_t length = *words && at[1] == words[1] ? fixed_length(words) : 0;

	return length > 0 && strncmp(at, words, length) == 0;
}

bool said_folded_has_any(const char *folded, const char *const *words, size_t count)
{
	for (const char *at = folded; (at = strchr(at, ' ')) != NULL; at++)
		for (size_t i = 0; i < count; i++)
			if (starts_with(at, words[i]))
				return true;
	return false;
}

bool said_folded_has(const char *folded, const char *words)
{
	return said_folded_has_any(folded, &words, 1);
}
