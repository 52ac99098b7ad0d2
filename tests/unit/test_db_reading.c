#include <sqlite3.h>
#include <string.h>
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

/* How often SQLite itself was asked what stands in a row that has such a number. */
static atomic_int asked;

static int on_statement(unsigned kind, void *data, void *statement, void *text)
{
	(void)kind;
	(void)data;
	(void)statement;
	if (strstr(text, "FROM thing WHERE thing.org_id = $1 AND "))
		atomic_fetch_add(&asked, 1);
	return 0;
}

static int on_open(sqlite3 *handle, const char **problem, const struct sqlite3_api_routines *api)
{
	(void)problem;
	(void)api;
	return sqlite3_trace_v2(handle, SQLITE_TRACE_STMT, on_statement, NULL);
}

static int asked_to_find(struct world *world, int64_t org_id, int64_t id, enum hk_result expected)
{
	int before = atomic_load(&asked);

	assert_int_equal(world_read(world, org_id, row_find, &id), expected);
	return atomic_load(&asked) - before;
}

static void the_next_task_is_answered_from_memory_until_somebody_writes(void **state)
{
	struct world *world = *state;
	int64_t one = 1, two = 2;

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(asked_to_find(world, 1, 1, HK_OK), 1);
	assert_int_equal(asked_to_find(world, 1, 1, HK_OK), 0);
	/* Neither the same id of another organisation nor another id is that question. */
	assert_int_equal(asked_to_find(world, 2, 1, HK_NOT_FOUND), 1);
	assert_int_equal(asked_to_find(world, 1, 2, HK_NOT_FOUND), 1);
	assert_int_equal(asked_to_find(world, 1, 2, HK_NOT_FOUND), 0);
	assert_int_equal(world_write(world, 1, number_take, &two), HK_OK);
	assert_int_equal(asked_to_find(world, 1, 2, HK_OK), 1);
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

/* How many counters there are, once there are two things. data: int64_t. */
static enum hk_result counters_find(struct db *db, void *data)
{
	struct db_rows rows;

	HK_TRY(db_select(db, &word_record,
			 DB_WHERE("(SELECT count(*) FROM thing WHERE thing.org_id = $1) = 2", ""),
			 DB_NONE, &rows));
	*(int64_t *)data = (int64_t)rows.count;
	return HK_OK;
}

static enum hk_result look_past_the_other_table(struct db *db, void *data)
{
	struct numbers *found = data;

	HK_TRY(counters_find(db, &found->rows));
	HK_TRY(db_send(db, DB_ADD("thing", "id, number", "2, 2", ""), DB_NONE));
	return counters_find(db, &found->counter);
}

static void an_answer_over_two_tables_is_another_when_the_other_one_was_written(void **state)
{
	struct world *world = *state;
	struct numbers found;
	int64_t one = 1;

	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(world_write(world, 1, look_past_the_other_table, &found), HK_OK);
	assert_int_equal(found.rows, 0);
	assert_int_equal(found.counter, 1);
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

static enum hk_result row_find_asked(struct db *db, void *data)
{
	int before = atomic_load(&asked);
	int64_t id = 1;
	enum hk_result result = row_find(db, &id);

	*(int *)data = atomic_load(&asked) - before;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Both who reads and who writes: the connection of each has its own memory. */
static void what_another_program_wrote_is_seen_by_the_next_task(void **state)
{
	struct world *world = *state;
	int64_t one = 1;
	int count;

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(world_write(world, 1, number_take, &one), HK_OK);
	assert_int_equal(world_read(world, 1, row_find, &one), HK_OK);
	assert_int_equal(world_write(world, 1, row_find_asked, &count), HK_OK);
	assert_int_equal(count, 1);
	assert_int_equal(world_write(world, 1, row_find_asked, &count), HK_OK);
	assert_int_equal(count, 0);
	do_to_the_file(world, "DELETE FROM thing");
	assert_int_equal(world_read(world, 1, row_find, &one), HK_NOT_FOUND);
	assert_int_equal(world_write(world, 1, row_find, &one), HK_NOT_FOUND);
}

static enum hk_result write_look_and_fail(struct db *db, void *data)
{
	struct reading *reading = data;
	int64_t two = 2;

	HK_TRY(number_take(db, &two));
	reading->other = row_find(db, &two);
	return HK_INVALID;
}

static void what_was_taken_back_is_not_remembered(void **state)
{
	struct world *world = *state;
	struct reading reading = { .world = world };
	int64_t two = 2;

	assert_int_equal(world_write(world, 1, write_look_and_fail, &reading), HK_INVALID);
	assert_int_equal(reading.other, HK_OK);
	assert_int_equal(world_write(world, 1, row_find, &two), HK_NOT_FOUND);
}

/* As above, but in a group: only his part of the transaction is taken back. */
static void what_was_taken_back_alone_is_not_remembered_by_the_next_in_the_group(void **state)
{
	struct world *world = *state;
	struct reading reading = { .world = world };
	struct submitter first = { 0 }, second = { 0 };
	struct gate gate;
	int64_t two = 2;

	gate_close(&gate, world, 1);
	submitter_start(&first, world, write_look_and_fail, &reading);
	submitter_start(&second, world, row_find, &two);
	gate_open(&gate);
	assert_int_equal(submitter_end(&first), HK_INVALID);
	assert_int_equal(submitter_end(&second), HK_NOT_FOUND);
}

enum { MANY = 300, STEP = 10, LONG_TEXT = 3000 };

struct note {
	const char *name;
	struct db_blob whole;
	const char *none;
	int64_t value;
};

static const struct db_column note_columns[] = {
	DB_COLUMN(struct note, name),
	DB_COLUMN_AS(struct note, whole, "CAST(name AS blob)"),
	DB_COLUMN_AS(struct note, none, "CAST(NULL AS text)"),
	DB_COLUMN(struct note, value),
};
static const struct db_record note_record = DB_RECORD("counter", struct note, note_columns);

static enum hk_result notes_add(struct db *db, void *data)
{
	char name[LONG_TEXT + 1];

	(void)data;
	for (int64_t i = 0; i < MANY; i++) {
		size_t length = (size_t)i * STEP % LONG_TEXT;
		memset(name, 'a' + (int)(i % 26), length);
		name[length] = '\0';
		HK_TRY(db_send(db, DB_ADD("counter", "name, value", "$2, $3", ""),
			       DB_ARGS(hk_format(db->arena, "%s %jd", name, (intmax_t)i), i)));
	}
	return HK_OK;
}

static void note_check(const struct note *note)
{
	size_t length = (size_t)note->value * STEP % LONG_TEXT;

	assert_true(strlen(note->name) > length && note->name[length] == ' ');
	assert_int_equal(note->whole.length, strlen(note->name));
	assert_memory_equal(note->whole.bytes, note->name, note->whole.length);
	assert_null(note->none);
}

static enum hk_result notes_read(struct db *db, void *data)
{
	int64_t most = *(int64_t *)data, expected = 0;
	struct db_rows rows;

	for (int64_t from = 0; from < MANY; from += most) {
		HK_TRY(db_select(db, &note_record,
				 DB_WHERE("value >= $2", "ORDER BY value LIMIT $3"),
				 DB_ARGS(from, most), &rows));
		for (size_t i = 0; i < rows.count; i++) {
			const struct note *note = (const struct note *)rows.items + i;
			assert_int_equal(note->value, expected++);
			note_check(note);
		}
	}
	assert_int_equal(expected, MANY);
	return HK_OK;
}

/* Many short answers and a few long ones, more than are kept. */
static void what_is_remembered_is_whole(void **state)
{
	struct world *world = *state;
	int64_t sizes[] = { 1, 7, MANY };

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(world_write(world, 1, notes_add, NULL), HK_OK);
	for (size_t i = 0; i < HK_COUNT(sizes); i++)
		for (int again = 0; again < 2; again++) {
			assert_int_equal(world_read(world, 1, notes_read, &sizes[i]), HK_OK);
			assert_int_equal(world_write(world, 1, notes_read, &sizes[i]), HK_OK);
		}
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
		cmocka_unit_test_setup_teardown(
			an_answer_over_two_tables_is_another_when_the_other_one_was_written,
			world_open, world_close),
		cmocka_unit_test_setup_teardown(
			the_next_task_is_answered_from_memory_until_somebody_writes, world_open,
			world_close),
		cmocka_unit_test_setup_teardown(what_another_program_wrote_is_seen_by_the_next_task,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(what_was_taken_back_is_not_remembered, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(
			what_was_taken_back_alone_is_not_remembered_by_the_next_in_the_group,
			world_open, world_close),
		cmocka_unit_test_setup_teardown(what_is_remembered_is_whole, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(a_commit_takes_no_mapping_from_who_reads,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(a_file_that_shrank_and_grew_is_read_as_it_is,
						world_open, world_close),
	};

	sqlite3_auto_extension((void (*)(void))on_open);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
