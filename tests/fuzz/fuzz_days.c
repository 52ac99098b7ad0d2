/* Whatever the file of holidays, its list is clean: a line an event, or the reason why it is none.
 */
#include "parse/inside.h"
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autofree char *raw = g_memdup2(data, size);
	g_autoptr(GString) out = g_string_new(NULL);

	(void)days_list(raw, size, out);
	if (!text_is_clean(out->str, out->len, false))
		abort();

	g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
	const guint count = g_strv_length(lines);

	for (guint i = 0; i + 2 < count; i++)
		if (!strchr(lines[i], '\t'))
			abort();
	return 0;
}
