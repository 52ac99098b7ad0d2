/* Whatever the markup, what the writer makes of it passes the checker; and the checker survives. */
#include <stdlib.h>

#include "parse/inside.h"

enum { ENOUGH = 4096 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* They are sorted, and each is a place in the text. */
static void marks_check(const GArray *marks, size_t len)
{
	size_t before = 0;

	for (guint i = 0; i < marks->len; i++) {
		const struct history_mark *mark = &g_array_index(marks, struct history_mark, i);

		if (mark->at < before || mark->at >= len || mark->history >= HISTORY_KINDS)
			abort();
		before = mark->at;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GArray) marks = g_array_new(FALSE, FALSE, sizeof(struct history_mark));
	g_autoptr(GString) dirty = g_string_new_len((const char *)data, (gssize)size);
	g_autoptr(GString) html = g_string_new(NULL), text = g_string_new(NULL);
	g_autoptr(GString) again = g_string_new(NULL);

	text_clean(dirty, false);
	(void)html_clean_marked(dirty->str, dirty->len, ENOUGH, html, text, marks);
	if (html->len > ENOUGH + size * 8)
		abort();
	marks_check(marks, text->len);
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
