#include "ticket/mail/thanks.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/text.h"
#include "core/fold.h"

enum { LETTERS_MAX = 120, WORDS_MAX = 16, WORD_BYTES = 64 };

/* Sentences that thank, by NFKC_Casefold. A longer one stands before its own beginning. */
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

/* That it is well now, which asks for nothing either. By NFKC_Casefold, as what is compared with
 * it. */
static const char *const well[] = {
	/* English */
	"it works",
	"it works now",
	"it works again",
	"it works fine",
	"it works fine now",
	"it is working",
	"it is working now",
	"it is working again",
	"it s working",
	"it s working now",
	"it s working again",
	"works now",
	"works again",
	"works fine",
	"works fine now",
	"working now",
	"it is solved",
	"it is solved now",
	"it s solved",
	"it s solved now",
	"it is fixed",
	"it is fixed now",
	"it s fixed",
	"it s fixed now",
	"that solved it",
	"the problem is solved",
	"problem solved",
	"solved",
	"fixed",
	"everything works",
	"everything works now",
	"everything is fine",
	"everything is fine now",
	"all is well",
	"all is well now",
	"all good",
	"all good now",
	/* Lithuanian */
	"veikia",
	"jau veikia",
	"dabar veikia",
	"dabar jau veikia",
	"vėl veikia",
	"viskas veikia",
	"viskas gerai",
	"dabar viskas gerai",
	"viskas puiku",
	"viskas tvarkoj",
	"išspręsta",
	"isspresta",
	"jau išspręsta",
	"problema išspręsta",
	"sutvarkyta",
	/* Bengali */
	"কাজ করছে",
	"এখন কাজ করছে",
	"এটি এখন কাজ করছে",
	"এখন ঠিকমতো কাজ করছে",
	"আবার কাজ করছে",
	"এখন ঠিক আছে",
	"সব ঠিক আছে",
	"এখন সব ঠিক আছে",
	"ঠিক হয়ে গেছে",
	"সমাধান হয়েছে",
	"সমস্যার সমাধান হয়েছে",
	"সমাধান হয়ে গেছে",
	/* Tamil */
	"வேலை செய்கிறது",
	"இப்போது வேலை செய்கிறது",
	"இப்பொழுது வேலை செய்கிறது",
	"நன்றாக வேலை செய்கிறது",
	"சரியாகிவிட்டது",
	"சரி ஆகிவிட்டது",
	"இப்போது சரியாகிவிட்டது",
	"தீர்ந்துவிட்டது",
	"பிரச்சனை தீர்ந்தது",
	"பிரச்சனை தீர்ந்துவிட்டது",
	"எல்லாம் சரி",
	"எல்லாம் சரியாக உள்ளது",
};

/* To what? It may be the yes to another question, so it counts beside the words above alone. */
static const char *const agreed[] = {
	"yes", "yes indeed", "taip", "হ্যাঁ", "জি", "জি হ্যাঁ", "ஆம்", "ஆமாம்",
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
	return u_isUWhiteSpace(c) || (c < 0x80 && strchr(".,!-:;)'", (int)c)) || c == 0x2013 ||
	       c == 0x2014 || c == 0x2019 || c == 0x0964 || is_friendly(c);
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

/* False when there is anything but words and what stands between them: a question, a number. */
static bool words_of(struct ctx *cx, const char *written, struct said *ret)
{
	const char *text = fold_words(cx->arena, written);
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
	size_t thanked = 0, is_well = 0, yes = 0;

	if (hk_letters(text) > LETTERS_MAX || !words_of(cx, text, &said))
		return false;
	if (hk_letters(writer) > LETTERS_MAX || !words_of(cx, writer, &name))
		name.count = 0;
	for (size_t at = 0, step; at < said.count; at += step) {
		size_t thanking = longest_at(&said, at, thanks, HK_COUNT(thanks)),
		       telling = longest_at(&said, at, well, HK_COUNT(well)),
		       agreeing = longest_at(&said, at, agreed, HK_COUNT(agreed));

		thanked += thanking;
		is_well += telling;
		yes += agreeing;
		step = thanking + telling + agreeing; /* no two begin with the same word */
		if (!step)
			step = longest_at(&said, at, polite, HK_COUNT(polite));
		if (!step)
			step = is_name(&name, said.items[at]);
		if (!step)
			return false;
	}
	return is_well > 0 || (thanked > 0 && yes == 0);
}

bool thanks_only(struct ctx *cx, const struct ticket *ticket, const struct message_new *new)
{
	const struct message *word = &new->message;

	if (word->author_id != ticket->customer_id || word->is_inner || word->is_partial ||
	    new->attachments.count > 0)
		return false;
	return says_thanks(cx, word->reply, word->from_name);
}
