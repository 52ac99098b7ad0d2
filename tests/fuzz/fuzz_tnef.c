/* Whatever the lump, its files lie within it, and what it says can be made clean. */
#include <string.h>

#include "parse/tnef.h"
#include "read.h"

enum { FILES_MAX = 20, TEXT_MAX = 4096, GROWTH = 8 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rtf_try(const char *bytes, size_t size)
{
	g_autoptr(GString) rtf = g_string_new(NULL), says = g_string_new(NULL);
	bool is_html;

	rtf_unpack(bytes, size, TEXT_MAX, rtf);
	if (rtf->len > TEXT_MAX + GROWTH * 2 + 1)
		abort();
	rtf_read(bytes, size, says, &is_html);
	if (!g_utf8_validate_len(says->str, says->len, NULL) || says->len > (size + 1) * GROWTH)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data;
	struct tnef lump;

	tnef_read(bytes, size, FILES_MAX, TEXT_MAX, &lump);
	for (guint i = 0; i < lump.files->len; i++) {
		const struct tnef_file *file = &g_array_index(lump.files, struct tnef_file, i);

		if (file->offset == 0 || file->offset > size || file->length > size - file->offset)
			abort();
		if (!file->name || !strchr(file->type, '/') || !file->content_id)
			abort();
	}
	if (lump.files->len > FILES_MAX)
		abort();
	text_clean(lump.text, false);
	tnef_done(&lump);
	rtf_try(bytes, size);
	return 0;
}
