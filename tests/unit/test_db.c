#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "place.h"
#include "test.h"

static const char tables[] =
	"CREATE TABLE thing (org_id bigint NOT NULL, id bigint NOT NULL, name text NOT NULL,"
	" note text, bytes bytea, size bigint CHECK (size >= 0), PRIMARY KEY (org_id, id),"
	" UNIQUE (org_id, name));"
	"CREATE TABLE part (org_id bigint NOT NULL, id bigint NOT NULL, thing_id bigint NOT NULL,"
	" PRIMARY KEY (org_id, id), FOREIGN KEY (org_id, thing_id) REFERENCES thing (org_id, id));";

struct thing {
	int64_t id, size;
	const char *name, *note;
	struct db_blob bytes;
};

static const struct db_column thing_columns[] = {
	DB_COLUMN(struct thing, id),    DB_COLUMN(struct thing, size),
	DB_COLUMN(struct thing, name),  DB_COLUMN(struct thing, note),
	DB_COLUMN(struct thing, bytes),
};
static const struct db_record thing_record = DB_RECORD("thing", struct thing, thing_columns);

struct part {
	int64_t id, thing_id;
};

static const struct db_column part_columns[] = {
	DB_COLUMN(struct part, id),
	DB_COLUMN(struct part, thing_id),
};
static const struct db_record part_record = DB_RECORD("part", struct part, part_columns);

struct world {
	struct place place;
	struct db_store *store;
	struct hk_arena *arena;
	struct db_task task; /* what the last one was run as */
};

static int open_world(void **state)
{
	struct world *world = calloc(1, sizeof(*world));

	place_make(&world->place);
	world->store = place_open(&world->place, 2);
	world->arena = hk_arena_new();
	place_tables(world->store, tables);
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

typedef enum hk_result db_work(struct db *db, void *data);

static enum hk_result do_write(struct world *world, db_work *work, void *data)
{
	struct db_task task = { .work = work, .data = data, .arena = world->arena, .org_id = 1 };

	return db_write(world->store, &task);
}

static enum hk_result do_read(struct world *world, db_work *work, void *data)
{
	struct db_task task = { .work = work, .data = data, .arena = world->arena, .org_id = 1 };

	return db_read(world->store, &task);
}

static enum hk_result put(struct db *db, void *data)
{
	return db_insert(db, &thing_record, data);
}

static enum hk_result get(struct db *db, void *data)
{
	struct thing *thing = data;

	return db_select_one(db, &thing_record, DB_WHERE("id = $2", ""), DB_ARGS(thing->id), thing);
}

static enum hk_result remove_all(struct db *db, void *data)
{
	(void)data;
	HK_TRY(db_send(db, DB_DELETE("part", "1 = 1"), DB_NONE));
	return db_send(db, DB_DELETE("thing", "1 = 1"), DB_NONE);
}

static void start_empty(struct world *world)
{
	assert_int_equal(do_write(world, remove_all, NULL), HK_OK);
}

static void a_record_comes_back_as_it_was_written(void **state)
{
	static const char text[] = "Žemė, \"x\" 'y' \\ গ্রাহক 🙂\n";
	struct world *world = *state;
	struct thing thing = {
		.id = INT64_MAX, .size = 0, .name = text, .note = "", .bytes = { "\0\1\xff\0", 4 }
	};
	struct thing got = { .id = INT64_MAX };

	start_empty(world);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	assert_int_equal(do_read(world, get, &got), HK_OK);
	assert_int_equal(got.size, 0);
	assert_string_equal(got.name, text);
	assert_string_equal(got.note, "");
	assert_int_equal(got.bytes.length, 4);
	assert_memory_equal(got.bytes.bytes, "\0\1\xff\0", 4);
}

static void null_text_is_a_null_pointer_and_no_bytes_are_not_null(void **state)
{
	struct world *world = *state;
	struct thing without = { .id = 1, .name = "without" };
	struct thing empty = { .id = INT64_MIN, .name = "empty", .bytes = { "", 0 } };
	struct thing got = { .id = 1 };

	start_empty(world);
	assert_int_equal(do_write(world, put, &without), HK_OK);
	assert_int_equal(do_write(world, put, &empty), HK_OK);
	assert_int_equal(do_read(world, get, &got), HK_OK);
	assert_null(got.note);
	assert_null(got.bytes.bytes);
	got.id = INT64_MIN;
	assert_int_equal(do_read(world, get, &got), HK_OK);
	assert_non_null(got.bytes.bytes);
	assert_int_equal(got.bytes.length, 0);
}

static enum hk_result put_without_size(struct db *db, void *data)
{
	(void)data;
	return db_send(db, DB_ADD("thing", "id, name", "$2, $3", ""), DB_ARGS(5, "no size"));
}

static void a_missing_number_reads_as_nought(void **state)
{
	struct world *world = *state;
	struct thing got = { .id = 5, .size = 7 };

	start_empty(world);
	assert_int_equal(do_write(world, put_without_size, NULL), HK_OK);
	assert_int_equal(do_read(world, get, &got), HK_OK);
	assert_int_equal(got.size, 0);
}

static enum hk_result put_after_looking(struct db *db, void *data)
{
	struct thing *thing = data, got = { .id = 99 };

	if (get(db, &got) != HK_NOT_FOUND)
		return HK_FAILED;
	return put(db, thing);
}

static void not_finding_a_row_does_not_spoil_the_transaction(void **state)
{
	struct world *world = *state;
	struct thing thing = { .id = 1, .name = "kept" };

	start_empty(world);
	assert_int_equal(do_write(world, put_after_looking, &thing), HK_OK);
	assert_int_equal(do_read(world, get, &thing), HK_OK);
}

static void a_second_row_with_the_same_key_is_a_conflict(void **state)
{
	struct world *world = *state;
	struct thing thing = { .id = 1, .name = "one" }, same_id = { .id = 1, .name = "two" };
	struct thing same_name = { .id = 2, .name = "one" };

	start_empty(world);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	assert_int_equal(do_write(world, put, &same_id), HK_CONFLICT);
	assert_int_equal(do_write(world, put, &same_name), HK_CONFLICT);
	assert_int_equal(do_read(world, get, &same_name), HK_NOT_FOUND);
}

static enum hk_result put_part(struct db *db, void *data)
{
	return db_insert(db, &part_record, data);
}

static void a_row_that_breaks_a_rule_is_invalid(void **state)
{
	struct world *world = *state;
	struct thing nameless = { .id = 1 }, negative = { .id = 2, .name = "x", .size = -1 };
	struct part orphan = { .id = 1, .thing_id = 77 };

	start_empty(world);
	assert_int_equal(do_write(world, put, &nameless), HK_INVALID);
	assert_int_equal(do_write(world, put, &negative), HK_INVALID);
	assert_int_equal(do_write(world, put_part, &orphan), HK_INVALID);
}

static enum hk_result put_bytes_as_text(struct db *db, void *data)
{
	const struct db_blob *blob = data;
	const struct db_value values[] = { db_int(3), { DB_TEXT, 0, *blob } };

	return db_send(db, DB_ADD("thing", "id, name", "$2, $3", ""),
		       (struct db_args){ values, HK_COUNT(values) });
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	struct db_blob bad[] = {
		{ "\xff", 1 },       { "abcdefgh\xc3", 9 },
		{ "ab\0cd", 5 },     { "abcdefg\0abcdefgh", 16 },
		{ "abcdefgh\0", 9 }, { "\xed\xa0\x80", 3 },
	};
	struct db_blob good = { "abcdefgh\xc3\xa9", 10 };
	struct world *world = *state;

	start_empty(world);
	for (size_t i = 0; i < HK_COUNT(bad); i++)
		assert_int_equal(do_write(world, put_bytes_as_text, &bad[i]), HK_INVALID);
	assert_int_equal(do_write(world, put_bytes_as_text, &good), HK_OK);
}

static enum hk_result change_and_count(struct db *db, void *data)
{
	int64_t *counts = data;

	HK_TRY(db_change(db, DB_UPDATE("thing", "size = 5", "id < $2", ""), DB_ARGS(3),
			 &counts[0]));
	HK_TRY(db_change(db, DB_UPDATE("thing", "size = 6", "id = $2", ""), DB_ARGS(77),
			 &counts[1]));
	return db_change(db, DB_DELETE("thing", "size = $2"), DB_ARGS(5), &counts[2]);
}

static void changed_rows_are_counted(void **state)
{
	struct world *world = *state;
	struct thing things[] = { { .id = 1, .name = "a" }, { .id = 2, .name = "b" } };
	int64_t counts[3];

	start_empty(world);
	for (size_t i = 0; i < HK_COUNT(things); i++)
		assert_int_equal(do_write(world, put, &things[i]), HK_OK);
	assert_int_equal(do_write(world, change_and_count, counts), HK_OK);
	assert_int_equal(counts[0], 2);
	assert_int_equal(counts[1], 0);
	assert_int_equal(counts[2], 2);
}

static enum hk_result change_version(struct db *db, void *data)
{
	return db_select_one(db, &thing_record,
			     DB_UPDATE("thing", "size = size + 1", "id = $2 AND size = $3",
				       "RETURNING id, size, name, note, bytes"),
			     DB_ARGS(1, 0), data);
}

static void an_update_returns_its_row_once(void **state)
{
	struct world *world = *state;
	struct thing thing = { .id = 1, .name = "versioned" }, got = { .id = 0 };

	start_empty(world);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	assert_int_equal(do_write(world, change_version, &got), HK_OK);
	assert_int_equal(got.size, 1);
	assert_string_equal(got.name, "versioned");
	assert_int_equal(do_write(world, change_version, &got), HK_NOT_FOUND);
}

enum { MANY = 300 };

static enum hk_result put_many(struct db *db, void *data)
{
	(void)data;
	for (int64_t i = 0; i < MANY; i++) {
		struct thing thing = { .id = i, .name = hk_format(db->arena, "thing %d", (int)i) };
		HK_TRY(put(db, &thing));
	}
	return HK_OK;
}

static enum hk_result get_many(struct db *db, void *data)
{
	return db_select(db, &thing_record, DB_WHERE("size = 0", "ORDER BY id"), DB_NONE, data);
}

static void many_rows_come_in_order(void **state)
{
	struct world *world = *state;
	struct db_rows rows;

	start_empty(world);
	assert_int_equal(do_write(world, put_many, NULL), HK_OK);
	assert_int_equal(do_read(world, get_many, &rows), HK_OK);
	assert_int_equal(rows.count, MANY);
	for (int64_t i = 0; i < MANY; i++)
		assert_int_equal(((struct thing *)rows.items)[i].id, i);
}

/* Records with many long columns make statements longer than any fixed buffer that was tried. */
enum { WIDE = 35, WIDE_NAME = 60 };

struct wide {
	int64_t values[WIDE];
};

static void make_wide(struct hk_arena *arena, struct db_column *columns, const char **ret_table)
{
	const char *table = "";

	for (size_t i = 0; i < WIDE; i++) {
		char *name = hk_format(arena, "column_%02zu_%0*d", i, WIDE_NAME - 10, 0);

		columns[i] = (struct db_column){ name, DB_INT, i * sizeof(int64_t) };
		table = hk_format(arena, "%s, %s bigint NOT NULL", table, name);
	}
	*ret_table = hk_format(arena, "CREATE TABLE wide (org_id bigint NOT NULL%s);", table);
}

static const struct db_record *wide_record;

static enum hk_result put_wide(struct db *db, void *data)
{
	return db_insert(db, wide_record, data);
}

static enum hk_result get_wide(struct db *db, void *data)
{
	return db_select_one(db, wide_record, DB_WHERE("1 = 1", ""), DB_NONE, data);
}

static void a_record_of_35_long_columns_is_written_and_read(void **state)
{
	struct world *world = *state;
	struct db_column columns[WIDE];
	const struct db_record record = DB_RECORD("wide", struct wide, columns);
	const char *table;
	struct wide wide, got;
	size_t count;

	make_wide(world->arena, columns, &table);
	wide_record = &record;
	for (int64_t i = 0; i < WIDE; i++)
		wide.values[i] = i * 1000;

	const struct db_migration more[] = { { 1, "tables", tables }, { 2, "wide", table } };

	assert_int_equal(db_migrate(world->store, more, HK_COUNT(more), 1, &count), HK_OK);
	assert_int_equal(count, 1);
	assert_int_equal(do_write(world, put_wide, &wide), HK_OK);
	assert_int_equal(do_read(world, get_wide, &got), HK_OK);
	assert_memory_equal(&got, &wide, sizeof(wide));
}

enum { TEXTS = 1600 };

static enum hk_result run_many_texts(struct db *db, void *data)
{
	char **texts = data;
	struct db_rows rows;

	for (size_t i = 0; i < TEXTS; i++) {
		HK_TRY(db_select(db, &thing_record, (struct db_sql){ texts[i] }, DB_NONE, &rows));
		if (rows.count != 1 || ((struct thing *)rows.items)->id != (int64_t)(i % 2))
			return HK_FAILED;
	}
	return HK_OK;
}

/* More than a connection keeps prepared. */
static void more_statements_than_are_kept_still_run(void **state)
{
	struct world *world = *state;
	struct thing things[] = { { .id = 0, .name = "even" }, { .id = 1, .name = "odd" } };
	char *texts[TEXTS];

	start_empty(world);
	for (size_t i = 0; i < HK_COUNT(things); i++)
		assert_int_equal(do_write(world, put, &things[i]), HK_OK);
	for (size_t i = 0; i < TEXTS; i++)
		texts[i] = hk_format(world->arena, "(id = %zu)", i % 2);
	assert_int_equal(do_read(world, run_many_texts, texts), HK_OK);
	assert_int_equal(do_write(world, run_many_texts, texts), HK_OK);
}

static enum hk_result select_nonsense(struct db *db, void *data)
{
	struct thing thing;

	(void)data;
	hk_ignore(db_select_one(db, &thing_record, DB_WHERE("no_such_column = 1", ""), DB_NONE,
				&thing));
	return db_select_one(db, &thing_record, DB_WHERE("id = 1", ""), DB_NONE, &thing);
}

static void a_fault_in_a_text_is_a_failure_and_heals(void **state)
{
	struct world *world = *state;
	struct thing thing = { .id = 1, .name = "still here" };

	start_empty(world);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(do_read(world, select_nonsense, NULL), HK_FAILED);
		assert_int_equal(do_write(world, select_nonsense, NULL), HK_FAILED);
		assert_int_equal(do_read(world, get, &thing), HK_OK);
	}
}

static void a_store_that_cannot_be_opened_says_so(void **state)
{
	static const char *const urls[] = {
		"sqlite:/no/such/folder/hark.db",
		"postgresql://hark:secret-word@127.0.0.1:1/hark?connect_timeout=2",
		"postgresql://[broken:secret-word",
		"mysql://x",
		"",
	};
	struct db_store *store = NULL;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(urls); i++)
		assert_int_equal(
			db_store_open(&(struct db_settings){ .url = urls[i], .connections = 2 },
				      &store),
			HK_UNAVAILABLE);
	assert_null(store);
}

static void a_ping_is_answered(void **state)
{
	struct world *world = *state;

	assert_int_equal(db_ping(world->store), HK_OK);
}

static void a_whole_database_has_no_fault(void **state)
{
	struct world *world = *state;
	const char *fault = "not set";

	assert_int_equal(db_check(world->store, world->arena, &fault), HK_OK);
	assert_null(fault);
}

static void only_the_owner_may_read_the_file(void **state)
{
	struct world *world = *state;
	struct stat file;

	if (!world->place.is_sqlite)
		skip();
	assert_int_equal(stat(place_path(&world->place), &file), 0);
	assert_int_equal(file.st_mode & 0777, 0600);
}

static struct db_store *open_file(const struct world *world, const char *name)
{
	const char *url = hk_format(world->arena, "sqlite:%s/%s", world->place.folder, name);
	struct db_store *store;

	assert_int_equal(
		db_store_open(&(struct db_settings){ .url = url, .connections = 1 }, &store),
		HK_OK);
	return store;
}

static void a_copy_of_the_running_database_can_be_opened(void **state)
{
	struct world *world = *state;
	const char *path = hk_format(world->arena, "%s/copy.db", world->place.folder);
	struct thing thing = { .id = 1, .name = "copied" }, got = { .id = 1 };

	start_empty(world);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	if (!world->place.is_sqlite) {
		assert_int_equal(db_copy_to(world->store, path), HK_INVALID);
		return;
	}
	assert_int_equal(db_copy_to(world->store, path), HK_OK);
	assert_int_equal(do_write(world, remove_all, NULL), HK_OK);
	assert_int_equal(db_copy_to(world->store, "/no/such/folder/copy.db"), HK_UNAVAILABLE);

	struct db_store *here = world->store;

	world->store = open_file(world, "copy.db");
	assert_int_equal(do_read(world, get, &got), HK_OK);
	assert_string_equal(got.name, "copied");
	db_store_close(world->store);
	world->store = here;
}

static void a_damaged_file_is_noticed(void **state)
{
	struct world *world = *state;
	const char *path = hk_format(world->arena, "%s/damaged.db", world->place.folder);
	const char *fault = NULL;
	char *bytes;
	size_t length;

	if (!world->place.is_sqlite)
		skip();
	start_empty(world);
	assert_int_equal(do_write(world, put_many, NULL), HK_OK);
	assert_int_equal(db_copy_to(world->store, path), HK_OK);
	assert_int_equal(hk_file_read(world->arena, path, 1 << 26, &bytes, &length), HK_OK);
	memset(bytes + 4096 * 2, 0x5a, length - 4096 * 2);
	assert_int_equal(hk_file_write(path, bytes, length, 0600), HK_OK);

	struct db_store *store = open_file(world, "damaged.db");

	assert_int_equal(db_check(store, world->arena, &fault), HK_OK);
	assert_non_null(fault);
	assert_true(hk_starts(fault, "The database file is damaged"));
	db_store_close(store);
}

static void a_database_in_memory_is_shared_by_its_connections(void **state)
{
	struct world *world = *state;
	struct db_store *here = world->store, *other;
	const struct db_settings memory = { .url = "sqlite::memory:", .connections = 2 };
	struct thing thing = { .id = 1, .name = "remembered" };

	assert_int_equal(db_store_open(&memory, &world->store), HK_OK);
	assert_int_equal(db_store_open(&memory, &other), HK_OK);
	place_tables(world->store, tables);
	place_tables(other, tables);
	assert_int_equal(do_write(world, put, &thing), HK_OK);
	assert_int_equal(do_read(world, get, &thing), HK_OK);
	db_store_close(world->store);
	world->store = other;
	assert_int_equal(do_read(world, get, &thing), HK_NOT_FOUND);
	db_store_close(other);
	world->store = here;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_record_comes_back_as_it_was_written),
		cmocka_unit_test(null_text_is_a_null_pointer_and_no_bytes_are_not_null),
		cmocka_unit_test(a_missing_number_reads_as_nought),
		cmocka_unit_test(not_finding_a_row_does_not_spoil_the_transaction),
		cmocka_unit_test(a_second_row_with_the_same_key_is_a_conflict),
		cmocka_unit_test(a_row_that_breaks_a_rule_is_invalid),
		cmocka_unit_test(text_that_is_not_utf8_is_refused),
		cmocka_unit_test(changed_rows_are_counted),
		cmocka_unit_test(an_update_returns_its_row_once),
		cmocka_unit_test(many_rows_come_in_order),
		cmocka_unit_test(a_record_of_35_long_columns_is_written_and_read),
		cmocka_unit_test(more_statements_than_are_kept_still_run),
		cmocka_unit_test(a_fault_in_a_text_is_a_failure_and_heals),
		cmocka_unit_test(a_store_that_cannot_be_opened_says_so),
		cmocka_unit_test(a_ping_is_answered),
		cmocka_unit_test(a_whole_database_has_no_fault),
		cmocka_unit_test(only_the_owner_may_read_the_file),
		cmocka_unit_test(a_copy_of_the_running_database_can_be_opened),
		cmocka_unit_test(a_damaged_file_is_noticed),
		cmocka_unit_test(a_database_in_memory_is_shared_by_its_connections),
	};

	return cmocka_run_group_tests(tests, open_world, close_world);
}
