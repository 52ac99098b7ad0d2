#include <string.h>

#include "base/file.h"
#include "base/time.h"
#include "db_world.h"
#include "test.h"

enum { SOON_MS = 60 * HK_SECOND, LOOK_MS = 100 };

static enum hk_result word_put(struct db *db, void *data)
{
	return db_send(db, DB_ADD("counter", "name, value", "$2, 0", ""),
		       DB_ARGS((const char *)data));
}

static bool file_holds(const struct world *world, const char *word)
{
	char *bytes;
	size_t length;

	assert_int_equal(
		hk_file_read(world->arena, place_path(&world->place), 1 << 26, &bytes, &length),
		HK_OK);
	return memmem(bytes, length, word, strlen(word)) != NULL;
}

/* Else each page that is read is looked for in the log first. */
static void what_is_written_leaves_the_log_soon_when_nobody_writes(void **state)
{
	struct world *world = *state;
	/* The second finds as long a log as the first. */
	char words[][32] = { "a word that is nowhere else", "a thing that is nowhere else" };

	if (!db_store_is_sqlite(world->store))
		skip();
	for (size_t i = 0; i < HK_COUNT(words); i++) {
		assert_int_equal(world_write(world, 1, word_put, words[i]), HK_OK);
		for (int ms = 0; ms < SOON_MS && !file_holds(world, words[i]); ms += LOOK_MS)
			hk_pause_ms(LOOK_MS);
		assert_true(file_holds(world, words[i]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			what_is_written_leaves_the_log_soon_when_nobody_writes, world_open,
			world_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
