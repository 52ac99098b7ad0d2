#include <string.h>

#include "base/text.h"
#include "parse/mime.h"
#include "parse/part.h"
#include "parse/tnef.h"

enum { DECODE_BYTES = 16 * 1024, CALENDAR_BYTES = 256 * 1024, LOOK_BYTES = 4096, WORDS_SIGNS = 12 };

void part_read(GMimePart *part, GMimeContentEncoding encoding, GString *keep, size_t max)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *raw = g_mime_data_wrapper_get_stream(content);
	g_autoptr(GMimeStream) stream = g_mime_stream_filter_new(raw);
	g_autoptr(GMimeFilter) filter = g_mime_filter_basic_new(encoding, FALSE);
	char chunk[DECODE_BYTES];
	ssize_t got;

	g_mime_stream_reset(raw);
	g_mime_stream_filter_add((GMimeStreamFilter *)stream, filter);
	while ((got = g_mime_stream_read(stream, chunk, sizeof(chunk))) > 0 && keep->len < max)
		g_string_append_len(keep, chunk, got);
	g_mime_stream_reset(raw);
}

/* By the decoder that will give the bytes to a person, so that the two never differ. */
uint64_t range_digest(const char *raw, uint64_t len, enum mail_encoding encoding,
		      uint8_t ret[DIGEST_BYTES])
{
	g_autoptr(GChecksum) hash = g_checksum_new(G_CHECKSUM_SHA256);
	gsize digest_len = DIGEST_BYTES;
	char chunk[DECODE_BYTES + PART_SLACK];
	struct part_decoder decoder;
	uint64_t size = 0;

	part_decoder_init(&decoder, encoding);
	for (uint64_t at = 0; at <= len; at += DECODE_BYTES) {
		size_t step = (size_t)MIN(len - at, DECODE_BYTES), got;

		got = part_decoder_step(&decoder, raw + at, step, chunk);
		if (step < DECODE_BYTES)
			got += part_decoder_end(&decoder, chunk + got);
		g_checksum_update(hash, (const unsigned char *)chunk, (gssize)got);
		size += got;
	}
	g_checksum_get_digest(hash, ret, &digest_len);
	return size;
}

/* Of the line end before a last boundary that has none itself the library leaves the first half. */
static void trim_half_line_end(const struct walk *walk, GMimeStream *part)
{
	gint64 end = part->bound_end;

	if (end > part->bound_start && (uint64_t)end < walk->len &&
	    memcmp(walk->raw + end - 1, "\r\n", 2) == 0)
		g_mime_stream_set_bounds(part, part->bound_start, end - 1);
	/* Where most lines end in two signs and this one in one, it takes one of the part. */
	if (end >= part->bound_start && (uint64_t)end + 3 < walk->len &&
	    !strchr("\r\n", walk->raw[end]) && memcmp(walk->raw + end + 1, "\n--", 3) == 0)
		g_mime_stream_set_bounds(part, part->bound_start, end + 1);
}

static enum mail_encoding part_encoding(GMimePart *part)
{
	static const enum mail_encoding encodings[] = {
		[GMIME_CONTENT_ENCODING_BASE64] = MAIL_BASE64,
		[GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE] = MAIL_QUOTED,
		[GMIME_CONTENT_ENCODING_UUENCODE] = MAIL_UUENCODED,
	};

	return encodings[g_mime_part_get_content_encoding(part)];
}

struct mail_part part_range(const struct walk *walk, GMimePart *part)
{
	GMimeStream *stream = g_mime_data_wrapper_get_stream(g_mime_part_get_content(part));

	trim_half_line_end(walk, stream);

	uint64_t start = (uint64_t)stream->bound_start;
	uint64_t end = stream->bound_end < 0 ? walk->len : (uint64_t)stream->bound_end;

	return (struct mail_part){ .offset = start,
				   .length = end - start,
				   .encoding = part_encoding(part) };
}

void put_range(struct walk *walk, const struct mail_part *part, const char *name)
{
	if (walk->is_without_files)
		return;
	if (walk->part_count == walk->request->limits.list_items) {
		walk->flags |= MAIL_PARTS_SKIPPED;
		return;
	}
	walk->part_count++;
	wire_number(walk->parts, walk->base + part->offset, 8);
	wire_number(walk->parts, part->length, 8);
	wire_number(walk->parts, part->skip, 8);
	wire_number(walk->parts, part->size, 8);
	wire_number(walk->parts, part->encoding, 1);
	wire_number(walk->parts, part->is_inline, 1);
	g_string_append_len(walk->parts, (const char *)part->sha256, DIGEST_BYTES);
	header_write_name(walk->parts, name);
	wire_line(walk->parts, part->type);
	wire_line(walk->parts, part->content_id);
}

/* name: of one that has none itself; NULL: it is called an attachment. */
static void put_named(struct walk *walk, GMimePart *part, bool is_inline, const char *name)
{
	g_autofree char *type = g_mime_content_type_get_mime_type(
		g_mime_object_get_content_type((GMimeObject *)part));
	g_autofree char *own = header_part_name(walk->options, part);
	struct mail_part range = part_range(walk, part);
	uint8_t sha256[DIGEST_BYTES];

	range.size = range_digest(walk->raw + range.offset, range.length, range.encoding, sha256);
	range.sha256 = sha256;
	range.is_inline = is_inline;
	range.type = type;
	range.content_id = g_mime_part_get_content_id(part);
	put_range(walk, &range, own ? own : name);
}

static void put_part(struct walk *walk, GMimePart *part, bool is_inline)
{
	put_named(walk, part, is_inline, NULL);
}

/* Adds what a text says to one face of the mail; false: it is too much to keep. */
static bool face_add(struct walk *walk, GString *text, bool is_html)
{
	size_t max = walk->request->limits.text_bytes;

	if (is_html)
		return html_clean_marked(text->str, text->len, max, walk->html, walk->html_text,
					 walk->html_marks);
	g_string_append_len(walk->text, text->str, (gssize)hk_utf8_fit(text->str, max));
	return text->len < max;
}

/* Plain words that are called base64: blanks between them, or signs beyond ASCII, that it never
 * has. */
static bool is_no_base64(const struct walk *walk, GMimePart *part)
{
	GMimeStream *stream = g_mime_data_wrapper_get_stream(g_mime_part_get_content(part));
	size_t from = MIN((size_t)stream->bound_start, walk->len);
	size_t end = stream->bound_end < 0 ? walk->len : MIN((size_t)stream->bound_end, walk->len);
	size_t strange = 0;

	end = MIN(end, from + LOOK_BYTES);
	for (size_t i = from; i < end; i++) {
		bool is_between = i > from && i + 1 < end && !strchr(" \t\r\n", walk->raw[i - 1]) &&
				  !strchr(" \t\r\n", walk->raw[i + 1]);

		strange += (walk->raw[i] & 0x80) || (walk->raw[i] == ' ' && is_between);
	}
	return strange * WORDS_SIGNS > end - from;
}

static void decode_words(const struct walk *walk, GMimePart *part, GString *keep, size_t max)
{
	GMimeContentEncoding encoding = g_mime_part_get_content_encoding(part);

	if (encoding == GMIME_CONTENT_ENCODING_BASE64 && is_no_base64(walk, part))
		encoding = GMIME_CONTENT_ENCODING_8BIT;
	part_read(part, encoding, keep, max);
}

static void read_text(struct walk *walk, GMimePart *part, bool is_html)
{
	GMimeObject *object = (GMimeObject *)part;
	g_autoptr(GString) text = g_string_new(NULL);
	const char *format = g_mime_object_get_content_type_parameter(object, "format");
	const char *delsp = g_mime_object_get_content_type_parameter(object, "delsp");
	const struct parse_limits *limits = &walk->request->limits;
	const char *whole = is_html ? "message.html" : "message.txt";
	size_t max = is_html ? limits->look_bytes : limits->text_bytes;

	if (walk->text->len + walk->html->len + walk->html_text->len > limits->text_bytes) {
		walk->flags |= MAIL_CUT; /* many texts: the later ones can be opened */
		put_named(walk, part, true, whole);
		return;
	}

	decode_words(walk, part, text, max);

	bool is_cut = text->len >= max;

	const char *charset = g_mime_object_get_content_type_parameter(object, "charset");

	if (!(is_html ? text_of_page_to_utf8(text, charset) : text_to_utf8(text, charset)))
		walk->flags |= MAIL_CHARSET_GUESSED;
	text_clean(text, false);
	if (!is_html && format && g_ascii_strcasecmp(format, "flowed") == 0)
		text_unflow(text, delsp && g_ascii_strcasecmp(delsp, "yes") == 0);
	is_cut |= !face_add(walk, text, is_html);
	if (is_cut) { /* the whole of it can still be opened as an attachment */
		walk->flags |= MAIL_CUT;
		put_named(walk, part, true, whole);
	}
}

/* What the markup says of its text goes along when that becomes the text of the mail. */
static void text_take(struct walk *walk)
{
	size_t skipped = strspn(walk->html_text->str, "\n");

	for (guint i = 0; i < walk->html_marks->len; i++) {
		struct history_mark mark = g_array_index(walk->html_marks, struct history_mark, i);

		mark.at += walk->text->len - skipped;
		g_array_append_val(walk->marks, mark);
	}
	g_string_append(walk->text, walk->html_text->str + skipped);
}

/* An invitation is shown, and can be opened too. */
static void read_calendar(struct walk *walk, GMimePart *part)
{
	GMimeObject *object = (GMimeObject *)part;
	g_autoptr(GString) text = g_string_new(NULL);

	part_read(part, g_mime_part_get_content_encoding(part), text, CALENDAR_BYTES);
	if (!text_to_utf8(text, g_mime_object_get_content_type_parameter(object, "charset")))
		walk->flags |= MAIL_CHARSET_GUESSED;
	text_clean(text, false);
	/* Some send the same one twice, as an alternative and as a file. */
	if (walk->calendar->len == 0)
		calendar_write(text->str, walk->calendar);
}

/* Above the other words, where the history below them is not cut off with it. */
static void show_calendar(struct walk *walk)
{
	g_autoptr(GString) html = g_string_new("<pre>");

	if (walk->calendar->len == 0)
		return;
	html_escape(walk->calendar->str, walk->calendar->len, html);
	g_string_append(html, "</pre>");
	g_string_prepend_len(walk->html, html->str, (gssize)html->len);
	g_string_prepend_len(walk->text, walk->calendar->str, (gssize)walk->calendar->len);
	for (guint i = 0; i < walk->marks->len; i++)
		g_array_index(walk->marks, struct history_mark, i).at += walk->calendar->len;
}

/* Either face of the message is complete: what only one of them says, the other learns. */
static void faces_complete(struct walk *walk, size_t text_from, size_t html_from)
{
	if (walk->text->len > text_from && walk->html->len == html_from) {
		size_t end = walk->text->len;

		/* The lines that end a mail would be an empty place below it. */
		while (end > text_from && walk->text->str[end - 1] == '\n')
			end--;
		g_string_append(walk->html, "<pre>");
		html_escape(walk->text->str + text_from, end - text_from, walk->html);
		g_string_append(walk->html, "</pre>");
	} else if (walk->html->len > html_from && walk->text->len == text_from) {
		text_take(walk);
	}
	g_string_truncate(walk->html_text, 0);
	g_array_set_size(walk->html_marks, 0);
	if (walk->text->len > 0 && walk->text->str[walk->text->len - 1] != '\n')
		g_string_append_c(walk->text, '\n');
}

static bool is_lump(GMimeContentType *type, GMimePart *part)
{
	const char *name = g_mime_part_get_filename(part);

	return g_mime_content_type_is_type(type, "application", "ms-tnef") ||
	       g_mime_content_type_is_type(type, "application", "vnd.ms-tnef") ||
	       (name && g_ascii_strcasecmp(name, "winmail.dat") == 0);
}

GString *range_decode(const struct walk *walk, const struct mail_part *range)
{
	GString *bytes = g_string_sized_new((gsize)range->length + PART_SLACK);
	struct part_decoder decoder;

	part_decoder_init(&decoder, range->encoding);
	bytes->len = part_decoder_step(&decoder, walk->raw + range->offset, (size_t)range->length,
				       bytes->str);
	bytes->len += part_decoder_end(&decoder, bytes->str + bytes->len);
	return bytes;
}

static void put_file(struct walk *walk, const struct mail_part *lump, const GString *bytes,
		     const struct tnef_file *file)
{
	struct mail_part range = *lump;
	uint8_t sha256[DIGEST_BYTES];

	range.skip = file->offset;
	range.size = range_digest(bytes->str + file->offset, file->length, MAIL_PLAIN, sha256);
	range.sha256 = sha256;
	range.is_inline = *file->content_id != '\0';
	range.type = file->type;
	range.content_id = file->content_id;
	put_range(walk, &range, file->name);
}

/* False: it is no lump. What it has beyond words and files, only it can give. */
static bool read_lump(struct walk *walk, GMimePart *part)
{
	const struct parse_limits *limits = &walk->request->limits;
	struct mail_part range = part_range(walk, part);
	g_autoptr(GString) bytes = range_decode(walk, &range);
	struct tnef lump;

	if (!tnef_is(bytes->str, bytes->len))
		return false;
	tnef_read(bytes->str, bytes->len, limits->list_items, limits->text_bytes, &lump);
	for (guint i = 0; i < lump.files->len; i++)
		put_file(walk, &range, bytes, &g_array_index(lump.files, struct tnef_file, i));
	if (lump.has_more) {
		walk->flags |= MAIL_CUT;
		put_part(walk, part, false);
	}
	if (walk->lump->len == 0) {
		g_string_append_len(walk->lump, lump.text->str, (gssize)lump.text->len);
		walk->lump_is_html = lump.is_html;
	}
	tnef_done(&lump);
	return true;
}

/* What the lump says is mostly in the mail too; where the mail says nothing it is the message. */
static void show_lump(struct walk *walk)
{
	static const char blanks[] = " \t\n";

	if (walk->lump->len == 0 || walk->text->str[strspn(walk->text->str, blanks)])
		return;
	text_clean(walk->lump, false);
	g_string_truncate(walk->text, 0);
	g_string_truncate(walk->html, 0);
	if (!face_add(walk, walk->lump, walk->lump_is_html))
		walk->flags |= MAIL_CUT;
	faces_complete(walk, 0, 0);
}

static void walk_leaf(struct walk *walk, GMimeObject *object)
{
	GMimePart *part = (GMimePart *)object;
	GMimeContentType *type = g_mime_object_get_content_type((GMimeObject *)part);
	bool is_calendar = g_mime_content_type_is_type(type, "text", "calendar");
	const char *disposition = g_mime_object_get_disposition((GMimeObject *)part);
	bool is_attachment = disposition && g_ascii_strcasecmp(disposition, "attachment") == 0;
	bool is_html = g_mime_content_type_is_type(type, "text", "html");

	if (!GMIME_IS_PART(object) || !g_mime_part_get_content(part))
		return;
	if (is_lump(type, part) && read_lump(walk, part))
		return;
	if (attached_is(type)) {
		attached_read(walk, part);
		return;
	}
	if (is_calendar)
		read_calendar(walk, part);
	if ((is_html || g_mime_content_type_is_type(type, "text", "plain")) && !is_attachment &&
	    !g_mime_part_get_filename(part))
		read_text(walk, part, is_html);
	else
		put_named(walk, part, !is_attachment && g_mime_part_get_content_id(part),
			  is_calendar ? "invite.ics" : NULL);
}

/* The boundary never came: all the text stands before it, if there is any. */
static void read_prologue(struct walk *walk, const char *prologue)
{
	g_autoptr(GString) text = g_string_new(prologue);

	if (!text->str[strspn(text->str, " \t\r\n")])
		return;
	walk->flags |= MAIL_CUT;
	g_string_truncate(text, MIN(text->len, walk->request->limits.text_bytes));
	(void)text_to_utf8(text, NULL);
	text_clean(text, false);
	g_string_append_len(walk->text, text->str, (gssize)text->len);
}

static void walk_object(struct walk *walk, GMimeObject *object, uint32_t depth, bool is_choice)
{
	size_t text_from = walk->text->len, html_from = walk->html->len;
	GMimeMultipart *parent = GMIME_IS_MULTIPART(object) ? (GMimeMultipart *)object : NULL;
	int count = parent ? g_mime_multipart_get_count(parent) : 0;
	bool is_alternative = g_mime_content_type_is_type(g_mime_object_get_content_type(object),
							  "multipart", "alternative");

	if (depth > walk->request->limits.depth || ++walk->seen > walk->request->limits.parts) {
		walk->flags |= MAIL_PARTS_SKIPPED;
		return;
	}
	for (int i = 0; i < count; i++)
		walk_object(walk, g_mime_multipart_get_part(parent, i), depth + 1,
			    is_choice || is_alternative);
	if (!parent)
		walk_leaf(walk, object);
	else if (count == 0)
		read_prologue(walk, g_mime_multipart_get_prologue(parent));
	if (!is_choice && (is_alternative || count == 0))
		faces_complete(walk, text_from, html_from);
}

void walk_open(struct walk *walk)
{
	walk->text = g_string_new(NULL);
	walk->html = g_string_new(NULL);
	walk->html_text = g_string_new(NULL);
	walk->calendar = g_string_new(NULL);
	walk->lump = g_string_new(NULL);
	walk->attached = g_string_new(NULL);
	walk->attached_html = g_string_new(NULL);
	walk->marks = g_array_new(FALSE, FALSE, sizeof(struct history_mark));
	walk->html_marks = g_array_new(FALSE, FALSE, sizeof(struct history_mark));
}

void walk_close(struct walk *walk)
{
	g_string_free(walk->text, TRUE);
	g_string_free(walk->html, TRUE);
	g_string_free(walk->html_text, TRUE);
	g_string_free(walk->calendar, TRUE);
	g_string_free(walk->lump, TRUE);
	g_string_free(walk->attached, TRUE);
	g_string_free(walk->attached_html, TRUE);
	g_array_free(walk->marks, TRUE);
	g_array_free(walk->html_marks, TRUE);
}

void walk_message(struct walk *walk, GMimeMessage *message)
{
	GMimeObject *all = g_mime_message_get_mime_part(message);

	if (all) {
		walk->is_report = g_mime_content_type_is_type(g_mime_object_get_content_type(all),
							      "multipart", "report");
		walk_object(walk, all, 0, false);
	}
	show_lump(walk);
	show_calendar(walk);
}
