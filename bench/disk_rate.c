/*
 * What this disk keeps for good, the bound of everything that is durable:
 *   disk_rate FOLDER SECONDS          4 kB into one file, by one writer: commits
 *   disk_rate FOLDER SECONDS THREADS  new files of 2 kB with their names, by so many: raw mails
 */
#include <fcntl.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"

enum { BLOCK = 4096, MAIL = 2048, BLOCKS = 1024, THREADS_MAX = 64 };

struct rate {
	const char *folder;
	int64_t until;
	atomic_llong kept;
	atomic_int threads;
};

static const char block[BLOCK] = "hark";

static bool blocks_keep(struct rate *rate)
{
	scoped_arena *arena = hk_arena_new();
	const char *path = hk_format(arena, "%s/disk_rate.%d", rate->folder, getpid());
	scoped_fd fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 || unlink(path) != 0)
		return false;
	for (; hk_clock_monotonic() < rate->until; rate->kept++)
		if (pwrite(fd, block, BLOCK, rate->kept % BLOCKS * BLOCK) != BLOCK ||
		    fdatasync(fd) != 0)
			return false;
	return true;
}

/* Each into a folder of its own, as the blob store has 256 of them. */
static void *files_keep(void *data)
{
	struct rate *rate = data;
	scoped_arena *arena = hk_arena_new();
	const char *folder =
		hk_format(arena, "%s/%d", rate->folder, atomic_fetch_add(&rate->threads, 1));

	if (hk_folder_make(folder, 0700) != HK_OK)
		exit(EXIT_FAILURE);
	for (int64_t i = 0; hk_clock_monotonic() < rate->until; i++) {
		if (hk_file_write(hk_format(arena, "%s/%" PRId64, folder, i), block, MAIL, 0600) !=
		    HK_OK)
			exit(EXIT_FAILURE);
		rate->kept++;
	}
	return NULL;
}

int main(int count, char **words)
{
	struct rate rate = { .folder = count > 1 ? words[1] : "" };
	pthread_t threads[THREADS_MAX];
	int64_t seconds, wanted = 0, since = hk_clock_monotonic();

	if (count < 3 || !hk_number(words[2], &seconds) ||
	    (count > 3 && (!hk_number(words[3], &wanted) || wanted > THREADS_MAX)))
		return EXIT_FAILURE;
	rate.until = since + seconds * HK_SECOND;
	for (int64_t i = 0; i < wanted; i++)
		if (pthread_create(&threads[i], NULL, files_keep, &rate))
			return EXIT_FAILURE;
	for (int64_t i = 0; i < wanted; i++)
		pthread_join(threads[i], NULL);
	if (!wanted && !blocks_keep(&rate))
		return EXIT_FAILURE;
	printf("per_second=%.0f\n",
	       (double)rate.kept * 1e3 / (double)(hk_clock_monotonic() - since));
	return EXIT_SUCCESS;
}
