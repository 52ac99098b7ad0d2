/* A text as a picture for the camera of a phone (ISO/IEC 18004), drawn as one SVG path. */
#pragma once

#include "base/arena.h"

struct qr {
	int64_t size;     /* of the picture in modules, with the quiet zone around it */
	const char *path; /* for <path d="">; "" when the text is too long for a picture */
};

struct qr qr_draw(struct hk_arena *arena, const char *text);
