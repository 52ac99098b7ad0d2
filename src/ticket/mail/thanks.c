#include "ticket/mail/thanks.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "base/text.h"

enum { LETTERS_MAX = 120, WORDS_MAX = 16, WORD_BYTES = 64 };

/* Sentences that thank, in lower case. A longer one stands before its own beginning. */
static const char *const thanks[] = {
	/* English */
	"thank you very much",
	"thank you so much",
	"thank you all",
	"thank you",
	"thanks very much",
	"thanks so much",
	"thanks a lot",
	"many thanks",
	"thanks",
	/* Lithuanian, also as typed without its own letters */
	"labai ačiū",
	"labai aciu",
	"ačiū labai",
	"aciu labai",
	"ačiū jums",
	"aciu jums",
	"ačiū",
	"aciu",
	"dėkoju jums",
	"dėkoju",
	"dekoju",
	"dėkui",
	"dekui",
	/* Bengali */
	"অনেক ধন্যবাদ",
	"অসংখ্য ধন্যবাদ",
	"আপনাকে অনেক ধন্যবাদ",
	"আপনাকে ধন্যবাদ",
	"আপনাদের ধন্যবাদ",
	"ধন্যবাদ আপনাকে",
	"ধন্যবাদ",
	/* Tamil */
	"மிக்க நன்றி",
	"மிகவும் நன்றி",
	"ரொம்ப நன்றி",
	"உங்களுக்கு நன்றி",
	"நன்றிகள்",
	"நன்றி",
};

/* What may stand beside it and asks nothing. */
static const char *const polite[] = {
	"hello",
	"hi",
	"dear",
	"best regards",
	"kind regards",
	"warm regards",
	"regards",
	"best wishes",
	"for your help",
	"for the help",
	"for your quick help",
	"for your support",
	"sveiki",
	"laba diena",
	"už pagalbą",
	"uz pagalba",
	"geros dienos",
	"pagarbiai",
	"নমস্কার",
	"শুভেচ্ছান্তে",
	"সাহায্যের জন্য",
	"আপনার সাহায্যের জন্য",
	"வணக்கம்",
	"உங்கள் உதவிக்கு",
	"உதவிக்கு",
	"அன்புடன்",
};

struct said {
	char items[WORDS_MAX][WORD_BYTES];
	size_t count;
};

/* A nod, a smile, thanks, a heart, and how they are drawn. */
static bool is_friendly(UChar32 c)
{
	static const UChar32 signs[] = { 0x1F44D, 0x1F64F, 0x1F642, 0x1F60A, 0x1F600,
					 0x1F603, 0x2764,  0x263A,  0xFE0F };

	for (size_t i = 0; i < HK_COUNT(signs); i++)
		if (signs[i] == c)
			return true;
	return c >= 0x1F3FB && c <= 0x1F3FF;
}

static bool is_within(UChar32 c)
{
	return u_isUAlphabetic(c) || c == 0x09CD || c == 0x0BCD || c == 0x200C || c == 0x200D ||
	       (U_GET_GC_MASK(c) & U_GC_M_MASK);
}

static bool is_between(UChar32 c)
{
	return u_isUWhiteSpace(c) || (c < 0x80 && strchr(".,!-:;)", (int)c)) || c == 0x2013 ||
	       c == 0x2014 || c == 0x0964 || is_friendly(c);
}

static bool word_add(struct said *said, const char *text, size_t length)
{
	if (said->count == WORDS_MAX || length >= WORD_BYTES)
		return false;
	memcpy(said->items[said->count], text, length);
	said->items[said->count][length] = '\0';
	said->count++;
	return true;
}

static const char *folded(struct ctx *cx, const char *text)
{
	size_t length = strlen(text), most = 2 * length + 1;
	UChar *wide = hk_alloc(cx->arena, most, sizeof(*wide)),
	      *low = hk_alloc(cx->arena, 2 * most, sizeof(*low));
	char *ret = hk_alloc(cx->arena, 6 * most, 1);
	UErrorCode error = U_ZERO_ERROR;
	int32_t count;

	u_strFromUTF8(wide, (int32_t)most, &count, text, (int32_t)length, &error);
	count = u_strToLower(low, (int32_t)(2 * most), wide, count, "", &error);
	u_strToUTF8(ret, (int32_t)(6 * most), NULL, low, count, &error);
	return U_SUCCESS(error) ? ret : "?";
}

/* False when there is anything but words and what stands between them: a question, a number. */
static bool words_of(struct ctx *cx, const char *written, struct said *ret)
{
	const char *text = folded(cx, written);
	const unsigned char *bytes = (const unsigned char *)text;
	int32_t at = 0, start = -1, length = (int32_t)strlen(text);

	ret->count = 0;
	while (at < length) {
		int32_t here = at;
		UChar32 c;

		U8_NEXT(bytes, at, length, c);
		if (c < 0 || (!is_within(c) && !is_between(c)))
			return false;
		/* The selector that draws a sign in colours is a mark too. */
		if (is_within(c) && !is_friendly(c)) {
			start = start < 0 ? here : start;
			continue;
		}
		if (start >= 0 && !word_add(ret, text + start, (size_t)(here - start)))
			return false;
		start = -1;
	}
	return start < 0 || word_add(ret, text + start, (size_t)(length - start));
}

/* How many words from there on are that phrase; 0: none. */
static size_t phrase_at(const struct said *said, size_t at, const char *phrase)
{
	size_t count = 0;

	while (*phrase) {
		size_t length = strcspn(phrase, " ");

		if (at + count == said->count || strlen(said->items[at + count]) != length ||
		    memcmp(said->items[at + count], phrase, length) != 0)
			return 0;
		count++;
		phrase += length;
		phrase += strspn(phrase, " ");
	}
	return count;
}

static size_t longest_at(const struct said *said, size_t at, const char *const *phrases,
			 size_t count)
{
	size_t longest = 0;

	for (size_t i = 0; i < count; i++) {
		size_t length = phrase_at(said, at, phrases[i]);
		longest = length > longest ? length : longest;
	}
	return longest;
}

static bool is_name(const struct said *name, const char *word)
{
	for (size_t i = 0; i < name->count; i++)
		if (strcmp(name->items[i], word) == 0)
			return true;
	return false;
}

static bool says_thanks(struct ctx *cx, const char *text, const char *writer)
{
	struct said said, name;
	size_t thanked = 0;

	if (hk_letters(text) > LETTERS_MAX || !words_of(cx, text, &said))
		return false;
	if (hk_letters(writer) > LETTERS_MAX || !words_of(cx, writer, &name))
		name.count = 0;
	for (size_t at = 0, step; at < said.count; at += step) {
		step = longest_at(&said, at, thanks, HK_COUNT(thanks));
		thanked += step;
		if (!step)
			step = longest_at(&said, at, polite, HK_COUNT(polite));
		if (!step)
			step = is_name(&name, said.items[at]);
		if (!step)
			return false;
	}
	return thanked > 0;
}

bool thanks_only(struct ctx *cx, const struct ticket *ticket, const struct message_new *new)
{
	const struct message *word = &new->message;

	if (word->author_id != ticket->customer_id || word->is_inner || word->is_partial ||
	    new->attachments.count > 0)
		return false;
	return says_thanks(cx, word->reply, word->from_name);
}
