#include "parse/reply_line.h"

#include <glib.h>
#include <string.h>

#include "base/result.h"
#include "parse/reply_words.h"

enum {
	DASHES = 2,
	LABEL_BYTES = 90,
	LABEL_WORDS = 3,
	DEVICE_BYTES = 240, /* Bengali and Tamil take three bytes a letter */
	DEVICE_WORDS = 12,
	WORDS_BEHIND = 3, /* the name of a thing */
	BLANKS_APART = 2,
};

bool line_starts(const struct line *line, const char *word)
{
	return line->len >= strlen(word) && memcmp(line->at, word, strlen(word)) == 0;
}

bool line_holds(const struct line *line, const char *word)
{
	return memmem(line->at, line->len, word, strlen(word)) != NULL;
}

bool line_holds_one(const struct line *line, const char *const *words)
{
	for (; *words; words++)
		if (line_holds(line, *words))
			return true;
	return false;
}

static bool line_ends(const struct line *line, const char *word)
{
	size_t len = strlen(word);

	return line->len >= len && memcmp(line->at + line->len - len, word, len) == 0;
}

static bool line_is_one(const struct line *line, const char *const *words)
{
	for (; *words; words++)
		if (line->len == strlen(*words) && line_starts(line, *words))
			return true;
	return false;
}

bool line_is_quoted(const struct line *line)
{
	return line->len > 0 && line->at[0] == '>';
}

static void skip(struct line *line, size_t len)
{
	line->at += len;
	line->len -= len;
}

/* Spaces, those that do not break or have no width among them, and the mark that orders bytes. */
static const char *const blanks[] = {
	" ", "\t", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x8b", "\xef\xbb\xbf",
};

struct line line_shortened(struct line line)
{
	for (size_t i = 0; i < HK_COUNT(blanks);) {
		if (line_ends(&line, blanks[i])) {
			line.len -= strlen(blanks[i]);
			i = 0;
		} else {
			i++;
		}
	}
	return line;
}

static struct line line_trimmed(struct line line)
{
	for (size_t i = 0; i < HK_COUNT(blanks);) {
		if (line_starts(&line, blanks[i])) {
			skip(&line, strlen(blanks[i]));
			i = 0;
		} else {
			i++;
		}
	}
	return line;
}

struct line line_unquoted(struct line line)
{
	if (line_is_quoted(&line))
		skip(&line, 1);
	return line_trimmed(line);
}

bool line_is_rule(const struct line *line, char sign, size_t min)
{
	size_t len = 0;

	while (len < line->len && line->at[len] == sign)
		len++;
	return len >= min && len == line->len;
}

bool line_drop_colon(struct line *line)
{
	while (line_ends(line, "*"))
		line->len--;
	if (!line_ends(line, ":"))
		return false;
	line->len--;
	*line = line_shortened(*line);
	while (line_ends(line, "*"))
		line->len--;
	return true;
}

/* A figure of ASCII, Devanagari (U+0966), Bengali (U+09E6) or Tamil (U+0BE6). */
static bool is_digit(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;

	return (len > 0 && g_ascii_isdigit(text[0])) ||
	       (len > 2 && at[0] == 0xe0 && (at[1] == 0xa5 || at[1] == 0xa7 || at[1] == 0xaf) &&
		at[2] >= 0xa6 && at[2] <= 0xaf);
}

bool line_has_time(const struct line *line)
{
	for (size_t i = 1; i + 1 < line->len; i++) {
		bool is_mark = line->at[i] == ':' || line->at[i] == 'h';

		if (is_mark && is_digit(line->at + i + 1, line->len - i - 1) &&
		    (is_digit(line->at + i - 1, 1) || (i > 2 && is_digit(line->at + i - 3, 3))))
			return true;
	}
	return false;
}

bool line_has_address(const struct line *line)
{
	return memchr(line->at, '@', line->len) != NULL;
}

static bool ends_with_verb(const struct line *line)
{
	for (size_t i = 0; reply_verbs[i]; i++)
		if (line_ends(line, reply_verbs[i]))
			return true;
	return false;
}

bool line_has_verb(const struct line *line)
{
	struct line end = *line;

	if (line_holds_one(line, reply_inner_verbs))
		return true;
	if (!line_drop_colon(&end))
		return false;
	return ends_with_verb(&end);
}

bool line_opens(const struct line *line)
{
	struct line bare = line_trimmed(*line);

	for (size_t i = 0; reply_openers[i]; i++)
		if (line_starts(&bare, reply_openers[i]))
			return true;
	return is_digit(bare.at, bare.len);
}

bool line_has_sentence(const struct line *line)
{
	for (size_t i = 0; i + 2 < line->len; i++) {
		struct line rest = { .at = line->at + i + 2, .len = line->len - i - 2 };

		if (strchr(".!?", line->at[i]) && line->at[i + 1] == ' ' &&
		    g_ascii_isupper(*rest.at) && line_opens(&rest))
			return true;
	}
	return false;
}

/* What stands before the first colon, without asterisks; empty when nothing short does. */
static struct line label_of(const struct line *line)
{
	const char *colon = memchr(line->at, ':', MIN(line->len, LABEL_BYTES));
	struct line name = { .at = line->at, .len = colon ? (size_t)(colon + 1 - line->at) : 0 };

	if (!line_drop_colon(&name))
		name.len = 0;
	while (line_starts(&name, "*"))
		skip(&name, 1);
	return name;
}

enum field line_field(const struct line *line)
{
	static const struct {
		enum field field;
		const char *const *names;
	} fields[] = {
		{ FIELD_SENDER, reply_senders },
		{ FIELD_DATE, reply_dates },
		{ FIELD_RECEIVER, reply_receivers },
		{ FIELD_SUBJECT, reply_subjects },
	};
	struct line name = label_of(line);
	g_autofree char *composed = NULL;

	if (name.len == 0)
		return FIELD_NONE;
	composed = g_utf8_normalize(name.at, (gssize)name.len, G_NORMALIZE_NFC);
	if (!composed)
		return FIELD_NONE;
	name = (struct line){ .at = composed, .len = strlen(composed) };
	for (size_t i = 0; i < HK_COUNT(fields); i++)
		if (line_is_one(&name, fields[i].names))
			return fields[i].field;
	return FIELD_NONE;
}

static size_t words_count(const char *text, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += text[i] == ' ';
	return count;
}

bool line_is_labelled(const struct line *line)
{
	struct line name = label_of(line);

	for (size_t i = 0; i < name.len; i++)
		if (is_digit(name.at + i, name.len - i))
			return false;
	return name.len > 0 && words_count(name.at, name.len) < LABEL_WORDS;
}

/* A telephone or a program, and little behind it: a sentence would go on. */
static bool names_thing(const struct line *line)
{
	if (memchr(line->at, ',', line->len))
		return false;
	for (size_t i = 0; reply_things[i]; i++) {
		const char *at =
			memmem(line->at, line->len, reply_things[i], strlen(reply_things[i]));

		if (at && words_count(at, (size_t)(line->at + line->len - at)) <= WORDS_BEHIND)
			return true;
	}
	return false;
}

bool line_is_device(const struct line *line)
{
	g_autofree char *composed = NULL;
	struct line all;

	if (line->len == 0 || line->len > DEVICE_BYTES ||
	    words_count(line->at, line->len) >= DEVICE_WORDS)
		return false;
	composed = g_utf8_normalize(line->at, (gssize)line->len, G_NORMALIZE_NFC);
	if (!composed)
		return false;
	all = (struct line){ .at = composed, .len = strlen(composed) };
	for (const struct reply_device *device = reply_devices; device->begin; device++)
		if (line_starts(&all, device->begin) && line_holds(&all, device->hold) &&
		    (!device->names_thing || names_thing(&all)))
			return true;
	return false;
}

/* What stands between dashes, or before a colon when may_end; all of the line but these. */
static struct line between_dashes(const struct line *line, bool may_end)
{
	struct line inner = *line;
	size_t dashes = 0;

	while (dashes < inner.len && inner.at[dashes] == '-')
		dashes++;
	if (dashes < DASHES)
		return (may_end && line_drop_colon(&inner)) ? inner
							    : (struct line){ .at = line->at };
	skip(&inner, dashes);
	while (line_ends(&inner, "-"))
		inner.len--;
	while (line_ends(&inner, " "))
		inner.len--;
	return line_trimmed(inner);
}

bool line_is_original(const struct line *line)
{
	struct line words = between_dashes(line, false);

	return words.len > 0 && line_is_one(&words, reply_originals);
}

bool line_is_forward(const struct line *line)
{
	struct line words = between_dashes(line, true);

	return words.len > 0 && line_is_one(&words, reply_forwards);
}

bool line_is_dashed_author(const struct line *line)
{
	struct line words = between_dashes(line, false);

	return words.len > 0 && ends_with_verb(&words) && line_has_time(&words) &&
	       line_has_address(&words);
}

/* Two blanks or more, and then something. */
static bool goes_on_apart(const struct line *line, const char *at)
{
	struct line rest = { .at = at, .len = (size_t)(line->at + line->len - at) };
	struct line words = line_trimmed(rest);

	return words.len > 0 && rest.len - words.len >= BLANKS_APART;
}

bool line_is_run_on(const struct line *line)
{
	const char *end = line->at + line->len, *at = line->at;

	while ((at = memchr(at, ':', (size_t)(end - at)))) {
		struct line head = { .at = line->at, .len = (size_t)(++at - line->at) };
		struct line author = head;

		if (goes_on_apart(line, at) && line_drop_colon(&author) &&
		    ends_with_verb(&author) && line_opens(&head) && line_has_time(&head) &&
		    line_has_address(&head) && line_holds(&head, "<"))
			return true;
	}
	return false;
}
