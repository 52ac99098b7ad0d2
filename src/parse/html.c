#include <libxml/HTMLparser.h>
#include <string.h>

#include "parse/html_rules.h"
#include "parse/html_text.h"
#include "parse/inside.h"

enum {
	PARSER_DEPTH = 512,
	CHUNK_BYTES = 1024,
	TAG_BYTES = 2048,
	TAG_WORDS = 512,
	NAME_BYTES = 32,
	UNLIMITED = 1 << 30
};

struct writer {
	GString *html;
	size_t max; /* of html, about */
	struct plain text;
	htmlParserCtxtPtr parser;
	const char *open[PARSER_DEPTH];   /* kept and dropped tags, outermost first */
	int count, depth, silent, quoted; /* how many are open from the one that quotes on */
	bool is_cut, is_at_end;
};

/* When the outermost element ends, the library thinks that the document does. The last tag is seen
 * unless something that never ended, as an attribute or a script, has taken the rest with it. */
static const char first_tag[] = "<mail-root>", last_tag[] = "<mail-end>";

static bool is_plain(char sign)
{
	return ((unsigned char)sign >= ' ' && sign != '<' && sign != '>' && sign != '&' &&
		sign != '"') ||
	       sign == '\n' || sign == '\t';
}

/* Controls, which mean nothing, vanish. */
void html_escape(const char *text, size_t len, GString *out)
{
	for (size_t i = 0, run; i < len; i += run + 1) {
		for (run = 0; i + run < len && is_plain(text[i + run]);)
			run++;
		g_string_append_len(out, text + i, (gssize)run);
		if (i + run == len)
			return;
		switch (text[i + run]) {
		case '<': g_string_append(out, "&lt;"); break;
		case '>': g_string_append(out, "&gt;"); break;
		case '&': g_string_append(out, "&amp;"); break;
		case '"': g_string_append(out, "&quot;"); break;
		default: break;
		}
	}
}

/*
 * Browsers drop tabs, newlines and outer controls before they look for the
 * scheme, so they go first; what could end an attribute is percent-encoded.
 */
static void url_encode(const char *value, GString *out)
{
	g_autoptr(GString) url = g_string_new(NULL);
	size_t scheme = 0;

	for (; *value; value++)
		if (strchr("<>\"'`\\", *value))
			g_string_append_printf(url, "%%%02X", (unsigned)(unsigned char)*value);
		else if ((unsigned char)*value > ' ' && *value != 0x7f)
			g_string_append_c(url, *value);
	while (g_ascii_isalpha(url->str[scheme]))
		scheme++;
	for (size_t i = 0; url->str[scheme] == ':' && i < scheme; i++)
		url->str[i] = g_ascii_tolower(url->str[i]);
	html_escape(url->str, url->len, out);
}

static void attribute_write(struct writer *writer, const struct rule *rule, const xmlChar **pairs)
{
	g_autoptr(GString) value = g_string_new(rule->fixed);
	const char *given = NULL;

	for (; rule->from && pairs && pairs[0]; pairs += 2)
		if (pairs[1] && strcmp((const char *)pairs[0], rule->from) == 0)
			given = (const char *)pairs[1];
	if (given && rule->kind >= RULE_LINK)
		url_encode(given, value);
	else if (given)
		html_escape(given, strlen(given), value);
	if (rule->kind == RULE_CID)
		g_string_erase(value, 0, g_str_has_prefix(value->str, "cid:") ? 4 : -1);
	if (rule->fixed || (given && rule_fits(rule, value->str, value->len)))
		g_string_append_printf(writer->html, " %s=\"%s\"", rule->to, value->str);
}

static void start_write(struct writer *writer, const char *tag, const xmlChar **pairs)
{
	g_string_append_printf(writer->html, "<%.*s", (int)strcspn(tag, " "), tag);
	for (const struct rule *rule = NULL; (rule = rule_next(rule, tag));)
		attribute_write(writer, rule, pairs);
	g_string_append_c(writer->html, '>');
}

/* How mail programs name what they add around history. */
enum { QUOTES = HISTORY_KINDS };

static const struct {
	const char *attribute, *word;
	int history;
} programs[] = {
	{ "class", "gmail_attr", HISTORY_NAMED },
	{ "class", "moz-cite-prefix", HISTORY_NAMED },
	{ "id", "divRplyFwdMsg", HISTORY_HEAD },
	{ "id", "mail-editor-reference-message-container", HISTORY_HEAD },
	{ "class", "ms-outlook-mobile-reference-message", HISTORY_HEAD },
	{ "class", "OutlookMessageHeader", HISTORY_HEAD },
	{ "style", "border-top:solid #E1E1E1", HISTORY_HEAD },
	{ "style", "border-top:solid #B5C4DF", HISTORY_HEAD },
	{ "class", "gmail_signature_prefix", HISTORY_SIGNATURE },
	{ "class", "moz-signature", HISTORY_SIGNATURE },
	{ "class", "protonmail_signature_block", HISTORY_SIGNATURE },
	{ "class", "protonmail_signature_block-proton", HISTORY_SIGNATURE },
	{ "class", "yahoo_quoted", QUOTES },
};

static bool value_has_word(const char *value, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = value; (at = strstr(at, word)); at += len)
		if ((at == value || strchr(" ;", at[-1])) && (at[len] == '\0' || at[len] == ' '))
			return true;
	return false;
}

static int history_find(const char *attribute, const char *value)
{
	for (size_t i = 0; i < HK_COUNT(programs); i++)
		if (strcmp(programs[i].attribute, attribute) == 0 &&
		    value_has_word(value, programs[i].word))
			return programs[i].history;
	return -1;
}

/* In the text what the program says is a mark, or quoted as if it were a blockquote. */
static void history_note(struct writer *writer, const xmlChar **pairs)
{
	for (; pairs && pairs[0]; pairs += 2) {
		int history = pairs[1]
				      ? history_find((const char *)pairs[0], (const char *)pairs[1])
				      : -1;

		if (history >= 0 && history < HISTORY_KINDS) {
			plain_mark(&writer->text, (enum history)history);
		} else if (history == QUOTES && !writer->quoted) {
			writer->quoted = writer->count;
			plain_quote(&writer->text);
		}
	}
}

static void writer_stop(struct writer *writer)
{
	writer->is_cut = true;
	xmlStopParser(writer->parser);
}

static bool starts(const char *at, size_t len, const char *word)
{
	return len >= strlen(word) && memcmp(at, word, strlen(word)) == 0;
}

/* As in browsers: a drawing ends, its own end forgotten, where a paragraph begins. */
static bool picture_ends(const struct writer *writer, const char *name, size_t len)
{
	const char *open = writer->count > 0 ? writer->open[writer->count - 1] : "";

	return writer->silent == 1 &&
	       (g_str_has_prefix(open, "svg ") || g_str_has_prefix(open, "math ")) &&
	       tag_find_kept(name, len) && strcmp(name, "a") != 0;
}

static void pop(struct writer *writer)
{
	const char *tag = writer->open[--writer->count];

	if (writer->count < writer->quoted) {
		writer->quoted = 0;
		plain_unquote(&writer->text);
	}
	if (tag_is_dropped(tag)) {
		writer->silent--;
		return;
	}
	writer->depth--;
	g_string_append_printf(writer->html, "</%.*s>", (int)strcspn(tag, " "), tag);
}

/* The library's own stack grows without end, and closing tags walk it. */
static void on_start(void *user, const xmlChar *xml_name, const xmlChar **pairs)
{
	struct writer *writer = user;
	const char *name = (const char *)xml_name;
	size_t len = strlen(name);

	if (picture_ends(writer, name, len))
		pop(writer);

	const char *tag = tag_find_kept(name, len), *void_tag = tag_find_empty(name, len);
	const char *fatal = tag_find_dropped(name, len);

	if (writer->parser->nameNr > PARSER_DEPTH || writer->count == PARSER_DEPTH) {
		writer_stop(writer);
	} else if (fatal) {
		writer->open[writer->count++] = fatal;
		writer->silent++;
	} else if (tag && !writer->silent && writer->depth < HTML_DEPTH) {
		start_write(writer, tag, pairs);
		writer->open[writer->count++] = tag;
		writer->depth++;
	} else if (void_tag && !writer->silent) {
		start_write(writer, void_tag, pairs);
	}
	writer->is_at_end = !writer->silent && strcmp(name, "mail-end") == 0;
	if (writer->html->len > writer->max)
		writer_stop(writer);
	if (writer->silent)
		return;
	plain_open(&writer->text, name);
	if (writer->count > 0 && writer->open[writer->count - 1] == tag)
		history_note(writer, pairs);
}

static void on_end(void *user, const xmlChar *xml_name)
{
	struct writer *writer = user;
	const char *name = (const char *)xml_name;
	size_t len = strlen(name);
	const char *tag = writer->silent ? tag_find_dropped(name, len) : tag_find_kept(name, len);
	int at = writer->count - 1;

	if (!writer->silent)
		plain_close(&writer->text, name);
	while (at >= 0 && writer->open[at] != tag && !tag_is_dropped(writer->open[at]))
		at--;
	while (tag && at >= 0 && writer->open[at] == tag && writer->count > at)
		pop(writer);
}

static void on_text(void *user, const xmlChar *text, int len)
{
	struct writer *writer = user;

	if (writer->silent)
		return;
	html_escape((const char *)text, (size_t)len, writer->html);
	plain_text(&writer->text, (const char *)text, (size_t)len);
	if (writer->html->len > writer->max)
		writer_stop(writer);
}

static uint32_t words_count(const char *text, size_t len)
{
	uint32_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '"' ||
			 text[i] == '\'';
	return count;
}

/* A place where neither a character nor an entity is torn. */
static size_t chunk_size(const char *text, size_t len)
{
	size_t size = MIN(len, CHUNK_BYTES);

	while (size < len && !strchr(" \n\t<>", text[size]))
		size++;
	return size;
}

/*
 * The library compares each attribute with all before it in the tag, so 130,000 of them take
 * minutes. It waits for the end of a tag before it reads it, and here we look how much is
 * waiting: a second lock, for tags that end elsewhere than markup_mend() thinks.
 */
static void feed(struct writer *writer, const char *dirty, size_t len)
{
	uint32_t words = 0;

	htmlParseChunk(writer->parser, first_tag, sizeof(first_tag) - 1, 0);
	while (len > 0 && !writer->is_cut) {
		size_t size = chunk_size(dirty, len);

		htmlParseChunk(writer->parser, dirty, (int)size, 0);

		const char *waits = (const char *)writer->parser->input->cur;
		size_t waiting = (size_t)((const char *)writer->parser->input->end - waits);

		if (waiting < 2 || waits[0] != '<' || !g_ascii_isalpha(waits[1]))
			words = 0;
		else
			words += words_count(dirty + size - MIN(size, waiting), MIN(size, waiting));
		if (waiting > TAG_BYTES && words > TAG_WORDS)
			writer_stop(writer);
		dirty += size;
		len -= size;
	}
	if (!writer->is_cut)
		htmlParseChunk(writer->parser, last_tag, sizeof(last_tag) - 1, 1);
}

/* The end of the last comment; the beginning of the text: no comment ends. */
static const char *last_close(const char *text, size_t len)
{
	const char *at = text + (len > 3 ? len - 3 : 0);

	while (at > text && !starts(at, 3, "-->"))
		at--;
	return at;
}

static size_t name_len(const char *at)
{
	size_t len = 0;

	while (len < NAME_BYTES && g_ascii_isalnum(at[len]))
		len++;
	return len;
}

/* Where a tag ends, as the library sees it: a value in quotation marks may have ">" in it. */
static const char *tag_end(const char *at, const char *end)
{
	char quote = 0, before = 0;

	for (; at < end; at++) {
		if (quote && *at == quote)
			quote = 0;
		else if (!quote && (*at == '"' || *at == '\'') && before == '=')
			quote = *at;
		else if (!quote && *at == '>')
			return at + 1;
		if (*at != ' ' && *at != '\n' && *at != '\t')
			before = *at;
	}
	return end;
}

/* What honest tag is long and has so many words? */
static bool tag_is_too_much(const char *at, const char *end)
{
	size_t len = (size_t)(end - at);

	return len > TAG_BYTES && end[-1] == '>' && words_count(at, len) > TAG_WORDS;
}

/* Appends a tag's beginning, or its bare name when it is too much. Returns where to go on. */
static const char *tag_mend(GString *out, const char *open, const char *end, const char **seen)
{
	bool is_tag = open >= *seen && end - open > 1 && g_ascii_isalpha(open[1]);

	*seen = is_tag ? tag_end(open, end) : *seen;
	g_string_append_c(out, '<');
	if (!is_tag || !tag_is_too_much(open, *seen))
		return open + 1;
	g_string_append_len(out, open + 1, (gssize)name_len(open + 1));
	g_string_append_c(out, '>');
	return *seen;
}

/*
 * What browsers take for a comment and the library for text, as Word's "<![if !supportLists]>"
 * and "<?xml ...>", goes. A comment without an end, with which the library would lose the rest
 * of the message, ends with its tag. The others stay. Of a tag that would be too much for the
 * library its name stays.
 */
static GString *markup_mend(const char *dirty, size_t len)
{
	GString *out = g_string_sized_new(len + 1);
	const char *end = dirty + len, *last = last_close(dirty, len);
	const char *seen = dirty; /* tags up to here were looked at; one may stand within another */

	while (dirty < end) {
		const char *open = memchr(dirty, '<', (size_t)(end - dirty)), *next;
		size_t left = open ? (size_t)(end - open) : 0;
		bool is_comment = starts(open, left, "<!--");

		g_string_append_len(out, dirty, (open ? open : end) - dirty);
		if (!open)
			break;
		if (is_comment && open + 4 <= last) {
			next = (const char *)memmem(open + 4, left - 4, "-->", 3) + 3;
			g_string_append_len(out, open, next - open);
		} else if (is_comment || starts(open, left, "<![") || starts(open, left, "<?")) {
			next = memchr(open, '>', left);
			next = next ? next + 1 : end;
		} else {
			next = tag_mend(out, open, end, &seen);
		}
		dirty = next;
	}
	return out;
}

/* The bytes are UTF-8 already, whatever a <meta> inside them claims. */
bool html_clean_marked(const char *dirty, size_t len, size_t max, GString *html, GString *text,
		       GArray *marks)
{
	htmlSAXHandler events = { .startElement = on_start,
				  .endElement = on_end,
				  .characters = on_text,
				  .ignorableWhitespace = on_text };
	g_autoptr(GString) mended = markup_mend(dirty, len);
	struct writer writer = { .html = html, .max = html->len + max };

	plain_init(&writer.text, text, marks);
	writer.parser =
		htmlCreatePushParserCtxt(&events, &writer, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (!writer.parser)
		abort();
	htmlCtxtUseOptions(writer.parser, HTML_PARSE_RECOVER | HTML_PARSE_NONET |
						  HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
	feed(&writer, mended->str, mended->len);
	while (writer.count > 0)
		pop(&writer);
	htmlFreeParserCtxt(writer.parser);
	return writer.is_at_end && !writer.is_cut;
}

bool html_clean(const char *dirty, size_t len, GString *html, GString *text)
{
	return html_clean_marked(dirty, len, UNLIMITED, html, text, NULL);
}

enum hk_result html_clean_trusted(struct hk_arena *arena, const char *html, size_t len,
				  const char **ret)
{
	g_autoptr(GString) out = g_string_new(NULL), text = g_string_new(NULL);

	if (!html_clean(html, len, out, text) || !html_is_canonical(out->str))
		return HK_INVALID;
	*ret = hk_copy(arena, out->str, out->len);
	return HK_OK;
}
