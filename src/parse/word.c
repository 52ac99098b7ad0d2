#include <string.h>

#include "parse/mime.h"
#include "parse/part.h"

enum {
	CHARSET_BYTES = 64,
	COLONS = 200,
	WORD_BYTES = 4096, /* RFC 2047 allows 75; some mailers do not know */
};

/* A word of RFC 2047: "=?charset?B?payload?=". */
struct word {
	const char *charset, *payload, *next;
	size_t charset_len, payload_len;
	bool is_base64;
};

/* Neighbouring words: bytes of those that share the charset of the last, text of all before. */
struct run {
	GString *bytes, *text;
	struct word last;
	bool is_open;
};

static bool word_read(const char *at, struct word *ret)
{
	const char *type, *end;

	if (strncmp(at, "=?", 2) != 0)
		return false;
	type = memchr(at + 2, '?', strnlen(at + 2, CHARSET_BYTES));
	if (!type || !type[1] || !strchr("bBqQ", type[1]) || type[2] != '?')
		return false;
	end = memmem(type + 3, strnlen(type + 3, WORD_BYTES), "?=", 2);
	if (!end)
		return false;
	*ret = (struct word){ at + 2,
			      type + 3,
			      end + 2,
			      (size_t)(type - at - 2),
			      (size_t)(end - type - 3),
			      g_ascii_tolower(type[1]) == 'b' };
	return true;
}

/* RFC 2047 4.2: "_" is a space; what is no "=XX" stays as it is. */
static void quoted_add(GString *bytes, const char *payload, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		bool is_coded = payload[i] == '=' && i + 2 < len &&
				g_ascii_xdigit_value(payload[i + 1]) >= 0 &&
				g_ascii_xdigit_value(payload[i + 2]) >= 0;

		if (is_coded)
			g_string_append_c(bytes, (char)(g_ascii_xdigit_value(payload[i + 1]) * 16 +
							g_ascii_xdigit_value(payload[i + 2])));
		else
			g_string_append_c(bytes, payload[i] == '_' ? ' ' : payload[i]);
		i += is_coded ? 2 : 0;
	}
}

/* Some mailers leave the padding away, or a part of it. */
static void base64_add(GString *bytes, const char *payload, size_t len)
{
	g_autofree char *room = g_malloc(len + PART_SLACK);
	struct part_decoder decoder;
	size_t got;

	part_decoder_init(&decoder, MAIL_BASE64);
	got = part_decoder_step(&decoder, payload, len, room);
	got += part_decoder_end(&decoder, room + got);
	g_string_append_len(bytes, room, (gssize)got);
}

static bool is_same_charset(const struct word *a, const struct word *b)
{
	return a->charset_len == b->charset_len &&
	       g_ascii_strncasecmp(a->charset, b->charset, a->charset_len) == 0;
}

static void run_convert(struct run *run)
{
	g_autofree char *charset = g_strndup(run->last.charset, run->last.charset_len);

	*strchrnul(charset, '*') = '\0'; /* RFC 2231 5: a language may follow */
	(void)text_to_utf8(run->bytes, charset);
	/* A zero would end the text for the library, and hide what follows. */
	for (size_t i = 0; i < run->bytes->len; i++)
		if (run->bytes->str[i] == '\0')
			run->bytes->str[i] = ' ';
	g_string_append_len(run->text, run->bytes->str, (gssize)run->bytes->len);
	g_string_truncate(run->bytes, 0);
}

static void run_add(struct run *run, const struct word *word)
{
	if (run->is_open && !is_same_charset(&run->last, word))
		run_convert(run);
	run->is_open = true;
	run->last = *word;
	if (word->is_base64) {
		base64_add(run->bytes, word->payload, word->payload_len);
	} else {
		quoted_add(run->bytes, word->payload, word->payload_len);
	}
}

/* The beginning of a text that fits into a word and ends with a whole character. */
static size_t word_text(const char *text, size_t len)
{
	size_t most = (size_t)(WORD_BYTES - 2) / 4 * 3; /* its end has to be found too */

	if (len <= most)
		return len;
	while (((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	return most;
}

static void run_close(struct run *run, GString *out)
{
	const char *text;

	if (!run->is_open)
		return;
	run_convert(run);
	text = run->text->str;
	do {
		size_t len = word_text(text, strlen(text));
		g_autofree char *payload = g_base64_encode((const guchar *)text, len);

		g_string_append_printf(out, "%s=?utf-8?B?%s?=", text > run->text->str ? " " : "",
				       payload);
		text += len;
	} while (*text);
	g_string_truncate(run->text, 0);
	run->is_open = false;
}

char *words_join(const char *value)
{
	GString *out = g_string_new(NULL);
	g_autoptr(GString) bytes = g_string_new(NULL), text = g_string_new(NULL);
	struct run run = { .bytes = bytes, .text = text };
	struct word word;

	while (*value) {
		size_t spaces = run.is_open ? strspn(value, " \t\r\n") : 0;

		if (word_read(value + spaces, &word)) {
			run_add(&run, &word);
			value = word.next;
		} else {
			run_close(&run, out);
			g_string_append_c(out, *value++);
		}
	}
	run_close(&run, out);
	return g_string_free(out, FALSE);
}

/*
 * The library reads a group of addresses, which a colon begins, by recursion, and looks for the
 * end of an encoded word from each beginning. No honest header has many colons or words without
 * an end, so such signs become spaces: the other bytes keep their places.
 */
void header_tame(char *raw, size_t len)
{
	struct word word = { .next = raw };
	uint32_t colons = 0;

	for (size_t i = 0; i < len; i++) {
		bool is_new = i > 0 && raw[i - 1] == '\n' && raw[i] != ' ' && raw[i] != '\t';
		bool is_open = raw + i >= word.next && raw[i] == '=' && raw[i + 1] == '?' &&
			       !word_read(raw + i, &word);

		colons = (is_new ? 0 : colons) + (raw[i] == ':');
		if (is_open || (raw[i] == ':' && colons > COLONS))
			raw[i] = ' ';
	}
}

/* Where a "*=" outside of quotes ends; NULL: there is none. */
static const char *coded_parameter(const char *value)
{
	bool is_quoted = false;

	for (; *value; value++) {
		if (is_quoted && *value == '\\' && value[1])
			value++;
		else if (*value == '"')
			is_quoted = !is_quoted;
		else if (!is_quoted && *value == '*' && value[1] == '=')
			return value + 2;
	}
	return NULL;
}

char *parameter_hide_charset(GString *value)
{
	const char *name = coded_parameter(value->str);
	size_t from = name ? (size_t)(name - value->str) : 0;
	size_t len = name ? strcspn(name, "' ;\"") : 0;
	char *charset;

	if (!name || name[len] != '\'' || !strchr(name + len + 1, '\''))
		return NULL;
	charset = g_strndup(name, len);
	g_string_erase(value, (gssize)from, (gssize)len);
	g_string_insert(value, (gssize)from, "iso-8859-1");
	return charset;
}

char *parameter_read_bytes(const char *name, const char *charset)
{
	g_autoptr(GString) bytes = g_string_new(NULL);

	for (const char *at = name; *at; at = g_utf8_next_char(at)) {
		if (g_utf8_get_char(at) > 0xff)
			return g_strdup(name);
		g_string_append_c(bytes, (char)g_utf8_get_char(at));
	}
	(void)text_to_utf8(bytes, charset);
	return g_strdup(bytes->str);
}

/* Where a part of a header ends that begins at from: at a semicolon outside of quotes. */
static size_t segment_end(const GString *value, size_t from, bool *ret_is_open)
{
	bool is_quoted = false;
	size_t at = from;

	for (; at < value->len && (is_quoted || value->str[at] != ';'); at++) {
		if (is_quoted && value->str[at] == '\\' && at + 1 < value->len)
			at++;
		else if (value->str[at] == '"')
			is_quoted = !is_quoted;
	}
	*ret_is_open = is_quoted;
	return MIN(at, value->len);
}

/* What opens a quote and never closes it ends where the next parameter or the header does. */
static void quote_close(GString *value, size_t from)
{
	const char *next = strchr(value->str + from, ';');
	size_t at = next ? (size_t)(next - value->str) : value->len;

	while (at > from && strchr(" \t\r\n", value->str[at - 1]))
		at--;
	g_string_insert_c(value, (gssize)at, '"');
}

void parameter_mend(GString *value, const char *parameter)
{
	size_t plain = 0, plain_len = 0, len = strlen(parameter), end;
	bool is_coded = false, is_open;

	for (size_t at = 0; at < value->len; at = end + 1) {
		size_t name = at + strspn(value->str + at, " \t\r\n");

		end = segment_end(value, at, &is_open);
		if (is_open) {
			quote_close(value, at);
			end = segment_end(value, at, &is_open);
		}
		if (g_ascii_strncasecmp(value->str + name, parameter, len) != 0)
			continue;
		is_coded |= value->str[name + len] == '*';
		if (value->str[name + len] == '=' && at > 0) {
			plain = at - 1; /* with its semicolon */
			plain_len = end - plain;
		}
	}
	if (is_coded && plain_len > 0)
		g_string_erase(value, (gssize)plain, (gssize)plain_len);
}
