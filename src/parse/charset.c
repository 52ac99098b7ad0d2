#include <iconv.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "parse/charset_guess.h"
#include "parse/inside.h"

/* A text with so many sound signs beyond ASCII for a broken one is what it says. */
enum { SOUND_FOR_BROKEN = 10, FOREIGN_FOR_UTF8 = 2, BROKEN = 0xfffd, ESCAPE = 0x1b };

/* What senders say and what they mean; NULL: cannot fail, so UTF-8 is tried first. */
static const char *const aliases[][2] = {
	{ "us-ascii", NULL },
	{ "iso-8859-1", NULL },
	{ "windows-1252", NULL },
	{ "utf-8", NULL },
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "ks_c_5601-1987", "windows-949" },
	{ "euc-kr", "windows-949" },
	{ "shift_jis", "windows-31j" },
	{ "big5", "Big5-HKSCS" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "unicode-1-1-utf-7", "UTF-7" },
};

/* Tamil before Unicode, the one charset that ICU does not know: glibc has it as a module. */
static const char tamil[] = "TSCII";

/* One charset of the MIME library itself, and ours; never closed, glibc would unload them. */
void charset_warm(void)
{
	static const char *const modules[] = { tamil, "ISO-8859-1" };

	for (size_t i = 0; i < G_N_ELEMENTS(modules); i++)
		(void)!iconv_open("UTF-8", modules[i]); /* a charset less is a guess more */
}

static GString *tamil_read(const GString *text)
{
	g_autofree char *read =
		g_convert(text->str, (gssize)text->len, "UTF-8", tamil, NULL, NULL, NULL);

	return read ? g_string_new(read) : NULL;
}

/* What means nothing becomes U+FFFD. NULL: there is no such charset. */
GString *charset_read(const GString *text, const char *charset)
{
	UErrorCode error = U_ZERO_ERROR;
	UConverter *converter;
	GString *read;
	int32_t len;

	if (g_ascii_strcasecmp(charset, tamil) == 0)
		return tamil_read(text);
	/* Its list of names first: for one that is not there it would look for a file. */
	if (!ucnv_getAlias(charset, 0, &error))
		return NULL;
	converter = ucnv_open(charset, &error);
	if (!converter)
		return NULL;
	len = ucnv_toAlgorithmic(UCNV_UTF8, converter, NULL, 0, text->str, (int32_t)text->len,
				 &error);
	read = g_string_sized_new((gsize)len + 1);
	error = U_ZERO_ERROR;
	len = ucnv_toAlgorithmic(UCNV_UTF8, converter, read->str, len + 1, text->str,
				 (int32_t)text->len, &error);
	g_string_set_size(read, U_SUCCESS(error) ? (gsize)len : 0);
	ucnv_close(converter);
	return read;
}

static GString *utf8_read(const GString *text)
{
	g_autofree char *read = g_utf8_make_valid(text->str, (gssize)text->len);

	return g_string_new(read);
}

/* Few broken signs among many sound ones are an accident on the way; more: another charset. */
static bool is_likely(const GString *text, size_t *ret_broken)
{
	size_t foreign = 0, broken = 0;

	for (const char *at = text->str; at < text->str + text->len; at = g_utf8_next_char(at)) {
		foreign += (*at & 0xc0) == 0xc0;
		broken += g_utf8_get_char(at) == BROKEN;
	}
	*ret_broken = broken;
	return broken * SOUND_FOR_BROKEN <= foreign - broken;
}

/* Takes read as the text when it is likely; frees it in any case. */
static bool take(GString *text, GString *read, bool is_last, size_t *ret_broken)
{
	bool is_taken = read && (is_likely(read, ret_broken) || is_last);

	if (is_taken) {
		g_string_truncate(text, 0);
		g_string_append_len(text, read->str, (gssize)read->len);
	}
	if (read)
		g_string_free(read, TRUE);
	return is_taken;
}

/* ESC, some signs from space to "/", and one that ends it; 0: there is none. */
static size_t escape_len(const char *at)
{
	size_t len = 1;

	if (at[0] != ESCAPE)
		return 0;
	while (at[len] >= ' ' && at[len] <= '/')
		len++;
	return at[len] > '/' ? len + 1 : 0;
}

/*
 * ISO-2022: of two escapes in a row the first one says nothing. Each word of a folded Japanese
 * subject goes back to ASCII at its end and the next one leaves it; ICU takes the pair for an
 * attack and the text for broken.
 */
static void escapes_join(GString *text)
{
	size_t put = 0;

	for (size_t at = 0; at < text->len;) {
		size_t len = escape_len(text->str + at);

		if (len > 0 && text->str[at + len] == ESCAPE)
			at += len;
		else
			text->str[put++] = text->str[at++];
	}
	g_string_truncate(text, put);
}

static GString *escapes_read(const GString *text)
{
	g_autoptr(GString) joined = g_string_new_len(text->str, (gssize)text->len);

	escapes_join(joined);
	return charset_read(joined, charset_by_escape(text));
}

/* NULL: it says nothing, or what cannot fail. */
static const char *meant(const char *charset)
{
	for (size_t i = 0; charset && i < G_N_ELEMENTS(aliases); i++)
		if (g_ascii_strcasecmp(aliases[i][0], charset) == 0)
			return aliases[i][1];
	return charset;
}

/* In a charset of one byte a sign nothing looks like UTF-8 by accident for long. */
static bool is_utf8_all_the_same(const GString *text, const char *charset)
{
	static const char *const single[] = { "windows-125", "iso-8859-", "koi8" };
	bool is_single = false;
	size_t foreign = 0;

	for (size_t i = 0; charset && i < G_N_ELEMENTS(single); i++)
		is_single = is_single ||
			    g_ascii_strncasecmp(charset, single[i], strlen(single[i])) == 0;
	for (size_t i = 0; is_single && i < text->len; i++)
		foreign += (text->str[i] & 0xc0) == 0xc0;
	return foreign >= FOREIGN_FOR_UTF8 && g_utf8_validate_len(text->str, text->len, NULL);
}

static bool says_western(const char *charset)
{
	return charset && (g_ascii_strcasecmp(charset, "iso-8859-1") == 0 ||
			   g_ascii_strcasecmp(charset, "windows-1252") == 0);
}

/* Declared, then UTF-8, then what it looks like; Windows-1252 has a sign for every byte. */
static bool read_as(GString *text, const char *charset, const char *page)
{
	bool is_western = says_western(charset);
	size_t broken = 0;
	const char *guess;

	charset = meant(charset);
	page = meant(page);
	if (charset && g_ascii_strncasecmp(charset, "iso-2022-", 9) == 0)
		escapes_join(text);
	if (charset && !is_utf8_all_the_same(text, charset) &&
	    take(text, charset_read(text, charset), false, &broken))
		return broken == 0;
	if (charset_by_escape(text) && take(text, escapes_read(text), false, &broken))
		return false;
	if (g_utf8_validate_len(text->str, text->len, NULL))
		return !charset;
	if (take(text, utf8_read(text), false, &broken))
		return false;
	guess = charset_guess(text, page);
	if (take(text, charset_read(text, guess), false, &broken))
		return is_western && strcmp(guess, "windows-1252") == 0;
	(void)take(text, charset_read(text, charset_guess(text, NULL)), true, &broken);
	return false;
}

bool text_to_utf8(GString *text, const char *charset)
{
	return read_as(text, charset, NULL);
}

bool text_of_page_to_utf8(GString *text, const char *charset)
{
	g_autofree char *page = charset_of_page(text);

	/* Whoever says UTF-8 or ASCII of what is neither knows less than the page itself. */
	if (!meant(charset) && !says_western(charset) &&
	    !g_utf8_validate_len(text->str, text->len, NULL))
		charset = page;
	return read_as(text, charset, page);
}
