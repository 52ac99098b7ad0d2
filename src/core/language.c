#include "core/language.h"

#include <libexttextcat/textcat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/file.h"
#include "base/result.h"
#include "base/text.h"
#include "core/i18n.h"

enum { ENOUGH_LETTERS = 24, LOOK_BYTES = 1024, PATH_BYTES = 64 };

struct languages {
	void *textcat; /* NULL: no fingerprints on this machine; scripts still tell */
};

/* The library wants a file; this one lives in memory. */
static void *fingerprints_open(void)
{
	static const char list[] = "en.lm en\nlt.lm lt\n";
	char path[PATH_BYTES];
	scoped_fd fd = memfd_create("fingerprints", MFD_CLOEXEC);

	if (fd < 0 || !hk_fd_write(fd, list, sizeof(list) - 1))
		return NULL;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return special_textcat_Init(path, "/usr/share/libexttextcat/");
}

struct languages *languages_open(void)
{
	struct languages *languages = calloc(1, sizeof(*languages));

	if (!languages)
		abort();
	languages->textcat = fingerprints_open();
	return languages;
}

void languages_close(struct languages *languages)
{
	if (!languages)
		return;
	if (languages->textcat)
		textcat_Done(languages->textcat);
	hk_free(languages);
}

struct letters {
	size_t bengali, tamil, latin, lithuanian;
};

/* Two bytes lead every letter of these blocks: U+0980-09FF is E0 A6|A7, U+0B80-0BFF is E0 AE|AF. */
static struct letters count_letters(const char *text, size_t length)
{
	struct letters letters = { 0 };
	const unsigned char *at = (const unsigned char *)text;

	for (size_t i = 0; i < length; i++) {
		unsigned char sign = at[i];
		unsigned char next = i + 1 < length ? at[i + 1] : 0;
		if (sign == 0xe0 && (next == 0xa6 || next == 0xa7))
			letters.bengali++;
		else if (sign == 0xe0 && (next == 0xae || next == 0xaf))
			letters.tamil++;
		else if ((sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z'))
			letters.latin++;
		else if (sign == 0xc4 || sign == 0xc5)
			letters.lithuanian++;
	}
	return letters;
}

/* Small words that each text of a language is full of and its neighbours have not: not "ir", which
 * is Latvian too, nor "is", which is Dutch. */
static const char *const english[] = { "the",   "and",    "you",   "your", "that", "this",
				       "with",  "have",   "are",   "not",  "it",   "my",
				       "what",  "when",   "from",  "they", "been", "there",
				       "would", "please", "which", "our",  "but",  "were" };
static const char *const lithuanian[] = { "yra",  "nuo",  "labai", "prašau", "kaip", "mano",
					  "iš",   "tik",  "dar",   "į",      "už",   "kuo",
					  "ačiū", "laba", "diena", "mūsų",   "jūsų", "aš",
					  "jūs",  "bus",  "buvo",  "nėra",   "kada", "dėl" };

enum {
	SMALL_BYTES = 8,
	ENGLISH_LEAST = 4,
	LITHUANIAN_LEAST = 3,
	ENGLISH_IN = 5,
	LITHUANIAN_IN = 10
};

static bool is_capital(char sign)
{
	return sign >= 'A' && sign <= 'Z';
}

static bool is_of_word(char sign)
{
	return (unsigned char)sign >= 0x80 || (sign >= 'a' && sign <= 'z') || is_capital(sign);
}

/* The next word from *at on, in small letters, and moves *at behind it; "" for a long one. How many
 * bytes it has; 0: there is none left. */
static size_t word_next(const char *text, size_t length, size_t *at, char ret[SMALL_BYTES])
{
	size_t bytes = 0;

	while (*at < length && !is_of_word(text[*at]))
		++*at;
	for (; *at < length && is_of_word(text[*at]); ++*at, bytes++)
		if (bytes < SMALL_BYTES)
			ret[bytes] = (char)(text[*at] + (is_capital(text[*at]) ? 'a' - 'A' : 0));
	ret[bytes < SMALL_BYTES ? bytes : 0] = '\0';
	return bytes;
}

static bool is_one_of(const char *const *words, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++)
		if (words[i][0] == word[0] && strcmp(words[i], word) == 0)
			return true;
	return false;
}

/* Most texts say by these alone what they are in; "" of one that does not. */
static const char *ask_words(const char *text, size_t length)
{
	size_t words = 0, en = 0, lt = 0, at = 0;
	char word[SMALL_BYTES];

	while (word_next(text, length, &at, word)) {
		words++;
		en += is_one_of(english, HK_COUNT(english), word);
		lt += is_one_of(lithuanian, HK_COUNT(lithuanian), word);
	}
	if (en >= ENGLISH_LEAST && en * ENGLISH_IN >= words && lt == 0)
		return "en";
	if (lt >= LITHUANIAN_LEAST && lt * LITHUANIAN_IN >= words && en == 0)
		return "lt";
	return "";
}

/* "[lt]" or "[en][lt]": only a sure answer counts. */
static const char *ask_textcat(struct languages *languages, const char *text, size_t length)
{
	const char *answer =
		languages->textcat ? textcat_Classify(languages->textcat, text, length) : "";
	const struct i18n_language *found;
	char code[3] = { 0 };

	if (strlen(answer) != 4 || answer[0] != '[')
		return "";
	memcpy(code, answer + 1, 2);
	found = i18n_find(code);
	return found ? found->code : "";
}

const char *language_of(struct languages *languages, const char *text)
{
	size_t length = hk_utf8_fit(text, LOOK_BYTES);
	struct letters letters = count_letters(text, length);
	size_t other = letters.latin + letters.lithuanian;

	if (letters.bengali > letters.tamil && letters.bengali * 2 > other)
		return "bn";
	if (letters.tamil > 0 && letters.tamil * 2 > other)
		return "ta";
	if (other < ENOUGH_LETTERS)
		return "";

	const char *said = ask_words(text, length);

	return *said ? said : ask_textcat(languages, text, length);
}
