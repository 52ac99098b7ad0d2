#include "job/thumb.h"

#include "base/file.h"
#include "base/time.h"
#include "core/blob.h"
#include "parse/picture.h"
#include "ticket/file/attachment_file.h"
#include "ticket/file/thumb.h"

enum { AT_ONCE = 16 };

struct batch {
	struct attachment_list files;
	size_t made;
};

static enum hk_result look(struct ctx *cx, void *data)
{
	return thumbs_due(cx, AT_ONCE, &((struct batch *)data)->files);
}

static enum hk_result put(struct ctx *cx, void *data)
{
	const struct batch *batch = data;

	for (size_t i = 0; i < batch->made; i++)
		HK_TRY(thumb_put(cx, &batch->files.items[i]));
	return HK_OK;
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

enum hk_result thumb_step(struct ctx *cx, int64_t until, bool *ret_is_idle)
{
	struct batch batch = { .made = 0 };
	enum hk_result result = HK_OK;

	*ret_is_idle = true;
	if (!cx->house->parse)
		return HK_OK;
	HK_TRY(ctx_read(cx, look, &batch));
	while (batch.made < batch.files.count && result == HK_OK &&
	       (batch.made == 0 || hk_clock_monotonic() < until)) {
		result = make(cx, &batch.files.items[batch.made]);
		if (result == HK_NOT_FOUND || result == HK_INVALID)
			result = HK_OK;
		batch.made += result == HK_OK;
	}
	*ret_is_idle = batch.made == 0;
	if (batch.made > 0)
		HK_TRY(ctx_write(cx, put, &batch));
	return result;
}
