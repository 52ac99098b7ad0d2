#include "ticket/file/file_lines.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

enum { FIELD_MAX_BYTES = 200 };

/* Up to the tab or the end of the line; *at moves behind it. */
static const char *field_take(struct ctx *cx, const char **at)
{
	size_t length = strcspn(*at, "\t\n");
	const char *field = hk_copy(cx->arena, *at, length);

	*at += length;
	if (**at)
		(*at)++;
	return field;
}

struct attachment_list file_lines_read(struct ctx *cx, const char *lines, size_t most)
{
	struct attachment_list list = { hk_alloc(cx->arena, most, sizeof(struct attachment)), 0 };

	while (*lines && list.count < most) {
		struct attachment *file = &list.items[list.count++];

		file->blob = file->sha256 = field_take(cx, &lines);
		if (!hk_number(field_take(cx, &lines), &file->size))
			file->size = 0;
		file->type = field_take(cx, &lines);
		file->name = field_take(cx, &lines);
		file->blob_length = file->size;
		file->content_id = "";
		file->encoding = "plain";
	}
	return list;
}

/* What stands in a line is one field of it, and not too long. */
static char *field_clean(struct ctx *cx, const char *text)
{
	char *clean = hk_one_line(cx->arena, text);

	clean[hk_utf8_fit(clean, FIELD_MAX_BYTES)] = '\0';
	return clean;
}

static const char *name_clean(struct ctx *cx, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name;
	const char *backslash = strrchr(base, '\\');
	const char *clean = field_clean(cx, backslash ? backslash + 1 : base);

	return hk_has_ink(clean) ? clean : "file";
}

const char *file_lines_write(struct ctx *cx, const struct attachment_list *list)
{
	const char *lines = "";

	for (size_t i = 0; i < list->count; i++) {
		const struct attachment *file = &list->items[i];

		lines = hk_format(cx->arena, "%s%s\t%" PRId64 "\t%s\t%s\n", lines, file->blob,
				  file->size, field_clean(cx, file->type),
				  name_clean(cx, file->name));
	}
	return lines;
}
