/*
 * How often a second this disk keeps 4 kB for good: the bound of everything that is durable.
 *   disk_rate FOLDER SECONDS
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"

enum { BLOCK = 4096 };

int main(int count, char **words)
{
	static const char block[BLOCK] = "hark";
	scoped_arena *arena = hk_arena_new();
	int64_t seconds, since, kept = 0;

	if (count != 3 || !hk_number(words[2], &seconds))
		return EXIT_FAILURE;

	const char *path = hk_format(arena, "%s/disk_rate.%d", words[1], getpid());
	scoped_fd fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || unlink(path) != 0)
		return EXIT_FAILURE;
	since = hk_clock_monotonic();
	while (hk_clock_monotonic() - since < seconds * HK_SECOND) {
		if (pwrite(fd, block, BLOCK, kept % 1024 * BLOCK) != BLOCK || fdatasync(fd) != 0)
			return EXIT_FAILURE;
		kept++;
	}
	printf("per_second=%.0f\n", (double)kept * 1e3 / (double)(hk_clock_monotonic() - since));
	return EXIT_SUCCESS;
}
