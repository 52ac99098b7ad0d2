#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/secret.h"

enum { CHUNK = 64 * 1024 };

/* A regular file says how long it is, so that a large one is held once and not three times; one
 * byte more finds its end. */
static size_t first_room(int fd, size_t max)
{
	struct stat what;

	if (fstat(fd, &what) != 0 || !S_ISREG(what.st_mode) || what.st_size < CHUNK)
		return CHUNK;
	return ((size_t)what.st_size < max ? (size_t)what.st_size : max) + 1;
}

enum hk_result hk_fd_read(struct hk_arena *arena, int fd, size_t max, char **ret,
			  size_t *ret_length)
{
	size_t length = 0, room = first_room(fd, max);
	char *bytes = hk_alloc(arena, room + 1, 1);

	for (;;) {
		if (length == room) {
			char *more = hk_alloc(arena, room * 2 + 1, 1);
			memcpy(more, bytes, length);
			bytes = more;
			room *= 2;
		}

		ssize_t got = read(fd, bytes + length, room - length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return HK_FAILED;
		if (got == 0)
			break;
		length += (size_t)got;
		if (length > max)
			break;
	}
	bytes[length] = '\0';
	*ret = bytes;
	*ret_length = length;
	return length > max ? HK_INVALID : HK_OK;
}

enum hk_result hk_file_read(struct hk_arena *arena, const char *path, size_t max, char **ret,
			    size_t *ret_length)
{
	scoped_fd fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errno == ENOENT ? HK_NOT_FOUND : HK_FAILED;
	return hk_fd_read(arena, fd, max, ret, ret_length);
}

bool hk_fd_write(int fd, const void *bytes, size_t length)
{
	for (const char *at = bytes; length > 0;) {
		ssize_t put = write(fd, at, length);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		length -= (size_t)put;
	}
	return true;
}

enum hk_result hk_folder_sync(const char *path)
{
	scoped_fd fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 || fsync(fd) != 0 ? HK_UNAVAILABLE : HK_OK;
}

static char *folder_of(struct hk_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return hk_copy(arena, ".", 1);
	return slash == path ? hk_copy(arena, "/", 1)
			     : hk_copy(arena, path, (size_t)(slash - path));
}

enum hk_result hk_file_write(const char *path, const void *bytes, size_t length, int mode)
{
	scoped_arena *arena = hk_arena_new();
	char *beside = hk_format(arena, "%s.%s.new", path, hk_token_new(arena));
	scoped_fd fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

	if (fd < 0)
		return HK_UNAVAILABLE;
	if (!hk_fd_write(fd, bytes, length) || fsync(fd) != 0 || rename(beside, path) != 0) {
		unlink(beside);
		return HK_UNAVAILABLE;
	}
	return hk_folder_sync(folder_of(arena, path));
}

static bool make_one(const char *path, int mode)
{
	struct stat what;

	if (mkdir(path, (mode_t)mode) == 0)
		return true;
	return errno == EEXIST && stat(path, &what) == 0 && S_ISDIR(what.st_mode);
}

enum hk_result hk_folder_make(const char *path, int mode)
{
	scoped_arena *arena = hk_arena_new();
	char *part = hk_copy(arena, path, strlen(path));

	if (make_one(path, mode))
		return HK_OK;
	for (char *at = part + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (!make_one(part, mode))
			return HK_UNAVAILABLE;
		*at = '/';
	}
	return make_one(part, mode) ? HK_OK : HK_UNAVAILABLE;
}
