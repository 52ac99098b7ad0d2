/* Whatever the markup, what the writer makes of it passes the checker; and the checker survives. */
#include <stdlib.h>

#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GString) dirty = g_string_new_len((const char *)data, (gssize)size);
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);
	g_autoptr(GString) again = g_string_new(NULL);

	text_clean(dirty, false);
	(void)html_clean(dirty->str, dirty->len, html, text);
	if (!html_is_canonical(html->str))
		abort();
	if (!html_is_canonical(dirty->str))
		return 0;
	/* What is canonical holds nothing that the writer would drop without a word. */
	g_string_truncate(text, 0);
	if (!html_clean(dirty->str, dirty->len, again, text) || !html_is_canonical(again->str))
		abort();
	return 0;
}
