/*
 * A mail that somebody passes on as a part of his own: it is a file, and what it says and brings is
 * read as well, beside his own words and not as a quotation of them. What it says stands below a
 * line that names the file; its head needs no labels, and so no translation.
 */
#include <string.h>

#include "parse/mime.h"

enum { ATTACHED_DEPTH = 3, NAME_MAX_BYTES = 150 };

bool attached_is(GMimeContentType *type)
{
	return g_mime_content_type_is_type(type, "message", "rfc822") ||
	       g_mime_content_type_is_type(type, "message", "rfc2822") ||
	       g_mime_content_type_is_type(type, "message", "global");
}

/* A range of raw when it stands there as it is; else words alone can be had. */
struct source {
	GString *decoded;
	char *raw;
	size_t len;
	bool is_whole;
};

static struct source source_of(const struct walk *walk, const struct mail_part *range)
{
	size_t max = walk->request->limits.look_bytes;
	struct source source = { .raw = walk->raw + range->offset, .len = (size_t)range->length };

	source.is_whole = range->encoding == MAIL_PLAIN && range->length <= max;
	if (range->encoding != MAIL_PLAIN) {
		struct mail_part beginning = *range;

		beginning.length = MIN(range->length, max);
		source.decoded = range_decode(walk, &beginning);
		g_string_append_c(source.decoded, '\0');
		source.raw = source.decoded->str;
		source.len = source.decoded->len - 1;
	}
	source.len = MIN(source.len, max);
	return source;
}

/* The name that it has, with an ending; or its subject, as mail programs do. */
static char *name_of(const struct walk *walk, GMimePart *part, const char *subject)
{
	g_autofree char *own = header_part_name(walk->options, part);
	g_autoptr(GString) name = g_string_new(own ? own : subject);

	if (own && strrchr(own, '.'))
		return g_strdup(own);
	if (!own)
		for (size_t i = 0; i < name->len; i++)
			if (strchr("/\\:*?\"<>|", name->str[i]))
				name->str[i] = '-';
	text_clean(name, true);
	g_strstrip(name->str);
	if (strlen(name->str) > NAME_MAX_BYTES)
		*g_utf8_find_prev_char(name->str, name->str + NAME_MAX_BYTES) = '\0';
	return g_strdup_printf("%s.eml", *name->str ? name->str : "message");
}

static void add_line(GString *out, const char *line)
{
	g_autoptr(GString) clean = g_string_new(line);

	text_clean(clean, true);
	g_strstrip(clean->str);
	if (*clean->str)
		g_string_append_printf(out, "%s\n", clean->str);
}

static void show(struct walk *walk, const struct walk *inner, GMimeMessage *message,
		 const char *name)
{
	g_autofree char *subject = header_subject(walk->options, message);
	g_autofree char *sender = header_sender(walk->options, message);
	g_autoptr(GString) head = g_string_new("[");

	add_line(head, name);
	g_string_insert_c(head, (gssize)head->len - 1, ']');
	add_line(head, subject);
	add_line(head, sender);
	add_line(head, g_mime_object_get_header((GMimeObject *)message, "Date"));
	g_string_append_printf(walk->attached, "\n%s\n%s%s", head->str, inner->text->str,
			       inner->attached->str);
	g_string_append(walk->attached_html, "<pre>");
	html_escape(head->str, head->len, walk->attached_html);
	g_string_append_printf(walk->attached_html, "</pre>%s%s", inner->html->str,
			       inner->attached_html->str);
}

/* The library could not bear a head without an end. */
static bool has_head(const struct walk *walk, const struct source *source)
{
	size_t top = headers_len(&walk->request->limits, source->raw, source->len);

	return top == source->len || strchr("\r\n", source->raw[top]);
}

static bool is_readable(const struct walk *walk)
{
	return !walk->is_report && walk->attached_depth < ATTACHED_DEPTH &&
	       walk->attached->len + walk->attached_html->len <= walk->request->limits.text_bytes;
}

static void put(struct walk *walk, GMimePart *part, struct mail_part *range, const char *name)
{
	GMimeObject *object = (GMimeObject *)part;
	g_autofree char *type =
		g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
	const char *disposition = g_mime_object_get_disposition(object);
	bool is_attachment = disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;

	range->type = type;
	range->content_id = g_mime_part_get_content_id(part);
	range->is_inline = !is_attachment && range->content_id;
	put_range(walk, range, name);
}

static void read_inner(struct walk *walk, GMimePart *part, struct mail_part *range,
		       const struct source *source)
{
	struct walk inner = { .request = walk->request,
			      .raw = source->raw,
			      .len = source->len,
			      .base = walk->base + range->offset,
			      .options = walk->options,
			      .parts = walk->parts,
			      .attached_depth = walk->attached_depth + 1,
			      .is_without_files = walk->is_without_files || !source->is_whole };
	size_t top = headers_len(&walk->request->limits, source->raw, source->len);

	header_tame(source->raw, top);

	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(source->raw, source->len);
	g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, walk->options);

	if (!message)
		message = g_mime_message_new(FALSE);

	g_autofree char *subject = header_subject(walk->options, message);
	g_autofree char *name = name_of(walk, part, subject);

	put(walk, part, range, name);
	walk_open(&inner);
	inner.part_count = walk->part_count;
	inner.seen = walk->seen;
	walk_message(&inner, message);
	walk->part_count = inner.part_count;
	walk->seen = inner.seen;
	walk->flags |= inner.flags;
	show(walk, &inner, message, name);
	walk_close(&inner);
	g_object_unref(message);
}

void attached_read(struct walk *walk, GMimePart *part)
{
	struct mail_part range = part_range(walk, part);
	struct source source = { .decoded = NULL };
	uint8_t sha256[DIGEST_BYTES];

	range.size = range_digest(walk->raw + range.offset, range.length, range.encoding, sha256);
	range.sha256 = sha256;
	if (is_readable(walk))
		source = source_of(walk, &range);
	if (source.raw && has_head(walk, &source)) {
		read_inner(walk, part, &range, &source);
	} else {
		g_autofree char *name = name_of(walk, part, "");

		put(walk, part, &range, name);
	}
	if (source.decoded)
		g_string_free(source.decoded, TRUE);
}
