#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "web/form.h"

enum { WINDOW = 32 * 1024, HEAD_MAX = 8 * 1024, NAME_MAX_BYTES = 255, DELIMITER_MAX = 80 };

/*
 * The body passes through a window, so that a file of any size costs the same
 * memory. Content ends at a delimiter; of what the window holds only so much is
 * let go as cannot be the beginning of one.
 */
struct reader {
	struct hk_arena *arena;
	struct form *form;
	const char *spool;
	struct form_source source;
	int64_t at;                    /* in the source */
	char delimiter[DELIMITER_MAX]; /* CRLF, two hyphens and the boundary */
	size_t length, from;      /* of the window: how much it holds, how much of it is done */
	bool is_over, has_failed; /* the source */
	char window[WINDOW];
};

/* Where the content of a part goes: into a field, into a file, or nowhere. */
struct sink {
	struct hk_buf *text;
	int fd;
	int64_t size;
};

static ssize_t source_read(struct reader *reader, char *to, size_t room)
{
	if (!reader->source.bytes)
		return pread(reader->source.fd, to, room, reader->at);

	size_t left = reader->source.length - (size_t)reader->at;
	size_t part = left < room ? left : room;

	memcpy(to, reader->source.bytes + reader->at, part);
	return (ssize_t)part;
}

static void window_fill(struct reader *reader)
{
	memmove(reader->window, reader->window + reader->from, reader->length - reader->from);
	reader->length -= reader->from;
	reader->from = 0;
	while (!reader->is_over && reader->length < WINDOW) {
		ssize_t got = source_read(reader, reader->window + reader->length,
					  WINDOW - reader->length);

		if (got < 0 && errno == EINTR)
			continue;
		reader->has_failed = got < 0;
		reader->is_over = got <= 0;
		if (got > 0) {
			reader->length += (size_t)got;
			reader->at += got;
		}
	}
}

static bool sink_put(struct sink *sink, const char *bytes, size_t length)
{
	sink->size += (int64_t)length;
	if (sink->text)
		hk_buf_put(sink->text, bytes, length);
	return sink->fd < 0 || hk_fd_write(sink->fd, bytes, length);
}

/* Everything up to the mark, which is passed over. HK_INVALID: it never comes. */
static enum hk_result read_until(struct reader *reader, const char *mark, struct sink *sink)
{
	size_t mark_length = strlen(mark);

	for (;;) {
		const char *start = reader->window + reader->from;
		size_t left = reader->length - reader->from;
		const char *found = memmem(start, left, mark, mark_length);
		size_t kept = mark_length - 1 < left ? mark_length - 1 : left;
		size_t length = found ? (size_t)(found - start) : left - kept;

		if (!sink_put(sink, start, length))
			return HK_UNAVAILABLE;
		reader->from += length + (found ? mark_length : 0);
		if (found)
			return HK_OK;
		if (reader->is_over)
			return reader->has_failed ? HK_UNAVAILABLE : HK_INVALID;
		window_fill(reader);
	}
}

static bool window_takes(struct reader *reader, const char *text)
{
	size_t length = strlen(text);

	if (reader->length - reader->from < length)
		window_fill(reader);
	if (reader->length - reader->from < length ||
	    memcmp(reader->window + reader->from, text, length) != 0)
		return false;
	reader->from += length;
	return true;
}

/* Browsers write only these three in percent codes, programs put a backslash before a quote. A
 * backslash at the very end of the name belongs to it. */
static char *quoted_read(struct hk_arena *arena, const char *text)
{
	char *value = hk_alloc(arena, strlen(text) + 1, 1), *put = value;

	for (; *text && *text != '"'; text++) {
		if (*text == '\\' && (text[1] == '\\' || (text[1] == '"' && text[2] &&
							  !strchr("; \t\r\n", text[2])))) {
			*put++ = *++text;
		} else if (hk_starts_ascii(text, "%22")) {
			*put++ = '"';
			text += 2;
		} else if (hk_starts_ascii(text, "%0d") || hk_starts_ascii(text, "%0a")) {
			*put++ = ' ';
			text += 2;
		} else {
			*put++ = *text;
		}
	}
	return hk_utf8_clean(arena, value, (size_t)(put - value));
}

/* The value of name="..." among the parameters of a header line; NULL when absent. */
static char *parameter_find(struct hk_arena *arena, const char *line, const char *name)
{
	size_t length = strlen(name);
	bool is_quoted = false;

	for (const char *at = line; *at && *at != '\r'; at++) {
		if (*at == '"' && (at == line || at[-1] != '\\'))
			is_quoted = !is_quoted;
		if (is_quoted || *at != ';')
			continue;

		const char *start = at + 1 + strspn(at + 1, " \t");

		if (hk_starts_ascii(start, name) && start[length] == '=' &&
		    start[length + 1] == '"')
			return quoted_read(arena, start + length + 2);
	}
	return NULL;
}

/* What follows the name of a header line, or NULL. */
static const char *line_find(const char *head, const char *name)
{
	while (head) {
		if (hk_starts_ascii(head, name) && head[strlen(name)] == ':')
			return head + strlen(name) + 1;
		head = strstr(head, "\r\n");
		head = head ? head + 2 : NULL;
	}
	return NULL;
}

/* Some browsers sent the whole path of the file; the folders are nobody's business. */
static const char *file_name(struct hk_arena *arena, const char *sent)
{
	for (const char *at = sent; *at; at++)
		if (*at == '/' || *at == '\\')
			sent = at + 1;
	sent = hk_one_line(arena, sent);
	return hk_copy(arena, sent, hk_utf8_fit(sent, NAME_MAX_BYTES));
}

static const char *media_type(struct hk_arena *arena, const char *head)
{
	const char *line = line_find(head, "Content-Type");

	if (!line)
		return "application/octet-stream";
	line += strspn(line, " \t");
	return hk_utf8_clean(arena, line, strnlen(line, strcspn(line, ";\r\n")));
}

static enum hk_result field_read(struct reader *reader, const char *name)
{
	scoped_buf text;
	struct sink sink = { .text = &text, .fd = -1 };

	hk_buf_init(&text, FORM_TEXT_MAX - reader->form->text_bytes);
	HK_TRY(read_until(reader, reader->delimiter, &sink));
	if (text.is_cut)
		return HK_INVALID;
	return form_add(reader->arena, reader->form, name, text.bytes ? text.bytes : "",
			text.length);
}

/* One file too many. The fields behind it still count, so that the form can be shown again. */
static enum hk_result file_pass(struct reader *reader, const char *field, const char *name)
{
	struct sink sink = { .fd = -1 };

	HK_TRY(read_until(reader, reader->delimiter, &sink));
	if (sink.size > 0 || *name)
		reader->form->crowded = field;
	return HK_OK;
}

static enum hk_result file_read(struct reader *reader, const char *field, const char *name,
				const char *type)
{
	struct form *form = reader->form;

	if (form->file_count == FORM_FILES_MAX)
		return file_pass(reader, field, name);

	struct sink sink = { .fd = open(reader->spool, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600) };

	if (sink.fd < 0)
		return HK_UNAVAILABLE;

	enum hk_result result = read_until(reader, reader->delimiter, &sink);
	bool is_empty = sink.size == 0 && !*name; /* a file input that was left alone */

	if (result != HK_OK || is_empty || lseek(sink.fd, 0, SEEK_SET) != 0) {
		close(sink.fd);
		return result;
	}
	if (!form->files)
		form->files = hk_alloc(reader->arena, FORM_FILES_MAX, sizeof(*form->files));
	form->files[form->file_count++] = (struct form_file){
		field, { .name = name, .type = type, .fd = sink.fd, .size = sink.size }
	};
	return HK_OK;
}

static enum hk_result part_read(struct reader *reader)
{
	scoped_buf head;
	struct sink sink = { .text = &head, .fd = -1 };

	hk_buf_init(&head, HEAD_MAX);
	HK_TRY(read_until(reader, "\r\n\r\n", &sink));

	const char *line = head.bytes ? line_find(head.bytes, "Content-Disposition") : NULL;

	if (!line || head.is_cut || memchr(head.bytes, '\0', head.length))
		return HK_INVALID;

	const char *name = parameter_find(reader->arena, line, "name");
	const char *sent = parameter_find(reader->arena, line, "filename");

	if (!name)
		return HK_INVALID;
	if (!sent)
		return field_read(reader, name);
	return file_read(reader, name, file_name(reader->arena, sent),
			 media_type(reader->arena, head.bytes));
}

enum hk_result form_read_multipart(struct hk_arena *arena, struct form_source source,
				   const char *boundary, const char *spool, struct form *form)
{
	struct reader *reader = hk_alloc(arena, 1, sizeof(*reader));
	struct sink preamble = { .fd = -1 };

	reader->arena = arena;
	reader->form = form;
	reader->spool = spool;
	reader->source = source;
	if (strlen(boundary) + 5 > sizeof(reader->delimiter))
		return HK_INVALID;
	memcpy(reader->delimiter, "\r\n--", 4);
	memcpy(reader->delimiter + 4, boundary, strlen(boundary));
	/* The first delimiter may stand at the very start, where no line was broken before it. */
	memcpy(reader->window, "\r\n", 2);
	reader->length = 2;
	HK_TRY(read_until(reader, reader->delimiter, &preamble));
	while (!window_takes(reader, "--")) {
		while (window_takes(reader, " ") || window_takes(reader, "\t"))
			;
		if (!window_takes(reader, "\r\n"))
			return HK_INVALID;
		HK_TRY(part_read(reader));
	}
	return HK_OK;
}
