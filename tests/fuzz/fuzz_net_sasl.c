/* Whatever a server says when it refuses a token: a reason is a short word of plain letters. What
 * we say to it is base64, whatever the name and the token are. */
#include <stdlib.h>
#include <string.h>

#include "net/sasl.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	static const char base64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789+/=";
	scoped_arena *arena = hk_arena_new();
	const char *text = hk_copy(arena, (const char *)data, size);
	const char *reason = sasl_reason(arena, text), *token;
	struct net_server server = { .host = "mail.example", .port = 993 };

	expect(strlen(reason) == strspn(reason, letters) && strlen(reason) <= 40);
	if (strlen(text) > 1000)
		return 0;
	server.user = server.password = text;
	for (int i = 0; i < 2; i++) {
		token = sasl_token(arena, &server, i == 1);
		expect(*token && strlen(token) == strspn(token, base64));
	}
	return 0;
}
