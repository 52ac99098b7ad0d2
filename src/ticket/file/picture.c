#include "ticket/file/picture.h"

#include <string.h>

#include "base/text.h"

enum { LETTERS = 32 };

static const char mark[] = "cid:picture-", host[] = "@inline.hark";

bool picture_may_be(const struct attachment *file)
{
	static const char *const types[] = { "image/png", "image/jpeg", "image/gif", "image/webp" };

	for (size_t i = 0; i < HK_COUNT(types); i++)
		if (hk_equal_ascii(file->type, types[i]))
			return true;
	return false;
}

const char *picture_name(struct hk_arena *arena, const struct attachment *file)
{
	return hk_format(arena, "picture-%.*s%s", (int)LETTERS, file->blob, host);
}

void pictures_settle(struct hk_arena *arena, const char *text, struct attachment_list *files)
{
	for (size_t i = 0; i < files->count; i++) {
		struct attachment *file = &files->items[i];
		const char *name = picture_name(arena, file);

		if (!picture_may_be(file) || !strstr(text, hk_format(arena, "(cid:%s", name)))
			continue;
		file->is_inline = 1;
		file->content_id = name;
	}
}

static bool has(struct hk_arena *arena, const char *named, const struct attachment_list *files)
{
	for (size_t i = 0; i < files->count; i++)
		if (picture_may_be(&files->items[i]) &&
		    hk_starts(named, picture_name(arena, &files->items[i])))
			return true;
	return false;
}

bool picture_is_missing(struct hk_arena *arena, const char *text,
			const struct attachment_list *files)
{
	while ((text = strstr(text, mark))) {
		text += strlen("cid:");
		if (!has(arena, text, files))
			return true;
	}
	return false;
}
