#include "net/imap_text.h"

#include <string.h>

#include "base/text.h"

enum { DIGITS_MAX = 18, FETCH_DEPTH = 10 };

static bool is_digit(char sign)
{
	return sign >= '0' && sign <= '9';
}

/* Decimal digits at the beginning; false when there are none or too many. */
static bool number_take(const char **text, int64_t *ret)
{
	size_t digits = strspn(*text, "0123456789");
	int64_t number = 0;

	if (digits == 0 || digits > DIGITS_MAX)
		return false;
	for (size_t i = 0; i < digits; i++)
		number = number * 10 + (*(*text)++ - '0');
	*ret = number;
	return true;
}

static bool uid_take(const char **text, uint32_t *ret)
{
	int64_t number;

	if (!number_take(text, &number) || number > UINT32_MAX)
		return false;
	*ret = (uint32_t)number;
	return true;
}

static const char *word_take(struct hk_arena *arena, const char **text)
{
	size_t length = strcspn(*text, " ");
	char *word = hk_copy(arena, *text, length);

	for (char *at = word; *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - ('a' - 'A'));
	*text += length;
	*text += **text == ' ';
	return word;
}

/* "{12}" or "{12+}" at the end of a line. */
static bool literal_read(const char *text, int64_t *ret)
{
	const char *brace = strrchr(text, '{');

	if (!brace || !hk_ends(text, "}"))
		return false;
	brace++;
	if (!number_take(&brace, ret))
		return false;
	brace += *brace == '+';
	return hk_equal(brace, "}");
}

enum hk_result imap_line_read(struct hk_arena *arena, const char *text, struct imap_line *ret)
{
	struct imap_line line = { .kind = IMAP_UNTAGGED };

	line.has_literal = literal_read(text, &line.literal);
	if (*text == '+') {
		line.kind = IMAP_CONTINUE;
		line.word = "";
		line.text = text + 1;
		*ret = line;
		return HK_OK;
	}
	line.tag = word_take(arena, &text);
	if (!hk_equal(line.tag, "*")) {
		line.kind = IMAP_TAGGED;
	} else if (is_digit(*text)) {
		line.kind = IMAP_NUMBERED;
		if (!uid_take(&text, &line.number) || *text++ != ' ')
			return HK_INVALID;
	}
	line.word = word_take(arena, &text);
	line.text = text;
	if (!*line.tag || !*line.word)
		return HK_INVALID;
	*ret = line;
	return HK_OK;
}

uint32_t imap_code_number(const char *text, const char *name)
{
	uint32_t number;

	if (*text++ != '[' || !hk_starts_ascii(text, name))
		return 0;
	text += strlen(name);
	if (*text++ != ' ' || !uid_take(&text, &number) || *text != ']')
		return 0;
	return number;
}

bool imap_has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (; *list; list += *list == ' ') {
		size_t step = strcspn(list, " ");

		if (step == length && hk_starts_ascii(list, word))
			return true;
		list += step;
	}
	return false;
}

/* Behind an opening quotation mark; NULL when it is never closed. */
static const char *quoted_take(struct hk_arena *arena, const char **text)
{
	char *copy = hk_alloc(arena, strlen(*text) + 1, 1), *put = copy;

	for (; **text && **text != '"'; (*text)++) {
		if (**text == '\\' && (*text)[1])
			(*text)++;
		*put++ = **text;
	}
	if (**text != '"')
		return NULL;
	(*text)++;
	return copy;
}

/* Over any value that is of no interest. False: it cannot be read to its end. */
static bool value_skip(struct hk_arena *arena, const char **text)
{
	int depth = 0;

	do {
		*text += strspn(*text, " ");
		if (**text == '(') {
			depth++;
			(*text)++;
		} else if (**text == ')') {
			depth--;
			(*text)++;
		} else if (**text == '"') {
			(*text)++;
			if (!quoted_take(arena, text))
				return false;
		} else {
			size_t length = strcspn(*text, " ()\"");

			if (length == 0)
				return false;
			*text += length;
		}
	} while (depth > 0 && depth < FETCH_DEPTH);
	return depth == 0;
}

static bool flags_take(struct hk_arena *arena, const char **text, struct imap_fetch *fetch)
{
	size_t length = strcspn(*text, ")");
	const char *list;

	if (**text != '(' || (*text)[length] != ')')
		return false;
	list = hk_copy(arena, *text + 1, length - 1);
	fetch->has_flags = true;
	fetch->is_seen = imap_has_word(list, "\\Seen");
	fetch->is_deleted = imap_has_word(list, "\\Deleted");
	*text += length + 1;
	return true;
}

static bool body_take(struct hk_arena *arena, const char **text, struct imap_fetch *fetch)
{
	int64_t literal;

	if (**text == '"') {
		(*text)++;
		fetch->quoted = quoted_take(arena, text);
		fetch->body = IMAP_BODY_QUOTED;
		return fetch->quoted != NULL;
	}
	if (hk_starts_ascii(*text, "NIL")) {
		*text += 3;
		fetch->body = IMAP_BODY_NIL;
		return true;
	}
	*text += **text == '~'; /* literal8 of RFC 3516 */
	if (**text != '{' || !literal_read(*text, &literal))
		return false;
	*text += strlen(*text);
	fetch->body = IMAP_BODY_LITERAL;
	return true;
}

static bool attribute_take(struct hk_arena *arena, const char **text, struct imap_fetch *fetch)
{
	const char *name = word_take(arena, text);

	if (hk_equal(name, "UID"))
		return uid_take(text, &fetch->uid);
	if (hk_equal(name, "RFC822.SIZE"))
		return number_take(text, &fetch->size);
	if (hk_equal(name, "FLAGS"))
		return flags_take(arena, text, fetch);
	if (hk_equal(name, "BODY[]") || hk_equal(name, "BODY[]<0>"))
		return body_take(arena, text, fetch);
	return *name && value_skip(arena, text);
}

enum hk_result imap_fetch_read(struct hk_arena *arena, const char *text, struct imap_fetch *fetch)
{
	struct imap_fetch read = *fetch;

	text += strspn(text, " ");
	text += *text == '(';
	while (*text && *text != ')') {
		if (!attribute_take(arena, &text, &read))
			return HK_INVALID;
		text += strspn(text, " ");
	}
	/* Only a literal may leave the list open, and it is closed behind it. */
	if (!*text && (read.body != IMAP_BODY_LITERAL || fetch->body == IMAP_BODY_LITERAL))
		return HK_INVALID;
	*fetch = read;
	return HK_OK;
}

void imap_quote(struct hk_buf *out, const char *text)
{
	hk_buf_char(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			hk_buf_char(out, '\\');
		hk_buf_char(out, *text);
	}
	hk_buf_char(out, '"');
}

/* The character at text, which is valid UTF-8. */
static uint32_t character_take(const unsigned char **text)
{
	uint32_t code = *(*text)++;

	if (code >= 0xf0)
		code &= 0x07;
	else if (code >= 0xe0)
		code &= 0x0f;
	else if (code >= 0xc0)
		code &= 0x1f;
	for (; (**text & 0xc0) == 0x80; (*text)++)
		code = code << 6 | (**text & 0x3f);
	return code;
}

/* UTF-16 in big-endian bytes. */
static void put_wide(struct hk_buf *out, uint32_t code)
{
	if (code >= 0x10000) {
		put_wide(out, 0xd800 + ((code - 0x10000) >> 10));
		code = 0xdc00 + ((code - 0x10000) & 0x3ff);
	}
	hk_buf_char(out, (char)(code >> 8 & 0xff));
	hk_buf_char(out, (char)(code & 0xff));
}

static void wide_flush(struct hk_arena *arena, struct hk_buf *wide, struct hk_buf *out)
{
	char *letters;

	if (wide->length == 0)
		return;
	letters = hk_base64(arena, wide->bytes, wide->length);
	letters[strcspn(letters, "=")] = '\0';
	for (char *at = letters; *at; at++)
		if (*at == '/')
			*at = ',';
	hk_buf_format(out, "&%s-", letters);
	hk_buf_clear(wide);
}

const char *imap_folder_name(struct hk_arena *arena, const char *utf8)
{
	const unsigned char *at = (const unsigned char *)utf8;
	scoped_buf out;
	scoped_buf wide;

	hk_buf_init(&out, strlen(utf8) * 8 + 8);
	hk_buf_init(&wide, strlen(utf8) * 4 + 8);
	hk_buf_text(&out, "");
	while (*at) {
		uint32_t code = character_take(&at);

		if (code >= 0x80) {
			put_wide(&wide, code);
			continue;
		}
		wide_flush(arena, &wide, &out);
		hk_buf_char(&out, (char)code);
		if (code == '&')
			hk_buf_char(&out, '-');
	}
	wide_flush(arena, &wide, &out);
	return hk_copy_text(arena, out.bytes);
}
