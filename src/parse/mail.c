#include <string.h>

#include "parse/mime.h"

static bool line_is_empty(const char *at)
{
	return *at == '\n' || (*at == '\r' && at[1] == '\n');
}

/* A field of many readers has a line for each of them, and is one field. */
static bool line_goes_on(const char *at)
{
	return *at == ' ' || *at == '\t';
}

/* Up to the empty line, or to where the limits end. */
size_t headers_len(const struct parse_limits *limits, const char *raw, size_t len)
{
	const char *at = raw, *end = raw + MIN(len, limits->header_bytes);

	for (uint32_t fields = 0; at < end && !line_is_empty(at);) {
		const char *next = memchr(at, '\n', (size_t)(end - at));

		fields += !line_goes_on(at);
		if (!next || fields > limits->header_fields)
			break;
		at = next + 1;
	}
	return (size_t)(at - raw);
}

/* How many the head of a part has with that line, its boundary too; 0: the line is in no head. */
static uint64_t fields_with(uint64_t fields, const char *line)
{
	if (line[0] == '-' && line[1] == '-')
		return 1;
	return fields == 0 || line_is_empty(line) ? 0 : fields + 1;
}

/*
 * Counts what could become objects before the library makes them: fields of a
 * header block, part headers, boundary lines. A false alarm costs little: the
 * person sees the subject and the raw message.
 */
static bool is_simple(const struct parse_limits *limits, const char *raw, size_t len)
{
	size_t top = headers_len(limits, raw, len);
	uint64_t types = 0, dashes = 0, fields = 0;

	if (top < len && !line_is_empty(raw + top))
		return false;
	for (const char *at = raw, *end = raw + len; at && at < end; at = at ? at + 1 : NULL) {
		if (!line_goes_on(at)) {
			fields = fields_with(fields, at);
			dashes += fields == 1;
			types += g_ascii_strncasecmp(at, "content-type", 12) == 0;
		}
		if (fields > limits->header_fields && types > 1)
			return false;
		at = memchr(at, '\n', (size_t)(end - at));
	}
	return types <= limits->parts && types * dashes <= limits->parts * 20000ULL;
}

static bool is_forward(const char *subject)
{
	static const char *const marks[] = { "fw:", "fwd:", "wg:", "tr:", "tr :", "rv:", "pd:" };

	for (size_t i = 0; subject && i < G_N_ELEMENTS(marks); i++)
		if (g_ascii_strncasecmp(subject, marks[i], strlen(marks[i])) == 0)
			return true;
	return false;
}

static void mail_write(struct walk *walk, GMimeMessage *message, GString *out)
{
	g_autofree char *subject = header_subject(walk->options, message);
	g_autoptr(GString) reply = g_string_new(NULL), lists = g_string_new(NULL);
	struct reply_hints hints = {
		.is_forward = is_forward(subject),
		.marks = (const struct history_mark *)(const void *)walk->marks->data,
		.mark_count = walk->marks->len,
	};

	text_reply(walk->text->str, &hints, reply);
	/* A mail that came along is nothing that was quoted: all of it is new. */
	g_string_append_len(walk->text, walk->attached->str, (gssize)walk->attached->len);
	g_string_append_len(reply, walk->attached->str, (gssize)walk->attached->len);
	g_string_append_len(walk->html, walk->attached_html->str, (gssize)walk->attached_html->len);
	if (!header_write_lists(walk->options, message, walk->request->limits.list_items, lists))
		walk->flags |= MAIL_CUT;
	wire_number(out, walk->flags, 4);
	wire_number(out, header_sent_at(message), 8);
	wire_line(out, subject);
	wire_line(out, g_mime_message_get_message_id(message));
	wire_text(out, walk->text->str, walk->text->len);
	wire_text(out, reply->str, reply->len);
	wire_text(out, walk->html->str, walk->html->len);
	g_string_append_len(out, lists->str, (gssize)lists->len);
	wire_list(out, walk->part_count, walk->parts);
	report_write(message, walk->request->limits.list_items, out);
}

/* "Name: value", with blanks before the colon as of old (RFC 5322 4.5); "http://" is none. */
static bool line_is_field(const char *line, const char *end)
{
	const char *at = line;

	while (at<end && * at> ' ' && *at < 0x7f && *at != ':')
		at++;
	if (at == line)
		return false;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at < end && *at == ':' && strncmp(at, "://", 3) != 0;
}

/*
 * Where the words begin that somebody wrote without an empty line above them: behind the last
 * field of the head, and what goes on with it. top: where the head ends.
 */
static size_t words_begin(const char *raw, size_t top)
{
	size_t begin = 0;
	bool is_field = false;

	for (size_t at = 0, next; at < top; at = next) {
		const char *end = memchr(raw + at, '\n', top - at);

		next = end ? (size_t)(end - raw) + 1 : top;
		if (raw[at] != ' ' && raw[at] != '\t')
			is_field = line_is_field(raw + at, raw + next) ||
				   (at == 0 && strncmp(raw, "From ", 5) == 0);
		if (is_field)
			begin = next;
	}
	return begin;
}

/* One word alone, above an empty line, is the rest of a field that was torn. */
static bool are_words(const char *words, size_t len)
{
	for (size_t i = 1; i + 1 < len; i++)
		if (words[i] == ' ' && words[i - 1] > ' ' && words[i + 1] > ' ')
			return true;
	return false;
}

/* Words that stand in the head come before the others; a mail without any head is all words. */
static void walk_head_words(struct walk *walk, const char *words, size_t len)
{
	g_autoptr(GString) text = g_string_new_len(words, (gssize)len);
	g_autoptr(GString) html = g_string_new("<pre>");

	(void)text_to_utf8(text, NULL);
	text_clean(text, false);
	if (!text->str[strspn(text->str, " \t\n")])
		return;
	html_escape(text->str, text->len, html);
	g_string_append(html, "</pre>");
	g_string_prepend_len(walk->html, html->str, (gssize)html->len);
	g_string_prepend_len(walk->text, text->str, (gssize)text->len);
	for (guint i = 0; i < walk->marks->len; i++)
		g_array_index(walk->marks, struct history_mark, i).at += text->len;
}

/* What the library makes of it and what it would pass over. */
static void mail_walk(struct walk *walk, GMimeMessage *message, const char *words, size_t len)
{
	size_t max = walk->request->limits.text_bytes;

	if (walk->flags & MAIL_HEADERS_ONLY)
		return;
	if (words != walk->raw)
		walk_message(walk, message);
	if (len > max)
		walk->flags |= MAIL_CUT;
	walk_head_words(walk, words, MIN(len, max));
}

void mail_parse(const struct request *request, char *raw, GString *out)
{
	static const char *fallbacks[] = { "utf-8", "windows-1252", NULL };
	g_autoptr(GString) parts = g_string_new(NULL), words = g_string_new(NULL);
	GMimeParserOptions *options = g_mime_parser_options_new();
	struct walk walk = { .request = request,
			     .raw = raw,
			     .len = request->len,
			     .options = options,
			     .parts = parts };
	size_t len = request->len, top = headers_len(&request->limits, raw, len), begin;

	if (request->is_headers_only || !is_simple(&request->limits, raw, len)) {
		walk.flags = MAIL_HEADERS_ONLY;
		len = top;
	}
	begin = words_begin(raw, top);
	if (begin == 0 && !memchr(raw, '\0', len))
		top = len;
	if (begin == 0 || top == len || are_words(raw + begin, top - begin))
		g_string_append_len(words, raw + begin, (gssize)(top - begin));
	header_tame(raw, headers_len(&request->limits, raw, len));

	g_autoptr(GMimeStream) stream = g_mime_stream_mem_new_with_buffer(raw, len);
	g_autoptr(GMimeParser) parser = g_mime_parser_new_with_stream(stream);

	g_mime_parser_options_set_fallback_charsets(options, fallbacks);
	walk_open(&walk);

	GMimeMessage *message = g_mime_parser_construct_message(parser, options);

	if (!message)
		message = g_mime_message_new(FALSE);
	mail_walk(&walk, message, begin == 0 ? raw : words->str, words->len);
	report_thread(message);
	mail_write(&walk, message, out);
	g_object_unref(message);
	g_mime_parser_options_free(options);
	walk_close(&walk);
}

void mail_start(void)
{
	static const char *const leaves[] = { "rfc822", "rfc2822", "global", "news", "*" };

	g_mime_init();
	/* An attached message is a leaf, so that it has a range and cannot nest. */
	for (size_t i = 0; i < G_N_ELEMENTS(leaves); i++)
		g_mime_object_register_type("message", leaves[i], GMIME_TYPE_PART);
}

/*
 * A mail that has a little of everything, read where nobody waits: the linker finds its symbols
 * and the libraries fill their tables once, and not in every child again.
 */
static const char sample[] =
	"Received: from a.example by b.example; Sun, 22 Nov 2026 08:10:00 +0600\n"
	"Date: Sun, 22 Nov 2026 08:10:00 +0600\nMessage-ID: <1@a.example>\n"
	"In-Reply-To: <0@a.example>\nReferences: <0@a.example> <00@a.example>\n"
	"From: \"A, b\" <a@a.example>\nTo: =?utf-8?B?4Kav?= <b@a.example>, group: c@a.example;\n"
	"Subject: Re: =?x?Q?=F8?= \xe9\nAuto-Submitted: no\nMIME-Version: 1.0\n"
	"Content-Type: multipart/mixed; boundary=\"m\"\n\n"
	"--m\nContent-Type: multipart/alternative; boundary=a\n\n"
	"--a\nContent-Type: text/plain; charset=utf-8; format=flowed\n"
	"Content-Transfer-Encoding: quoted-printable\n\n=C3=A9 \nb\n\nOn Sunday x wrote:\n> y\n"
	"--a\nContent-Type: text/html; charset=windows-1252\nContent-Transfer-Encoding: base64\n\n"
	"PHA+ZeketABhPGI+eDwvYj48aW1nIHNyYz0iY2lkOngiPjxhIGhyZWY9Imh0dHA6Ly9hLmV4YW1wbGUiPg==\n"
	"--a--\n"
	"--m\nContent-Type: image/png; name*=utf-8''%C3%A9.png\nContent-ID: <x>\n"
	"Content-Disposition: attachment; filename=\"=?utf-8?Q?=C3=A9?=.png\"\n"
	"Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--m--\n";

void mail_warm(void)
{
	struct request request = { .len = sizeof(sample) - 1, .limits = parse_limits_usual };
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *raw = g_strdup(sample);

	mail_start();
	charset_warm();
	mail_parse(&request, raw, out);
}
