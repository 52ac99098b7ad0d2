#include <iconv.h>
#include <string.h>

#include "parse/inside.h"

/* Loaded before the cage closes, and never closed: glibc would unload them. */
static const char charsets[] = "ISO-8859-1 ISO-8859-2 ISO-8859-3 ISO-8859-4 ISO-8859-5 ISO-8859-6 "
			       "ISO-8859-7 ISO-8859-8 ISO-8859-9 "
			       "ISO-8859-10 ISO-8859-13 ISO-8859-14 ISO-8859-15 ISO-8859-16 CP1250 "
			       "CP1251 CP1252 CP1253 CP1254 CP1255 "
			       "CP1256 CP1257 CP1258 KOI8-R KOI8-U IBM437 IBM850 IBM852 IBM866 "
			       "MACINTOSH TIS-620 TSCII GB18030 GBK "
			       "BIG5-HKSCS BIG5 CP932 SHIFT_JIS EUC-JP ISO-2022-JP CP949 EUC-KR "
			       "ISO-2022-KR ISO-2022-CN UTF-7 UTF-16 "
			       "UTF-32 US-ASCII";

/* What senders say and what they mean; NULL: cannot fail, so UTF-8 is tried first. */
static const char *const aliases[][2] = {
	{ "us-ascii", NULL },
	{ "iso-8859-1", NULL },
	{ "windows-1252", NULL },
	{ "utf-8", NULL },
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "ks_c_5601-1987", "CP949" },
	{ "euc-kr", "CP949" },
	{ "shift_jis", "CP932" },
	{ "big5", "BIG5-HKSCS" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "unicode-1-1-utf-7", "UTF-7" },
};

void text_warm(void)
{
	g_auto(GStrv) names = g_strsplit(charsets, " ", -1);

	for (char **name = names; *name; name++)
		(void)!iconv_open("UTF-8", *name); /* a charset less is a guess more */
}

/* How many signs at the beginning are ASCII and clean: most of most texts, so they go quickly. */
static size_t plain_run(const char *text, size_t len, bool is_line)
{
	size_t run = 0;

	while (run < len && ((text[run] >= ' ' && text[run] < 0x7f) ||
			     (!is_line && (text[run] == '\n' || text[run] == '\t'))))
		run++;
	return run;
}

static bool sign_is_clean(gunichar sign, bool is_line)
{
	bool is_override = (sign >= 0x202a && sign <= 0x202e) || (sign >= 0x2066 && sign <= 0x2069);

	if (is_line)
		return !is_override && !g_unichar_iscntrl(sign);
	return sign == '\n' || sign == '\t' || !g_unichar_iscntrl(sign);
}

bool text_is_clean(const char *text, size_t len, bool is_line)
{
	const char *at = text, *end = text + len;

	if (!g_utf8_validate_len(text, len, NULL))
		return false;
	for (at += plain_run(at, len, is_line); at < end;
	     at += plain_run(at, (size_t)(end - at), is_line)) {
		if (!sign_is_clean(g_utf8_get_char(at), is_line))
			return false;
		at = g_utf8_next_char(at);
	}
	return true;
}

void text_clean(GString *text, bool is_line)
{
	g_autofree char *valid = g_utf8_make_valid(text->str, (gssize)text->len);
	const char *at = valid, *end = valid + strlen(valid);

	g_string_truncate(text, 0);
	while (at < end) {
		size_t run = plain_run(at, (size_t)(end - at), is_line);
		size_t size = (size_t)(g_utf8_next_char(at) - at);

		if (run > 0 || sign_is_clean(g_utf8_get_char(at), is_line))
			g_string_append_len(text, at, (gssize)MAX(run, size));
		else if (*at == '\n' || *at == '\t')
			g_string_append_c(text, ' ');
		else if (*at == '\r' && at[1] != '\n') /* how lines ended on old Macintoshes */
			g_string_append_c(text, is_line ? ' ' : '\n');
		at += MAX(run, size);
	}
}

static void text_replace(GString *text, const char *with, gsize len)
{
	g_string_truncate(text, 0);
	g_string_append_len(text, with, (gssize)len);
}

/* Declared, then UTF-8, then Windows-1252. */
bool text_to_utf8(GString *text, const char *charset)
{
	g_autofree char *converted = NULL;
	bool is_weak = !charset;
	bool is_western = charset && (g_ascii_strcasecmp(charset, "iso-8859-1") == 0 ||
				      g_ascii_strcasecmp(charset, "windows-1252") == 0);
	gsize len = 0;

	for (size_t i = 0; charset && i < G_N_ELEMENTS(aliases); i++)
		if (g_ascii_strcasecmp(aliases[i][0], charset) == 0) {
			is_weak = !aliases[i][1];
			charset = aliases[i][1];
		}
	if (!is_weak && charset)
		converted =
			g_convert(text->str, (gssize)text->len, "UTF-8", charset, NULL, &len, NULL);
	if (converted) {
		text_replace(text, converted, len);
		return true;
	}
	if (g_utf8_validate(text->str, (gssize)text->len, NULL))
		return true;
	converted = g_convert_with_fallback(text->str, (gssize)text->len, "UTF-8", "WINDOWS-1252",
					    "?", NULL, &len, NULL);
	if (!converted) /* five bytes of 1252 mean nothing */
		converted = g_convert(text->str, (gssize)text->len, "UTF-8", "ISO-8859-1", NULL,
				      &len, NULL);
	if (converted)
		text_replace(text, converted, len);
	return is_western;
}

/* Quote marks, stuffing, and a space at the end that says "goes on". */
void text_unflow(GString *text, bool is_delsp)
{
	g_autofree char *all = g_strndup(text->str, text->len);
	size_t depth_before = 0;
	bool goes_on = false;

	g_string_truncate(text, 0);
	for (const char *line = all, *end; line; line = *end ? end + 1 : NULL) {
		size_t depth = strspn(line, ">");
		const char *body = line + depth + (line[depth] == ' ');

		end = strchrnul(line, '\n');

		size_t len = (size_t)(end - body);
		bool is_signature = len == 3 && memcmp(body, "-- ", len) == 0;

		if (goes_on && (depth != depth_before || is_signature))
			g_string_append_c(text, '\n');
		if (depth > 0 && (!goes_on || depth != depth_before)) {
			g_string_append_len(text, line, (gssize)depth);
			g_string_append_c(text, ' ');
		}
		goes_on = len > 0 && body[len - 1] == ' ' && !is_signature && *end;
		depth_before = depth;
		g_string_append_len(text, body, (gssize)(len - (goes_on && is_delsp)));
		if (!goes_on && *end)
			g_string_append_c(text, '\n');
	}
}
