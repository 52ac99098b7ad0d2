/* db_expect(): what will be asked soon. It may save waiting; it never changes an answer. */
#include <stdio.h>

#include "db_world.h"
#include "test.h"

struct count {
	int64_t value;
};

static const struct db_column columns[] = { DB_COLUMN(struct count, value) };
static const struct db_record record = DB_RECORD("counter", struct count, columns);

static struct db_sql named(void)
{
	return DB_WHERE("name = $2", "");
}

static enum hk_result put(struct db *db, const char *name, int64_t value)
{
	return db_send(db,
		       DB_ADD("counter", "name, value", "$2, $3",
			      "ON CONFLICT (org_id, name) DO UPDATE SET value = excluded.value"),
		       DB_ARGS(name, value));
}

static enum hk_result expect(struct db *db, const char *name)
{
	return db_expect(db, &record, named(), DB_ARGS(name));
}

/* -1: there is none. */
static int64_t ask(struct db *db, const char *name)
{
	struct count count;
	enum hk_result result = db_select_one(db, &record, named(), DB_ARGS(name), &count);

	assert_true(result == HK_OK || result == HK_NOT_FOUND);
	return result == HK_OK ? count.value : -1;
}

static enum hk_result expect_and_ask(struct db *db, void *data)
{
	(void)data;
	HK_TRY(put(db, "apples", 5));
	HK_TRY(expect(db, "apples"));
	HK_TRY(expect(db, "pears"));
	HK_TRY(expect(db, "apples"));
	assert_int_equal(ask(db, "apples"), 5);
	assert_int_equal(ask(db, "pears"), -1);
	assert_int_equal(ask(db, "apples"), 5);
	return HK_OK;
}

static void what_was_expected_is_answered(void **state)
{
	assert_int_equal(world_write(*state, 1, expect_and_ask, NULL), HK_OK);
}

static enum hk_result write_before_asking(struct db *db, void *data)
{
	(void)data;
	HK_TRY(put(db, "apples", 5));
	HK_TRY(expect(db, "apples"));
	HK_TRY(expect(db, "pears"));
	HK_TRY(put(db, "apples", 6));
	HK_TRY(put(db, "pears", 7));
	assert_int_equal(ask(db, "apples"), 6);
	assert_int_equal(ask(db, "pears"), 7);
	return HK_OK;
}

static void what_is_written_after_it_was_expected_is_in_the_answer(void **state)
{
	assert_int_equal(world_write(*state, 1, write_before_asking, NULL), HK_OK);
}

static enum hk_result expect_many(struct db *db, void *data)
{
	char name[16];

	(void)data;
	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "number %d", i);
		HK_TRY(put(db, name, i));
	}
	for (int i = 0; i < 30; i++) {
		snprintf(name, sizeof(name), "number %d", i);
		HK_TRY(expect(db, name));
	}
	for (int i = 29; i >= 0; i--) {
		snprintf(name, sizeof(name), "number %d", i);
		assert_int_equal(ask(db, name), i);
	}
	return HK_OK;
}

static void more_than_can_be_kept_in_mind_is_asked_all_the_same(void **state)
{
	assert_int_equal(world_write(*state, 1, expect_many, NULL), HK_OK);
}

static enum hk_result expect_only(struct db *db, void *data)
{
	(void)data;
	HK_TRY(put(db, "apples", 1));
	return expect(db, "apples");
}

static enum hk_result expect_and_fail(struct db *db, void *data)
{
	(void)data;
	HK_TRY(put(db, "apples", 99));
	HK_TRY(expect(db, "apples"));
	return HK_CONFLICT;
}

static enum hk_result ask_only(struct db *db, void *data)
{
	int64_t *ret = data;

	*ret = ask(db, "apples");
	return HK_OK;
}

static void nobody_in_a_group_is_told_what_was_taken_back(void **state)
{
	struct world *world = *state;
	struct gate gate;
	struct submitter keeper = { .task.org_id = 1 }, failer = keeper, asker = keeper;
	int64_t told = 0;

	gate_close(&gate, world, 1);
	submitter_start(&keeper, world, expect_only, NULL);
	submitter_start(&failer, world, expect_and_fail, NULL);
	submitter_start(&asker, world, ask_only, &told);
	gate_open(&gate);
	assert_int_equal(submitter_end(&keeper), HK_OK);
	assert_int_equal(submitter_end(&failer), HK_CONFLICT);
	assert_int_equal(submitter_end(&asker), HK_OK);
	/* Threads come in any order: before the keeper there is none. */
	assert_true(told == 1 || told == -1);
	assert_int_equal(world_write(world, 1, ask_only, &told), HK_OK);
	assert_int_equal(told, 1);
}

static enum hk_result divide(struct db *db, void *data)
{
	(void)data;
	HK_TRY(put(db, "apples", 7));
	HK_TRY(db_expect(db, &record, DB_WHERE("1 / (value - value) = $2", ""), DB_ARGS(1)));
	return HK_OK;
}

static void an_expected_question_that_fails_lets_nothing_be_written(void **state)
{
	struct world *world = *state;
	int64_t told = 0;

	if (world->place.is_sqlite)
		skip(); /* nothing is asked before its time there */
	assert_int_not_equal(world_write(world, 1, divide, NULL), HK_OK);
	assert_int_equal(world_write(world, 1, ask_only, &told), HK_OK);
	assert_int_equal(told, -1);
}

static enum hk_result expect_no_text(struct db *db, void *data)
{
	(void)data;
	return expect(db, "\xff");
}

static enum hk_result expect_while_reading(struct db *db, void *data)
{
	(void)data;
	HK_TRY(expect(db, "apples"));
	assert_int_equal(ask(db, "apples"), -1);
	return HK_OK;
}

static void what_is_no_text_is_refused_where_it_would_be_sent(void **state)
{
	struct world *world = *state;

	assert_int_equal(world_write(world, 1, expect_no_text, NULL),
			 world->place.is_sqlite ? HK_OK : HK_INVALID);
}

static void who_reads_may_expect_too(void **state)
{
	assert_int_equal(world_read(*state, 1, expect_while_reading, NULL), HK_OK);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_was_expected_is_answered, world_open,
						world_close),
		cmocka_unit_test_setup_teardown(
			what_is_written_after_it_was_expected_is_in_the_answer, world_open,
			world_close),
		cmocka_unit_test_setup_teardown(more_than_can_be_kept_in_mind_is_asked_all_the_same,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(nobody_in_a_group_is_told_what_was_taken_back,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(
			an_expected_question_that_fails_lets_nothing_be_written, world_open,
			world_close),
		cmocka_unit_test_setup_teardown(what_is_no_text_is_refused_where_it_would_be_sent,
						world_open, world_close),
		cmocka_unit_test_setup_teardown(who_reads_may_expect_too, world_open, world_close),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
