#include "ticket/file/picture_kind.h"

#include <string.h>
#include <unistd.h>

#include "base/result.h"

static const struct {
	const char *type, *magic;
	size_t offset, length;
} pictures[] = {
	{ "image/png", "\x89PNG\r\n\x1a\n", 0, 8 },
	{ "image/jpeg", "\xff\xd8\xff", 0, 3 },
	{ "image/gif", "GIF87a", 0, 6 },
	{ "image/gif", "GIF89a", 0, 6 },
	{ "image/webp", "WEBP", 8, 4 },
};

const char *picture_kind_of(const void *head, size_t length)
{
	for (size_t i = 0; i < HK_COUNT(pictures); i++)
		if (length >= pictures[i].offset + pictures[i].length &&
		    memcmp((const char *)head + pictures[i].offset, pictures[i].magic,
			   pictures[i].length) == 0)
			return pictures[i].type;
	return NULL;
}

const char *picture_kind_of_file(int fd)
{
	char head[PICTURE_HEAD_BYTES];
	ssize_t got = pread(fd, head, sizeof(head), 0);

	return got > 0 ? picture_kind_of(head, (size_t)got) : NULL;
}
