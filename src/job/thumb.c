#include "job/thumb.h"

#include "base/file.h"
#include "core/blob.h"
#include "parse/picture.h"
#include "ticket/file/attachment_file.h"
#include "ticket/file/thumb.h"

static enum hk_result next(struct ctx *cx, void *data)
{
	return thumb_next(cx, data);
}

static enum hk_result put(struct ctx *cx, void *data)
{
	return thumb_put(cx, data);
}

/* HK_NOT_FOUND, HK_INVALID: there will never be one. */
static enum hk_result make(struct ctx *cx, struct attachment *file)
{
	struct picture picture;
	int64_t size;
	int opened;

	HK_TRY(attachment_open(cx, file, &opened, &size));

	scoped_fd fd = opened;
	struct parse_source source = { .fd = fd, .len = (uint64_t)size };

	HK_TRY(parse_picture(cx->house->parse, cx->arena, &source, &picture));
	HK_TRY(blob_put(cx->house->blobs, cx->arena, cx->org_id, picture.bytes, picture.len,
			&file->thumb_blob));
	file->thumb_width = picture.width;
	file->thumb_height = picture.height;
	return HK_OK;
}

enum hk_result thumb_step(struct ctx *cx, bool *ret_is_idle)
{
	struct attachment file;
	enum hk_result result;

	*ret_is_idle = true;
	if (!cx->house->parse)
		return HK_OK;
	result = ctx_read(cx, next, &file);
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	result = make(cx, &file);
	if (result == HK_NOT_FOUND || result == HK_INVALID)
		result = HK_OK;
	HK_TRY(result);
	*ret_is_idle = false;
	return ctx_write(cx, put, &file);
}
