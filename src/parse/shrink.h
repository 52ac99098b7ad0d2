/* Makes a picture smaller while it is read row by row: each pixel of the small one is the mean of
 * those that it stands for. Only the small one is ever in memory. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PIXEL = 4 /* red, green, blue, alpha */ };

struct shrink {
	uint32_t width, height; /* of the small one */
	uint32_t from_width, from_height, row;
	uint64_t *sums;  /* of the small row that is being filled: PIXEL and a count each */
	uint8_t *pixels; /* width * height * PIXEL */
};

/* How large a picture of that size becomes at most side either way; never 0. */
void shrink_size(uint32_t width, uint32_t height, uint32_t side, uint32_t *ret_width,
		 uint32_t *ret_height);
/* False: no memory. */
bool shrink_init(struct shrink *shrink, uint32_t width, uint32_t height);
void shrink_done(struct shrink *shrink);
/* from_width pixels, from_height times. */
void shrink_row(struct shrink *shrink, const uint8_t *row);
/* Turns what is there as EXIF says (1 to 8). False: no memory. */
bool shrink_turn(struct shrink *shrink, int orientation);
