#include "channel/email/mime_write.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

enum {
	LINE = 76,         /* RFC 2045 6.7 and RFC 2047 2: no longer with encoded text in it */
	WORD_FRAME = 12,   /* =?utf-8?B? and ?= */
	BASE64_LINE = 57,  /* bytes that make 76 letters */
	SEGMENT = 60,      /* of a parameter that goes on */
	TOKEN_LIMIT = 900, /* a line without a place to fold may have 998 */
};

static void put_base64(struct hk_buf *out, const unsigned char *bytes, size_t length)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				      "0123456789+/";

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i;
		uint32_t three = (uint32_t)bytes[i] << 16;
		char four[4];

		three |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
		three |= left > 2 ? bytes[i + 2] : 0;
		four[0] = letters[three >> 18];
		four[1] = letters[three >> 12 & 63];
		four[2] = letters[three >> 6 & 63];
		four[3] = letters[three & 63];
		if (left < 3)
			four[3] = '=';
		if (left < 2)
			four[2] = '=';
		hk_buf_put(out, four, sizeof(four));
	}
}

/* How much of the text goes into one encoded word: whole characters, and if possible a multiple
 * of three bytes, because some readers lose what follows a word with padding. */
static size_t word_fit(const char *text, size_t max)
{
	size_t longest = hk_utf8_fit(text, max);

	for (size_t fit = longest; fit > 0; fit = hk_utf8_fit(text, fit - 1))
		if (fit % 3 == 0 || !text[fit])
			return fit;
	return longest;
}

/* Encoded words (RFC 2047) as many as it takes, each on a line of its own. */
static void put_words(struct hk_buf *out, const char *text, size_t *column)
{
	while (*text) {
		size_t room = *column + WORD_FRAME + 8 < LINE ? LINE - WORD_FRAME - *column : 0;
		size_t taken = room ? word_fit(text, room / 4 * 3) : 0;

		if (taken == 0) {
			hk_buf_text(out, "\r\n ");
			*column = 1;
			continue;
		}
		hk_buf_text(out, "=?utf-8?B?");
		put_base64(out, (const unsigned char *)text, taken);
		hk_buf_text(out, "?=");
		*column += WORD_FRAME + (taken + 2) / 3 * 4;
		text += taken;
		if (*text) {
			hk_buf_text(out, "\r\n ");
			*column = 1;
		}
	}
}

/* Folds at spaces. False: a word is so long that it must be encoded to be cut. */
static bool has_long_word(const char *text)
{
	for (; *text; text += strspn(text, " ")) {
		size_t length = strcspn(text, " ");

		if (length > TOKEN_LIMIT)
			return true;
		text += length;
	}
	return false;
}

static void put_folded(struct hk_buf *out, const char *text, size_t column)
{
	while (*text) {
		size_t spaces = strspn(text, " ");
		size_t length = spaces + strcspn(text + spaces, " ");

		if (column + length > LINE && spaces > 0) {
			hk_buf_text(out, "\r\n");
			column = 0;
		}
		hk_buf_put(out, text, length);
		column += length;
		text += length;
	}
}

void mime_header(struct hk_buf *out, const char *name, const char *text)
{
	size_t column = strlen(name) + 2;

	hk_buf_text(out, name);
	hk_buf_text(out, ": ");
	/* A space at an end would be lost, and an "=?" of the text would be taken for ours. */
	if (hk_is_ascii(text) && !strstr(text, "=?") && !has_long_word(text) &&
	    !hk_starts(text, " ") && !hk_ends(text, " "))
		put_folded(out, text, column);
	else
		put_words(out, text, &column);
	hk_buf_text(out, "\r\n");
}

static void put_quoted(struct hk_buf *out, const char *text)
{
	hk_buf_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			hk_buf_char(out, '\\');
		hk_buf_char(out, *text);
	}
	hk_buf_char(out, '"');
}

static void put_separator(struct hk_buf *out, size_t wanted, size_t *column)
{
	hk_buf_char(out, ',');
	if (*column + wanted + 2 > LINE) {
		hk_buf_text(out, "\r\n");
		*column = 0;
	}
	hk_buf_char(out, ' ');
	*column += 2;
}

void mime_mailbox(struct hk_buf *out, const char *name, const char *address, bool is_first,
		  size_t *column)
{
	size_t start;

	if (!is_first)
		put_separator(out, strlen(name) + strlen(address) + 5, column);
	start = out->length;
	if (!*name) {
		hk_buf_text(out, address);
		*column += out->length - start;
		return;
	}
	if (hk_is_ascii(name) && !strstr(name, "=?")) {
		put_quoted(out, name);
		*column += out->length - start;
	} else {
		put_words(out, name, column);
	}
	if (*column + strlen(address) + 3 > LINE) {
		hk_buf_text(out, "\r\n");
		*column = 0;
	}
	hk_buf_text(out, " <");
	hk_buf_text(out, address);
	hk_buf_char(out, '>');
	*column += strlen(address) + 3;
}

/* attribute-char of RFC 2231 section 7, without those that some readers take amiss. */
static bool is_plain_sign(char sign)
{
	return (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') ||
	       (sign >= '0' && sign <= '9') || (sign && strchr("-_.+", sign));
}

static size_t percent_length(char sign)
{
	return is_plain_sign(sign) ? 1 : 3;
}

/* As many whole characters as fit into one segment. */
static size_t segment_fit(const char *text)
{
	size_t fit = 0, letters = 0;

	while (text[fit]) {
		size_t next = fit + 1, more = percent_length(text[fit]);

		while (((unsigned char)text[next] & 0xc0) == 0x80)
			more += percent_length(text[next++]);
		if (letters + more > SEGMENT)
			break;
		letters += more;
		fit = next;
	}
	return fit;
}

static void put_percent(struct hk_buf *out, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (is_plain_sign(text[i]))
			hk_buf_char(out, text[i]);
		else
			hk_buf_format(out, "%%%02X", (unsigned char)text[i]);
	}
}

void mime_parameter(struct hk_buf *out, const char *name, const char *value)
{
	size_t fit = segment_fit(value);

	if (hk_is_ascii(value) && strlen(value) <= SEGMENT) {
		hk_buf_format(out, ";\r\n %s=", name);
		put_quoted(out, value);
		return;
	}
	if (!value[fit]) {
		hk_buf_format(out, ";\r\n %s*=utf-8''", name);
		put_percent(out, value, fit);
		return;
	}
	for (int segment = 0; *value; segment++, value += fit) {
		fit = segment_fit(value);
		hk_buf_format(out, ";\r\n %s*%d*=%s", name, segment, segment ? "" : "utf-8''");
		put_percent(out, value, fit);
	}
}

/* What could be changed on its way: end-of-line white space, a dot or "From " that begins a line,
 * and all that is not printable ASCII. */
static bool must_quote(const char *at, bool is_first)
{
	unsigned char sign = (unsigned char)*at;

	if (sign == ' ' || sign == '\t')
		return !at[1] || at[1] == '\n' || (at[1] == '\r' && at[2] == '\n');
	return sign < ' ' || sign > '~' || sign == '=' ||
	       (is_first && (sign == '.' || hk_starts(at, "From ")));
}

void mime_quoted_printable(struct hk_buf *out, const char *text)
{
	size_t column = 0;

	for (; *text; text++) {
		bool is_quoted;

		if (*text == '\r' && text[1] == '\n')
			continue;
		if (*text == '\n') {
			hk_buf_text(out, "\r\n");
			column = 0;
			continue;
		}
		is_quoted = must_quote(text, column == 0);
		if (column + (is_quoted ? 3 : 1) > LINE - 1) {
			hk_buf_text(out, "=\r\n");
			column = 0;
			is_quoted = must_quote(text, true);
		}
		if (is_quoted)
			hk_buf_format(out, "=%02X", (unsigned char)*text);
		else
			hk_buf_char(out, *text);
		column += is_quoted ? 3 : 1;
	}
	if (column > 0)
		hk_buf_text(out, "\r\n");
}

void mime_base64(struct hk_buf *out, const void *bytes, size_t length)
{
	const unsigned char *at = bytes;

	while (length > 0) {
		size_t taken = length < BASE64_LINE ? length : BASE64_LINE;

		put_base64(out, at, taken);
		hk_buf_text(out, "\r\n");
		at += taken;
		length -= taken;
	}
}

enum hk_result mime_base64_file(struct hk_buf *out, int fd)
{
	unsigned char bytes[BASE64_LINE * 500];
	off_t at = 0;
	size_t have = 0;

	for (;;) {
		ssize_t step = pread(fd, bytes + have, sizeof(bytes) - have, at);

		if (step < 0 && errno == EINTR)
			continue;
		if (step < 0)
			return HK_UNAVAILABLE;
		have += (size_t)step;
		at += step;
		if (step > 0 && have < sizeof(bytes))
			continue;
		mime_base64(out, bytes, have);
		have = 0;
		if (step == 0)
			return HK_OK;
	}
}
