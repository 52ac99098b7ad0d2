#include <string.h>

#include "parse/inside.h"
#include "parse/tnef.h"

/* Both formats are Microsoft's: the packed one is MS-OXRTFCP, HTML within RTF is MS-OXRTFEX. */
enum {
	PACKED_HEAD = 16,
	WINDOW = 4096,
	LENGTH_MIN = 2,
	GROUPS = 100,
	FONTS = 128,
	WORD_BYTES = 32,
	WESTERN = 1252,
};

static const uint32_t is_packed = 0x75465a4c, is_plain = 0x414c454d;

/* What the window holds before the first byte. */
static const char dictionary[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern "
	"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0"
	"\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static uint32_t number_at(const char *bytes)
{
	uint32_t value = 0;

	for (int i = 3; i >= 0; i--)
		value = value << 8 | (unsigned char)bytes[i];
	return value;
}

struct window {
	char bytes[WINDOW];
	size_t at;
};

static void put(struct window *window, char sign, GString *out)
{
	window->bytes[window->at] = sign;
	window->at = (window->at + 1) % WINDOW;
	g_string_append_c(out, sign);
}

/* False at the end: what points to itself. */
static bool copy(struct window *window, unsigned reference, GString *out)
{
	size_t from = reference >> 4, len = (reference & 15) + LENGTH_MIN;

	if (from == window->at)
		return false;
	for (; len > 0; len--, from = (from + 1) % WINDOW)
		put(window, window->bytes[from], out);
	return true;
}

static bool unpack(const unsigned char *at, const unsigned char *end, size_t max, GString *out)
{
	struct window window = { .at = sizeof(dictionary) - 1 };

	memcpy(window.bytes, dictionary, sizeof(dictionary) - 1);
	while (at < end) {
		unsigned flags = *at++;

		for (int i = 0; i < 8; i++, flags >>= 1) {
			bool is_copy = flags & 1;

			if (end - at < 1 + is_copy || out->len >= max)
				return false;
			if (is_copy && !copy(&window, (unsigned)at[0] << 8 | at[1], out))
				return true;
			if (!is_copy)
				put(&window, (char)at[0], out);
			at += 1 + is_copy;
		}
	}
	return false;
}

bool rtf_unpack(const char *bytes, size_t len, size_t max, GString *out)
{
	const char *body = bytes + PACKED_HEAD, *end = bytes + len;

	if (len < PACKED_HEAD)
		return false;
	if (number_at(bytes + 8) == is_plain) {
		size_t size = MIN((size_t)(end - body), number_at(bytes + 4));

		g_string_append_len(out, body, (gssize)MIN(size, max));
		return size <= max;
	}
	return number_at(bytes + 8) == is_packed &&
	       unpack((const unsigned char *)body, (const unsigned char *)end, max, out);
}

struct group {
	bool is_silent; /* a font table, a picture */
	bool is_fonts;
	bool is_rtf_only; /* not in the HTML that it was made of */
	bool is_tag;      /* markup of that HTML */
	int skips;        /* signs that stand in for one of Unicode */
	unsigned font;
};

struct rtf {
	const char *at, *end;
	GString *out, *bytes; /* bytes: of a code page, not yet read */
	struct group groups[GROUPS], *group;
	int too_deep, to_skip;
	bool is_html, is_optional; /* is_optional: "\*" came */
	unsigned codepage, pages[FONTS];
	unsigned bytes_page;
	gunichar high; /* the first half of a pair */
};

static void sign_put(struct rtf *in, gunichar sign)
{
	if (in->is_html && !in->group->is_tag && (sign == '<' || sign == '>' || sign == '&'))
		g_string_append(in->out, sign == '<' ? "&lt;" : sign == '>' ? "&gt;" : "&amp;");
	else
		g_string_append_unichar(in->out, sign);
}

static bool is_shown(const struct rtf *in)
{
	return !in->group->is_silent && !in->group->is_rtf_only && !in->too_deep;
}

static void bytes_flush(struct rtf *in)
{
	g_autofree char *charset = NULL;

	if (in->bytes->len == 0)
		return;
	charset = codepage_name(in->bytes_page);
	(void)text_to_utf8(in->bytes, charset ? charset : "windows-1252");
	for (const char *at = in->bytes->str; *at; at = g_utf8_next_char(at))
		sign_put(in, g_utf8_get_char(at));
	g_string_truncate(in->bytes, 0);
}

/* One of Unicode. */
static void show(struct rtf *in, gunichar sign)
{
	bytes_flush(in);
	if (is_shown(in))
		sign_put(in, sign);
}

/* One of the code page of the font. A code page has its second bytes among the letters too. */
static void byte_show(struct rtf *in, char byte)
{
	unsigned font = in->group->font < FONTS ? in->pages[in->group->font] : 0;

	if (in->to_skip > 0) {
		in->to_skip--;
		return;
	}
	if (!is_shown(in))
		return;
	if ((unsigned char)byte < 0x80 && in->bytes->len == 0) {
		sign_put(in, (gunichar)byte);
		return;
	}
	if (in->bytes->len > 0 && (unsigned char)byte < '@') {
		show(in, (gunichar)byte);
		return;
	}
	in->bytes_page = font ? font : in->codepage;
	g_string_append_c(in->bytes, byte);
}

static void unicode_show(struct rtf *in, int number)
{
	gunichar sign = (gunichar)(number & 0xffff);

	if (sign >= 0xd800 && sign < 0xdc00) {
		in->high = sign;
	} else if (sign >= 0xdc00 && sign < 0xe000) {
		if (in->high)
			show(in, 0x10000 + ((in->high - 0xd800) << 10) + (sign - 0xdc00));
		in->high = 0;
	} else if (sign) {
		show(in, sign);
		in->high = 0;
	}
	in->to_skip = in->group->skips;
}

static unsigned page_of_charset(int charset)
{
	static const unsigned pages[][2] = {
		{ 128, 932 },  { 129, 949 },  { 134, 936 },  { 136, 950 },  { 161, 1253 },
		{ 162, 1254 }, { 163, 1258 }, { 177, 1255 }, { 178, 1256 }, { 186, 1257 },
		{ 204, 1251 }, { 222, 874 },  { 238, 1250 },
	};

	for (size_t i = 0; i < G_N_ELEMENTS(pages); i++)
		if ((int)pages[i][0] == charset)
			return pages[i][1];
	return 0;
}

static const char *const silent[] = {
	"colortbl", "stylesheet", "info",     "pict",      "object",    "header",   "footer",
	"headerl",  "headerr",    "footerl",  "footerr",   "footnote",  "fldinst",  "listtable",
	"rsidtbl",  "generator",  "mhtmltag", "themedata", "datastore", "xmlnstbl",
};

static const struct {
	const char *word;
	gunichar sign;
} signs[] = {
	{ "par", '\n' },         { "line", '\n' },     { "row", '\n' },
	{ "page", '\n' },        { "tab", '\t' },      { "cell", '\t' },
	{ "lquote", 0x2018 },    { "rquote", 0x2019 }, { "ldblquote", 0x201c },
	{ "rdblquote", 0x201d }, { "bullet", 0x2022 }, { "endash", 0x2013 },
	{ "emdash", 0x2014 },    { "nbsp", 0xa0 },
};

/* What a group is decides its first word. */
static bool destination_act(struct rtf *in, const char *word)
{
	bool is_optional = in->is_optional;

	in->is_optional = false;
	if (strcmp(word, "htmltag") == 0 && in->is_html) {
		in->group->is_tag = true;
		return true;
	}
	if (strcmp(word, "fonttbl") == 0) {
		in->group->is_fonts = true;
		is_optional = true;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(silent) && !is_optional; i++)
		is_optional = strcmp(word, silent[i]) == 0;
	if (is_optional) {
		bytes_flush(in);
		in->group->is_silent = true;
	}
	return is_optional;
}

static void word_act(struct rtf *in, const char *word, bool has_number, int number)
{
	if (destination_act(in, word))
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
		if (strcmp(word, signs[i].word) == 0)
			show(in, signs[i].sign);
	if (strcmp(word, "u") == 0)
		unicode_show(in, number);
	else if (strcmp(word, "uc") == 0)
		in->group->skips = CLAMP(number, 0, 8);
	else if (strcmp(word, "f") == 0)
		in->group->font = (unsigned)MAX(number, 0);
	else if (strcmp(word, "fcharset") == 0 && in->group->is_fonts && in->group->font < FONTS)
		in->pages[in->group->font] = page_of_charset(number);
	else if (strcmp(word, "ansicpg") == 0 && number > 0)
		in->codepage = (unsigned)number;
	else if (strcmp(word, "fromhtml") == 0)
		in->is_html = true;
	else if (strcmp(word, "htmlrtf") == 0)
		in->group->is_rtf_only = in->is_html && (!has_number || number != 0);
	else if (strcmp(word, "bin") == 0)
		in->at += MIN((gssize)MAX(number, 0), in->end - in->at);
}

static void word_read(struct rtf *in)
{
	char word[WORD_BYTES + 1] = "";
	size_t len = 0;
	bool is_negative, has_number = false;
	int number = 0;

	for (; in->at < in->end && g_ascii_isalpha(*in->at); in->at++)
		if (len < WORD_BYTES)
			word[len++] = *in->at;
	is_negative = in->at < in->end && *in->at == '-';
	in->at += is_negative;
	for (; in->at < in->end && g_ascii_isdigit(*in->at); in->at++) {
		has_number = true;
		if (number < 100000000)
			number = number * 10 + (*in->at - '0');
	}
	if (in->at < in->end && *in->at == ' ')
		in->at++;
	in->to_skip = 0;
	word_act(in, word, has_number, is_negative ? -number : number);
}

static void hex_read(struct rtf *in)
{
	int high, low;

	if (in->end - in->at < 2)
		return;
	high = g_ascii_xdigit_value(in->at[0]);
	low = g_ascii_xdigit_value(in->at[1]);
	in->at += 2;
	if (high >= 0 && low >= 0 && (high || low))
		byte_show(in, (char)(high << 4 | low));
}

/* After a backslash. */
static void escape_read(struct rtf *in)
{
	char sign;

	if (in->at == in->end)
		return;
	if (g_ascii_isalpha(*in->at)) {
		word_read(in);
		return;
	}
	sign = *in->at++;
	switch (sign) {
	case '\'': hex_read(in); break;
	case '*': in->is_optional = true; break;
	case '~': show(in, 0xa0); break;
	case '_': show(in, 0x2011); break;
	case '\n':
	case '\r': show(in, '\n'); break;
	case '\\':
	case '{':
	case '}': byte_show(in, sign); break;
	default: break;
	}
}

static void group_open(struct rtf *in)
{
	bytes_flush(in);
	in->to_skip = 0;
	if (in->too_deep || in->group == &in->groups[GROUPS - 1]) {
		in->too_deep++;
		return;
	}
	in->group++;
	in->group[0] = in->group[-1];
}

static void group_close(struct rtf *in)
{
	bytes_flush(in);
	in->is_optional = false;
	in->to_skip = 0;
	if (in->too_deep)
		in->too_deep--;
	else if (in->group > in->groups)
		in->group--;
}

bool rtf_read(const char *rtf, size_t len, GString *out, bool *ret_is_html)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	struct rtf in = {
		.at = rtf, .end = rtf + len, .out = out, .bytes = bytes, .codepage = WESTERN
	};
	bool was_too_deep = false;

	in.group = in.groups;
	in.group->skips = 1;
	*ret_is_html = false;
	if (len < 5 || memcmp(rtf, "{\\rtf", 5) != 0)
		return len == 0;
	while (in.at < in.end) {
		char sign = *in.at++;

		if (sign == '\\')
			escape_read(&in);
		else if (sign == '{')
			group_open(&in);
		else if (sign == '}')
			group_close(&in);
		else if (sign != '\r' && sign != '\n' && sign != '\0')
			byte_show(&in, sign);
		was_too_deep |= in.too_deep > 0;
	}
	bytes_flush(&in);
	*ret_is_html = in.is_html;
	return !was_too_deep;
}
