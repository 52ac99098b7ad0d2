/* What a PostgreSQL server can do to us: refuse, restart, and leave us in doubt. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
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

/* A server of our own. */
struct server {
	struct world world;
	char *folder;
};

static const char server_tables[] =
	"CREATE TABLE counter (org_id bigint NOT NULL, name text NOT NULL, value bigint NOT NULL,"
	" PRIMARY KEY (org_id, name));"
	"CREATE TABLE ledger (org_id bigint NOT NULL, key text NOT NULL, seen bigint NOT NULL,"
	" PRIMARY KEY (org_id, key));";

static bool server_open(struct server *server, const struct world *world)
{
	server->world.place = world->place;
	server->folder = place_make_server(&server->world.place);
	if (!server->folder)
		return false;
	server->world.arena = hk_arena_new();
	server->world.store = place_open(&server->world.place, 4);
	place_tables(server->world.store, server_tables);
	return true;
}

static void server_close(struct server *server)
{
	db_store_close(server->world.store);
	hk_arena_free(server->world.arena);
	place_remove_server(server->folder);
}

struct entry {
	const char *key;
	int64_t seen; /* out: how often it was entered */
	atomic_int runs;
};

static const struct db_column seen_columns[] = { DB_COLUMN_AS(struct value, value, "seen") };
static const struct db_record seen_record = DB_RECORD("ledger", struct value, seen_columns);

/* It begins with a ledger row, so it may follow an unknown outcome. */
static enum hk_result enter(struct db *db, void *data)
{
	struct entry *entry = data;
	struct value seen;

	entry->runs++;
	HK_TRY(db_select_one(db, &seen_record,
			     DB_ADD("ledger", "key, seen", "$2, 1",
				    "ON CONFLICT (org_id, key) DO UPDATE SET seen = ledger.seen + 1"
				    " RETURNING seen"),
			     DB_ARGS(entry->key), &seen));
	entry->seen = seen.value;
	if (seen.value > 1)
		return HK_OK;
	return db_send(db,
		       DB_ADD("counter", "name, value", "'entries', 1",
			      "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"),
		       DB_NONE);
}

static enum hk_result count_entries(struct db *db, void *data)
{
	return db_select_one(db, &value_record, DB_WHERE("name = 'entries'", ""), DB_NONE, data);
}

static enum hk_result count_keys(struct db *db, void *data)
{
	return db_select_one(
		db, &value_record,
		(struct db_sql){ "SELECT count(*) AS value FROM ledger WHERE org_id = $1" },
		DB_NONE, data);
}

static enum hk_result find_key(struct db *db, void *data)
{
	struct value seen;

	return db_select_one(db, &seen_record, DB_WHERE("key = $2", ""),
			     DB_ARGS((const char *)data), &seen);
}

/* No standby of this name ever comes, so commits wait until somebody cancels them. */
static void standby_demand(struct world *world)
{
	place_sql(&world->place, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
	place_sql(&world->place, "SELECT pg_reload_conf()");
	hk_pause_ms(200);
}

static void standby_dismiss(struct world *world)
{
	place_sql(&world->place, "ALTER SYSTEM RESET synchronous_standby_names");
	place_sql(&world->place, "SELECT pg_reload_conf()");
}

static void waiting_commits_cancel(struct world *world)
{
	place_sql(&world->place, "SELECT pg_cancel_backend(pid) FROM pg_stat_activity"
				 " WHERE wait_event = 'SyncRep'");
}

static void waiting_commits_kill(struct world *world)
{
	place_sql(&world->place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				 " WHERE wait_event = 'SyncRep'");
}

static void lost_connections_are_opened_again(void **state)
{
	struct server server;
	struct entry entry = { .key = "first" }, second = { .key = "second" };
	struct value value;

	if (!server_open(&server, *state))
		skip();
	assert_int_equal(world_write(&server.world, 1, enter, &entry), HK_OK);
	assert_int_equal(world_read(&server.world, 1, count_entries, &value), HK_OK);
	place_sql(&server.world.place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				       " WHERE application_name = 'hark'");
	assert_int_equal(world_read(&server.world, 1, count_entries, &value), HK_OK);
	assert_int_equal(world_write(&server.world, 1, enter, &second), HK_OK);
	assert_int_equal(db_ping(server.world.store), HK_OK);
	server_close(&server);
}

static void doubt_about(struct world *world, const char *key, void (*disturb)(struct world *world))
{
	struct entry entry = { .key = key };
	struct submitter submitter = { 0 };

	submitter_start(&submitter, world, enter, &entry);
	while (!submitter.is_over) {
		disturb(world);
		hk_pause_ms(50);
	}
	assert_int_equal(submitter_end(&submitter), HK_UNAVAILABLE);
	assert_true(submitter.task.is_unknown);
	assert_int_equal(entry.runs, 1);
}

static void an_unknown_outcome_is_told_and_not_repeated(void **state)
{
	struct server server;

	if (!server_open(&server, *state))
		skip();
	standby_demand(&server.world);
	doubt_about(&server.world, "warned", waiting_commits_cancel);
	doubt_about(&server.world, "cut off", waiting_commits_kill);
	standby_dismiss(&server.world);
	server_close(&server);
}

static void a_repeatable_function_clears_up_an_unknown_outcome(void **state)
{
	struct server server;
	struct entry entry = { .key = "mail-1" };
	struct submitter submitter = { .task.is_repeatable = true };
	struct value value;

	if (!server_open(&server, *state))
		skip();
	standby_demand(&server.world);
	submitter_start(&submitter, &server.world, enter, &entry);
	while (entry.runs < 2) {
		waiting_commits_cancel(&server.world);
		hk_pause_ms(50);
	}
	hk_pause_ms(200);
	assert_false(submitter.is_over); /* it wrote something, so it waits for the standby again */
	standby_dismiss(&server.world);
	assert_int_equal(submitter_end(&submitter), HK_OK);
	assert_false(submitter.task.is_unknown);
	assert_int_equal(entry.seen, entry.runs);
	assert_int_equal(world_read(&server.world, 1, count_entries, &value), HK_OK);
	assert_int_equal(value.value, 1);
	server_close(&server);
}

static void a_host_that_is_dead_is_passed_over(void **state)
{
	struct server server;
	struct entry entry = { .key = "elsewhere" };
	char *good;

	if (!server_open(&server, *state))
		skip();
	good = hk_copy_text(server.world.arena, server.world.place.url);
	db_store_close(server.world.store);
	snprintf(server.world.place.url, sizeof(server.world.place.url),
		 "postgresql:///postgres?host=/no/such/folder,%s&user=postgres", server.folder);
	server.world.store = place_open(&server.world.place, 2);
	assert_int_equal(world_write(&server.world, 1, enter, &entry), HK_OK);
	/* A primary that has become read-only takes no writers. */
	db_store_close(server.world.store);
	snprintf(server.world.place.url, sizeof(server.world.place.url), "%s", good);
	place_sql(&server.world.place, "ALTER SYSTEM SET default_transaction_read_only = on");
	place_sql(&server.world.place, "SELECT pg_reload_conf()");
	hk_pause_ms(200);
	server.world.store = NULL;
	assert_int_equal(db_store_open(&(struct db_settings){ good, 2 }, &server.world.store),
			 HK_UNAVAILABLE);
	server_close(&server);
}

enum { KEYS_MAX = 20000, WRITERS = 6 };

struct crowd {
	struct server *server;
	atomic_int next;
	atomic_bool is_over;
	bool is_kept[KEYS_MAX]; /* which were acknowledged */
};

static void *enter_often(void *data)
{
	struct crowd *crowd = data;
	struct hk_arena *arena = hk_arena_new();
	int at;

	while (!crowd->is_over && (at = atomic_fetch_add(&crowd->next, 1)) < KEYS_MAX) {
		struct entry entry = { .key = hk_format(arena, "key-%d", at) };
		struct db_task task = { .work = enter,
					.data = &entry,
					.arena = arena,
					.org_id = 1,
					.is_repeatable = true };
		crowd->is_kept[at] = db_write(crowd->server->world.store, &task) == HK_OK;
		hk_arena_reset(arena);
	}
	hk_arena_free(arena);
	return NULL;
}

static void check_kept(struct crowd *crowd)
{
	struct world *world = &crowd->server->world;
	struct value entries, keys;
	int kept = 0;

	for (int i = 0; i < KEYS_MAX; i++) {
		if (!crowd->is_kept[i])
			continue;
		kept++;
		if (world_read(world, 1, find_key, hk_format(world->arena, "key-%d", i)) != HK_OK)
			fail_msg("key %d is lost", i);
	}
	assert_true(kept > 0);
	assert_int_equal(world_read(world, 1, count_entries, &entries), HK_OK);
	assert_int_equal(world_read(world, 1, count_keys, &keys), HK_OK);
	assert_int_equal(entries.value, keys.value);
}

static void restarts_of_the_server_lose_and_double_nothing(void **state)
{
	struct server server;
	struct crowd *crowd = calloc(1, sizeof(*crowd));
	pthread_t threads[WRITERS];
	struct entry last = { .key = "after all" };

	crowd->server = &server;
	if (!server_open(&server, *state)) {
		hk_free(crowd);
		skip();
	}
	for (size_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, enter_often, crowd);
	for (int i = 0; i < 3; i++) {
		hk_pause_ms(200);
		place_restart_server(server.folder, i == 1 ? "fast" : "immediate");
	}
	hk_pause_ms(200);
	crowd->is_over = true;
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	check_kept(crowd);
	assert_int_equal(world_write(&server.world, 1, enter, &last), HK_OK);
	server_close(&server);
	hk_free(crowd);
}

static void a_server_that_is_gone_is_unavailable_within_seconds(void **state)
{
	struct server server;
	struct entry entry = { .key = "nobody there" };
	int64_t start;

	if (!server_open(&server, *state))
		skip();
	place_remove_server(server.folder);
	start = hk_clock_monotonic();
	assert_int_equal(world_write(&server.world, 1, enter, &entry), HK_UNAVAILABLE);
	assert_int_equal(db_ping(server.world.store), HK_UNAVAILABLE);
	assert_true(hk_clock_monotonic() - start < 8000);
	db_store_close(server.world.store);
	hk_arena_free(server.world.arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_serialization_failure_is_tried_again),
		cmocka_unit_test(after_six_tries_it_is_unavailable),
		cmocka_unit_test(a_full_disk_of_the_server_is_not_tried_again),
		cmocka_unit_test(trouble_in_a_group_harms_no_neighbour),
		cmocka_unit_test(a_deadlock_is_tried_again),
		cmocka_unit_test(a_line_lost_before_the_commit_is_tried_again),
		cmocka_unit_test(lost_connections_are_opened_again),
		cmocka_unit_test(an_unknown_outcome_is_told_and_not_repeated),
		cmocka_unit_test(a_repeatable_function_clears_up_an_unknown_outcome),
		cmocka_unit_test(a_host_that_is_dead_is_passed_over),
		cmocka_unit_test(restarts_of_the_server_lose_and_double_nothing),
		cmocka_unit_test(a_server_that_is_gone_is_unavailable_within_seconds),
	};

	return cmocka_run_group_tests(tests, open_server_world, world_close);
}
