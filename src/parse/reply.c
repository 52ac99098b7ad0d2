#include <string.h>

#include "base/text.h"
#include "parse/inside.h"
#include "parse/reply_line.h"
#include "parse/reply_words.h"

/*
 * Where what is new in a mail ends. No rule is sure, so each one wants two signs: marks of
 * quotation and a line that names author and time, three fields and an address, a name that the
 * markup gives and what must stand there. What has one sign only stays, because to show too much
 * costs a glance and to hide what is new costs a customer. When nothing would be left the whole
 * text is the answer.
 */

enum {
	WINDOW_LINES = 3,   /* "On ... wrote:" is folded to at most so many lines */
	WINDOW_BYTES = 600, /* Bengali and Tamil take three bytes a letter */
	BLOCK_LINES = 10,
	BLOCK_FIELDS = 4,
	RULE_SIGNS = 20, /* a line of underscores */
	SIGNATURE_LINES = 20,
};

static size_t next_filled(const struct lines *in, size_t i)
{
	while (i < in->end && in->line[i].len == 0)
		i++;
	return i;
}

/* What the lines of "On ... wrote:" have said so far. */
struct signs {
	bool has_verb, has_time, has_address, has_bracket;
};

/*
 * Takes one more line; true when they do. Where no quotation follows, programs that write such a
 * line give verb, time and address in brackets; where one does, two of them are enough. People
 * seldom give more than one.
 */
static bool signs_do(struct signs *signs, const struct line *line, bool is_quote)
{
	signs->has_verb = signs->has_verb || line_has_verb(line);
	signs->has_time = signs->has_time || line_has_time(line);
	signs->has_address = signs->has_address || line_has_address(line);
	signs->has_bracket = signs->has_bracket || line_holds(line, "<");
	if (is_quote)
		return signs->has_verb + signs->has_time + signs->has_address >= 2;
	return signs->has_verb && signs->has_time && signs->has_address && signs->has_bracket;
}

/* "On ... wrote:" that ends in line i: how many lines it takes, or 0. is_quote: a quotation
 * follows. */
static size_t attribution(const struct lines *in, size_t i, bool is_quote)
{
	struct line last = in->line[i];
	struct signs signs = { 0 };
	size_t best = 0, bytes = 0;

	if ((is_quote && last.is[HISTORY_NAMED]) || line_is_dashed_author(&last))
		return 1;
	if (!line_drop_colon(&last))
		return 0;
	for (size_t k = 0; k < WINDOW_LINES && i >= in->from + k; k++) {
		const struct line *line = &in->line[i - k];

		bytes += line->len;
		if (line->len == 0 || line_is_quoted(line) || bytes > WINDOW_BYTES ||
		    line_has_sentence(line))
			break;
		if (!signs_do(&signs, line, is_quote))
			continue;
		if (line_opens(line))
			return k + 1;
		best = best > 0 ? best : k + 1;
	}
	return best;
}

/* The quotation that begins in line i names its author inside, as some programs do. */
static bool quotation_is_named(const struct lines *in, size_t i)
{
	struct line bare[WINDOW_LINES + 1];
	struct lines head = { .line = bare };

	while (head.end < HK_COUNT(bare) && i < in->end && line_is_quoted(&in->line[i])) {
		bare[head.end] = line_unquoted(in->line[i++]);
		head.end += head.end > 0 || bare[0].len > 0;
	}
	for (size_t k = 0; k < head.end; k++)
		if (attribution(&head, k, true))
			return true;
	return false;
}

/* The lines from i on that are labelled: how many, which fields they name, and whether one of them
 * has an address or a time. */
struct block {
	size_t labels;
	bool has_field[FIELDS], has_place;
};

/* What is between labels: nothing, or the rest of a long line. */
static bool is_between_labels(const struct line *line)
{
	return line->len == 0 || strchr(" \t", line->at[0]) || line_has_address(line);
}

static struct block block_read(const struct lines *in, size_t i)
{
	struct block block = { 0 };
	enum field first = line_field(&in->line[i]);

	for (size_t k = i; k < in->end && k < i + BLOCK_LINES; k++) {
		const struct line *line = &in->line[k];
		enum field field = line_field(line);

		if (field == FIELD_SENDER && block.has_field[field])
			break;
		if (line->len == 0 && first > FIELD_SENDER)
			break; /* the sender of history may stand below a line of one's own */
		if (!line_is_labelled(line) && !is_between_labels(line))
			break;
		if (!line_is_labelled(line))
			continue;
		block.labels++;
		block.has_field[field] = true;
		block.has_place = block.has_place || line_has_address(line) || line_has_time(line);
	}
	return block;
}

/* The line above ends in a colon: what follows is shown on purpose. */
static bool is_introduced(const struct lines *in, size_t i)
{
	struct line above;

	while (i > in->from && in->line[i - 1].len == 0)
		i--;
	if (i == in->from)
		return false;
	above = in->line[i - 1];
	return line_drop_colon(&above);
}

/* "From:", and then the other fields that Outlook repeats; some begin with another of them. */
static bool block_starts(const struct lines *in, size_t i)
{
	struct block block;

	if (line_field(&in->line[i]) == FIELD_NONE)
		return false;
	block = block_read(in, i);
	for (size_t k = FIELD_NONE + 1; k < FIELDS; k++)
		if (!block.has_field[k])
			return false;
	return block.has_place;
}

/* The same in a language that we have no words for, where something else says that it is one. */
static bool block_of_any_language_starts(const struct lines *in, size_t i)
{
	struct block block;

	if (i == in->end || !line_is_labelled(&in->line[i]))
		return false;
	block = block_read(in, i);
	return block.labels >= BLOCK_FIELDS && block.has_place;
}

/* History that has no marks of quotation begins in line i. */
static size_t history_begins(const struct lines *in, size_t i)
{
	const struct line *line = &in->line[i];
	size_t next = next_filled(in, i + 1);
	bool is_quote_next = next < in->end && line_is_quoted(&in->line[next]);

	if (line->is[HISTORY_HEAD] && block_of_any_language_starts(in, i))
		return 1;
	if (line_is_rule(line, '_', RULE_SIGNS))
		return block_of_any_language_starts(in, next);
	if (line_is_run_on(line))
		return 1;
	if (line_is_original(line))
		return next < in->end && line_is_labelled(&in->line[next]);
	if (block_starts(in, i))
		return !is_introduced(in, i);
	return is_quote_next ? 0 : attribution(in, i, false);
}

/* "See my answers below in red": then what is below is not only history. */
static bool says_below(const struct lines *in, size_t end)
{
	bool has_place = false, has_answer = false;

	for (size_t i = in->from; i < end; i++) {
		if (line_is_quoted(&in->line[i]))
			continue;
		has_place = has_place || line_holds_one(&in->line[i], reply_places);
		has_answer = has_answer || line_holds_one(&in->line[i], reply_answers);
	}
	return has_place && has_answer;
}

/* Cuts at the first sign of history that has no quote marks. False: it is a forwarded mail. */
static bool history_cut(struct lines *in)
{
	for (size_t i = in->from; i < in->end; i++) {
		size_t lines;

		if (in->line[i].len == 0 || line_is_quoted(&in->line[i]))
			continue;
		if (line_is_forward(&in->line[i]))
			return false;
		lines = history_begins(in, i);
		if (lines == 0)
			continue;
		if (!says_below(in, i + 1 - lines))
			in->end = i + 1 - lines;
		return true;
	}
	return true;
}

static void blanks_drop(struct lines *in)
{
	while (in->end > in->from && in->line[in->end - 1].len == 0)
		in->end--;
	while (in->end > in->from && in->line[in->from].len == 0)
		in->from++;
}

/* Few lines, and nothing new below a quotation that comes after them. */
static bool is_signature(const struct lines *in, size_t i)
{
	size_t filled = 0;
	bool is_quote = false;

	for (i++; i < in->end; i++) {
		const struct line *line = &in->line[i];

		if (line->len == 0)
			continue;
		if (is_quote && !line_is_quoted(line))
			return false;
		is_quote = is_quote || line_is_quoted(line);
		filled += !is_quote;
	}
	return filled <= SIGNATURE_LINES;
}

/* The last "-- " that has its space; programs write it, and people do not. */
static void signature_cut(struct lines *in)
{
	for (size_t i = in->end; i > in->from; i--) {
		bool is_next = i < in->end && line_starts(&in->line[i], "--");

		if (!in->line[i - 1].is_dashes || is_next)
			continue;
		if (is_signature(in, i - 1))
			in->end = i - 1;
		return;
	}
}

/* The quotation at the end, with the line above it or in it that says whose it is. */
static void tail_cut(struct lines *in)
{
	size_t end = in->end, quoted, above;

	while (end > in->from && (in->line[end - 1].len == 0 || line_is_quoted(&in->line[end - 1])))
		end--;
	quoted = next_filled(in, end);
	if (quoted == in->end)
		return;
	above = end > in->from ? attribution(in, end - 1, true) : 0;
	if (above > 0 || quotation_is_named(in, quoted))
		in->end = end - above;
}

/* One quotation at the beginning, which says whose it is, with the whole answer below it. */
static void head_cut(struct lines *in)
{
	size_t i = in->from, quoted;

	while (i < in->end && i < in->from + WINDOW_LINES && in->line[i].len > 0 &&
	       !line_is_quoted(&in->line[i]))
		i++;
	if (i > in->from && attribution(in, i - 1, true) != i - in->from)
		return;
	quoted = next_filled(in, i);
	if (quoted == in->end || (i == in->from && !quotation_is_named(in, quoted)))
		return;
	for (i = quoted; i < in->end && (in->line[i].len == 0 || line_is_quoted(&in->line[i]));)
		i++;
	for (size_t k = i; k < in->end; k++)
		if (line_is_quoted(&in->line[k]))
			return; /* answers between quotations need them */
	if (i > quoted)
		in->from = i;
}

/* What telephones add: below an empty line, below "--" that has lost its space, or where the markup
 * says so. */
static void device_cut(struct lines *in)
{
	while (in->end > in->from + 1 && line_is_device(&in->line[in->end - 1])) {
		const struct line *above = &in->line[in->end - 2];
		bool is_rule = line_is_rule(above, '-', 2);

		if (above->len > 0 && !is_rule && !in->line[in->end - 1].is[HISTORY_SIGNATURE])
			return;
		in->end -= is_rule ? 2 : 1;
		blanks_drop(in);
	}
}

static struct line line_read(const char *at, size_t full, const struct history_mark **mark,
			     const struct history_mark *last, const char *text)
{
	struct line line = line_shortened((struct line){ .at = at, .len = full });

	for (; *mark < last && (*mark)->at <= (size_t)(at - text) + full; (*mark)++)
		line.is[(*mark)->history] = true;
	line.is_dashes = line.len == 2 && memcmp(at, "--", 2) == 0 &&
			 (full == 3 || line.is[HISTORY_SIGNATURE]);
	return line;
}

static GArray *lines_split(const char *text, const struct reply_hints *hints)
{
	GArray *all = g_array_new(FALSE, FALSE, sizeof(struct line));
	const struct history_mark *mark = hints->marks;
	const struct history_mark *last = mark ? mark + hints->mark_count : NULL;

	for (const char *at = text; *at;) {
		size_t full = strcspn(at, "\n");
		struct line line = line_read(at, full, &mark, last, text);

		g_array_append_val(all, line);
		at += full + (at[full] == '\n');
	}
	return all;
}

void text_reply(const char *text, const struct reply_hints *hints, GString *ret)
{
	g_autoptr(GArray) all = lines_split(text, hints);
	struct lines in = { (const struct line *)(const void *)all->data, 0, all->len };

	if (!hints->is_forward && history_cut(&in)) {
		blanks_drop(&in);
		signature_cut(&in);
		blanks_drop(&in);
		tail_cut(&in);
		blanks_drop(&in);
		head_cut(&in);
		blanks_drop(&in);
		device_cut(&in);
	}
	blanks_drop(&in);
	if (in.from == in.end) {
		g_string_append(ret, text);
		return;
	}
	for (size_t i = in.from; i < in.end; i++) {
		g_string_append_len(ret, in.line[i].at, (gssize)in.line[i].len);
		g_string_append_c(ret, '\n');
	}
}
