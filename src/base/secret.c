#include "base/secret.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { PASSES = 2, MEMORY = 19 * 1024 * 1024, CODE_STEP_MS = 30 * 1000, SHA1 = 20 };

enum hk_result hk_secret_start(void)
{
	return sodium_init() < 0 ? HK_FAILED : HK_OK;
}

void hk_random(void *ret, size_t length)
{
	randombytes_buf(ret, length);
}

uint32_t hk_random_below(uint32_t limit)
{
	return randombytes_uniform(limit);
}

int64_t hk_random_id(void)
{
	int64_t id;

	hk_random(&id, sizeof(id));
	return (id & INT64_MAX) | 1;
}

char *hk_token_new(struct hk_arena *arena)
{
	unsigned char bytes[HK_TOKEN];

	hk_random(bytes, sizeof(bytes));
	return hk_base64url(arena, bytes, sizeof(bytes));
}

void hk_sha256(const void *bytes, size_t length, unsigned char ret[HK_DIGEST])
{
	crypto_hash_sha256(ret, bytes, length);
}

void hk_hmac(const unsigned char key[HK_KEY], const void *bytes, size_t length,
	     unsigned char ret[HK_DIGEST])
{
	crypto_auth_hmacsha256(ret, bytes, length, key);
}

bool hk_digest_equal(const void *a, const void *b, size_t length)
{
	return sodium_memcmp(a, b, length) == 0;
}

enum hk_result hk_password_hash(struct hk_arena *arena, const char *password, const char **ret)
{
	char *hash = hk_alloc(arena, crypto_pwhash_STRBYTES, 1);

	if (crypto_pwhash_str_alg(hash, password, strlen(password), PASSES, MEMORY,
				  crypto_pwhash_ALG_ARGON2ID13) != 0)
		return HK_UNAVAILABLE;
	*ret = hash;
	return HK_OK;
}

bool hk_password_matches(const char *hash, const char *password)
{
	return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
}

static void code_at(const unsigned char *secret, size_t length, int64_t counter, char ret[7])
{
	unsigned char message[8], digest[SHA1];

	for (int i = 0; i < 8; i++)
		message[i] = (unsigned char)((uint64_t)counter >> (56 - 8 * i));
	gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, length, message, sizeof(message), digest);

	const unsigned char *at = digest + (digest[SHA1 - 1] & 0xf);
	uint32_t number = ((uint32_t)(at[0] & 0x7f) << 24 | (uint32_t)at[1] << 16 |
			   (uint32_t)at[2] << 8 | at[3]) %
			  1000000;

	snprintf(ret, 7, "%06u", number);
}

bool hk_totp_matches(const unsigned char *secret, size_t length, const char *code, int64_t now_ms,
		     int64_t *ret_counter)
{
	int64_t now = now_ms / CODE_STEP_MS;
	char right[7];

	if (strlen(code) != 6)
		return false;
	for (int64_t counter = now - 1; counter <= now + 1; counter++) {
		code_at(secret, length, counter, right);
		if (hk_digest_equal(right, code, 6)) {
			*ret_counter = counter;
			return true;
		}
	}
	return false;
}

char *hk_base32(struct hk_arena *arena, const unsigned char *bytes, size_t length)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	char *text = hk_alloc(arena, length * 8 / 5 + 2, 1);
	uint32_t bits = 0;
	int count = 0;
	size_t put = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | bytes[i];
		for (count += 8; count >= 5; count -= 5)
			text[put++] = letters[bits >> (count - 5) & 31];
	}
	if (count > 0)
		text[put] = letters[bits << (5 - count) & 31];
	return text;
}

void hk_seal(struct hk_arena *arena, const unsigned char key[HK_KEY], const void *bytes,
	     size_t length, void **ret, size_t *ret_length)
{
	size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + length;
	unsigned char *box = hk_alloc(arena, size, 1);

	hk_random(box, crypto_secretbox_NONCEBYTES);
	crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, bytes, length, box, key);
	*ret = box;
	*ret_length = size;
}

enum hk_result hk_unseal(struct hk_arena *arena, const unsigned char key[HK_KEY], const void *bytes,
			 size_t length, void **ret, size_t *ret_length)
{
	const unsigned char *box = bytes;
	size_t head = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;

	if (length < head)
		return HK_INVALID;

	unsigned char *open = hk_alloc(arena, length - head + 1, 1);

	if (crypto_secretbox_open_easy(open, box + crypto_secretbox_NONCEBYTES,
				       length - crypto_secretbox_NONCEBYTES, box, key) != 0)
		return HK_INVALID;
	*ret = open;
	*ret_length = length - head;
	return HK_OK;
}
