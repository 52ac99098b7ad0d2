/* The kinds of pictures that can be made small; each reads into a shrink, which the caller ends.
 * False: broken or too large. Only picture.c and the fuzzer call these. */
#pragma once

#include <glib.h>

#include "parse/picture.h"
#include "parse/shrink.h"

/* What is held whole in memory, and what is read row by row. */
enum { PICTURE_PIXELS_WHOLE = 40 * 1000 * 1000, PICTURE_PIXELS_JPEG = 150 * 1000 * 1000 };

static inline bool picture_fits(uint64_t width, uint64_t height, uint64_t pixels)
{
	return width > 0 && height > 0 && width <= pixels && height <= pixels / width;
}

bool picture_jpeg(const char *bytes, size_t len, struct shrink *ret);
bool picture_png(const char *bytes, size_t len, struct shrink *ret);
bool picture_gif(const char *bytes, size_t len, struct shrink *ret);
bool picture_webp(const char *bytes, size_t len, struct shrink *ret);

/* 1 to 8, as in a JPEG file; 1: it does not say. */
int exif_orientation(const uint8_t *exif, size_t len);
