#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/db_driver.h"

struct done {
	int64_t number;
};

struct named {
	const char *name;
};

static const struct db_column done_columns[] = { DB_COLUMN(struct done, number) };
static const struct db_record done_record = DB_RECORD("migration", struct done, done_columns);
static const struct db_column named_columns[] = { DB_COLUMN(struct named, name) };
static const struct db_record named_record = DB_RECORD("", struct named, named_columns);

static const char table_text[] =
	"CREATE TABLE IF NOT EXISTS migration ("
	"org_id bigint NOT NULL, " /* always 0: they belong to no organisation */
	"number bigint NOT NULL, " /* of the file */
	"name text NOT NULL, "     /* of the file */
	"at bigint NOT NULL, "     /* when it ran, ms UTC */
	"PRIMARY KEY (org_id, number))";

/* Where the statement that begins at text ends: at the semicolon outside of quotes and comments. */
static const char *statement_end(const char *text)
{
	while (*text && *text != ';') {
		const char *end = NULL;

		if (*text == '\'' || *text == '"')
			end = strchr(text + 1, *text);
		else if (strncmp(text, "--", 2) == 0)
			end = strchr(text, '\n');
		else if (strncmp(text, "$$", 2) == 0 && (end = strstr(text + 2, "$$")))
			end++;
		text = end ? end + 1 : text + 1;
	}
	return text;
}

/* "-- only: NAME" above a statement keeps it from the other engine. */
static bool is_meant_for(const struct db_link *link, const char *statement)
{
	static const char only[] = "-- only: ";
	const char *found = strstr(statement, only);

	return !found || hk_starts(found + sizeof(only) - 1, link->driver->name);
}

/* Nothing but white space and comments. */
static bool is_empty(const char *statement)
{
	statement += strspn(statement, " \t\r\n");
	while (strncmp(statement, "--", 2) == 0) {
		statement += strcspn(statement, "\n");
		statement += strspn(statement, " \t\r\n");
	}
	return *statement == 0;
}

static enum hk_result run_script(struct db *db, const char *text)
{
	while (*text) {
		const char *end = statement_end(text);
		const char *one = hk_copy(db->arena, text, (size_t)(end - text));

		if (is_meant_for(db->link, one) && !is_empty(one)) {
			enum hk_result result = db->link->driver->script(db->link, one);
			db->has_failed = db->has_failed || result != HK_OK;
			HK_TRY(result);
		}
		text = *end ? end + 1 : end;
	}
	return HK_OK;
}

struct run {
	const struct db_migration *migration;
	int64_t now;
	bool has_run;
};

static enum hk_result unhurry(struct db *db)
{
	return db->link->driver->unhurry ? db->link->driver->unhurry(db->link) : HK_OK;
}

static enum hk_result make_table(struct db *db, void *data)
{
	(void)data;
	HK_TRY(unhurry(db));
	return run_script(db, table_text);
}

/* Another program may have run it since we looked: writers of organisation 0 come one by one. */
static enum hk_result run_one(struct db *db, void *data)
{
	struct run *run = data;
	struct done done;

	run->has_run = false;
	HK_TRY(unhurry(db));

	enum hk_result result = db_select_one(db, &done_record, DB_WHERE("number = $2", ""),
					      DB_ARGS(run->migration->number), &done);

	if (result != HK_NOT_FOUND)
		return result;
	HK_TRY(run_script(db, run->migration->sql));
	run->has_run = true;
	return db_send(db, DB_ADD("migration", "number, name, at", "$2, $3, $4", ""),
		       DB_ARGS(run->migration->number, run->migration->name, run->now));
}

static enum hk_result long_checks_count(struct db *db, void *data)
{
	struct db_rows rows;

	HK_TRY(db_select(db, &named_record, db->link->driver->long_checks, DB_NONE, &rows));
	*(size_t *)data = rows.count;
	return HK_OK;
}

static enum hk_result shorten(struct db *db, void *data)
{
	(void)data;
	HK_TRY(unhurry(db));
	return db->link->driver->shorten(db->link);
}

/* Also those that a program left which ended on its way; a table at a time, so that nobody waits
 * for all of them. */
static enum hk_result checks_shorten(struct db_store *store, struct hk_arena *arena)
{
	size_t count = 0;
	struct db_task look = { .work = long_checks_count, .data = &count, .arena = arena };
	struct db_task work = { .work = shorten, .arena = arena, .is_repeatable = true };

	if (!store->driver->shorten)
		return HK_OK;
	HK_TRY(db_read(store, &look));
	for (size_t i = 0; i < count; i++)
		HK_TRY(db_write(store, &work));
	return HK_OK;
}

struct missing {
	const struct db_migration *migrations;
	size_t count, missing;
	bool is_newer; /* the database knows a migration that we do not */
};

static bool is_done(const struct db_rows *rows, int64_t number)
{
	for (size_t i = 0; i < rows->count; i++)
		if (((const struct done *)rows->items)[i].number == number)
			return true;
	return false;
}

static bool has_table(const struct db_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		if (hk_equal(((const struct named *)rows->items)[i].name, "migration"))
			return true;
	return false;
}

static enum hk_result count_missing(struct db *db, void *data)
{
	struct missing *missing = data;
	struct db_rows tables, done = { NULL, 0 };
	size_t known = 0;

	HK_TRY(db_select(db, &named_record, db->link->driver->tables, DB_NONE, &tables));
	if (has_table(&tables))
		HK_TRY(db_select(db, &done_record, DB_WHERE("number > $2", "ORDER BY number"),
				 DB_ARGS(-1), &done));
	for (size_t i = 0; i < missing->count; i++)
		known += is_done(&done, missing->migrations[i].number) ? 1 : 0;
	missing->missing = missing->count - known;
	missing->is_newer = done.count > known;
	return HK_OK;
}

enum hk_result db_migrations_missing(struct db_store *store, const struct db_migration *migrations,
				     size_t count, size_t *ret_missing)
{
	scoped_arena *arena = hk_arena_new();
	struct missing missing = { migrations, count, 0, false };
	struct db_task task = { .work = count_missing, .data = &missing, .arena = arena };

	HK_TRY(db_read(store, &task));
	if (missing.is_newer)
		return HK_INVALID;
	*ret_missing = missing.missing;
	return HK_OK;
}

enum hk_result db_migrate(struct db_store *store, const struct db_migration *migrations,
			  size_t count, int64_t now, size_t *ret_count)
{
	scoped_arena *arena = hk_arena_new();
	struct run run = { .now = now };
	struct db_task task = { .work = make_table, .data = &run, .arena = arena };
	size_t missing, ran = 0;

	HK_TRY(db_write(store, &task));
	HK_TRY(db_migrations_missing(store, migrations, count, &missing));
	task.work = run_one;
	task.is_repeatable = true; /* it looks whether it has run */
	for (size_t i = 0; i < count && missing > 0; i++) {
		run.migration = &migrations[i];

		enum hk_result result = db_write(store, &task);

		if (result != HK_OK) {
			hk_log(HK_LOG_ERROR, "db.not_migrated", "number=%lld name=%s",
			       (long long)migrations[i].number, migrations[i].name);
			return result;
		}
		ran += run.has_run ? 1 : 0;
	}
	*ret_count = ran;
	return checks_shorten(store, arena);
}
