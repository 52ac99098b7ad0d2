/* Whatever the mail, the reader's answer passes the validator, and every part decodes. */
#include "parse/part.h"
#include "read.h"

enum { TEXT_BYTES = 4096, LIST_ITEMS = 20, PARTS = 20, DEPTH = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	struct request request = { .len = size, .limits = parse_limits_usual };
	const char *raw = hk_copy(arena, (const char *)data, size);
	struct parse_source source = { -1, raw, size };

	/* Small enough that a small input reaches them. */
	request.limits.text_bytes = TEXT_BYTES;
	request.limits.look_bytes = 2 * TEXT_BYTES;
	request.limits.list_items = LIST_ITEMS;
	request.limits.parts = PARTS;
	request.limits.depth = DEPTH;
	request.is_headers_only = size % 8 == 0;

	struct mail mail = mail_of(arena, &request, raw);

	for (uint32_t i = 0; i < mail.part_count; i++) {
		const char *bytes;
		size_t len;

		if (mail_part_load(arena, &source, &mail.parts[i], size, &bytes, &len) != HK_OK)
			abort();
		if (len != mail.parts[i].size)
			abort();
	}
	return 0;
}
