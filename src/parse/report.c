/*
 * A report about a mail (RFC 3462) names it only within: it carries the mail, or
 * its head, as a part. Its id is what the report answers to.
 */
#include "parse/mime.h"

enum { HEAD_BYTES = 64 * 1024, PARTS_MOST = 16 };

static bool is_original(GMimeObject *part)
{
	static const char *const types[][2] = { { "message", "rfc822" },
						{ "text", "rfc822-headers" },
						{ "message", "global" },
						{ "message", "global-headers" } };
	GMimeContentType *type = g_mime_object_get_content_type(part);

	for (size_t i = 0; i < G_N_ELEMENTS(types); i++)
		if (g_mime_content_type_is_type(type, types[i][0], types[i][1]))
			return GMIME_IS_PART(part);
	return false;
}

static bool read_head(GMimePart *part, GString *ret)
{
	GMimeDataWrapper *content = g_mime_part_get_content(part);
	GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
	ssize_t got;

	if (!stream)
		return false;
	g_string_set_size(ret, HEAD_BYTES);
	g_mime_stream_reset(stream);
	got = g_mime_stream_read(stream, ret->str, HEAD_BYTES);
	g_mime_stream_reset(stream);
	g_string_truncate(ret, got > 0 ? (gsize)got : 0);
	return got > 0;
}

/* The value of Message-ID, up to the end of its line and of those that go on with it; NULL: none.
 */
static char *id_in(char *head)
{
	static const char name[] = "message-id:";
	char *line = head;

	while (*line && *line != '\n' && *line != '\r') {
		char *next = strchr(line, '\n');
		size_t length;

		if (g_ascii_strncasecmp(line, name, sizeof(name) - 1) != 0) {
			if (!next)
				break;
			line = next + 1;
			continue;
		}
		line += sizeof(name) - 1;
		length = strcspn(line, ">");
		line[length + (line[length] == '>')] = '\0';
		return line;
	}
	return NULL;
}

static GMimeObject *original_of(GMimeMessage *message)
{
	GMimeObject *report = g_mime_message_get_mime_part(message);
	GMimeMultipart *parent;

	if (!GMIME_IS_MULTIPART(report) ||
	    !g_mime_content_type_is_type(g_mime_object_get_content_type(report), "multipart",
					 "report"))
		return NULL;
	parent = (GMimeMultipart *)report;
	for (int i = 0; i < g_mime_multipart_get_count(parent) && i < PARTS_MOST; i++)
		if (is_original(g_mime_multipart_get_part(parent, i)))
			return g_mime_multipart_get_part(parent, i);
	return NULL;
}

void report_thread(GMimeMessage *message)
{
	GMimeObject *object = (GMimeObject *)message, *original = original_of(message);
	g_autoptr(GString) head = g_string_new(NULL);
	const char *id;

	if (!original || g_mime_object_get_header(object, "In-Reply-To"))
		return;
	id = read_head((GMimePart *)original, head) ? id_in(head->str) : NULL;
	if (id && strlen(id) < LINE_BYTES)
		g_mime_object_set_header(object, "In-Reply-To", id, NULL);
}
