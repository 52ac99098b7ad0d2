#include "web/gzip.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

enum { LEVEL = 1 };

struct gzip {
	struct isal_zstream stream;
	uint8_t tokens[ISAL_DEF_LVL1_DEFAULT];
};

struct gzip *gzip_new(void)
{
	struct gzip *gzip = calloc(1, sizeof(*gzip));

	if (!gzip)
		abort();
	return gzip;
}

void gzip_free(struct gzip *gzip)
{
	hk_free(gzip);
}

size_t gzip_pack(struct gzip *gzip, const char *bytes, size_t length, char *packed, size_t room)
{
	struct isal_zstream *stream = &gzip->stream;

	if (length > UINT32_MAX || room > UINT32_MAX)
		return 0;
	isal_deflate_stateless_init(stream);
	stream->level = LEVEL;
	stream->level_buf = gzip->tokens;
	stream->level_buf_size = sizeof(gzip->tokens);
	stream->gzip_flag = IGZIP_GZIP;
	stream->end_of_stream = 1;
	memcpy(&stream->next_in, &bytes, sizeof(bytes)); /* it only reads, but does not say so */
	stream->avail_in = (uint32_t)length;
	stream->next_out = (uint8_t *)packed;
	stream->avail_out = (uint32_t)room;
	return isal_deflate_stateless(stream) == COMP_OK ? stream->total_out : 0;
}
