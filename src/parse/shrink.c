#include "parse/shrink.h"

#include <glib.h>

#include "parse/picture.h"

enum { SUMS = PIXEL + 1, ALPHA = 3, OPAQUE = 255 };

void shrink_size(uint32_t width, uint32_t height, uint32_t side, uint32_t *ret_width,
		 uint32_t *ret_height)
{
	uint64_t longest = MAX(width, height);

	*ret_width = width;
	*ret_height = height;
	if (longest <= side)
		return;
	*ret_width = (uint32_t)MAX(((uint64_t)width * side + longest / 2) / longest, 1);
	*ret_height = (uint32_t)MAX(((uint64_t)height * side + longest / 2) / longest, 1);
}

bool shrink_init(struct shrink *shrink, uint32_t width, uint32_t height)
{
	*shrink = (struct shrink){ .from_width = width, .from_height = height };
	if (width == 0 || height == 0)
		return false;
	shrink_size(width, height, PICTURE_SIDE, &shrink->width, &shrink->height);
	shrink->sums = g_try_new0(uint64_t, shrink->width * SUMS);
	shrink->pixels = g_try_malloc0_n((gsize)shrink->width * shrink->height, PIXEL);
	return shrink->sums && shrink->pixels;
}

void shrink_done(struct shrink *shrink)
{
	g_free(shrink->sums);
	g_free(shrink->pixels);
}

static void row_end(struct shrink *shrink, uint32_t y)
{
	uint8_t *to = shrink->pixels + (size_t)y * shrink->width * PIXEL;

	for (uint32_t x = 0; x < shrink->width; x++, to += PIXEL) {
		uint64_t *sum = shrink->sums + (size_t)x * SUMS;
		uint64_t alpha = sum[ALPHA];

		for (int i = 0; i < ALPHA; i++)
			to[i] = (uint8_t)(alpha ? (sum[i] + alpha / 2) / alpha : 0);
		to[ALPHA] = (uint8_t)(sum[PIXEL] ? alpha / sum[PIXEL] : 0);
		for (int i = 0; i < SUMS; i++)
			sum[i] = 0;
	}
}

void shrink_row(struct shrink *shrink, const uint8_t *row)
{
	uint64_t *sum = shrink->sums;
	uint32_t y = (uint32_t)((uint64_t)shrink->row * shrink->height / shrink->from_height);
	uint32_t next =
		(uint32_t)((uint64_t)(shrink->row + 1) * shrink->height / shrink->from_height);
	uint64_t at = 0;

	if (shrink->row >= shrink->from_height)
		return;
	/* What cannot be seen has no colour, so colours count by how much they can be. */
	for (uint32_t x = 0; x < shrink->from_width; x++, row += PIXEL) {
		for (int i = 0; i < ALPHA; i++)
			sum[i] += (uint64_t)row[i] * row[ALPHA];
		sum[ALPHA] += row[ALPHA];
		sum[PIXEL]++;
		for (at += shrink->width; at >= shrink->from_width; at -= shrink->from_width)
			sum += SUMS;
	}
	shrink->row++;
	if (next > y)
		row_end(shrink, y);
}

/* Where the pixel comes from that is to stand at x, y of a picture turned so. */
static size_t turned_from(const struct shrink *shrink, int orientation, uint32_t x, uint32_t y)
{
	uint32_t right = shrink->width - 1, bottom = shrink->height - 1;
	uint32_t from_x = orientation >= 5 ? y : x, from_y = orientation >= 5 ? x : y;

	if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
		from_x = right - from_x;
	if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
		from_y = bottom - from_y;
	return ((size_t)from_y * shrink->width + from_x) * PIXEL;
}

bool shrink_turn(struct shrink *shrink, int orientation)
{
	bool is_across = orientation >= 5;
	uint32_t width = is_across ? shrink->height : shrink->width;
	uint32_t height = is_across ? shrink->width : shrink->height;
	uint8_t *turned, *to;

	if (orientation < 2 || orientation > 8)
		return true;
	to = turned = g_try_malloc_n((gsize)width * height, PIXEL);
	if (!turned)
		return false;
	for (uint32_t y = 0; y < height; y++)
		for (uint32_t x = 0; x < width; x++) {
			const uint8_t *from =
				shrink->pixels + turned_from(shrink, orientation, x, y);

			for (int i = 0; i < PIXEL; i++)
				*to++ = from[i];
		}
	g_free(shrink->pixels);
	shrink->pixels = turned;
	shrink->width = width;
	shrink->height = height;
	return true;
}
