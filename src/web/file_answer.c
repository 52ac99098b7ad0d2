#include "web/file_answer.h"

#include "base/file.h"
#include "base/text.h"
#include "core/blob_kept.h"
#include "ticket/file/attachment_file.h"
#include "ticket/file/picture_kind.h"
#include "web/file_state.h"

static const char unknown_type[] = "application/octet-stream";

enum hk_result file_open(struct ctx *cx, const struct attachment *file, int *ret_fd,
			 int64_t *ret_size)
{
	if (*file_why_not(file))
		return problem(cx, HK_NOT_FOUND, file_why_not(file));
	return attachment_open(cx, file, ret_fd, ret_size);
}

/* It was made by us, and its name says what is in it. */
static enum hk_result thumb_answer(struct web_request *req, const struct attachment *file)
{
	int64_t length;
	int fd;

	if (!*file->thumb_blob || *file_why_not(file))
		return HK_NOT_FOUND;
	HK_TRY(blob_open(req->cx, file->thumb_blob, &fd, &length));
	web_header(req, "Cache-Control", "private, no-cache");
	web_header(req, "ETag", hk_format(req->cx->arena, "\"%s\"", file->thumb_blob));
	return web_send_file(req, fd, length, "image/webp", NULL);
}

enum hk_result file_answer(struct web_request *req, const struct attachment *file,
			   enum file_how how)
{
	int opened = -1;
	int64_t size = 0;

	if (how == FILE_THUMB)
		return thumb_answer(req, file);
	HK_TRY(file_open(req->cx, file, &opened, &size));

	scoped_fd fd = opened;
	const char *type = picture_kind_of_file(fd);

	if (how == FILE_SHOW && !type)
		return HK_NOT_FOUND;
	web_header(req, "Cache-Control", "private, no-cache");
	web_header(req, "ETag", hk_format(req->cx->arena, "\"%s\"", file->sha256));
	return web_send_file(req, hk_fd_take(&fd), size, type ? type : unknown_type,
			     how == FILE_SHOW ? NULL : file->name);
}
