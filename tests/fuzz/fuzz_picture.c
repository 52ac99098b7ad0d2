/* Whatever the file, what becomes of it is small and well formed, or nothing. */
#include <stdlib.h>

#include "parse/inside.h"
#include "parse/picture_kinds.h"

enum { EXIF_BYTES = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GString) out = g_string_new(NULL);
	struct picture picture;
	int way = exif_orientation(data, size < EXIF_BYTES ? size : EXIF_BYTES);

	if (way < 1 || way > 8)
		abort();
	picture_write((const char *)data, size, out);
	if (picture_check((const unsigned char *)out->str, out->len, &picture) == HK_INVALID)
		abort();
	return 0;
}
