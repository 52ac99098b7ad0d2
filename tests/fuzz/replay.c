/*
 * Gives a fuzz target the files of a folder once, in any build and without a fuzzer, so that
 * every run of the tests tries again what has ever been of interest.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

enum { SEED_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int file_replay(const char *folder, const char *name)
{
	scoped_arena *arena = hk_arena_new();
	char *bytes;
	size_t len;

	if (hk_file_read(arena, hk_format(arena, "%s/%s", folder, name), SEED_BYTES, &bytes,
			 &len) != HK_OK) {
		(void)fprintf(stderr, "cannot read %s\n", name);
		return 1;
	}
	return LLVMFuzzerTestOneInput((const uint8_t *)bytes, len);
}

static int is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

int main(int count, char **arguments)
{
	struct dirent **entries = NULL;
	int files = count == 2 ? scandir(arguments[1], &entries, is_shown, alphasort) : -1;
	int failed = files == 0;

	if (files < 0) {
		(void)fprintf(stderr, "usage: replay FOLDER\n");
		return 2;
	}
	for (int i = 0; i < files; i++) {
		failed |= file_replay(arguments[1], entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	printf("%d inputs tried\n", files);
	return failed;
}
