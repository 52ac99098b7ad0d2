#include "app/vault.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum {
	PIECE = 64 * 1024,
	SEALED = PIECE + crypto_secretstream_xchacha20poly1305_ABYTES,
	NAME_MAX_BYTES = 400,
	HEAD = 10,
};

static const char head[HEAD + 1] = "HARKVAULT1";

struct vault {
	crypto_secretstream_xchacha20poly1305_state stream;
	char *path;
	int fd;
	unsigned char plain[PIECE], sealed[SEALED];
	size_t used, at; /* bytes in plain; how many of them were taken */
	bool is_last;
};

static struct vault *vault_new(const char *path, int fd)
{
	struct vault *vault = calloc(1, sizeof(*vault));

	if (!vault)
		abort();
	vault->path = strdup(path);
	vault->fd = fd;
	if (!vault->path)
		abort();
	return vault;
}

static void vault_free(struct vault *vault)
{
	close(vault->fd);
	hk_free(vault->path);
	sodium_memzero(vault, sizeof(*vault));
	hk_free(vault);
}

static bool key_make(const char *passphrase, const unsigned char *salt, unsigned char *ret)
{
	return crypto_pwhash(ret, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase,
			     strlen(passphrase), salt, crypto_pwhash_OPSLIMIT_MODERATE,
			     crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

enum hk_result vault_create(const char *path, const char *passphrase, struct vault **ret)
{
	unsigned char salt[crypto_pwhash_SALTBYTES];
	unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return HK_UNAVAILABLE;

	struct vault *vault = vault_new(path, fd);

	randombytes_buf(salt, sizeof(salt));
	if (!key_make(passphrase, salt, key)) {
		vault_abandon(vault);
		return HK_UNAVAILABLE;
	}
	crypto_secretstream_xchacha20poly1305_init_push(&vault->stream, header, key);
	sodium_memzero(key, sizeof(key));
	if (!hk_fd_write(fd, head, HEAD) || !hk_fd_write(fd, salt, sizeof(salt)) ||
	    !hk_fd_write(fd, header, sizeof(header))) {
		vault_abandon(vault);
		return HK_UNAVAILABLE;
	}
	*ret = vault;
	return HK_OK;
}

static enum hk_result piece_push(struct vault *vault, unsigned char tag)
{
	unsigned long long length;
	unsigned char size[4];

	crypto_secretstream_xchacha20poly1305_push(&vault->stream, vault->sealed, &length,
						   vault->plain, vault->used, NULL, 0, tag);
	for (int i = 0; i < 4; i++)
		size[i] = (unsigned char)(length >> (24 - 8 * i));
	vault->used = 0;
	return hk_fd_write(vault->fd, size, sizeof(size)) &&
			       hk_fd_write(vault->fd, vault->sealed, (size_t)length)
		       ? HK_OK
		       : HK_UNAVAILABLE;
}

static enum hk_result put(struct vault *vault, const void *bytes, size_t length)
{
	const unsigned char *from = bytes;

	while (length > 0) {
		size_t room = PIECE - vault->used;
		size_t count = length < room ? length : room;
		memcpy(vault->plain + vault->used, from, count);
		vault->used += count;
		from += count;
		length -= count;
		if (vault->used == PIECE)
			HK_TRY(piece_push(vault, 0));
	}
	return HK_OK;
}

static enum hk_result put_number(struct vault *vault, uint64_t number, int size)
{
	unsigned char bytes[8];

	for (int i = 0; i < size; i++)
		bytes[i] = (unsigned char)(number >> (8 * (size - 1 - i)));
	return put(vault, bytes, (size_t)size);
}

enum hk_result vault_add(struct vault *vault, const char *name, int fd)
{
	unsigned char chunk[PIECE];
	off_t size = lseek(fd, 0, SEEK_END);
	size_t length = strlen(name);

	if (size < 0 || lseek(fd, 0, SEEK_SET) != 0 || length > NAME_MAX_BYTES)
		return HK_FAILED;
	HK_TRY(put_number(vault, length, 2));
	HK_TRY(put(vault, name, length));
	HK_TRY(put_number(vault, (uint64_t)size, 8));
	/* Exactly as many bytes as were promised, whatever becomes of the file meanwhile. */
	for (off_t left = size; left > 0;) {
		size_t wish = left < (off_t)sizeof(chunk) ? (size_t)left : sizeof(chunk);
		ssize_t got = read(fd, chunk, wish);
		if (got <= 0)
			return HK_FAILED;
		HK_TRY(put(vault, chunk, (size_t)got));
		left -= got;
	}
	return HK_OK;
}

enum hk_result vault_finish(struct vault *vault)
{
	enum hk_result result = piece_push(vault, crypto_secretstream_xchacha20poly1305_TAG_FINAL);

	if (result == HK_OK && fsync(vault->fd) != 0)
		result = HK_UNAVAILABLE;
	if (result != HK_OK) {
		vault_abandon(vault);
		return result;
	}
	vault_free(vault);
	return HK_OK;
}

void vault_abandon(struct vault *vault)
{
	if (!vault)
		return;
	unlink(vault->path);
	vault_free(vault);
}

static bool read_whole(int fd, void *bytes, size_t length)
{
	for (char *at = bytes; length > 0;) {
		ssize_t got = read(fd, at, length);
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

static enum hk_result piece_pull(struct vault *vault)
{
	unsigned long long length;
	unsigned char size[4] = { 0 }, tag;
	size_t count = 0;

	if (vault->is_last || !read_whole(vault->fd, size, sizeof(size)))
		return HK_INVALID;
	for (int i = 0; i < 4; i++)
		count = count << 8 | size[i];
	if (count > SEALED || !read_whole(vault->fd, vault->sealed, count))
		return HK_INVALID;
	if (crypto_secretstream_xchacha20poly1305_pull(&vault->stream, vault->plain, &length, &tag,
						       vault->sealed, count, NULL, 0) != 0)
		return HK_INVALID;
	vault->used = (size_t)length;
	vault->at = 0;
	vault->is_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
	return HK_OK;
}

static enum hk_result take(struct vault *vault, void *ret, size_t length)
{
	unsigned char *to = ret;

	while (length > 0) {
		size_t there = vault->used - vault->at;
		size_t count = length < there ? length : there;
		memcpy(to, vault->plain + vault->at, count);
		vault->at += count;
		to += count;
		length -= count;
		if (length > 0 && vault->at == vault->used)
			HK_TRY(piece_pull(vault));
	}
	return HK_OK;
}

static enum hk_result take_number(struct vault *vault, int size, uint64_t *ret)
{
	unsigned char bytes[8] = { 0 };

	HK_TRY(take(vault, bytes, (size_t)size));
	*ret = 0;
	for (int i = 0; i < size; i++)
		*ret = *ret << 8 | bytes[i];
	return HK_OK;
}

enum hk_result vault_copy(struct vault *vault, int64_t size, int fd)
{
	unsigned char chunk[PIECE];

	while (size > 0) {
		size_t count = size < PIECE ? (size_t)size : PIECE;
		HK_TRY(take(vault, chunk, count));
		if (fd >= 0 && !hk_fd_write(fd, chunk, count))
			return HK_UNAVAILABLE;
		size -= (int64_t)count;
	}
	return HK_OK;
}

static bool is_over(struct vault *vault)
{
	return vault->at == vault->used && vault->is_last;
}

static enum hk_result each_file(struct vault *vault, vault_on_file *on_file, void *data)
{
	HK_TRY(piece_pull(vault));
	while (!is_over(vault)) {
		char name[NAME_MAX_BYTES + 1] = { 0 };
		uint64_t length, size;
		HK_TRY(take_number(vault, 2, &length));
		if (length > NAME_MAX_BYTES)
			return HK_INVALID;
		HK_TRY(take(vault, name, (size_t)length));
		HK_TRY(take_number(vault, 8, &size));
		HK_TRY(on_file(data, vault, name, (int64_t)size));
		/* The last piece may begin just here. */
		if (vault->at == vault->used && !vault->is_last)
			HK_TRY(piece_pull(vault));
	}
	return HK_OK;
}

enum hk_result vault_read(const char *path, const char *passphrase, vault_on_file *on_file,
			  void *data)
{
	unsigned char salt[crypto_pwhash_SALTBYTES];
	unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
	unsigned char header[crypto_secretstream_xchacha20poly1305_HEADERBYTES];
	char begin[HEAD];
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return HK_NOT_FOUND;

	struct vault *vault = vault_new(path, fd);
	enum hk_result result = HK_INVALID;

	if (read_whole(fd, begin, HEAD) && memcmp(begin, head, HEAD) == 0 &&
	    read_whole(fd, salt, sizeof(salt)) && read_whole(fd, header, sizeof(header)) &&
	    key_make(passphrase, salt, key) &&
	    crypto_secretstream_xchacha20poly1305_init_pull(&vault->stream, header, key) == 0)
		result = each_file(vault, on_file, data);
	sodium_memzero(key, sizeof(key));
	vault_free(vault);
	return result;
}
