#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "db/migrations.h"
#include "place.h"
#include "test.h"

struct world {
	struct place place;
	struct db_store *store;
	struct hk_arena *arena;
};

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	place_make(&world->place);
	world->store = place_open(&world->place, 2);
	world->arena = hk_arena_new();
	*state = world;
	return 0;
}

static int close_world(void **state)
{
	struct world *world = *state;

	hk_arena_free(world->arena);
	db_store_close(world->store);
	place_remove(&world->place);
	hk_free(world);
	return 0;
}

static const struct db_migration first = { 1, "pets",
					   "-- A comment; with a semicolon, and it's got a quote.\n"
					   "CREATE TABLE pet (\n"
					   "\torg_id bigint NOT NULL, -- the organisation; always\n"
					   "\tid bigint NOT NULL,\n"
					   "\tname text NOT NULL,     -- what it's called\n"
					   "\tPRIMARY KEY (org_id, id)\n"
					   ");\n"
					   "CREATE INDEX pet_name ON pet (org_id, name);\n" };
static const struct db_migration second = {
	2, "first_pets",
	"INSERT INTO pet VALUES (1, 1, 'Rex; the dog');\n"
	"-- only: sqlite\n"
	"INSERT INTO pet VALUES (1, 2, 'only sqlite');\n"
	"-- only: postgresql\n"
	"INSERT INTO pet VALUES (1, 2, 'only postgresql');\n"
	"INSERT INTO pet VALUES (1, 3, 'it''s -- no comment')\n"
};
static const struct db_migration broken = { 3, "broken",
					    "INSERT INTO pet VALUES (1, 4, 'half');\n"
					    "INSERT INTO no_such_table VALUES (1);\n" };
static const struct db_migration mended = { 3, "mended",
					    "INSERT INTO pet VALUES (1, 4, 'whole');\n" };

struct pet {
	int64_t id;
	const char *name;
};

static const struct db_column pet_columns[] = {
	DB_COLUMN(struct pet, id),
	DB_COLUMN(struct pet, name),
};
static const struct db_record pet_record = DB_RECORD("pet", struct pet, pet_columns);

static enum hk_result find_pet(struct db *db, void *data)
{
	struct pet *pet = data;

	return db_select_one(db, &pet_record, DB_WHERE("id = $2", ""), DB_ARGS(pet->id), pet);
}

static enum hk_result pet_of(struct world *world, int64_t id, struct pet *ret)
{
	struct db_task task = { .work = find_pet, .data = ret, .arena = world->arena, .org_id = 1 };

	ret->id = id;
	return db_read(world->store, &task);
}

static void migrations_run_once_and_in_order(void **state)
{
	struct world *world = *state;
	const struct db_migration all[] = { first, second };
	struct pet pet;
	size_t count;

	assert_int_equal(db_migrations_missing(world->store, all, 2, &count), HK_OK);
	assert_int_equal(count, 2);
	assert_int_equal(db_migrate(world->store, all, 1, 5, &count), HK_OK);
	assert_int_equal(count, 1);
	assert_int_equal(db_migrations_missing(world->store, all, 2, &count), HK_OK);
	assert_int_equal(count, 1);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(db_migrate(world->store, all, 2, 6, &count), HK_OK);
		assert_int_equal(count, i == 0 ? 1 : 0);
	}
	assert_int_equal(pet_of(world, 1, &pet), HK_OK);
	assert_string_equal(pet.name, "Rex; the dog");
	assert_int_equal(pet_of(world, 3, &pet), HK_OK);
	assert_string_equal(pet.name, "it's -- no comment");
}

static void a_statement_for_one_engine_runs_on_that_one_only(void **state)
{
	struct world *world = *state;
	struct pet pet;

	assert_int_equal(pet_of(world, 2, &pet), HK_OK);
	assert_string_equal(pet.name, world->place.is_sqlite ? "only sqlite" : "only postgresql");
}

static void a_migration_that_fails_leaves_nothing(void **state)
{
	struct world *world = *state;
	const struct db_migration bad[] = { first, second, broken };
	const struct db_migration good[] = { first, second, mended };
	struct pet pet;
	size_t count = 77;

	assert_int_not_equal(db_migrate(world->store, bad, 3, 5, &count), HK_OK);
	assert_int_equal(count, 77);
	assert_int_equal(pet_of(world, 4, &pet), HK_NOT_FOUND);
	assert_int_equal(db_migrations_missing(world->store, bad, 3, &count), HK_OK);
	assert_int_equal(count, 1);
	assert_int_equal(db_migrate(world->store, good, 3, 5, &count), HK_OK);
	assert_int_equal(pet_of(world, 4, &pet), HK_OK);
}

static void an_older_program_refuses_a_newer_schema(void **state)
{
	struct world *world = *state;
	const struct db_migration all[] = { first, second };
	size_t count = 77;

	assert_int_equal(db_migrations_missing(world->store, all, 2, &count), HK_INVALID);
	assert_int_equal(db_migrate(world->store, all, 2, 5, &count), HK_INVALID);
	assert_int_equal(count, 77);
}

struct starter {
	const struct place *place;
	pthread_barrier_t *both;
	enum hk_result result;
	size_t count;
	pthread_t thread;
};

static void *start(void *data)
{
	struct starter *starter = data;
	struct db_store *store = place_open(starter->place, 1);

	pthread_barrier_wait(starter->both);
	starter->result = db_migrate(store, migrations, migration_count, 1, &starter->count);
	db_store_close(store);
	return NULL;
}

static void two_programs_may_start_at_once(void **state)
{
	struct place place;
	pthread_barrier_t both;
	struct starter starters[3] = { 0 };
	size_t ran = 0;

	(void)state;
	place_make(&place);
	pthread_barrier_init(&both, NULL, HK_COUNT(starters));
	for (size_t i = 0; i < HK_COUNT(starters); i++) {
		starters[i].place = &place;
		starters[i].both = &both;
		pthread_create(&starters[i].thread, NULL, start, &starters[i]);
	}
	for (size_t i = 0; i < HK_COUNT(starters); i++) {
		pthread_join(starters[i].thread, NULL);
		assert_int_equal(starters[i].result, HK_OK);
		ran += starters[i].count;
	}
	assert_int_equal(ran, migration_count);
	pthread_barrier_destroy(&both);
	place_remove(&place);
}

static enum hk_result run(struct db_store *store, int64_t number, const char *sql)
{
	const struct db_migration one = { number, "one", sql };
	size_t count;

	return db_migrate(store, &one, 1, 1, &count);
}

static void a_check_of_words_that_was_made_shorter_still_checks(void **state)
{
	struct place place;
	struct db_store *store;

	(void)state;
	place_make(&place);
	store = place_open(&place, 1);
	assert_int_equal(
		run(store, 1,
		    "CREATE TABLE cat (org_id bigint NOT NULL, id bigint NOT NULL,"
		    " mood text NOT NULL CHECK (mood = '' OR mood = 'well' OR mood = 'so so'),"
		    " coat text CHECK (coat = 'black' OR coat = 'white' OR coat = 'grey'),"
		    " age bigint NOT NULL CHECK (age > 0 AND age < 40),"
		    " PRIMARY KEY (org_id, id));"),
		HK_OK);
	place_tables(store, "INSERT INTO cat VALUES (1, 1, 'so so', 'grey', 3);"
			    "INSERT INTO cat VALUES (1, 2, '', NULL, 3);"
			    "-- only: postgresql\n"
			    "DO $$ BEGIN IF (SELECT count(*) FROM pg_constraint WHERE"
			    " conrelid = CAST('cat' AS regclass) AND pg_get_constraintdef(oid) LIKE"
			    " '%ANY (''{%') <> 2 THEN RAISE 'long'; END IF; END $$;");
	assert_int_not_equal(run(store, 2, "INSERT INTO cat VALUES (1, 3, 'ill', 'grey', 3);"),
			     HK_OK);
	assert_int_not_equal(run(store, 2, "INSERT INTO cat VALUES (1, 3, 'well', 'so so', 3);"),
			     HK_OK);
	assert_int_not_equal(run(store, 2, "INSERT INTO cat VALUES (1, 3, 'well', 'grey', 40);"),
			     HK_OK);
	db_store_close(store);
	place_remove(&place);
}

/* As they stand after a program that ended between its last migration and this. */
static void checks_that_stayed_long_are_made_shorter_at_the_next_start(void **state)
{
	static const char cats[] = "CREATE TABLE cat (org_id bigint NOT NULL PRIMARY KEY);";
	struct place place;
	struct db_store *store;

	(void)state;
	place_make(&place);
	store = place_open(&place, 1);
	assert_int_equal(run(store, 1, cats), HK_OK);
	place_tables(store,
		     "CREATE TABLE dog (org_id bigint NOT NULL, mood text NOT NULL"
		     " CHECK (mood = '' OR mood = 'well' OR mood = 'so so'));"
		     "CREATE TABLE bird (org_id bigint NOT NULL, song text NOT NULL"
		     " CHECK (song = '' OR song = 'low' OR song = 'high'), coat text NOT NULL"
		     " CHECK (coat = 'black' OR coat = 'white' OR coat = 'grey'));");
	assert_int_equal(run(store, 1, cats), HK_OK);
	place_tables(store, "-- only: postgresql\n"
			    "DO $$ BEGIN IF (SELECT count(*) FROM pg_constraint WHERE conrelid IN"
			    " (CAST('dog' AS regclass), CAST('bird' AS regclass)) AND"
			    " pg_get_constraintdef(oid) LIKE '%ANY (''{%') <> 3 THEN RAISE 'long';"
			    " END IF; END $$;");
	db_store_close(store);
	place_remove(&place);
}

static void the_migrations_of_the_house_are_sorted_and_complete(void **state)
{
	(void)state;
	assert_true(migration_count > 1);
	for (size_t i = 0; i < migration_count; i++) {
		assert_true(strlen(migrations[i].sql) > 0);
		assert_true(strlen(migrations[i].name) > 0);
		if (i > 0)
			assert_true(migrations[i].number > migrations[i - 1].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(migrations_run_once_and_in_order),
		cmocka_unit_test(a_statement_for_one_engine_runs_on_that_one_only),
		cmocka_unit_test(a_migration_that_fails_leaves_nothing),
		cmocka_unit_test(an_older_program_refuses_a_newer_schema),
		cmocka_unit_test(two_programs_may_start_at_once),
		cmocka_unit_test(a_check_of_words_that_was_made_shorter_still_checks),
		cmocka_unit_test(checks_that_stayed_long_are_made_shorter_at_the_next_start),
		cmocka_unit_test(the_migrations_of_the_house_are_sorted_and_complete),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
