#include "people/guess.h"

#include <string.h>

#include "base/result.h"
#include "base/text.h"
#include "core/fold.h"

/* A piece that is tried first counts as one letter; nobody finds six by chance. */
enum { LETTERS_LEAST = 6, PIECE_LEAST = 3, OWN_LEAST = 3, YEAR_LENGTH = 4 };

static const char *const words[] = {
	"password",  "passwort",      "passphrase", "passcode", "pass",       "secret",
	"welcome",   "letmein",       "iloveyou",   "changeme", "trustno",    "whatever",
	"admin",     "administrator", "superuser",  "root",     "user",       "guest",
	"test",      "demo",          "temp",       "login",    "signin",     "access",
	"master",    "default",       "computer",   "internet", "google",     "facebook",
	"microsoft", "windows",       "samsung",    "android",  "iphone",     "football",
	"baseball",  "basketball",    "soccer",     "cricket",  "hockey",     "superman",
	"batman",    "spider",        "pokemon",    "starwars", "matrix",     "dragon",
	"monkey",    "tiger",         "princess",   "angel",    "flower",     "sunshine",
	"shadow",    "love",          "lovely",     "baby",     "hello",      "hunter",
	"killer",    "ninja",         "pepper",     "cookie",   "chocolate",  "cheese",
	"banana",    "orange",        "purple",     "silver",   "golden",     "summer",
	"winter",    "spring",        "autumn",     "january",  "february",   "march",
	"april",     "june",          "july",       "august",   "september",  "october",
	"november",  "december",      "monday",     "tuesday",  "wednesday",  "thursday",
	"friday",    "saturday",      "sunday",     "michael",  "jordan",     "daniel",
	"thomas",    "andrew",        "jessica",    "charlie",  "ashley",     "company",
	"office",    "service",       "support",    "helpdesk", "customer",   "slaptazodis",
	"labas",     "lietuva",       "vilnius",    "kaunas",   "bangladesh", "dhaka",
	"kolkata",   "india",         "chennai",    "tamil",    "vanakkam",
};

static const char *const rows[] = {
	"abcdefghijklmnopqrstuvwxyz",
	"0123456789012",
	"qwertyuiop",
	"qwertzuiop",
	"asdfghjkl",
	"zxcvbnm",
	"1q2w3e4r5t6y7u",
	"qazwsxedcrfv",
	"!@#$%^&*()",
};

/* "P4$$w0rd" is tried together with "password". */
static char unmasked(char letter)
{
	static const char figures[] = "013457@$!", meant[] = "oieastasi";
	const char *at = letter ? strchr(figures, letter) : NULL;

	if (at)
		letter = meant[at - figures];
	return letter;
}

static size_t word_here(const char *at, const char *word)
{
	size_t i = 0;
	bool is_plain = true, is_masked = true;

	for (; word[i]; i++) {
		is_plain = is_plain && at[i] == word[i];
		is_masked = is_masked && unmasked(at[i]) == word[i];
		if (!is_plain && !is_masked)
			return 0;
	}
	return i;
}

static size_t longer(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t known_here(const char *at, const char *const *own)
{
	size_t most = 0;

	for (size_t i = 0; i < HK_COUNT(words); i++)
		most = longer(most, word_here(at, words[i]));
	for (; *own; own++)
		if (strlen(*own) >= OWN_LEAST)
			most = longer(most, word_here(at, *own));
	return most;
}

/* Neighbours on the row, to the right (step 1) or to the left (-1). */
static size_t along(const char *at, const char *row, int step)
{
	size_t most = 0;

	for (const char *begin = row; *begin; begin++) {
		size_t i = 0;

		for (const char *key = begin; key >= row && *key && at[i] == *key; key += step)
			i++;
		most = longer(most, i);
	}
	return most;
}

static size_t row_here(const char *at)
{
	size_t most = strspn(at, (const char[]){ *at, '\0' });

	for (size_t i = 0; i < HK_COUNT(rows); i++)
		most = longer(most, longer(along(at, rows[i], 1), along(at, rows[i], -1)));
	return most;
}

static size_t year_here(const char *at)
{
	bool is_year = hk_starts(at, "19") || hk_starts(at, "20");

	return is_year && strspn(at, "0123456789") >= YEAR_LENGTH ? YEAR_LENGTH : 0;
}

/* What stood before it already. */
static size_t again_here(const char *whole, const char *at)
{
	size_t most = 0;

	for (const char *before = whole; before < at; before++) {
		size_t i = 0;

		while (before + i < at && at[i] && before[i] == at[i])
			i++;
		most = longer(most, i);
	}
	return most;
}

static size_t piece_here(const char *whole, const char *at, const char *const *own)
{
	size_t most = longer(longer(row_here(at), year_here(at)),
			     longer(again_here(whole, at), known_here(at, own)));

	return most >= PIECE_LEAST ? most : 0;
}

bool password_is_easy(struct hk_arena *arena, const char *password, const char *const *own)
{
	const char *text = fold_plain(arena, password);
	size_t letters = 0, step;

	for (const char *at = text; *at; at += step) {
		size_t piece = piece_here(text, at, own);
		bool is_begun = ((unsigned char)*at & 0xc0) == 0x80; /* more of the letter before */

		letters += piece || !is_begun;
		step = piece ? piece : 1;
	}
	return letters < LETTERS_LEAST;
}
