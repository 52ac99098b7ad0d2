/*
 * A small picture of a large one, made where hostile documents are read: JPEG, PNG, GIF (its first
 * picture) and WebP become WebP of at most PICTURE_SIDE either way, the right way up, without
 * anything else that the file says of itself: no place, no camera, no comment.
 */
#pragma once

#include "parse/parse.h"

enum { PICTURE_SIDE = 320, PICTURE_BYTES = 128 * 1024, PICTURE_FILE_BYTES = 32 * 1024 * 1024 };

struct picture {
	uint32_t width, height;
	const char *bytes; /* in the caller's arena */
	size_t len;
};

/*
 * HK_INVALID: no small picture can be made of it: another kind, broken, larger than
 * PICTURE_FILE_BYTES or of more pixels than the cage has memory for. HK_UNAVAILABLE: no child can
 * be had, try again. Thread-safe; waits for a free child.
 */
enum hk_result parse_picture(struct parse_pool *pool, struct hk_arena *arena,
			     const struct parse_source *source, struct picture *ret);
