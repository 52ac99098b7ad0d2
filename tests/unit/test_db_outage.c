/* A PostgreSQL server that restarts, leaves us in doubt, or is gone. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "db_world.h"
#include "test.h"

struct value {
	int64_t value;
};

static const struct db_column value_columns[] = { DB_COLUMN(struct value, value) };
static const struct db_record value_record = DB_RECORD("counter", struct value, value_columns);

/* Tables at a server of our own, which others do not use. */
struct outage {
	struct world world;
	struct place outer;
	char *server; /* NULL: these tests are for PostgreSQL */
};

static const char tables[] =
	"CREATE TABLE counter (org_id bigint NOT NULL, name text NOT NULL, value bigint NOT NULL,"
	" PRIMARY KEY (org_id, name));"
	"CREATE TABLE ledger (org_id bigint NOT NULL, key text NOT NULL, seen bigint NOT NULL,"
	" PRIMARY KEY (org_id, key));";

static int open_outage(void **state)
{
	struct outage *outage = calloc(1, sizeof(*outage));

	place_make(&outage->outer);
	outage->world.place = outage->outer;
	outage->server = place_make_server(&outage->world.place);
	if (outage->server) {
		outage->world.arena = hk_arena_new();
		outage->world.store = place_open(&outage->world.place, 4);
		place_tables(outage->world.store, tables);
	}
	*state = outage;
	return 0;
}

static int close_outage(void **state)
{
	struct outage *outage = *state;

	db_store_close(outage->world.store);
	hk_arena_free(outage->world.arena);
	if (outage->server)
		place_remove_server(outage->server);
	place_remove(&outage->outer);
	hk_free(outage);
	return 0;
}

static struct world *world_of(void **state)
{
	struct outage *outage = *state;

	if (!outage->server)
		skip();
	return &outage->world;
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
	struct world *world = world_of(state);
	struct entry entry = { .key = "first" }, second = { .key = "second" };
	struct value value;

	assert_int_equal(world_write(world, 1, enter, &entry), HK_OK);
	assert_int_equal(world_read(world, 1, count_entries, &value), HK_OK);
	place_sql(&world->place, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
				 " WHERE application_name = 'hark'");
	assert_int_equal(world_read(world, 1, count_entries, &value), HK_OK);
	assert_int_equal(world_write(world, 1, enter, &second), HK_OK);
	assert_int_equal(db_ping(world->store), HK_OK);
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
	struct world *world = world_of(state);

	standby_demand(world);
	doubt_about(world, "warned", waiting_commits_cancel);
	doubt_about(world, "cut off", waiting_commits_kill);
	standby_dismiss(world);
}

static void a_repeatable_function_clears_up_an_unknown_outcome(void **state)
{
	struct world *world = world_of(state);
	struct entry entry = { .key = "mail-1" };
	struct submitter submitter = { .task = { .org_id = 2, .is_repeatable = true } };
	struct value value;

	standby_demand(world);
	submitter_start(&submitter, world, enter, &entry);
	while (entry.runs < 2) {
		waiting_commits_cancel(world);
		hk_pause_ms(50);
	}
	hk_pause_ms(200);
	assert_false(submitter.is_over); /* it wrote something, so it waits for the standby again */
	standby_dismiss(world);
	assert_int_equal(submitter_end(&submitter), HK_OK);
	assert_false(submitter.task.is_unknown);
	assert_int_equal(entry.seen, entry.runs);
	assert_int_equal(world_read(world, 2, count_entries, &value), HK_OK);
	assert_int_equal(value.value, 1);
}

static void a_host_that_is_dead_is_passed_over(void **state)
{
	struct world *world = world_of(state);
	struct outage *outage = *state;
	struct entry entry = { .key = "elsewhere" };
	struct world other = { .place = world->place, .arena = world->arena };

	snprintf(other.place.url, sizeof(other.place.url),
		 "postgresql:///postgres?host=/no/such/folder,%s&user=postgres", outage->server);
	other.store = place_open(&other.place, 2);
	assert_int_equal(world_write(&other, 1, enter, &entry), HK_OK);
	db_store_close(other.store);
}

static void a_server_that_only_reads_takes_no_writers(void **state)
{
	struct world *world = world_of(state);
	const struct db_settings settings = { .url = world->place.url, .connections = 2 };
	struct db_store *store = NULL;

	place_sql(&world->place, "ALTER SYSTEM SET default_transaction_read_only = on");
	place_sql(&world->place, "SELECT pg_reload_conf()");
	hk_pause_ms(200);
	assert_int_equal(db_store_open(&settings, &store), HK_UNAVAILABLE);
	place_sql(&world->place, "ALTER SYSTEM RESET default_transaction_read_only");
	place_sql(&world->place, "SELECT pg_reload_conf()");
	hk_pause_ms(200);
	assert_int_equal(db_store_open(&settings, &store), HK_OK);
	db_store_close(store);
}

enum { KEYS_MAX = 20000, WRITERS = 6 };

struct crowd {
	struct world *world;
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
		crowd->is_kept[at] = db_write(crowd->world->store, &task) == HK_OK;
		hk_arena_reset(arena);
	}
	hk_arena_free(arena);
	return NULL;
}

static void check_kept(struct crowd *crowd)
{
	struct world *world = crowd->world;
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
	struct world *world = world_of(state);
	struct outage *outage = *state;
	struct crowd *crowd = calloc(1, sizeof(*crowd));
	pthread_t threads[WRITERS];
	struct entry last = { .key = "after all" };

	crowd->world = world;
	for (size_t i = 0; i < WRITERS; i++)
		pthread_create(&threads[i], NULL, enter_often, crowd);
	for (int i = 0; i < 3; i++) {
		hk_pause_ms(200);
		place_restart_server(outage->server, i == 1 ? "fast" : "immediate");
	}
	hk_pause_ms(200);
	crowd->is_over = true;
	for (size_t i = 0; i < WRITERS; i++)
		pthread_join(threads[i], NULL);
	check_kept(crowd);
	assert_int_equal(world_write(world, 1, enter, &last), HK_OK);
	hk_free(crowd);
}

static void a_server_that_is_gone_is_unavailable_within_seconds(void **state)
{
	struct world *world = world_of(state);
	struct outage *outage = *state;
	struct entry entry = { .key = "nobody there" };
	int64_t start;

	place_remove_server(outage->server);
	outage->server = NULL;
	start = hk_clock_monotonic();
	assert_int_equal(world_write(world, 1, enter, &entry), HK_UNAVAILABLE);
	assert_int_equal(db_ping(world->store), HK_UNAVAILABLE);
	assert_true(hk_clock_monotonic() - start < 8000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lost_connections_are_opened_again),
		cmocka_unit_test(an_unknown_outcome_is_told_and_not_repeated),
		cmocka_unit_test(a_repeatable_function_clears_up_an_unknown_outcome),
		cmocka_unit_test(a_host_that_is_dead_is_passed_over),
		cmocka_unit_test(a_server_that_only_reads_takes_no_writers),
		cmocka_unit_test(restarts_of_the_server_lose_and_double_nothing),
		cmocka_unit_test(a_server_that_is_gone_is_unavailable_within_seconds),
	};

	return cmocka_run_group_tests(tests, open_outage, close_outage);
}
