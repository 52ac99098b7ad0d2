/* Whatever is written, the markup is canonical and the plain form is there. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/markdown.h"
#include "parse/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *text = hk_utf8_clean(arena, (const char *)data, size);

	if (!html_is_canonical(markdown_render(arena, text).html))
		abort();
	if (!html_is_canonical(markup_from_canonical(arena, text).html))
		abort();
	if (!markdown_plain(arena, text))
		abort();

	/* Cut anywhere, both halves stay whole. */
	struct markup whole = markdown_render(arena, text), head, tail;

	for (size_t i = 0; i < 4; i++) {
		const char *reply = hk_copy(arena, text, hk_utf8_fit(text, strlen(text) * i / 4));

		if (markup_fold(arena, whole, reply, &head, &tail) &&
		    (!html_is_canonical(head.html) || !html_is_canonical(tail.html)))
			abort();
	}
	return 0;
}
