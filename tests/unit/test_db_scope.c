#include <stdlib.h>

#include "place.h"
#include "test.h"

static const char tables[] =
	"CREATE TABLE ticket (org_id bigint NOT NULL, id bigint NOT NULL, owner_id bigint NOT NULL,"
	" state text NOT NULL, PRIMARY KEY (org_id, id));"
	"CREATE TABLE message (org_id bigint NOT NULL, id bigint NOT NULL, ticket_id bigint NOT "
	"NULL,"
	" body text NOT NULL, PRIMARY KEY (org_id, id));"
	"CREATE TABLE counter (org_id bigint NOT NULL, name text NOT NULL, value bigint NOT NULL,"
	" PRIMARY KEY (org_id, name));";

struct ticket {
	int64_t id, owner_id;
	const char *state;
};

static const struct db_column ticket_columns[] = {
	DB_COLUMN(struct ticket, id),
	DB_COLUMN(struct ticket, owner_id),
	DB_COLUMN(struct ticket, state),
};
static const struct db_record ticket_record = DB_RECORD("ticket", struct ticket, ticket_columns);

struct line {
	int64_t id;
	const char *text;
};

static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct line, id, "message.id"),
	DB_COLUMN_AS(struct line, text, "ticket.state"),
};
static const struct db_record line_record = DB_RECORD_FROM(
	"message",
	"message JOIN ticket ON ticket.org_id = message.org_id AND ticket.id = message.ticket_id",
	struct line, line_columns);
static const struct db_record unscoped_record =
	DB_RECORD_FROM("message", "message JOIN ticket ON ticket.id = message.ticket_id",
		       struct line, line_columns);

struct number {
	int64_t value;
};

static const struct db_column number_columns[] = { DB_COLUMN(struct number, value) };
static const struct db_record number_record = DB_RECORD("counter", struct number, number_columns);

struct world {
	struct place place;
	struct db_store *store;
	struct hk_arena *arena;
};

static enum hk_result fill(struct db *db, void *data)
{
	const char *state = data;
	struct ticket ticket = { 1, 7, state };

	HK_TRY(db_insert(db, &ticket_record, &ticket));
	HK_TRY(db_send(db, DB_ADD("counter", "name, value", "'ticket', $2", ""),
		       DB_ARGS(db->org_id * 10)));
	return db_send(db, DB_ADD("message", "id, ticket_id, body", "5, 1, 'hello'", ""), DB_NONE);
}

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));
	char open[] = "open", solved[] = "solved";

	place_make(&world->place);
	world->store = place_open(&world->place, 2);
	world->arena = hk_arena_new();
	place_tables(world->store, tables);

	struct db_task first = { .work = fill, .data = open, .arena = world->arena, .org_id = 1 };
	struct db_task second = {
		.work = fill, .data = solved, .arena = world->arena, .org_id = 2
	};

	assert_int_equal(db_write(world->store, &first), HK_OK);
	assert_int_equal(db_write(world->store, &second), HK_OK);
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

static enum hk_result run_as(struct world *world, int64_t org_id,
			     enum hk_result (*work)(struct db *db, void *data), void *data)
{
	struct db_task task = {
		.work = work, .data = data, .arena = world->arena, .org_id = org_id
	};

	return db_write(world->store, &task);
}

static enum hk_result find_ticket(struct db *db, void *data)
{
	return db_select_one(db, &ticket_record, DB_WHERE("id = $2", ""), DB_ARGS(1), data);
}

static void an_organisation_sees_its_own_rows(void **state)
{
	struct world *world = *state;
	struct ticket ticket = { 0, 0, NULL };

	assert_int_equal(run_as(world, 1, find_ticket, &ticket), HK_OK);
	assert_string_equal(ticket.state, "open");
	assert_int_equal(run_as(world, 2, find_ticket, &ticket), HK_OK);
	assert_string_equal(ticket.state, "solved");
	assert_int_equal(run_as(world, 3, find_ticket, &ticket), HK_NOT_FOUND);
}

static enum hk_result either(struct db *db, void *data)
{
	return db_select(db, &ticket_record, DB_WHERE("id = $2 OR 1 = 1", ""), DB_ARGS(1), data);
}

static void an_or_in_a_condition_stays_inside_the_organisation(void **state)
{
	struct world *world = *state;
	struct db_rows rows;

	assert_int_equal(run_as(world, 2, either, &rows), HK_OK);
	assert_int_equal(rows.count, 1);
}

static enum hk_result join(struct db *db, void *data)
{
	return db_select(db, &line_record, DB_WHERE("ticket.owner_id = $2", "ORDER BY message.id"),
			 DB_ARGS(7), data);
}

static void a_record_may_be_read_from_joined_tables(void **state)
{
	struct world *world = *state;
	struct db_rows rows;

	assert_int_equal(run_as(world, 2, join, &rows), HK_OK);
	assert_int_equal(rows.count, 1);
	assert_int_equal(((struct line *)rows.items)->id, 5);
	assert_string_equal(((struct line *)rows.items)->text, "solved");
}

struct attempt {
	const struct db_record *record;
	struct db_sql sql;
	struct db_rows rows;
};

static enum hk_result attempt(struct db *db, void *data)
{
	struct attempt *attempt = data;

	return db_select(db, attempt->record, attempt->sql, DB_ARGS(1), &attempt->rows);
}

#define BY_HAND(text)  \
	{              \
		(text) \
	}

/* $2 is 1 in all of them. */
static void a_text_that_forgets_the_organisation_is_refused(void **state)
{
	struct world *world = *state;
	struct attempt attempts[] = {
		{ &number_record, BY_HAND("SELECT value FROM counter WHERE value > $2"), { 0 } },
		{ &number_record, BY_HAND("SELECT count(*) FROM counter WHERE $2 = 1"), { 0 } },
		{ &unscoped_record, DB_WHERE("message.id > $2", ""), { 0 } },
		{ &number_record,
		  DB_WHERE("value > (SELECT count(*) FROM ticket WHERE id = $2)", ""),
		  { 0 } },
		{ &number_record,
		  DB_WHERE("EXISTS (SELECT 1 FROM ticket WHERE ticket.id = $2)", ""),
		  { 0 } },
		{ &number_record,
		  BY_HAND("SELECT a.owner_id FROM ticket a JOIN ticket b ON b.owner_id = a.owner_id"
			  " WHERE a.org_id = $1 AND a.id = $2"),
		  { 0 } },
		{ &number_record,
		  BY_HAND("SELECT counter.value FROM counter, ticket WHERE counter.org_id = $1"
			  " AND ticket.org_id = $1 AND ticket.id = $2"),
		  { 0 } },
		{ &number_record,
		  BY_HAND("DELETE FROM counter WHERE value = $2 RETURNING value"),
		  { 0 } },
		{ &number_record,
		  BY_HAND("UPDATE counter SET value = 0 WHERE value = $2 RETURNING value"),
		  { 0 } },
		{ &number_record,
		  BY_HAND("INSERT INTO counter (org_id, name, value) SELECT $1, 'stolen', value"
			  " FROM counter WHERE value > $2 RETURNING value"),
		  { 0 } },
	};

	if (!world->place.is_sqlite)
		skip(); /* the fence stands where every text is tried: in the tests on SQLite */
	for (size_t i = 0; i < HK_COUNT(attempts); i++)
		if (run_as(world, 1, attempt, &attempts[i]) != HK_DENIED)
			fail_msg("not refused: %s", attempts[i].sql.text);
}

static void a_text_that_keeps_to_its_organisation_is_accepted(void **state)
{
	struct world *world = *state;
	struct attempt attempts[] = {
		{ &number_record,
		  DB_WHERE("value > (SELECT count(*) FROM ticket WHERE ticket.org_id = $1"
			   " AND ticket.id > $2)",
			   ""),
		  { 0 } },
		{ &number_record,
		  DB_WHERE("EXISTS (SELECT 1 FROM ticket WHERE ticket.org_id = counter.org_id"
			   " AND ticket.id = $2)",
			   ""),
		  { 0 } },
		{ &number_record,
		  BY_HAND("SELECT a.owner_id FROM ticket a JOIN ticket b ON b.org_id = a.org_id"
			  " AND b.owner_id = a.owner_id WHERE a.org_id = $1 AND a.id = $2"),
		  { 0 } },
		{ &number_record,
		  BY_HAND("WITH recent AS (SELECT id FROM ticket WHERE org_id = $1 AND id = $2)"
			  " SELECT count(*) FROM recent"),
		  { 0 } },
		{ &number_record,
		  DB_ADD("counter", "name, value", "'text', $2",
			 "ON CONFLICT (org_id, name) DO UPDATE SET value = counter.value + 1"
			 " RETURNING value"),
		  { 0 } },
		{ &number_record,
		  DB_UPDATE("counter", "value = value + 1",
			    "name = 'text' AND EXISTS (SELECT 1 FROM ticket"
			    " WHERE ticket.org_id = $1 AND ticket.id = $2)",
			    "RETURNING value"),
		  { 0 } },
		{ &number_record,
		  DB_UPDATE("counter", "value = (SELECT max(id) FROM ticket WHERE org_id = $1)",
			    "name = 'text' AND $2 = 1", "RETURNING value"),
		  { 0 } },
		{ &ticket_record,
		  DB_WHERE("(org_id, id) IN (SELECT org_id, ticket_id FROM message"
			   " WHERE org_id = $1) AND id = $2",
			   "ORDER BY id"),
		  { 0 } },
	};

	for (size_t i = 0; i < HK_COUNT(attempts); i++) {
		if (run_as(world, 1, attempt, &attempts[i]) != HK_OK)
			fail_msg("refused: %s", attempts[i].sql.text);
		if (attempts[i].rows.count != 1)
			fail_msg("no row: %s", attempts[i].sql.text);
	}
}

static enum hk_result copy_and_delete(struct db *db, void *data)
{
	int64_t *counts = data;

	HK_TRY(db_change(db,
			 DB_ADD_FROM("counter", "name, value", "'copy', value + $2", "counter",
				     "name = 'ticket'"),
			 DB_ARGS(1), &counts[0]));
	return db_change(db, DB_DELETE("counter", "name = $2"), DB_ARGS("copy"), &counts[1]);
}

static void copying_and_deleting_touch_only_the_own_rows(void **state)
{
	struct world *world = *state;
	int64_t counts[2];

	assert_int_equal(run_as(world, 2, copy_and_delete, counts), HK_OK);
	assert_int_equal(counts[0], 1);
	assert_int_equal(counts[1], 1);
}

static enum hk_result count_all(struct db *db, void *data)
{
	return db_select_one(db, &number_record,
			     DB_EVERY_ORG("SELECT count(*) AS value FROM ticket"), DB_NONE, data);
}

static void a_text_about_every_organisation_says_so(void **state)
{
	struct world *world = *state;
	struct number number;

	assert_int_equal(run_as(world, 0, count_all, &number), HK_OK);
	assert_int_equal(number.value, 2);
}

static enum hk_result write_something(struct db *db, void *data)
{
	(void)data;
	return db_send(db, DB_ADD("counter", "name, value", "'reader', 1", ""), DB_NONE);
}

static enum hk_result delete_something(struct db *db, void *data)
{
	return db_change(db, DB_DELETE("counter", "1 = 1"), DB_NONE, data);
}

static void a_reader_cannot_write(void **state)
{
	struct world *world = *state;
	int64_t count;
	struct db_task task = { .work = write_something, .arena = world->arena, .org_id = 1 };
	struct number number;

	assert_int_equal(db_read(world->store, &task), HK_DENIED);
	task.work = delete_something;
	task.data = &count;
	assert_int_equal(db_read(world->store, &task), HK_DENIED);
	task.work = count_all; /* and the connection is as good as before */
	task.data = &number;
	assert_int_equal(db_read(world->store, &task), HK_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_organisation_sees_its_own_rows),
		cmocka_unit_test(an_or_in_a_condition_stays_inside_the_organisation),
		cmocka_unit_test(a_record_may_be_read_from_joined_tables),
		cmocka_unit_test(a_text_that_forgets_the_organisation_is_refused),
		cmocka_unit_test(a_text_that_keeps_to_its_organisation_is_accepted),
		cmocka_unit_test(copying_and_deleting_touch_only_the_own_rows),
		cmocka_unit_test(a_text_about_every_organisation_says_so),
		cmocka_unit_test(a_reader_cannot_write),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
