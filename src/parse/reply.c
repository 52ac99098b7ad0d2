#include <string.h>

#include "base/text.h"
#include "parse/inside.h"

/*
 * Where what is new in a mail ends. No rule is sure, so each one wants two signs (a verb and a
 * date, three header lines), and when nothing would be left the whole text is the answer.
 */

enum {
	WINDOW_LINES = 3,   /* "On ... wrote:" is folded to at most so many lines */
	WINDOW_BYTES = 600, /* Bengali and Tamil take three bytes a letter */
	BLOCK_LINES = 7,
	RULE_SIGNS = 20, /* a line of underscores */
};

struct line {
	const char *at;
	size_t len; /* without white space at its end */
};

struct lines {
	const struct line *line;
	size_t from, end; /* what is kept */
	bool is_forward;
};

/* clang-format off */
/* Before the colon that ends "... wrote:". */
static const char *const verbs[] = {
	"wrote", "writes", "rašė", "parašė", "লিখেছেন", "লিখেছে", "লিখেছিলেন", "எழுதினார்",
	"எழுதியது", "எழுதியுள்ளார்", "schrieb", "schreibt", "a écrit",
};

/* How a line begins that names a day; figures of any script do so too. */
static const char *const openers[] = {
	"On ", "Am ", "Le ", "রবি", "সোম", "মঙ্গল", "বুধ", "বৃহ", "শুক্র", "শনি", "ஞா", "திங்",
	"செவ்", "புத", "வியா", "வெள்", "சனி",
};

static const char *const separators[] = {
	"Original Message", "Ursprüngliche Nachricht", "Original-Nachricht",
	"Message d'origine", "Message d’origine", "Message original", "Pradinis laiškas",
	"Pradinis pranešimas", "Originalus laiškas", "Pirminis pranešimas", "মূল বার্তা",
	"அசல் செய்தி",
};

static const char *const senders[] = {
	"From", "Von", "De", "Nuo", "Siuntėjas", "প্রেরক", "প্রেরণকারী", "থেকে", "அனுப்புநர்",
	"அனுப்பியவர்", "இருந்து",
};

static const char *const fields[] = {
	"Sent", "Date", "To", "Cc", "Subject", "Gesendet", "Datum", "An", "Betreff", "Envoyé",
	"À", "A", "Objet", "Išsiųsta", "Data", "Kam", "Kopija", "Tema", "Gavėjas", "পাঠানো",
	"তারিখ", "প্রাপক", "প্রতি", "বিষয়", "அனுப்பப்பட்டது", "தேதி", "பெறுநர்", "பொருள்",
	"পাঠানো হয়েছে", "அனுப்பிய நாள்",
};

/* What a telephone adds at the end: how the line begins, what it holds. */
static const char *const devices[][2] = {
	{ "Sent from my ", "" }, { "Sent from Outlook", "" }, { "Get Outlook for ", "" },
	{ "Von meinem ", "gesendet" }, { "Gesendet von ", "" }, { "Envoyé de mon ", "" },
	{ "Envoyé depuis ", "" }, { "Išsiųsta iš ", "" }, { "", "থেকে পাঠানো হয়েছে" },
	{ "", "இலிருந்து அனுப்பப்பட்டது" },
};

/* clang-format on */

static bool line_starts(const struct line *line, const char *word)
{
	return line->len >= strlen(word) && memcmp(line->at, word, strlen(word)) == 0;
}

static bool line_holds(const struct line *line, const char *word)
{
	return memmem(line->at, line->len, word, strlen(word)) != NULL;
}

static bool line_is_quoted(const struct line *line)
{
	return line->len > 0 && line->at[0] == '>';
}

/* A digit of ASCII, Bengali (U+09E6) or Tamil (U+0BE6) at text. */
static bool is_digit(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;

	return (len > 0 && g_ascii_isdigit(text[0])) ||
	       (len > 2 && at[0] == 0xe0 && (at[1] == 0xa7 || at[1] == 0xaf) && at[2] >= 0xa6);
}

static bool line_has_day_or_address(const struct line *line)
{
	for (size_t i = 0; i < line->len; i++)
		if (line->at[i] == '@' || is_digit(line->at + i, line->len - i))
			return true;
	return false;
}

/* Drops a colon, and the spaces that French puts before it; false when there is none. */
static bool colon_drop(struct line *line)
{
	static const char *const spaces[] = { " ", "\xc2\xa0", "\xe2\x80\xaf", "*" };
	bool is_found = line->len > 0 && line->at[line->len - 1] == ':';

	line->len -= is_found;
	for (size_t i = 0; is_found && i < HK_COUNT(spaces);) {
		size_t len = strlen(spaces[i]);

		if (line->len >= len && memcmp(line->at + line->len - len, spaces[i], len) == 0) {
			line->len -= len;
			i = 0;
		} else {
			i++;
		}
	}
	return is_found;
}

static bool line_ends_in_verb(struct line line)
{
	if (!colon_drop(&line))
		return false;
	for (size_t i = 0; i < HK_COUNT(verbs); i++) {
		size_t len = strlen(verbs[i]);

		if (line.len >= len && memcmp(line.at + line.len - len, verbs[i], len) == 0)
			return true;
	}
	return line_holds(&line, " schrieb ");
}

static bool line_opens(const struct line *line)
{
	for (size_t i = 0; i < HK_COUNT(openers); i++)
		if (line_starts(line, openers[i]))
			return true;
	return is_digit(line->at, line->len);
}

/*
 * "On ... wrote:" that ends in line i: how many lines it takes, or 0. is_sure: a quotation
 * follows, so that neither day nor address need be named.
 */
static size_t attribution(const struct lines *in, size_t i, bool is_sure)
{
	size_t best = 0, bytes = 0;
	bool has_verb = false, has_day = is_sure;
	struct line last = in->line[i];

	if (!colon_drop(&last))
		return 0;
	for (size_t k = 0; k < WINDOW_LINES && i >= in->from + k; k++) {
		const struct line *line = &in->line[i - k];

		bytes += line->len;
		if (line->len == 0 || line_is_quoted(line) || bytes > WINDOW_BYTES)
			break;
		has_verb = has_verb ||
			   (k == 0 ? line_ends_in_verb(*line) : line_holds(line, " schrieb"));
		has_day = has_day || line_has_day_or_address(line);
		if (has_verb && has_day && (best == 0 || line_opens(line)))
			best = k + 1;
	}
	return best;
}

static size_t next_filled(const struct lines *in, size_t i)
{
	while (i < in->end && in->line[i].len == 0)
		i++;
	return i;
}

static bool field_is(const struct line *line, const char *const *words, size_t count)
{
	const char *colon = memchr(line->at, ':', line->len);
	struct line name = { line->at, colon ? (size_t)(colon + 1 - line->at) : 0 };

	if (!colon_drop(&name))
		return false;
	while (name.len > 0 && *name.at == '*') {
		name.at++;
		name.len--;
	}
	for (size_t i = 0; i < count; i++)
		if (name.len == strlen(words[i]) && memcmp(name.at, words[i], name.len) == 0)
			return true;
	return false;
}

/* "From:", and then two more of the fields that Outlook repeats. */
static bool block_starts(const struct lines *in, size_t i)
{
	int found = 0;

	if (!field_is(&in->line[i], senders, HK_COUNT(senders)))
		return false;
	for (size_t k = i + 1; k < in->end && k <= i + BLOCK_LINES; k++)
		found += field_is(&in->line[k], fields, HK_COUNT(fields));
	return found >= 2;
}

/* "-----Original Message-----", or underscores above such a block. */
static bool separator_is(const struct lines *in, size_t i)
{
	const struct line *line = &in->line[i];
	size_t next = next_filled(in, i + 1), rule = 0;

	while (rule < line->len && line->at[rule] == '_')
		rule++;
	if (rule >= RULE_SIGNS && rule == line->len)
		return next < in->end && block_starts(in, next);
	if (!line_starts(line, "--"))
		return false;
	for (size_t k = 0; k < HK_COUNT(separators); k++)
		if (line_holds(line, separators[k]))
			return true;
	return false;
}

static bool signature_is(const struct line *line)
{
	return line->len == 2 && memcmp(line->at, "--", 2) == 0;
}

/* Cuts at the first sign of history that has no quote marks, or of a signature. */
static void rest_cut(struct lines *in)
{
	for (size_t i = in->from; i < in->end; i++) {
		const struct line *line = &in->line[i];

		if (line->len == 0 || line_is_quoted(line))
			continue;

		size_t next = next_filled(in, i + 1), lines;
		bool is_quote_next = next < in->end && line_is_quoted(&in->line[next]);

		if (signature_is(line) ||
		    (!in->is_forward && (separator_is(in, i) || block_starts(in, i)))) {
			in->end = i;
		} else if (!in->is_forward && !is_quote_next) {
			lines = attribution(in, i, false);
			in->end = lines ? i + 1 - lines : in->end;
		}
	}
}

static void blanks_drop(struct lines *in)
{
	while (in->end > in->from && in->line[in->end - 1].len == 0)
		in->end--;
	while (in->end > in->from && in->line[in->from].len == 0)
		in->from++;
}

/* The quotation at the end, with the line above it that says whose it is. */
static void tail_cut(struct lines *in)
{
	size_t end = in->end;

	while (end > in->from && (in->line[end - 1].len == 0 || line_is_quoted(&in->line[end - 1])))
		end--;
	if (end == in->end)
		return;
	in->end = end;
	if (end > in->from)
		in->end -= attribution(in, end - 1, true);
	blanks_drop(in);
}

/* One quotation at the beginning with the whole answer below it. */
static void head_cut(struct lines *in)
{
	size_t i = in->from, quoted;

	while (i < in->end && i < in->from + WINDOW_LINES && in->line[i].len > 0 &&
	       !line_is_quoted(&in->line[i]))
		i++;
	if (i > in->from && attribution(in, i - 1, true) != i - in->from)
		return;
	quoted = next_filled(in, i);
	for (i = quoted; i < in->end && (in->line[i].len == 0 || line_is_quoted(&in->line[i]));)
		i++;
	if (i == quoted)
		return;
	for (size_t k = i; k < in->end; k++)
		if (line_is_quoted(&in->line[k]))
			return; /* answers between quotations need them */
	in->from = i;
}

static void device_cut(struct lines *in)
{
	for (size_t i = 0; in->end > in->from + 1 && i < HK_COUNT(devices); i++) {
		const struct line *last = &in->line[in->end - 1];

		if (in->line[in->end - 2].len == 0 && last->len < WINDOW_BYTES / 4 &&
		    line_starts(last, devices[i][0]) && line_holds(last, devices[i][1])) {
			in->end--;
			blanks_drop(in);
		}
	}
}

static GArray *lines_split(const char *text)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct line));

	while (*text) {
		size_t len = strcspn(text, "\n"), full = len;

		while (len > 0 && (text[len - 1] == ' ' || text[len - 1] == '\t'))
			len--;

		struct line line = { text, len };

		g_array_append_val(all, line);
		text += full + (text[full] == '\n');
	}
	return all;
}

void text_reply(const char *text, bool is_forward, GString *ret)
{
	g_autoptr(GArray) all = lines_split(text);
	struct lines in = { (const struct line *)(const void *)all->data, 0, all->len, is_forward };

	rest_cut(&in);
	blanks_drop(&in);
	if (!is_forward) {
		tail_cut(&in);
		head_cut(&in);
		blanks_drop(&in);
	}
	device_cut(&in);
	if (in.from == in.end) {
		g_string_append(ret, text);
		return;
	}
	for (size_t i = in.from; i < in.end; i++) {
		g_string_append_len(ret, in.line[i].at, (gssize)in.line[i].len);
		g_string_append_c(ret, '\n');
	}
}
