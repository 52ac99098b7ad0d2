/*
 * Gives a fuzz target the files of a folder once, in any build and without a fuzzer, so that
 * every run of the tests tries again what has ever been of interest.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>

#include "base/file.h"

enum { SEED_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
__attribute__((weak)) int LLVMFuzzerInitialize(int *count, char ***arguments);

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

int main(int count, char **arguments)
{
	DIR *folder = count == 2 ? opendir(arguments[1]) : NULL;
	int failed = 0, files = 0;

	if (!folder) {
		(void)fprintf(stderr, "usage: replay FOLDER\n");
		return 2;
	}
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&count, &arguments);
	for (struct dirent *entry; (entry = readdir(folder));) {
		if (entry->d_name[0] == '.')
			continue;
		failed |= file_replay(arguments[1], entry->d_name);
		files++;
	}
	closedir(folder);
	printf("%d inputs tried\n", files);
	return failed || files == 0;
}
