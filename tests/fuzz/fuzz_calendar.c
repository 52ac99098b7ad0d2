/* Whatever the calendar, what it comes to is clean and short. */
#include "parse/mime.h"
#include "read.h"

enum { MOST = 16 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GString) text = g_string_new_len((const char *)data, (gssize)size);
	g_autoptr(GString) out = g_string_new(NULL);

	text_clean(text, false);
	calendar_write(text->str, out);
	if (!text_is_clean(out->str, out->len, false) || out->len > MOST)
		abort();
	return 0;
}
