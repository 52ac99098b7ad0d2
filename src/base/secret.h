/*
 * Random numbers, digests and passwords: libsodium in the house's words.
 * hk_secret_start() must have been called once before threads start.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"

enum { HK_DIGEST = 32, HK_KEY = 32, HK_TOKEN = 16 };

enum hk_result hk_secret_start(void);

void hk_random(void *ret, size_t length);
uint32_t hk_random_below(uint32_t limit);
/* An id, above 0, whose place among others tells no time. */
int64_t hk_random_id(void);

/* 128 random bits as 22 letters that a URL can carry. */
char *hk_token_new(struct hk_arena *arena);

void hk_sha256(const void *bytes, size_t length, unsigned char ret[HK_DIGEST]);
/* HMAC-SHA-256 (RFC 2104). */
void hk_hmac(const unsigned char key[HK_KEY], const void *bytes, size_t length,
	     unsigned char ret[HK_DIGEST]);
/* In constant time. */
bool hk_digest_equal(const void *a, const void *b, size_t length);

/* Argon2id, 19 MiB and 2 passes (OWASP Password Storage Cheat Sheet); about 30 ms of CPU, so the
 * caller lets at most two run at once. */
enum hk_result hk_password_hash(struct hk_arena *arena, const char *password, const char **ret);
bool hk_password_matches(const char *hash, const char *password);

/* RFC 6238, SHA-1, six digits, 30 s. counter is the time step that matched, so that a code
 * counts once; one step of drift either way. */
bool hk_totp_matches(const unsigned char *secret, size_t length, const char *code, int64_t now_ms,
		     int64_t *ret_counter);
/* RFC 4648 base32 without padding, as authenticator programs want it. */
char *hk_base32(struct hk_arena *arena, const unsigned char *bytes, size_t length);

/* Authenticated encryption for secrets at rest (XSalsa20-Poly1305, nonce in front). */
void hk_seal(struct hk_arena *arena, const unsigned char key[HK_KEY], const void *bytes,
	     size_t length, void **ret, size_t *ret_length);
enum hk_result hk_unseal(struct hk_arena *arena, const unsigned char key[HK_KEY], const void *bytes,
			 size_t length, void **ret, size_t *ret_length);
