/* Whatever a server answers over HTTP, it is read to its end and no further; what came in part says
 * the same as far as it goes. */
#include <stdlib.h>

#include "net/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *bytes = hk_copy(arena, (const char *)data, size);
	struct http_answer whole = { 0 }, part = { 0 };
	enum hk_result result = http_answer_read(arena, bytes, size, true, &whole);

	expect(result == HK_OK || result == HK_INVALID || result == HK_NOT_FOUND);
	if (result == HK_OK) {
		expect(whole.code >= 100 && whole.code <= 999);
		expect(whole.length <= size);
	}
	/* It is never whole before its end and another thing at it. */
	for (size_t half = size / 2; half < size; half += 1 + size / 8)
		if (http_answer_read(arena, bytes, half, false, &part) == HK_OK && result == HK_OK)
			expect(part.code == whole.code && part.length <= whole.length);
	return 0;
}
