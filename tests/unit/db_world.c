#include "db_world.h"

#include <stdlib.h>

#include "base/time.h"
#include "test.h"

enum { QUEUE_MS = 30 };

static const char tables[] =
	"CREATE TABLE counter (org_id bigint NOT NULL, name text NOT NULL, value bigint NOT NULL,"
	" PRIMARY KEY (org_id, name));"
	"CREATE TABLE thing (org_id bigint NOT NULL, id bigint NOT NULL, number bigint NOT NULL,"
	" PRIMARY KEY (org_id, id), UNIQUE (org_id, number));"
	"CREATE TABLE ledger (org_id bigint NOT NULL, key text NOT NULL, seen bigint NOT NULL,"
	" PRIMARY KEY (org_id, key));";

struct value {
	int64_t value;
};

static const struct db_column value_columns[] = { DB_COLUMN(struct value, value) };
static const struct db_record value_record = DB_RECORD("counter", struct value, value_columns);

struct thing {
	int64_t id, number;
};

static const struct db_column thing_columns[] = {
	DB_COLUMN(struct thing, id),
	DB_COLUMN(struct thing, number),
};
static const struct db_record thing_record = DB_RECORD("thing", struct thing, thing_columns);

void world_open_at(struct world **ret, const struct place *place)
{
	struct world *world = calloc(1, sizeof(*world));

	assert_non_null(world);
	world->place = *place;
	world->store = place_open(&world->place, 4);
	world->arena = hk_arena_new();
	place_tables(world->store, tables);
	*ret = world;
}

int world_open(void **state)
{
	struct place place;

	place_make(&place);
	world_open_at((struct world **)state, &place);
	return 0;
}

void world_close_at(struct world *world)
{
	hk_arena_free(world->arena);
	db_store_close(world->store);
	hk_free(world);
}

int world_close(void **state)
{
	struct world *world = *state;
	struct place place = world->place;

	world_close_at(world);
	place_remove(&place);
	return 0;
}

enum hk_result world_write(struct world *world, int64_t org_id, world_work *work, void *data)
{
	struct db_task task = {
		.work = work, .data = data, .arena = world->arena, .org_id = org_id
	};

	return db_write(world->store, &task);
}

enum hk_result world_read(struct world *world, int64_t org_id, world_work *work, void *data)
{
	struct db_task task = {
		.work = work, .data = data, .arena = world->arena, .org_id = org_id
	};

	return db_read(world->store, &task);
}

enum hk_result number_take(struct db *db, void *data)
{
	struct thing thing = { .id = *(int64_t *)data };
	struct value next;

	HK_TRY(db_select_one(
		db, &value_record,
		DB_ADD("counter", "name, value", "'thing', 1",
		       "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"
		       " RETURNING value"),
		DB_NONE, &next));
	thing.number = next.value;
	return db_insert(db, &thing_record, &thing);
}

enum hk_result numbers_read(struct db *db, void *data)
{
	struct numbers *numbers = data;
	struct value value;

	HK_TRY(db_select_one(
		db, &value_record,
		(struct db_sql){ "SELECT count(*) AS value FROM thing WHERE org_id = $1" }, DB_NONE,
		&value));
	numbers->rows = value.value;
	HK_TRY(db_select_one(
		db, &value_record,
		(struct db_sql){
			"SELECT coalesce(max(number), 0) AS value FROM thing WHERE org_id = $1" },
		DB_NONE, &value));
	numbers->highest = value.value;

	enum hk_result result =
		db_select_one(db, &value_record, DB_WHERE("name = 'thing'", ""), DB_NONE, &value);

	numbers->counter = result == HK_OK ? value.value : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

void numbers_check(struct world *world, int64_t org_id, int64_t expected)
{
	struct numbers numbers;

	assert_int_equal(world_read(world, org_id, numbers_read, &numbers), HK_OK);
	assert_int_equal(numbers.highest, numbers.rows);
	assert_int_equal(numbers.counter, numbers.rows);
	if (expected >= 0)
		assert_int_equal(numbers.rows, expected);
}

enum hk_result row_find(struct db *db, void *data)
{
	struct thing thing;

	return db_select_one(db, &thing_record, DB_WHERE("id = $2", ""), DB_ARGS(*(int64_t *)data),
			     &thing);
}

static void *submitter_main(void *data)
{
	struct submitter *submitter = data;

	submitter->task.arena = hk_arena_new();
	submitter->result = db_write(submitter->store, &submitter->task);
	hk_arena_free(submitter->task.arena);
	submitter->is_over = true;
	return NULL;
}

void submitter_start(struct submitter *submitter, struct world *world, world_work *work, void *data)
{
	submitter->store = world->store;
	submitter->task.work = work;
	submitter->task.data = data;
	if (submitter->task.org_id == 0)
		submitter->task.org_id = 1;
	assert_int_equal(pthread_create(&submitter->thread, NULL, submitter_main, submitter), 0);
	hk_pause_ms(QUEUE_MS); /* so that they queue in order */
}

enum hk_result submitter_end(struct submitter *submitter)
{
	pthread_join(submitter->thread, NULL);
	return submitter->result;
}

static enum hk_result hold(struct db *db, void *data)
{
	struct gate *gate = data;
	int64_t nobody = 0;

	hk_ignore(row_find(db, &nobody)); /* what is asked first brings the lock of PostgreSQL */
	sem_post(&gate->is_in);
	while (sem_wait(&gate->may_go) != 0)
		continue;
	return HK_OK;
}

void gate_close(struct gate *gate, struct world *world, int64_t org_id)
{
	sem_init(&gate->is_in, 0, 0);
	sem_init(&gate->may_go, 0, 0);
	gate->holder = (struct submitter){ .task.org_id = org_id };
	submitter_start(&gate->holder, world, hold, gate);
	while (sem_wait(&gate->is_in) != 0)
		continue;
}

void gate_open(struct gate *gate)
{
	sem_post(&gate->may_go);
	assert_int_equal(submitter_end(&gate->holder), HK_OK);
	sem_destroy(&gate->is_in);
	sem_destroy(&gate->may_go);
}
