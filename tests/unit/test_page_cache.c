#include "db/sqlite.h"
#include "test.h"

enum { PAGE_BYTES = 4096, EXTRA_BYTES = 128, PAGES = 100, LOCKS = 262145, NEVER = 0, SURELY = 2 };

struct world {
	sqlite3_pcache_methods2 methods;
	sqlite3_pcache *cache;
	sqlite3_pcache_page *pages[PAGES + 1];
};

static sqlite3_pcache_methods2 usual; /* SQLite's own */

static int take_over(void **state)
{
	(void)state;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &usual), SQLITE_OK);
	db_sqlite_cache_use();
	return 0;
}

/* A hundred pages, all of them in use. */
static int open_world(void **state)
{
	static struct world world;

	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &world.methods), SQLITE_OK);
	assert_int_equal(sqlite3_initialize(), SQLITE_OK);
	world.cache = world.methods.xCreate(PAGE_BYTES, EXTRA_BYTES, 1);
	assert_non_null(world.cache);
	world.methods.xCachesize(world.cache, 2 * PAGES);
	for (unsigned i = 1; i <= PAGES; i++) {
		world.pages[i] = world.methods.xFetch(world.cache, i, SURELY);
		assert_non_null(world.pages[i]);
	}
	*state = &world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	world->methods.xDestroy(world->cache);
	return sqlite3_shutdown();
}

static bool has(const struct world *world, unsigned number)
{
	return world->methods.xFetch(world->cache, number, NEVER) != NULL;
}

/* Else the other tests would look at SQLite's own, which does what they ask for too. */
static void the_cache_is_ours(void **state)
{
	const sqlite3_pcache_methods2 *methods = &((struct world *)*state)->methods;

	assert_true(usual.xCreate && methods->xCreate != usual.xCreate);
	assert_true(methods->xFetch != usual.xFetch);
	assert_true(methods->xRekey != usual.xRekey);
	assert_true(methods->xTruncate != usual.xTruncate);
	assert_true(methods->xDestroy != usual.xDestroy);
}

static void what_was_set_aside_and_came_back_stays(void **state)
{
	struct world *world = *state;

	world->methods.xRekey(world->cache, world->pages[7], 7, LOCKS);
	world->methods.xRekey(world->cache, world->pages[8], 8, 7);
	world->methods.xRekey(world->cache, world->pages[7], LOCKS, 8);
	world->methods.xTruncate(world->cache, PAGES + 1);
	assert_int_equal(world->methods.xPagecount(world->cache), PAGES);
	assert_ptr_equal(world->methods.xFetch(world->cache, 8, NEVER), world->pages[7]);
}

static void what_is_still_set_aside_goes(void **state)
{
	struct world *world = *state;

	world->methods.xRekey(world->cache, world->pages[7], 7, LOCKS);
	world->methods.xTruncate(world->cache, PAGES + 1);
	assert_int_equal(world->methods.xPagecount(world->cache), PAGES - 1);
	assert_false(has(world, LOCKS));
}

static void what_lies_behind_a_shorter_end_goes(void **state)
{
	struct world *world = *state;

	world->methods.xTruncate(world->cache, 51);
	assert_int_equal(world->methods.xPagecount(world->cache), 50);
	assert_true(has(world, 50));
	assert_false(has(world, 51));
	/* It grows again. */
	assert_non_null(world->methods.xFetch(world->cache, 60, SURELY));
	world->methods.xTruncate(world->cache, 51);
	assert_false(has(world, 60));
	world->methods.xTruncate(world->cache, 1);
	assert_int_equal(world->methods.xPagecount(world->cache), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_cache_is_ours, open_world, close_world),
		cmocka_unit_test_setup_teardown(what_was_set_aside_and_came_back_stays, open_world,
						close_world),
		cmocka_unit_test_setup_teardown(what_is_still_set_aside_goes, open_world,
						close_world),
		cmocka_unit_test_setup_teardown(what_lies_behind_a_shorter_end_goes, open_world,
						close_world),
	};

	return cmocka_run_group_tests(tests, take_over, NULL);
}
