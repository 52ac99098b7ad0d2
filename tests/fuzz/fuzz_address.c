/* Whoever a header names: nobody is made up, and no address carries what could end a line. */
#include "base/text.h"
#include "read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	const char *value = header_value(arena, data, size);
	struct mail mail = mail_of_text(
		arena, hk_format(arena, "From: %s\nReply-To: x@y.example\nTo: %s\nCc: %s\n\nx\n",
				 value, value, value));
	uint32_t roles[MAIL_ROLES] = { 0 };

	for (uint32_t i = 0; i < mail.address_count; i++) {
		const char *address = mail.addresses[i].address;

		roles[mail.addresses[i].role]++;
		if (hk_is_address(address) && strpbrk(address, " \t\r\n<>,"))
			abort();
		if (mail.addresses[i].role != MAIL_REPLY_TO && hk_is_address(address) &&
		    !strchr(value, '@') && !strstr(value, "=?"))
			abort();
	}
	/* The same people wherever they stand; words without an end may find it in the next line.
	 */
	if (!strstr(value, "=?") && mail.address_count < parse_limits_usual.list_items &&
	    (roles[MAIL_FROM] != roles[MAIL_TO] || roles[MAIL_TO] != roles[MAIL_CC] ||
	     roles[MAIL_REPLY_TO] != 1))
		abort();
	return 0;
}
