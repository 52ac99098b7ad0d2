#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/secret.h"
#include "test.h"

struct world {
	struct hk_arena *arena;
	char folder[32];
};

static int open_folder(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_non_null(world);
	assert_int_equal(hk_secret_start(), HK_OK);
	world->arena = hk_arena_new();
	memcpy(world->folder, "/tmp/hark-file-XXXXXX", sizeof("/tmp/hark-file-XXXXXX"));
	assert_non_null(mkdtemp(world->folder));
	*state = world;
	return 0;
}

static int remove_one(const char *path, const struct stat *what, int kind, struct FTW *place)
{
	(void)what;
	(void)kind;
	(void)place;
	return remove(path);
}

static int close_folder(void **state)
{
	struct world *world = *state;

	nftw(world->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	hk_arena_free(world->arena);
	free(world);
	return 0;
}

static char *path_of(const struct world *world, const char *name)
{
	return hk_format(world->arena, "%s/%s", world->folder, name);
}

static int count_entries(const char *folder)
{
	DIR *open = opendir(folder);
	int count = -2; /* "." and ".." */

	assert_non_null(open);
	while (readdir(open))
		count++;
	closedir(open);
	return count;
}

static void what_was_written_is_read_back(void **state)
{
	struct world *world = *state;
	char *path = path_of(world, "secret"), *bytes;
	size_t length;
	struct stat what;

	assert_int_equal(hk_file_write(path, "a\0b", 3, 0600), HK_OK);
	assert_int_equal(hk_file_read(world->arena, path, 100, &bytes, &length), HK_OK);
	assert_int_equal(length, 3);
	assert_memory_equal(bytes, "a\0b", 4);
	assert_int_equal(stat(path, &what), 0);
	assert_int_equal(what.st_mode & 0777, 0600);
}

static void writing_again_replaces_whole_and_leaves_nothing_beside(void **state)
{
	struct world *world = *state;
	char *path = path_of(world, "conf"), *bytes;
	size_t length;

	assert_int_equal(hk_file_write(path, "the first, longer text", 22, 0644), HK_OK);
	assert_int_equal(hk_file_write(path, "short", 5, 0644), HK_OK);
	assert_int_equal(hk_file_read(world->arena, path, 100, &bytes, &length), HK_OK);
	assert_string_equal(bytes, "short");
	assert_int_equal(count_entries(world->folder), 1);
}

static void a_write_that_cannot_be_done_changes_nothing(void **state)
{
	struct world *world = *state;
	char *path = path_of(world, "folder");

	/* A file cannot take the name of a folder that holds something. */
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(hk_file_write(path_of(world, "folder/inside"), "x", 1, 0600), HK_OK);
	assert_int_equal(hk_file_write(path, "y", 1, 0600), HK_UNAVAILABLE);
	assert_int_equal(count_entries(world->folder), 1);
	assert_int_equal(hk_file_write(path_of(world, "no/such/place"), "z", 1, 0600),
			 HK_UNAVAILABLE);
}

static void an_absent_file_is_not_found(void **state)
{
	struct world *world = *state;
	char *bytes = NULL;
	size_t length = 7;

	assert_int_equal(hk_file_read(world->arena, path_of(world, "none"), 100, &bytes, &length),
			 HK_NOT_FOUND);
	assert_null(bytes);
	assert_int_equal(length, 7);
}

static void a_file_past_the_limit_is_refused(void **state)
{
	struct world *world = *state;
	char *path = path_of(world, "large"), *bytes;
	size_t length, size = 300 * 1024;
	char *large = hk_alloc(world->arena, size, 1);

	memset(large, 'x', size);
	assert_int_equal(hk_file_write(path, large, size, 0600), HK_OK);
	assert_int_equal(hk_file_read(world->arena, path, size - 1, &bytes, &length), HK_INVALID);
	assert_int_equal(hk_file_read(world->arena, path, size, &bytes, &length), HK_OK);
	assert_int_equal(length, size);
	assert_memory_equal(bytes, large, size);
}

static void a_folder_cannot_be_read_as_a_file(void **state)
{
	struct world *world = *state;
	char *bytes;
	size_t length;

	assert_int_equal(hk_file_read(world->arena, world->folder, 100, &bytes, &length),
			 HK_FAILED);
}

static void writing_to_a_full_disk_is_noticed(void **state)
{
	(void)state;
	scoped_fd full = open("/dev/full", O_WRONLY | O_CLOEXEC);

	assert_true(full >= 0);
	assert_false(hk_fd_write(full, "x", 1));
}

static void folders_are_made_with_those_above_them(void **state)
{
	struct world *world = *state;
	char *deep = path_of(world, "a/b/c");
	struct stat what;

	assert_int_equal(hk_folder_make(deep, 0700), HK_OK);
	assert_int_equal(hk_folder_make(deep, 0700), HK_OK);
	assert_int_equal(hk_folder_make(path_of(world, "a/d/"), 0700), HK_OK);
	assert_int_equal(stat(deep, &what), 0);
	assert_true(S_ISDIR(what.st_mode));
	assert_int_equal(hk_folder_sync(deep), HK_OK);
}

static void a_file_in_the_way_of_a_folder_is_noticed(void **state)
{
	struct world *world = *state;

	assert_int_equal(hk_file_write(path_of(world, "file"), "x", 1, 0600), HK_OK);
	assert_int_equal(hk_folder_make(path_of(world, "file"), 0700), HK_UNAVAILABLE);
	assert_int_equal(hk_folder_make(path_of(world, "file/deeper"), 0700), HK_UNAVAILABLE);
	assert_int_equal(hk_folder_sync(path_of(world, "file")), HK_UNAVAILABLE);
}

#define IN_A_FOLDER(test) cmocka_unit_test_setup_teardown(test, open_folder, close_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		IN_A_FOLDER(what_was_written_is_read_back),
		IN_A_FOLDER(writing_again_replaces_whole_and_leaves_nothing_beside),
		IN_A_FOLDER(a_write_that_cannot_be_done_changes_nothing),
		IN_A_FOLDER(an_absent_file_is_not_found),
		IN_A_FOLDER(a_file_past_the_limit_is_refused),
		IN_A_FOLDER(a_folder_cannot_be_read_as_a_file),
		cmocka_unit_test(writing_to_a_full_disk_is_noticed),
		IN_A_FOLDER(folders_are_made_with_those_above_them),
		IN_A_FOLDER(a_file_in_the_way_of_a_folder_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
