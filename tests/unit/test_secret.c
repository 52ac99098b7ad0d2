#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "test.h"

static int open_arena(void **state)
{
	assert_int_equal(hk_secret_start(), HK_OK);
	*state = hk_arena_new();
	return 0;
}

static int close_arena(void **state)
{
	hk_arena_free(*state);
	return 0;
}

static void tokens_are_22_letters_and_never_alike(void **state)
{
	char *one = hk_token_new(*state), *two = hk_token_new(*state);

	assert_int_equal(strlen(one), 22);
	assert_int_equal(strspn(one, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				     "0123456789-_"),
			 22);
	assert_string_not_equal(one, two);
}

static void random_numbers_stay_below_their_limit(void **state)
{
	unsigned seen = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		uint32_t number = hk_random_below(6);

		assert_in_range(number, 0, 5);
		seen |= 1U << number;
	}
	assert_int_equal(seen, 0x3f);
}

static void an_id_by_lot_is_above_nothing_and_tells_no_order(void **state)
{
	int64_t last = 0, risen = 0;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t id = hk_random_id();

		assert_true(id > 0);
		risen += id > last;
		last = id;
	}
	/* Half of them; a hundred more or fewer is no chance. */
	assert_in_range(risen, 400, 600);
}

/* FIPS 180-4, example "abc". */
static void sha256_is_as_the_standard_shows(void **state)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256("abc", 3, digest);
	assert_string_equal(hk_hex(*state, digest, sizeof(digest)),
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/* RFC 4231, test cases 1 and 2; the RFC's short keys are padded with zeros, which RFC 2104 does
 * too. */
static void hmac_is_as_rfc_4231_shows(void **state)
{
	unsigned char key[HK_KEY] = { 0 }, digest[HK_DIGEST];

	memset(key, 0x0b, 20);
	hk_hmac(key, "Hi There", 8, digest);
	assert_string_equal(hk_hex(*state, digest, sizeof(digest)),
			    "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	memset(key, 0, sizeof(key));
	memcpy(key, "Jefe", 4);
	hk_hmac(key, "what do ya want for nothing?", 28, digest);
	assert_string_equal(hk_hex(*state, digest, sizeof(digest)),
			    "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void equal_digests_are_told_from_others(void **state)
{
	(void)state;
	assert_true(hk_digest_equal("abcd", "abcd", 4));
	assert_false(hk_digest_equal("abcd", "abce", 4));
	assert_true(hk_digest_equal("abcd", "abce", 3));
}

static void a_password_opens_only_its_own_hash(void **state)
{
	const char *hash = NULL, *again = NULL;

	assert_int_equal(hk_password_hash(*state, "kątik সেবা", &hash), HK_OK);
	assert_true(hk_starts(hash, "$argon2id$v=19$m=19456,t=2,p=1$"));
	assert_true(hk_password_matches(hash, "kątik সেবা"));
	assert_false(hk_password_matches(hash, "kątik"));
	assert_false(hk_password_matches(hash, ""));
	assert_int_equal(hk_password_hash(*state, "kątik সেবা", &again), HK_OK);
	assert_string_not_equal(hash, again);
}

static void a_broken_hash_is_opened_by_nothing(void **state)
{
	(void)state;
	assert_false(hk_password_matches("", ""));
	assert_false(hk_password_matches("plain", "plain"));
	assert_false(hk_password_matches("$argon2id$v=19$m=19456,t=2,p=1$", ""));
}

/* RFC 6238 appendix B, the last six of its eight digits. */
static void codes_are_as_rfc_6238_shows(void **state)
{
	static const struct {
		int64_t seconds;
		const char *code;
	} vectors[] = {
		{ 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
		{ 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" },
	};

	const unsigned char *secret = (const unsigned char *)"12345678901234567890";
	int64_t counter = 0;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(vectors); i++) {
		assert_true(hk_totp_matches(secret, 20, vectors[i].code, vectors[i].seconds * 1000,
					    &counter));
		assert_int_equal(counter, vectors[i].seconds / 30);
	}
}

static void a_clock_may_be_one_step_off_and_no_more(void **state)
{
	const unsigned char *secret = (const unsigned char *)"12345678901234567890";
	int64_t counter = 0, at = 1234567890LL * 1000;

	(void)state;
	assert_true(hk_totp_matches(secret, 20, "005924", at - 30000, &counter));
	assert_true(hk_totp_matches(secret, 20, "005924", at + 30000, &counter));
	assert_int_equal(counter, 1234567890 / 30);
	assert_false(hk_totp_matches(secret, 20, "005924", at - 60000, &counter));
	assert_false(hk_totp_matches(secret, 20, "005924", at + 60000, &counter));
}

static void what_is_no_code_matches_nothing(void **state)
{
	static const char *const bad[] = { "", "28708", "2870820", "28708a", "287083", "94287082" };
	const unsigned char *secret = (const unsigned char *)"12345678901234567890";
	int64_t counter = 42;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bad); i++)
		assert_false(hk_totp_matches(secret, 20, bad[i], 59000, &counter));
	assert_int_equal(counter, 42);
}

/* RFC 4648 section 10, without the padding. */
static void base32_is_as_the_rfc_shows(void **state)
{
	static const char *const pairs[][2] = {
		{ "", "" },
		{ "f", "MY" },
		{ "fo", "MZXQ" },
		{ "foo", "MZXW6" },
		{ "foob", "MZXW6YQ" },
		{ "fooba", "MZXW6YTB" },
		{ "foobar", "MZXW6YTBOI" },
	};

	for (size_t i = 0; i < HK_COUNT(pairs); i++)
		assert_string_equal(
			hk_base32(*state, (const unsigned char *)pairs[i][0], strlen(pairs[i][0])),
			pairs[i][1]);
}

static void what_is_sealed_opens_with_its_key_alone(void **state)
{
	unsigned char key[HK_KEY], other[HK_KEY];
	void *box, *again, *open;
	size_t length, opened;

	hk_random(key, sizeof(key));
	hk_random(other, sizeof(other));
	hk_seal(*state, key, "an smtp password", 16, &box, &length);
	hk_seal(*state, key, "an smtp password", 16, &again, &length);
	assert_memory_not_equal(box, again, length);
	assert_int_equal(hk_unseal(*state, key, box, length, &open, &opened), HK_OK);
	assert_int_equal(opened, 16);
	assert_memory_equal(open, "an smtp password", 16);
	assert_int_equal(hk_unseal(*state, other, box, length, &open, &opened), HK_INVALID);
}

static void a_seal_that_was_touched_anywhere_does_not_open(void **state)
{
	unsigned char key[HK_KEY] = { 7 };
	void *box, *open;
	size_t length, opened;

	hk_seal(*state, key, "secret", 6, &box, &length);
	for (size_t i = 0; i < length; i++) {
		((unsigned char *)box)[i] ^= 1;
		assert_int_equal(hk_unseal(*state, key, box, length, &open, &opened), HK_INVALID);
		((unsigned char *)box)[i] ^= 1;
	}
	for (size_t shorter = 0; shorter < length; shorter++)
		assert_int_equal(hk_unseal(*state, key, box, shorter, &open, &opened), HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tokens_are_22_letters_and_never_alike),
		cmocka_unit_test(random_numbers_stay_below_their_limit),
		cmocka_unit_test(an_id_by_lot_is_above_nothing_and_tells_no_order),
		cmocka_unit_test(sha256_is_as_the_standard_shows),
		cmocka_unit_test(hmac_is_as_rfc_4231_shows),
		cmocka_unit_test(equal_digests_are_told_from_others),
		cmocka_unit_test(a_password_opens_only_its_own_hash),
		cmocka_unit_test(a_broken_hash_is_opened_by_nothing),
		cmocka_unit_test(codes_are_as_rfc_6238_shows),
		cmocka_unit_test(a_clock_may_be_one_step_off_and_no_more),
		cmocka_unit_test(what_is_no_code_matches_nothing),
		cmocka_unit_test(base32_is_as_the_rfc_shows),
		cmocka_unit_test(what_is_sealed_opens_with_its_key_alone),
		cmocka_unit_test(a_seal_that_was_touched_anywhere_does_not_open),
	};

	return cmocka_run_group_tests(tests, open_arena, close_arena);
}
