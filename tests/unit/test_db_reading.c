#include <sqlite3.h>
#include <sys/resource.h>

#include "db_world.h"
#include "test.h"

struct reading {
	struct world *world;
	struct numbers first, again;
	enum hk_result other;
};

static enum hk_result read_while_others_write(struct db *db, void *data)
{
	struct reading *reading = data;
	int64_t one = 1, two = 2;

	HK_TRY(numbers_read(db, &reading->first));
	HK_TRY(row_find(db, &one));
	assert_int_equal(world_write(reading->world, 1, number_take, &two), HK_OK);
	HK_TRY(numbers_read(db, &reading->again));
	reading->other = row_find(db, &two);
	return HK_OK;
}

static void what_is_asked_twice_in_a_task_has_one_answer(void **state)
{
	struct world *world = *state;
	struct reading reading = { .world = world };
	int64_t one = 1;

	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(world_read(world, 1, read_while_others_write, &reading), HK_OK);
	assert_int_equal(reading.first.rows, 1);
	assert_int_equal(reading.again.rows, 1);
	assert_int_equal(reading.again.counter, 1);
	/* One moment on SQLite; each new question has its own on PostgreSQL. */
	assert_int_equal(reading.other, db_store_is_sqlite(world->store) ? HK_NOT_FOUND : HK_OK);
	numbers_check(world, 1, 2);
}

struct order {
	const char *first, *again;
};

struct word {
	const char *name;
};

static const struct db_column word_columns[] = { DB_COLUMN(struct word, name) };
static const struct db_record word_record = DB_RECORD("counter", struct word, word_columns);

static enum hk_result change_what_was_read(struct db *db, void *data)
{
	struct order *order = data;
	struct db_rows rows;

	HK_TRY(db_select(db, &word_record, DB_WHERE("1 = 1", ""), DB_NONE, &rows));
	order->first = ((struct word *)rows.items)->name;
	((struct word *)rows.items)->name = "mine";
	HK_TRY(db_select(db, &word_record, DB_WHERE("1 = 1", ""), DB_NONE, &rows));
	order->again = ((struct word *)rows.items)->name;
	return HK_OK;
}

static void who_changes_what_he_read_changes_it_for_himself(void **state)
{
	struct world *world = *state;
	struct order order;
	int64_t one = 1;

	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(world_read(world, 1, change_what_was_read, &order), HK_OK);
	assert_string_equal(order.first, "thing");
	assert_string_equal(order.again, "thing");
}

static enum hk_result read_between_writes(struct db *db, void *data)
{
	struct reading *reading = data;
	int64_t three = 3;

	HK_TRY(numbers_read(db, &reading->first));
	HK_TRY(number_take(db, &three));
	return numbers_read(db, &reading->again);
}

static void who_writes_sees_what_he_wrote_though_he_asked_before(void **state)
{
	struct world *world = *state;
	struct reading reading = { .world = world };
	int64_t one = 1;

	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(world_write(world, 1, read_between_writes, &reading), HK_OK);
	assert_int_equal(reading.first.rows, 1);
	assert_int_equal(reading.again.rows, 2);
	assert_int_equal(reading.again.counter, 2);
}

enum { OLD_ROWS = 20000, ROUNDS = 100 };

static enum hk_result add_old_rows(struct db *db, void *data)
{
	(void)data;
	for (int64_t id = 1; id <= OLD_ROWS; id++)
		HK_TRY(number_take(db, &id));
	return HK_OK;
}

/* By somebody else who has the same file. */
static void do_to_the_file(struct world *world, const char *sql)
{
	sqlite3 *stranger;

	assert_int_equal(sqlite3_open(place_path(&world->place), &stranger), SQLITE_OK);
	assert_int_equal(sqlite3_busy_timeout(stranger, 5000), SQLITE_OK);
	assert_int_equal(sqlite3_exec(stranger, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(stranger);
}

static long faults(void)
{
	struct rusage usage;

	assert_int_equal(getrusage(RUSAGE_THREAD, &usage), 0);
	return usage.ru_minflt;
}

static void a_commit_takes_no_mapping_from_who_reads(void **state)
{
	struct world *world = *state;
	int64_t next = 1, old = OLD_ROWS / 2;
	long count = 0;

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(world_write(world, 1, add_old_rows, NULL), HK_OK);
	do_to_the_file(world, "PRAGMA wal_checkpoint(TRUNCATE)");
	for (int64_t i = 0; i < ROUNDS; i++) {
		assert_int_equal(world_write(world, 2, number_take, &next), HK_OK);
		next++;
		count -= i < ROUNDS / 2 ? 0 : faults();
		assert_int_equal(world_read(world, 1, row_find, &old), HK_OK);
		count += i < ROUNDS / 2 ? 0 : faults();
	}
	assert_true(count < ROUNDS / 4);
}

static void a_file_that_shrank_and_grew_is_read_as_it_is(void **state)
{
	struct world *world = *state;
	int64_t next = 1, old = OLD_ROWS / 2;

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(world_write(world, 1, add_old_rows, NULL), HK_OK);
	do_to_the_file(world, "PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(world_read(world, 1, row_find, &old), HK_OK);
	do_to_the_file(world, "DELETE FROM thing; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(world_read(world, 1, row_find, &old), HK_NOT_FOUND);
	do_to_the_file(world, "DELETE FROM counter");
	assert_int_equal(world_write(world, 2, add_old_rows, NULL), HK_OK);
	do_to_the_file(world, "PRAGMA wal_checkpoint(TRUNCATE)");
	assert_int_equal(world_read(world, 1, row_find, &old), HK_NOT_FOUND);
	assert_int_equal(world_read(world, 2, row_find, &old), HK_OK);
	assert_int_equal(world_read(world, 2, row_find, &next), HK_OK);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_asked_twice_in_a_task_has_one_answer,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(who_changes_what_he_read_changes_it_for_himself,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(
			who_writes_sees_what_he_wrote_though_he_asked_before, world_open,
			world_close),
		cmocka_unit_test_setup_teardown(a_commit_takes_no_mapping_from_who_reads,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(a_file_that_shrank_and_grew_is_read_as_it_is,
						world_open, world_close),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
