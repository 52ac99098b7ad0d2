/*
 * The file that `hark backup` writes: files one after another, encrypted and
 * authenticated as a stream (libsodium's secretstream, XChaCha20-Poly1305) with a
 * key made from a passphrase (Argon2id, 256 MiB), because it holds the key of
 * the house beside everything that customers said. Cut short, changed or opened
 * with another passphrase it is refused as a whole.
 *
 * Layout: "HARKVAULT1", 16 bytes of salt, 24 of stream header, then pieces:
 * 4 bytes of length (big-endian) and the encrypted piece. Inside: for each file
 * 2 bytes of name length, name, 8 bytes of size, its bytes.
 */
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/result.h"

struct vault;

/* HK_UNAVAILABLE: the file cannot be written. */
enum hk_result vault_create(const char *path, const char *passphrase, struct vault **ret);
/* fd is read from its beginning to its end. */
enum hk_result vault_add(struct vault *vault, const char *name, int fd);
/* Writes the end and makes it durable; without it the file is no backup. Frees the vault. */
enum hk_result vault_finish(struct vault *vault);
/* Gives up and removes the file. */
void vault_abandon(struct vault *vault);

/* Called with each file in turn; bytes come by vault_copy(). */
typedef enum hk_result vault_on_file(void *data, struct vault *vault, const char *name,
				     int64_t size);
/* HK_INVALID: no backup of ours, damaged, or another passphrase. */
enum hk_result vault_read(const char *path, const char *passphrase, vault_on_file *on_file,
			  void *data);
/* The bytes of the file under way into fd; fd -1 only checks them. */
enum hk_result vault_copy(struct vault *vault, int64_t size, int fd);
