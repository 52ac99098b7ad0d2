#include "parse/html_text.h"

#include <string.h>

#include "base/result.h"

enum { QUOTES = 5, PARAGRAPH = 2, LINES_MOST = 3, MARKS_MOST = 100 };

/* How many line ends an element wants before and after it. */
static const struct {
	const char *name;
	uint32_t lines;
} breaks[] = {
	{ "p", 2 },       { "h1", 2 },      { "h2", 2 },     { "h3", 2 },         { "h4", 2 },
	{ "h5", 2 },      { "h6", 2 },      { "ul", 2 },     { "ol", 2 },         { "dl", 2 },
	{ "pre", 2 },     { "table", 2 },   { "hr", 2 },     { "blockquote", 2 }, { "div", 1 },
	{ "li", 1 },      { "dt", 1 },      { "dd", 1 },     { "tr", 1 },         { "caption", 1 },
	{ "address", 1 }, { "article", 1 }, { "aside", 1 },  { "center", 1 },     { "fieldset", 1 },
	{ "footer", 1 },  { "form", 1 },    { "header", 1 }, { "main", 1 },       { "section", 1 },
};

void plain_init(struct plain *plain, GString *out, GArray *marks)
{
	*plain = (struct plain){ .out = out, .marks = marks, .owed = out->len > 0 };
}

static void owe(struct plain *plain, const char *name)
{
	for (size_t i = 0; i < HK_COUNT(breaks); i++)
		if (strcmp(breaks[i].name, name) == 0)
			plain->owed = MAX(plain->owed, breaks[i].lines);
}

void plain_mark(struct plain *plain, enum history history)
{
	plain->owed = MAX(plain->owed, 1);
	plain->owes_mark = true;
	plain->mark = history;
}

void plain_quote(struct plain *plain)
{
	plain->owed = MAX(plain->owed, PARAGRAPH);
	plain->quotes++;
}

void plain_unquote(struct plain *plain)
{
	plain->owed = MAX(plain->owed, PARAGRAPH);
	if (plain->quotes > 0)
		plain->quotes--;
}

static void mark_add(struct plain *plain)
{
	struct history_mark mark = { plain->out->len, plain->mark };

	plain->owes_mark = false;
	if (plain->marks && plain->marks->len < MARKS_MOST)
		g_array_append_val(plain->marks, mark);
}

/* Before a word: the lines that are owed, then what the line begins with. */
static void begin(struct plain *plain)
{
	if (plain->owed > 0) {
		for (; plain->owed > 0; plain->owed--)
			if (plain->out->len > 0)
				g_string_append_c(plain->out, '\n');
		plain->is_begun = false;
	}
	if (plain->owes_mark)
		mark_add(plain);
	if (!plain->is_begun && plain->quotes > 0) {
		for (uint32_t i = 0; i < MIN(plain->quotes, QUOTES); i++)
			g_string_append_c(plain->out, '>');
		g_string_append_c(plain->out, ' ');
	} else if (plain->is_begun && plain->owes_space) {
		g_string_append_c(plain->out, ' ');
	}
	plain->is_begun = true;
	plain->owes_space = false;
}

static void verbatim(struct plain *plain, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '\n') {
			plain->owed = MIN(plain->owed + 1, LINES_MOST);
			continue;
		}
		if (!plain->is_begun || plain->owed > 0)
			begin(plain);
		g_string_append_c(plain->out, text[i]);
	}
}

void plain_text(struct plain *plain, const char *text, size_t len)
{
	if (plain->verbatim > 0) {
		verbatim(plain, text, len);
		return;
	}
	while (len > 0) {
		size_t word = 0;

		while (word < len && !strchr(" \t\n\r\f", text[word]))
			word++;
		if (word > 0) {
			begin(plain);
			g_string_append_len(plain->out, text, (gssize)word);
		} else {
			plain->owes_space = true;
			word = 1;
		}
		text += word;
		len -= word;
	}
}

void plain_open(struct plain *plain, const char *name)
{
	owe(plain, name);
	if (strcmp(name, "blockquote") == 0)
		plain_quote(plain);
	else if (strcmp(name, "pre") == 0)
		plain->verbatim++;
	else if (strcmp(name, "br") == 0)
		plain->owed = MIN(plain->owed + 1, LINES_MOST);
	else if (strcmp(name, "li") == 0)
		plain_text(plain, "- ", 2);
}

void plain_close(struct plain *plain, const char *name)
{
	owe(plain, name);
	if (strcmp(name, "blockquote") == 0)
		plain_unquote(plain);
	else if (strcmp(name, "pre") == 0 && plain->verbatim > 0)
		plain->verbatim--;
	else if (strcmp(name, "td") == 0 || strcmp(name, "th") == 0)
		plain->owes_space = true;
}
