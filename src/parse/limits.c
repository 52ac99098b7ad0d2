#include "parse/parse.h"

/*
 * A child costs about a millisecond of CPU. So a mail that comes alone has its own, and meets no
 * process that read another's; in a crowd a few share one. The memory holds the largest mail three
 * times (raw, decoded, cleaned) and the libraries.
 */
const struct parse_settings parse_settings_usual = {
	.children = 2,
	.messages_per_child = 20,
	.cpu_seconds = 10,
	.memory_bytes = 512 << 20,
};

/*
 * Large mail servers refuse above 25 to 50 MB, so 64 MB refuses nothing they delivered. The
 * counts are an order of magnitude above the largest honest mail of the public corpora. Markup may
 * be much larger than what it says: some programs write whole pictures into it.
 */
const struct parse_limits parse_limits_usual = {
	.mail_bytes = 64 << 20,
	.result_bytes = 16 << 20,
	.deadline_ms = 5000,
	.header_bytes = 256 << 10,
	.header_fields = 2000,
	.parts = 500,
	.depth = 30,
	.text_bytes = 1 << 20,
	.look_bytes = 16 << 20,
	.list_items = 500,
};
