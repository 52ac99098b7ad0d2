/*
 * Whatever a header says, its reading ends, stays within its limits, and a mail whose headers these
 * are comes to one of four verdicts; none when nobody is trusted.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "intake/auth_results.h"
#include "intake/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_so)
{
	if (!is_so)
		abort();
}

static void expect_results(struct hk_arena *arena, const char *value)
{
	struct auth_results results;

	if (!auth_results_read(arena, value, &results))
		return;
	expect(*results.server && results.count <= AUTH_RESULTS_MAX);
	for (size_t i = 0; i < results.count; i++) {
		expect(*results.items[i].method && *results.items[i].result);
		expect(results.items[i].property_count <= AUTH_PROPERTIES_MAX);
		expect(auth_property(&results.items[i], "header.from") != NULL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const verdicts[] = { "", "confirmed", "unconfirmed", "failed" };
	scoped_arena *arena = hk_arena_new();
	char *value = hk_utf8_clean(arena, (const char *)data, size);
	struct mail_address from = { MAIL_FROM, "", "ann@shop.example" };
	struct mail_header headers[] = { { "Received", value },
					 { "Authentication-Results", value } };
	struct mail mail = { .addresses = &from,
			     .address_count = 1,
			     .headers = headers,
			     .header_count = HK_COUNT(headers) };
	struct proof proof = proof_of(arena, &mail, "mx.shop.example");
	bool is_known = false;

	expect_results(arena, value);
	for (size_t i = 0; i < HK_COUNT(verdicts); i++)
		is_known = is_known || hk_equal(proof.verdict, verdicts[i]);
	expect(is_known && strlen(proof.detail) < 100);
	expect(!*proof_of(arena, &mail, "").verdict);
	return 0;
}
