#include "core/markdown.h"

#include <stdlib.h>
#include <string.h>

#include "base/result.h"
#include "base/text.h"
#include "core/markdown_inside.h"
#include "parse/html.h"
#include "parse/html_rules.h"

enum { LIST_START_MAX = 9999, SCHEME_MAX = 7 };

struct writer {
	struct hk_arena *arena;
	struct hk_buf html;
	int depth;    /* of tags, whether written or not */
	int pictures; /* depth of pictures, inside of which only text is written */
	bool in_link, in_picture;
};

static void code_point(struct hk_buf *to, long code)
{
	if (code < ' ' || code == 0x7f || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
		hk_buf_text(to, "\xef\xbf\xbd");
	} else if (code < 0x80) {
		hk_buf_char(to, (char)code);
	} else if (code < 0x800) {
		hk_buf_char(to, (char)(0xc0 | code >> 6));
		hk_buf_char(to, (char)(0x80 | (code & 0x3f)));
	} else if (code < 0x10000) {
		hk_buf_char(to, (char)(0xe0 | code >> 12));
		hk_buf_char(to, (char)(0x80 | (code >> 6 & 0x3f)));
		hk_buf_char(to, (char)(0x80 | (code & 0x3f)));
	} else {
		hk_buf_char(to, (char)(0xf0 | code >> 18));
		hk_buf_char(to, (char)(0x80 | (code >> 12 & 0x3f)));
		hk_buf_char(to, (char)(0x80 | (code >> 6 & 0x3f)));
		hk_buf_char(to, (char)(0x80 | (code & 0x3f)));
	}
}

void markdown_entity(struct hk_buf *to, const char *text, size_t length)
{
	static const char *const names[][2] = {
		{ "&amp;", "&" },
		{ "&lt;", "<" },
		{ "&gt;", ">" },
		{ "&quot;", "\"" },
		{ "&apos;", "'" },
		{ "&nbsp;", "\xc2\xa0" },
		{ "&euro;", "\xe2\x82\xac" },
	};

	for (size_t i = 0; i < HK_COUNT(names); i++) {
		if (strlen(names[i][0]) == length && memcmp(names[i][0], text, length) == 0) {
			hk_buf_text(to, names[i][1]);
			return;
		}
	}
	if (length > 3 && text[1] == '#') {
		bool is_hex = (text[2] | ' ') == 'x';
		code_point(to, strtol(text + 2 + is_hex, NULL, is_hex ? 16 : 10));
	} else {
		hk_buf_put(to, text, length);
	}
}

static void attribute_text(struct hk_buf *to, const MD_ATTRIBUTE *attribute)
{
	for (size_t i = 0; attribute->size > 0 && attribute->substr_offsets[i] < attribute->size;
	     i++) {
		const char *part = attribute->text + attribute->substr_offsets[i];
		size_t length = attribute->substr_offsets[i + 1] - attribute->substr_offsets[i];

		if (attribute->substr_types[i] == MD_TEXT_ENTITY)
			markdown_entity(to, part, length);
		else if (attribute->substr_types[i] == MD_TEXT_NORMAL)
			hk_buf_put(to, part, length);
	}
}

/* What could end an attribute or hide a scheme is percent-encoded. */
static void url_encode(struct hk_buf *to, const char *url, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		unsigned char sign = (unsigned char)url[i];

		if (sign <= ' ' || sign == 0x7f || (sign < 0x80 && strchr("<>\"'`\\", sign)))
			hk_buf_format(to, "%%%02X", (unsigned)sign);
		else
			hk_buf_char(to, (char)sign);
	}
}

char *markdown_link(struct hk_arena *arena, const MD_ATTRIBUTE *href)
{
	static const struct rule link = { "a", "href", "href", RULE_LINK, NULL };
	scoped_buf decoded;
	scoped_buf encoded;

	hk_buf_init(&decoded, MARKDOWN_INPUT);
	hk_buf_init(&encoded, MARKDOWN_OUTPUT);
	hk_buf_text(&encoded, "");
	attribute_text(&decoded, href);
	url_encode(&encoded, decoded.bytes, decoded.length);
	for (size_t i = 0; i < SCHEME_MAX && i < encoded.length && encoded.bytes[i] != ':'; i++)
		if (encoded.bytes[i] >= 'A' && encoded.bytes[i] <= 'Z')
			encoded.bytes[i] = (char)(encoded.bytes[i] | ' ');
	if (encoded.is_cut || !rule_fits(&link, encoded.bytes, encoded.length))
		return NULL;
	return hk_copy(arena, encoded.bytes, encoded.length);
}

static void escaped(struct hk_buf *to, const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		switch (text[i]) {
		case '<': hk_buf_text(to, "&lt;"); break;
		case '>': hk_buf_text(to, "&gt;"); break;
		case '&': hk_buf_text(to, "&amp;"); break;
		case '"': hk_buf_text(to, "&quot;"); break;
		default: hk_buf_char(to, text[i]);
		}
	}
}

/* Deeper than the allow-list keeps, tags are left out in pairs and their content stays. */
static void open_tags(struct writer *writer, const char *tags)
{
	if (writer->depth++ < MARKDOWN_DEPTH && writer->pictures == 0)
		hk_buf_text(&writer->html, tags);
}

static void close_tags(struct writer *writer, const char *tags)
{
	if (--writer->depth < MARKDOWN_DEPTH && writer->pictures == 0)
		hk_buf_text(&writer->html, tags);
}

static int block_enter(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	switch (type) {
	case MD_BLOCK_QUOTE: open_tags(writer, "<blockquote>"); break;
	case MD_BLOCK_UL: open_tags(writer, "<ul>"); break;
	case MD_BLOCK_OL: {
		unsigned start = ((const MD_BLOCK_OL_DETAIL *)detail)->start;
		open_tags(writer, start == 1 || start > LIST_START_MAX
					  ? "<ol>"
					  : hk_format(writer->arena, "<ol start=\"%u\">", start));
		break;
	}
	case MD_BLOCK_LI: open_tags(writer, "<li>"); break;
	case MD_BLOCK_HR: hk_buf_text(&writer->html, "<hr>"); break;
	case MD_BLOCK_H: open_tags(writer, "<p><strong>"); break;
	case MD_BLOCK_CODE: open_tags(writer, "<pre><code>"); break;
	case MD_BLOCK_P: open_tags(writer, "<p>"); break;
	default: break;
	}
	return 0;
}

static int block_leave(MD_BLOCKTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	(void)detail;
	switch (type) {
	case MD_BLOCK_QUOTE: close_tags(writer, "</blockquote>"); break;
	case MD_BLOCK_UL: close_tags(writer, "</ul>"); break;
	case MD_BLOCK_OL: close_tags(writer, "</ol>"); break;
	case MD_BLOCK_LI: close_tags(writer, "</li>"); break;
	case MD_BLOCK_H: close_tags(writer, "</strong></p>"); break;
	case MD_BLOCK_CODE: close_tags(writer, "</code></pre>"); break;
	case MD_BLOCK_P: close_tags(writer, "</p>"); break;
	default: break;
	}
	return 0;
}

static void link_enter(struct writer *writer, const MD_ATTRIBUTE *href)
{
	const char *url = writer->in_link || writer->pictures || writer->depth >= MARKDOWN_DEPTH
				  ? NULL
				  : markdown_link(writer->arena, href);

	if (!url)
		return;
	hk_buf_text(&writer->html, "<a href=\"");
	escaped(&writer->html, url, strlen(url));
	hk_buf_text(&writer->html, "\" rel=\"noopener noreferrer nofollow\" target=\"_blank\">");
	writer->in_link = true;
}

/* A picture of this message is named by its Content-ID; of any other the words are shown. */
static void picture_enter(struct writer *writer, const MD_ATTRIBUTE *src)
{
	static const struct rule rule = { "img", "src", "data-cid", RULE_CID, NULL };
	bool is_own = src->size > 4 && memcmp(src->text, "cid:", 4) == 0 &&
		      rule_fits(&rule, src->text + 4, src->size - 4);

	if (writer->pictures++ > 0 || !is_own)
		return;
	hk_buf_text(&writer->html, "<img data-cid=\"");
	escaped(&writer->html, src->text + 4, src->size - 4);
	hk_buf_text(&writer->html, "\" alt=\"");
	writer->in_picture = true;
}

static int span_enter(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	switch (type) {
	case MD_SPAN_EM: open_tags(writer, "<em>"); break;
	case MD_SPAN_STRONG: open_tags(writer, "<strong>"); break;
	case MD_SPAN_CODE: open_tags(writer, "<code>"); break;
	case MD_SPAN_A: link_enter(writer, &((const MD_SPAN_A_DETAIL *)detail)->href); break;
	case MD_SPAN_IMG: picture_enter(writer, &((const MD_SPAN_IMG_DETAIL *)detail)->src); break;
	default: break;
	}
	return 0;
}

static int span_leave(MD_SPANTYPE type, void *detail, void *user)
{
	struct writer *writer = user;

	(void)detail;
	switch (type) {
	case MD_SPAN_EM: close_tags(writer, "</em>"); break;
	case MD_SPAN_STRONG: close_tags(writer, "</strong>"); break;
	case MD_SPAN_CODE: close_tags(writer, "</code>"); break;
	case MD_SPAN_A:
		if (writer->in_link && writer->pictures == 0) {
			hk_buf_text(&writer->html, "</a>");
			writer->in_link = false;
		}
		break;
	case MD_SPAN_IMG:
		if (--writer->pictures == 0 && writer->in_picture) {
			hk_buf_text(&writer->html, "\">");
			writer->in_picture = false;
		}
		break;
	default: break;
	}
	return 0;
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *user)
{
	struct writer *writer = user;

	switch (type) {
	case MD_TEXT_BR:
	case MD_TEXT_SOFTBR: hk_buf_text(&writer->html, writer->pictures ? " " : "<br>"); break;
	case MD_TEXT_NULLCHAR: break;
	case MD_TEXT_ENTITY: {
		scoped_buf decoded;

		hk_buf_init(&decoded, MARKDOWN_INPUT);
		markdown_entity(&decoded, text, size);
		escaped(&writer->html, decoded.bytes, decoded.length);
		break;
	}
	default: escaped(&writer->html, text, size);
	}
	return writer->html.is_cut;
}

struct markup markup_from_text(struct hk_arena *arena, const char *text)
{
	scoped_buf html;

	hk_buf_init(&html, (size_t)MARKDOWN_OUTPUT * 2);
	hk_buf_text(&html, "<p>");
	text += strspn(text, "\n");
	while (*text) {
		size_t line = strcspn(text, "\n");
		size_t breaks = strspn(text + line, "\n");

		escaped(&html, text, line);
		text += line + breaks;
		if (*text)
			hk_buf_text(&html, breaks > 1 ? "</p><p>" : "<br>");
	}
	hk_buf_text(&html, "</p>");
	return (struct markup){ html.is_cut ? "" : hk_copy(arena, html.bytes, html.length) };
}

struct markup markup_from_canonical(struct hk_arena *arena, const char *html)
{
	return html_is_canonical(html) ? (struct markup){ html } : markup_from_text(arena, html);
}

struct markup markdown_render(struct hk_arena *arena, const char *text)
{
	struct writer writer = { .arena = arena };
	const MD_PARSER parser = { 0,          MARKDOWN_FLAGS, block_enter, block_leave, span_enter,
				   span_leave, on_text,        NULL,        NULL };
	size_t length = strlen(text);
	const char *html = NULL;

	hk_buf_init(&writer.html, MARKDOWN_OUTPUT);
	hk_buf_text(&writer.html, "");
	if (length <= MARKDOWN_INPUT && md_parse(text, (MD_SIZE)length, &parser, &writer) == 0 &&
	    !writer.html.is_cut)
		html = hk_copy(arena, writer.html.bytes, writer.html.length);
	hk_buf_done(&writer.html);
	return html && html_is_canonical(html) ? (struct markup){ html }
					       : markup_from_text(arena, text);
}
