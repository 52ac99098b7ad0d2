#include "db/sqlite.h"
#include "test.h"

enum { WAIT_MS = 100 };

/* As often as a link saw a text that it did not know, all its others were prepared once more. */
static void preparing_a_statement_leaves_the_others_prepared(void **state)
{
	bool is_damaged = false;
	struct db_engine *engine = db_sqlite_engine_open("sqlite::memory:", &is_damaged);
	struct db_link *link = db_sqlite_open(engine, false, WAIT_MS);
	sqlite3_stmt *first, *second, *refused;

	(void)state;
	assert_non_null(link);
	assert_int_equal(
		db_sqlite_script(link, "CREATE TABLE counter (org_id bigint, value bigint)"),
		HK_OK);
	assert_int_equal(db_sqlite_prepare(link,
					   "SELECT value FROM counter WHERE counter.org_id = 1",
					   &first),
			 HK_OK);
	assert_int_equal(
		db_sqlite_prepare(link, "SELECT 1 FROM counter WHERE counter.org_id = 1", &second),
		HK_OK);
	assert_int_equal(db_sqlite_prepare(link, "SELECT value FROM counter", &refused), HK_DENIED);
	assert_int_equal(sqlite3_step(first), SQLITE_DONE);
	assert_int_equal(sqlite3_stmt_status(first, SQLITE_STMTSTATUS_REPREPARE, 0), 0);
	sqlite3_finalize(first);
	sqlite3_finalize(second);
	db_sqlite_close(link);
	db_sqlite_engine_close(engine);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(preparing_a_statement_leaves_the_others_prepared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
