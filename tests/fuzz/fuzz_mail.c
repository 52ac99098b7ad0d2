/* Whatever the mail, the reader's answer passes the validator, and every part decodes. */
#include <stdlib.h>
#include <string.h>

#include "parse/inside.h"
#include "parse/part.h"

enum { TEXT_BYTES = 4096, LIST_ITEMS = 20, PARTS = 20, DEPTH = 5 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The MIME library never frees its table of types. */
__attribute__((weak)) void lsan_disable(void) __asm__("__lsan_disable");
__attribute__((weak)) void lsan_enable(void) __asm__("__lsan_enable");

static void start_once(void)
{
	static bool is_started;

	if (!is_started && lsan_disable)
		lsan_disable();
	if (!is_started)
		mail_start();
	if (!is_started && lsan_enable)
		lsan_enable();
	is_started = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	struct request request = { .len = size, .limits = parse_limits_usual };
	char *raw = hk_copy(arena, (const char *)data, size);
	struct parse_source source = { -1, raw, size };
	g_autoptr(GString) out = g_string_new(NULL);
	struct mail mail;

	/* Small enough that a small input reaches them. */
	request.limits.text_bytes = TEXT_BYTES;
	request.limits.list_items = LIST_ITEMS;
	request.limits.parts = PARTS;
	request.limits.depth = DEPTH;
	request.is_headers_only = size % 8 == 0;
	start_once();
	mail_parse(&request, raw, out);
	if (mail_read(arena, (const unsigned char *)out->str, out->len, size, &request.limits,
		      &mail) != HK_OK)
		abort();
	if (mail.text[strspn(mail.text, " \t\n")] && !mail.reply[0])
		abort();
	for (uint32_t i = 0; i < mail.part_count; i++) {
		const char *bytes;
		size_t len;

		if (mail_part_load(arena, &source, &mail.parts[i], size, &bytes, &len) != HK_OK)
			abort();
	}
	return 0;
}
