#include "web/gzip.h"

#include <isa-l/igzip_lib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

/* Level 1 makes a page 7 % smaller, for a third more work and a quarter of a megabyte for each
 * worker. */
enum { LEVEL = 0 };

struct gzip {
	struct isal_zstream stream;
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
	stream->gzip_flag = IGZIP_GZIP;
	stream->end_of_stream = 1;
	memcpy(&stream->next_in, &bytes, sizeof(bytes)); /* it only reads, but does not say so */
	stream->avail_in = (uint32_t)length;
	stream->next_out = (uint8_t *)packed;
	stream->avail_out = (uint32_t)room;
	return isal_deflate_stateless(stream) == COMP_OK ? stream->total_out : 0;
}
