#include "ticket/file/attachment_file.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "base/file.h"
#include "base/text.h"
#include "core/blob_kept.h"
#include "core/settings.h"
#include "parse/part.h"

enum { MEMORY_BYTES = 256 * 1024 };

static enum mail_encoding encoding_of(const struct attachment *file)
{
	static const char *const names[MAIL_ENCODINGS] = { "plain", "base64", "quoted",
							   "uuencoded" };

	for (int i = 0; i < MAIL_ENCODINGS; i++)
		if (hk_equal(file->encoding, names[i]))
			return (enum mail_encoding)i;
	return MAIL_PLAIN;
}

/* What is small lies in memory: an inode for each thumbnail costs more than the thumbnail. */
static int unnamed_open(struct ctx *cx, int64_t size)
{
	if (size <= MEMORY_BYTES)
		return memfd_create("file", MFD_CLOEXEC);
	return open(setting(cx->house->settings, SETTING_RUN_DIR), O_TMPFILE | O_RDWR | O_CLOEXEC,
		    0600);
}

/* The part of a raw mail, decoded into an unnamed file. */
static enum hk_result decode(struct ctx *cx, const struct attachment *file, int blob,
			     int64_t length, int *ret_fd, int64_t *ret_size)
{
	struct parse_source source = { .fd = blob, .len = (uint64_t)length };
	struct mail_part part = { .offset = (uint64_t)file->blob_offset,
				  .length = (uint64_t)file->blob_length,
				  .size = (uint64_t)file->size,
				  .skip = (uint64_t)file->blob_skip,
				  .encoding = encoding_of(file) };
	uint64_t size;
	scoped_fd fd = unnamed_open(cx, file->size);

	if (fd < 0)
		return HK_UNAVAILABLE;
	HK_TRY(mail_part_decode(&source, &part, fd, &size));
	*ret_size = (int64_t)size;
	*ret_fd = hk_fd_take(&fd);
	return HK_OK;
}

enum hk_result attachment_open(struct ctx *cx, const struct attachment *file, int *ret_fd,
			       int64_t *ret_size)
{
	int opened;
	int64_t length;

	HK_TRY(blob_open(cx, file->blob, &opened, &length));

	scoped_fd blob = opened;

	if (encoding_of(file) != MAIL_PLAIN || file->blob_offset != 0 ||
	    file->blob_length != length || file->blob_skip != 0)
		return decode(cx, file, blob, length, ret_fd, ret_size);
	*ret_size = length;
	*ret_fd = hk_fd_take(&blob);
	return HK_OK;
}
