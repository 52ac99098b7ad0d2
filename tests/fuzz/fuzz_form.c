/* Whatever a browser sends: the first byte chooses the reader, and what it reads is clean text. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/client.h"
#include "web/form.h"
#include "web/negotiate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_text(const char *text)
{
	if (!hk_utf8_is_valid(text, strlen(text)))
		abort();
	for (; *text; text++)
		if (((unsigned char)*text < ' ' && *text != '\n' && *text != '\t') || *text == 0x7f)
			abort();
}

static void check_form(const struct form *form)
{
	if (form->field_count > FORM_FIELDS_MAX || form->file_count > FORM_FILES_MAX)
		abort();
	for (size_t i = 0; i < form->field_count; i++) {
		check_text(form->fields[i].name);
		check_text(form->fields[i].value);
	}
	for (size_t i = 0; i < form->file_count; i++) {
		check_text(form->files[i].field);
		check_text(form->files[i].file.name);
		check_text(form->files[i].file.type);
	}
}

/* The first line is the Content-Type, the rest the body. */
static void read_multipart(struct hk_arena *arena, const char *text, size_t size, struct form *form)
{
	const char *end = memchr(text, '\n', size);
	const char *boundary =
		end ? form_boundary(arena, hk_copy(arena, text, (size_t)(end - text))) : NULL;

	if (!boundary)
		return;

	struct form_source source = { .bytes = end + 1,
				      .length = size - (size_t)(end + 1 - text),
				      .fd = -1 };

	hk_ignore(form_read_multipart(arena, source, boundary, "/tmp", form));
}

static void read_headers(struct hk_arena *arena, const char *text, size_t size)
{
	const char *header = hk_copy(arena, text, size);
	int64_t from, length;

	(void)accepts_gzip(header);
	(void)etag_is_known(header, "\"a\"");
	if (range_find(header, 100, &from, &length) &&
	    (from < 0 || length < 1 || from + length > 100))
		abort();
	(void)host_is_private(host_of(arena, header));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	struct form form = { 0 };
	const char *text = (const char *)data + 1, *segment;

	if (size < 1)
		return 0;
	size--;
	switch (data[0]) {
	case 'q': hk_ignore(form_read_urlencoded(arena, text, size, &form)); break;
	case 'm': read_multipart(arena, text, size, &form); break;
	case 'h': read_headers(arena, text, size); break;
	case 'p':
		if (form_decode_segment(arena, text, size, &segment))
			check_text(segment);
		break;
	default: break;
	}
	check_form(&form);
	form_done(&form);
	return 0;
}
