/* Whatever a child says, what the validator lets through keeps the promises of parse.h. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "parse/inside.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

static void expect_line(const char *line)
{
	expect(text_is_clean(line, strlen(line), true));
}

/* The first two bytes say how long the message is that the child was given. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	uint64_t raw_len = size < 2 ? 0 : (uint64_t)(data[0] | data[1] << 8);
	struct mail mail;

	if (size < 2 ||
	    mail_read(arena, (const unsigned char *)hk_copy(arena, (const char *)data, size) + 2,
		      size - 2, raw_len, &parse_limits_usual, &mail) != HK_OK)
		return 0;
	expect(html_is_canonical(mail.html));
	expect(hk_utf8_is_valid(mail.text, strlen(mail.text)));
	expect(hk_utf8_is_valid(mail.reply, strlen(mail.reply)));
	expect_line(mail.subject);
	for (uint32_t i = 0; i < mail.address_count; i++) {
		expect(mail.addresses[i].role < MAIL_ROLES);
		expect_line(mail.addresses[i].address);
	}
	for (uint32_t i = 0; i < mail.header_count; i++)
		expect_line(mail.headers[i].value);
	for (uint32_t i = 0; i < mail.part_count; i++) {
		expect(mail.parts[i].length <= raw_len &&
		       mail.parts[i].offset <= raw_len - mail.parts[i].length);
		expect(mail.parts[i].encoding < MAIL_ENCODINGS);
		expect(!strchr(mail.parts[i].name, '/'));
	}
	for (uint32_t i = 0; i < mail.report_count; i++) {
		expect(mail.reports[i].action < MAIL_ACTIONS);
		expect_line(mail.reports[i].diagnostic);
	}
	return 0;
}
