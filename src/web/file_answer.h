/*
 * A file that somebody sent us, as the answer to a request. What the sender
 * calls it decides nothing: a picture is what begins like one, and everything
 * else is only ever saved, never shown.
 */
#pragma once

#include "ticket/message.h"
#include "web/web.h"

enum file_how {
	FILE_SAVE,  /* under its own name */
	FILE_SHOW,  /* a picture within a page; HK_NOT_FOUND when it is none */
	FILE_THUMB, /* the small picture of it; HK_NOT_FOUND when there is none */
};

/* Its bytes, decoded; the caller closes. HK_NOT_FOUND: they are gone; HK_UNAVAILABLE: no room, or
 * it cannot be had (file_state.h) and the problem says why. */
enum hk_result file_open(struct ctx *cx, const struct attachment *file, int *ret_fd,
			 int64_t *ret_size);
/* HK_NOT_FOUND: its bytes are gone; HK_UNAVAILABLE: no room to decode them. */
enum hk_result file_answer(struct web_request *req, const struct attachment *file,
			   enum file_how how);
