#include "web/file_answer.h"

#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "core/blob.h"

enum { MAGIC_BYTES = 12 };

static const char unknown_type[] = "application/octet-stream";

/* How the kinds begin that every browser shows. SVG is none of them: it can carry scripts. */
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

static const char *picture_type(int fd)
{
	char head[MAGIC_BYTES] = { 0 };

	if (pread(fd, head, sizeof(head), 0) < 0)
		return NULL;
	for (size_t i = 0; i < HK_COUNT(pictures); i++)
		if (memcmp(head + pictures[i].offset, pictures[i].magic, pictures[i].length) == 0)
			return pictures[i].type;
	return NULL;
}

/* It was made by us, and its name says what is in it. */
static enum hk_result thumb_answer(struct web_request *req, const struct attachment *file)
{
	int64_t length;
	int fd;

	if (!*file->thumb_blob)
		return HK_NOT_FOUND;
	HK_TRY(blob_open(req->cx->house->blobs, req->cx->org_id, file->thumb_blob, &fd, &length));
	web_header(req, "Cache-Control", "private, no-cache");
	web_header(req, "ETag", hk_format(req->cx->arena, "\"%s\"", file->thumb_blob));
	return web_send_file(req, fd, length, "image/webp", NULL);
}

enum hk_result file_answer(struct web_request *req, const struct attachment *file,
			   enum file_how how)
{
	int opened;
	int64_t size;

	if (how == FILE_THUMB)
		return thumb_answer(req, file);
	HK_TRY(file_open(req->cx, file, &opened, &size));

	scoped_fd fd = opened;
	const char *type = picture_type(fd);

	if (how == FILE_SHOW && !type)
		return HK_NOT_FOUND;
	web_header(req, "Cache-Control", "private, no-cache");
	web_header(req, "ETag", hk_format(req->cx->arena, "\"%s\"", file->sha256));
	return web_send_file(req, hk_fd_take(&fd), size, type ? type : unknown_type,
			     how == FILE_SHOW ? NULL : file->name);
}
