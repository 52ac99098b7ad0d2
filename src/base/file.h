/* Files: read whole, write so that a power cut leaves the old or the new. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/result.h"

static inline void hk_fd_cleanup(const int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define scoped_fd __attribute__((cleanup(hk_fd_cleanup))) int

/* Out of a scoped_fd into other hands. */
static inline int hk_fd_take(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

/* HK_NOT_FOUND, HK_INVALID (longer than max), HK_FAILED. The bytes end in a NUL that
 * ret_length does not count. */
enum hk_result hk_file_read(struct hk_arena *arena, const char *path, size_t max, char **ret,
			    size_t *ret_length);
/* Everything from where fd stands to its end. On HK_INVALID ret is its beginning, as far as it was
 * read: more than max bytes. */
enum hk_result hk_fd_read(struct hk_arena *arena, int fd, size_t max, char **ret,
			  size_t *ret_length);
bool hk_fd_write(int fd, const void *bytes, size_t length);

/* A new file beside, fsync, rename, fsync of the folder. HK_UNAVAILABLE: the disk is full or
 * broken, and nothing changed. */
enum hk_result hk_file_write(const char *path, const void *bytes, size_t length, int mode);
/* Makes the folder and those above it. HK_UNAVAILABLE also when a file is in the way. */
enum hk_result hk_folder_make(const char *path, int mode);
/* fsync of the folder itself, so that a new name in it lasts. */
enum hk_result hk_folder_sync(const char *path);
