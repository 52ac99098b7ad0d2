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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
