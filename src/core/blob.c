#include "core/blob.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"

enum { CHUNK = 64 * 1024, NAME_LENGTH = 2 * HK_DIGEST };

struct blobs {
	char *folder;
};

struct blobs *blobs_open(const char *folder)
{
	struct blobs *blobs = calloc(1, sizeof(*blobs));

	if (!blobs)
		abort();
	blobs->folder = strdup(folder);
	if (!blobs->folder)
		abort();
	return blobs;
}

void blobs_close(struct blobs *blobs)
{
	if (!blobs)
		return;
	hk_free(blobs->folder);
	hk_free(blobs);
}

const char *blobs_folder(const struct blobs *blobs)
{
	return blobs->folder;
}

static char *folder_of(const struct blobs *blobs, struct hk_arena *arena, int64_t org_id,
		       const char *name)
{
	return hk_format(arena, "%s/%" PRId64 "/%.2s", blobs->folder, org_id, name);
}

static bool name_is_right(const char *name)
{
	return strlen(name) == NAME_LENGTH && strspn(name, "0123456789abcdef") == NAME_LENGTH;
}

/* Makes the folder, and its name last in the folder above when it is new. */
static enum hk_result folder_prepare(const char *folder)
{
	scoped_arena *arena = hk_arena_new();
	const char *slash = strrchr(folder, '/');

	if (access(folder, W_OK) == 0)
		return HK_OK;
	HK_TRY(hk_folder_make(folder, 0700));
	return hk_folder_sync(hk_copy(arena, folder, (size_t)(slash - folder)));
}

/* Held until the descriptor is closed; each call has one of its own, because a lock belongs to the
 * opened file. -1: it cannot be had (now, with LOCK_NB). */
static int lock_take(const struct blobs *blobs, int how)
{
	scoped_arena *arena = hk_arena_new();
	const char *path = hk_format(arena, "%s/.lock", blobs->folder);
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 && errno == ENOENT && hk_folder_make(blobs->folder, 0700) == HK_OK)
		fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	while (fd >= 0 && flock(fd, how) != 0) {
		if (errno == EINTR)
			continue;
		close(fd);
		fd = -1;
	}
	return fd;
}

/* It is wanted as of now. */
static bool touch(const char *path)
{
	return utimensat(AT_FDCWD, path, NULL, 0) == 0;
}

enum hk_result blob_put(struct blobs *blobs, struct hk_arena *arena, int64_t org_id,
			const void *bytes, size_t length, const char **ret_name)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256(bytes, length, digest);

	const char *name = hk_hex(arena, digest, sizeof(digest));
	const char *folder = folder_of(blobs, arena, org_id, name);
	const char *path = hk_format(arena, "%s/%s", folder, name);
	struct stat status;

	scoped_fd lock = lock_take(blobs, LOCK_SH);

	/* The name stands only for whole content, because it came by rename. */
	if (lock < 0)
		return HK_UNAVAILABLE;
	if (stat(path, &status) != 0 || status.st_size != (off_t)length || !touch(path)) {
		HK_TRY(folder_prepare(folder));
		HK_TRY(hk_file_write(path, bytes, length, 0600));
	}
	*ret_name = name;
	return HK_OK;
}

static enum hk_result digest_of(int fd, unsigned char ret[HK_DIGEST], int64_t *ret_length)
{
	unsigned char chunk[CHUNK];
	crypto_hash_sha256_state state;
	off_t at = 0;
	ssize_t got;

	crypto_hash_sha256_init(&state);
	while ((got = pread(fd, chunk, sizeof(chunk), at)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return HK_UNAVAILABLE;
		crypto_hash_sha256_update(&state, chunk, (unsigned long long)got);
		at += got;
	}
	crypto_hash_sha256_final(&state, ret);
	*ret_length = at;
	return HK_OK;
}

static bool copy_file(int from, int to)
{
	char chunk[CHUNK];
	off_t at = 0;
	ssize_t got;

	while ((got = pread(from, chunk, sizeof(chunk), at)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0 || !hk_fd_write(to, chunk, (size_t)got))
			return false;
		at += got;
	}
	return fsync(to) == 0;
}

static enum hk_result file_store(struct hk_arena *arena, int fd, const char *folder,
				 const char *path)
{
	char *beside = hk_format(arena, "%s.%s.new", path, hk_token_new(arena));

	HK_TRY(folder_prepare(folder));

	scoped_fd to = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (to < 0)
		return HK_UNAVAILABLE;
	if (!copy_file(fd, to) || rename(beside, path) != 0) {
		unlink(beside);
		return HK_UNAVAILABLE;
	}
	return hk_folder_sync(folder);
}

enum hk_result blob_put_file(struct blobs *blobs, struct hk_arena *arena, int64_t org_id, int fd,
			     const char **ret_name, int64_t *ret_length)
{
	unsigned char digest[HK_DIGEST];
	struct stat status;

	HK_TRY(digest_of(fd, digest, ret_length));

	const char *name = hk_hex(arena, digest, sizeof(digest));
	const char *folder = folder_of(blobs, arena, org_id, name);
	const char *path = hk_format(arena, "%s/%s", folder, name);

	scoped_fd lock = lock_take(blobs, LOCK_SH);

	if (lock < 0)
		return HK_UNAVAILABLE;
	if (stat(path, &status) != 0 || status.st_size != *ret_length || !touch(path))
		HK_TRY(file_store(arena, fd, folder, path));
	*ret_name = name;
	return HK_OK;
}

enum hk_result blob_file_open(struct blobs *blobs, int64_t org_id, const char *name, int *ret_fd,
			      int64_t *ret_length)
{
	struct stat status;

	if (!name_is_right(name))
		return HK_NOT_FOUND;

	scoped_arena *arena = hk_arena_new();
	int fd = open(hk_format(arena, "%s/%s", folder_of(blobs, arena, org_id, name), name),
		      O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? HK_NOT_FOUND : HK_UNAVAILABLE;
	if (fstat(fd, &status) != 0) {
		close(fd);
		return HK_UNAVAILABLE;
	}
	*ret_fd = fd;
	*ret_length = status.st_size;
	return HK_OK;
}

static int64_t put_at(const struct stat *status)
{
	return (int64_t)status->st_mtim.tv_sec * HK_SECOND + status->st_mtim.tv_nsec / 1000000;
}

enum hk_result blob_remove(struct blobs *blobs, int64_t org_id, const char *name, int64_t since)
{
	scoped_arena *arena = hk_arena_new();
	struct stat status;

	if (!name_is_right(name))
		return HK_NOT_FOUND;

	const char *path = hk_format(arena, "%s/%s", folder_of(blobs, arena, org_id, name), name);
	/* Who removes never makes a mail wait: there is another day. */
	scoped_fd lock = lock_take(blobs, LOCK_EX | LOCK_NB);

	if (lock < 0)
		return HK_UNAVAILABLE;
	if (stat(path, &status) != 0)
		return HK_NOT_FOUND;
	if (put_at(&status) >= since)
		return HK_CONFLICT;
	return unlink(path) == 0 ? HK_OK : HK_UNAVAILABLE;
}

enum hk_result blob_names_old(struct blobs *blobs, struct hk_arena *arena, int64_t org_id,
			      int folder, int64_t before, struct blob_names *ret)
{
	const char *path = hk_format(arena, "%s/%" PRId64 "/%02x", blobs->folder, org_id, folder);
	size_t room = 64;
	DIR *dir = opendir(path);
	struct dirent *entry;

	*ret = (struct blob_names){ hk_alloc(arena, room, sizeof(*ret->items)), 0 };
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this stream belongs to this thread alone */
	while (dir && (entry = readdir(dir))) {
		const char *file = hk_format(arena, "%s/%s", path, entry->d_name);
		struct stat status;
		if (stat(file, &status) != 0 || !S_ISREG(status.st_mode) ||
		    put_at(&status) >= before)
			continue;
		if (hk_ends(entry->d_name, ".new"))
			unlink(file);
		if (!name_is_right(entry->d_name))
			continue;
		if (ret->count == room) {
			const char **more = hk_alloc(arena, room * 2, sizeof(*more));
			memcpy(more, ret->items, room * sizeof(*more));
			ret->items = more;
			room *= 2;
		}
		ret->items[ret->count++] = hk_copy_text(arena, entry->d_name);
	}
	if (dir)
		closedir(dir);
	return HK_OK;
}

enum hk_result blob_file_check(struct blobs *blobs, int64_t org_id, const char *name)
{
	unsigned char digest[HK_DIGEST];
	int64_t length;
	int opened;

	HK_TRY(blob_file_open(blobs, org_id, name, &opened, &length));

	scoped_fd fd = opened;
	scoped_arena *arena = hk_arena_new();

	HK_TRY(digest_of(fd, digest, &length));
	return strcmp(hk_hex(arena, digest, sizeof(digest)), name) == 0 ? HK_OK : HK_INVALID;
}
