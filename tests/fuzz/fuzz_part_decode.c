/* Decoding gives the same in one piece as in many, and never more bytes than there were signs. */
#include <stdlib.h>
#include <string.h>

#include "parse/part.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses the encoding and how long the pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	struct part_decoder decoder;

	if (size == 0)
		return 0;

	const char *raw = hk_copy(arena, (const char *)data + 1, size - 1);
	struct parse_source source = { -1, raw, size - 1 };
	struct mail_part part = { .length = size - 1,
				  .encoding = (enum mail_encoding)(data[0] % MAIL_ENCODINGS) };
	size_t step = data[0] / MAIL_ENCODINGS + 1U, len, put = 0;
	char *pieces = hk_alloc(arena, size + PART_SLACK, 1);
	const char *whole;

	if (mail_part_load(arena, &source, &part, size, &whole, &len) != HK_OK || len >= size)
		abort();
	part_decoder_init(&decoder, part.encoding);
	for (size_t at = 0; at < source.len; at += step)
		put += part_decoder_step(&decoder, raw + at,
					 step < source.len - at ? step : source.len - at,
					 pieces + put);
	put += part_decoder_end(&decoder, pieces + put);
	if (put != len || memcmp(pieces, whole, len) != 0)
		abort();
	return 0;
}
