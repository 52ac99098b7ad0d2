/* The bytes of an attachment, whatever is thought of them. */
#pragma once

#include "ticket/message.h"

/* Decoded; the caller closes. HK_NOT_FOUND: they are gone; HK_UNAVAILABLE: no room. */
enum hk_result attachment_open(struct ctx *cx, const struct attachment *file, int *ret_fd,
			       int64_t *ret_size);
