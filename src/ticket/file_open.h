/* The bytes of an attachment, wherever they lie: a blob of its own, a part of a raw mail, or within
 * such a part. */
#pragma once

#include "ticket/message.h"

/* Its bytes, decoded; the caller closes. HK_NOT_FOUND: they are gone; HK_UNAVAILABLE: no room. */
enum hk_result file_open(struct ctx *cx, const struct attachment *file, int *ret_fd,
			 int64_t *ret_size);
