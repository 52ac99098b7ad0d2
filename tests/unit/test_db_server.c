/* What a PostgreSQL server may answer, and what is tried again. */
#include <string.h>

#include "db_world.h"
#include "test.h"

static const char functions[] =
	"CREATE SEQUENCE trouble_seen;"
	"CREATE FUNCTION trouble(code text, times bigint) RETURNS bigint LANGUAGE plpgsql AS $$ "
	"BEGIN"
	" IF nextval('trouble_seen') <= times THEN RAISE EXCEPTION 'trouble' USING ERRCODE = code;"
	" END IF; RETURN 1; END $$;";

struct value {
	int64_t value;
};

static const struct db_column value_columns[] = { DB_COLUMN(struct value, value) };
static const struct db_record value_record = DB_RECORD("counter", struct value, value_columns);

static int open_server_world(void **state)
{
	struct world *world;
	const struct db_migration more = { .number = 2, .name = "trouble", .sql = functions };
	size_t count;

	world_open((void **)&world);
	*state = world;
	if (world->place.is_sqlite)
		return 0;

	const struct db_migration all[] = { { 1, "tables", "" }, more };

	return db_migrate(world->store, all, HK_COUNT(all), 1, &count) == HK_OK ? 0 : 1;
}

static bool has_server(const struct world *world)
{
	return !world->place.is_sqlite;
}

struct trouble {
	const char *code;
	int64_t times, id;
	int runs;
};

static enum hk_result meet_trouble(struct db *db, void *data)
{
	struct trouble *trouble = data;
	struct value value;

	trouble->runs++;
	HK_TRY(number_take(db, &trouble->id));
	return db_select_one(db, &value_record,
			     (struct db_sql){ "SELECT trouble($2, $3) AS value" },
			     DB_ARGS(trouble->code, trouble->times), &value);
}

static enum hk_result forget_trouble(struct db *db, void *data)
{
	struct value value;

	(void)data;
	return db_select_one(db, &value_record,
			     (struct db_sql){ "SELECT setval('trouble_seen', 1, false) AS value" },
			     DB_NONE, &value);
}

static enum hk_result believe(struct db *db, void *data)
{
	return db_select_one(db, &value_record,
			     DB_EVERY_ORG("SELECT CAST(reltuples AS bigint) AS value FROM pg_class"
					  " WHERE relname = 'thing'"),
			     DB_NONE, data);
}

static void after_a_survey_the_server_knows_how_much_it_holds(void **state)
{
	struct world *world = *state;
	struct value rows = { 0 };

	if (!has_server(world))
		skip();
	for (int i = 0; i < 3; i++) {
		int64_t id = i + 1;

		assert_int_equal(world_write(world, 9, number_take, &id), HK_OK);
	}
	assert_int_equal(db_survey(world->store), HK_OK);
	assert_int_equal(world_read(world, 9, believe, &rows), HK_OK);
	assert_true(rows.value >= 3);
}

static void a_serialization_failure_is_tried_again(void **state)
{
	struct world *world = *state;
	struct trouble trouble = { .code = "40001", .times = 2, .id = 1 };

	if (!has_server(world))
		skip();
	assert_int_equal(world_write(world, 1, forget_trouble, NULL), HK_OK);
	assert_int_equal(world_write(world, 1, meet_trouble, &trouble), HK_OK);
	assert_int_equal(trouble.runs, 3);
	numbers_check(world, 1, 1);
}

static void after_six_tries_it_is_unavailable(void **state)
{
	struct world *world = *state;
	struct trouble trouble = { .code = "40001", .times = 1000, .id = 1 };

	if (!has_server(world))
		skip();
	assert_int_equal(world_write(world, 1, forget_trouble, NULL), HK_OK);
	assert_int_equal(world_write(world, 2, meet_trouble, &trouble), HK_UNAVAILABLE);
	assert_int_equal(trouble.runs, 6);
	numbers_check(world, 2, 0);
}

static void a_full_disk_of_the_server_is_not_tried_again(void **state)
{
	struct world *world = *state;
	struct trouble trouble = { .code = "53100", .times = 1000, .id = 1 };

	if (!has_server(world))
		skip();
	assert_int_equal(world_write(world, 1, forget_trouble, NULL), HK_OK);
	assert_int_equal(world_write(world, 2, meet_trouble, &trouble), HK_UNAVAILABLE);
	assert_int_equal(trouble.runs, 1);
	numbers_check(world, 2, 0);
}

static void trouble_in_a_group_harms_no_neighbour(void **state)
{
	struct world *world = *state;
	struct trouble trouble = { .code = "40001", .times = 2, .id = 1 };
	int64_t ids[] = { 2, 3, 4 };
	struct submitter submitters[4] = { 0 };
	struct gate gate;

	if (!has_server(world))
		skip();
	assert_int_equal(world_write(world, 1, forget_trouble, NULL), HK_OK);
	gate_close(&gate, world, 3);
	for (size_t i = 0; i < HK_COUNT(submitters); i++) {
		submitters[i].task.org_id = 3;
		submitter_start(&submitters[i], world, i == 1 ? meet_trouble : number_take,
				i == 1 ? (void *)&trouble : (void *)&ids[i ? i - 1 : 0]);
	}
	gate_open(&gate);
	for (size_t i = 0; i < HK_COUNT(submitters); i++)
		assert_int_equal(submitter_end(&submitters[i]), HK_OK);
	numbers_check(world, 3, 4);
}

struct crossing {
	pthread_barrier_t *both;
	const char *first, *second;
	int runs;
};

static enum hk_result add_anywhere(struct db *db, const char *name)
{
	int64_t count;

	return db_change(db,
			 DB_EVERY_ORG("UPDATE counter SET value = value + 1"
				      " WHERE org_id = 99 AND name = $2"),
			 DB_ARGS(name), &count);
}

static enum hk_result cross(struct db *db, void *data)
{
	struct crossing *crossing = data;

	HK_TRY(add_anywhere(db, crossing->first));
	if (crossing->runs++ == 0)
		pthread_barrier_wait(crossing->both);
	return add_anywhere(db, crossing->second);
}

static enum hk_result make_rows(struct db *db, void *data)
{
	(void)data;
	HK_TRY(db_send(db, DB_ADD("counter", "name, value", "'left', 0", ""), DB_NONE));
	return db_send(db, DB_ADD("counter", "name, value", "'right', 0", ""), DB_NONE);
}

static void a_deadlock_is_tried_again(void **state)
{
	struct world *world = *state;
	pthread_barrier_t both;
	struct crossing crossings[] = { { &both, "left", "right", 0 },
					{ &both, "right", "left", 0 } };
	struct submitter submitters[2] = { { .task.org_id = 4 }, { .task.org_id = 5 } };

	if (!has_server(world))
		skip();
	pthread_barrier_init(&both, NULL, 2);
	assert_int_equal(world_write(world, 99, make_rows, NULL), HK_OK);
	for (size_t i = 0; i < 2; i++)
		submitter_start(&submitters[i], world, cross, &crossings[i]);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(submitter_end(&submitters[i]), HK_OK);
	assert_int_equal(crossings[0].runs + crossings[1].runs, 3);
	pthread_barrier_destroy(&both);
}

struct suicide {
	int64_t id;
	int runs;
};

static enum hk_result lose_the_line_once(struct db *db, void *data)
{
	struct suicide *suicide = data;
	struct value value;

	HK_TRY(number_take(db, &suicide->id));
	if (suicide->runs++ > 0)
		return HK_OK;
	return db_select_one(
		db, &value_record,
		(struct db_sql){ "SELECT pg_terminate_backend(pg_backend_pid()) AS value" },
		DB_NONE, &value);
}

static void a_line_lost_before_the_commit_is_tried_again(void **state)
{
	struct world *world = *state;
	struct suicide suicide = { .id = 1 };

	if (!has_server(world))
		skip();
	assert_int_equal(world_write(world, 6, lose_the_line_once, &suicide), HK_OK);
	assert_int_equal(suicide.runs, 2);
	numbers_check(world, 6, 1);
}

enum { SENT = 2800, LETTERS = 2000, NAP_MS = 4 };

/* More than fits into the line, and more work than the longest wait for one answer. */
static enum hk_result send_much(struct db *db, void *data)
{
	for (int64_t i = 0; i < SENT; i++)
		HK_TRY(db_send(db, (struct db_sql){ "SELECT pg_sleep($2 / 1000.0) WHERE $3 <> ''" },
			       DB_ARGS((int64_t)NAP_MS, (const char *)data)));
	return HK_OK;
}

static void a_server_that_has_much_to_do_is_not_late(void **state)
{
	struct world *world = *state;
	char text[LETTERS + 1] = { 0 };

	if (!has_server(world))
		skip();
	memset(text, 'a', LETTERS);
	assert_int_equal(world_write(world, 7, send_much, text), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_that_has_much_to_do_is_not_late),
		cmocka_unit_test(after_a_survey_the_server_knows_how_much_it_holds),
		cmocka_unit_test(a_serialization_failure_is_tried_again),
		cmocka_unit_test(after_six_tries_it_is_unavailable),
		cmocka_unit_test(a_full_disk_of_the_server_is_not_tried_again),
		cmocka_unit_test(trouble_in_a_group_harms_no_neighbour),
		cmocka_unit_test(a_deadlock_is_tried_again),
		cmocka_unit_test(a_line_lost_before_the_commit_is_tried_again),
	};

	return cmocka_run_group_tests(tests, open_server_world, world_close);
}
