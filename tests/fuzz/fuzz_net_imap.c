/* Whatever an IMAP server says in a line, it is read to its end and no further. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "net/imap_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *text = hk_copy(arena, (const char *)data, size);
	struct imap_fetch fetch = { .size = -1 };
	struct imap_line line;

	if (hk_utf8_is_valid(text, strlen(text)))
		for (const char *at = imap_folder_name(arena, text); *at; at++)
			expect((unsigned char)*at < 0x80);
	if (strpbrk(text, "\r\n") || imap_line_read(arena, text, &line) != HK_OK)
		return 0;
	expect(line.kind == IMAP_CONTINUE || *line.word);
	expect(!line.has_literal || line.literal >= 0);
	imap_code_number(line.text, "UIDVALIDITY");
	imap_has_word(line.text, "IDLE");
	if (imap_fetch_read(arena, line.text, &fetch) != HK_OK)
		return 0;
	expect(fetch.body != IMAP_BODY_QUOTED || fetch.quoted);
	expect(fetch.body != IMAP_BODY_LITERAL || line.has_literal);
	return 0;
}
