/*
 * The fence around organisations. While a statement is prepared SQLite tells
 * which columns of which tables it reads; a table of which it does not read
 * org_id is refused. And because a table joined to itself is told by the same
 * name twice, org_id must be read at least as often as the text takes rows from
 * the table. It is a fence, not a proof: it does not see what org_id is compared with. A question
 * that reads a table which does not stand behind FROM or JOIN is refused as well.
 */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "db/scan.h"
#include "db/sqlite.h"

/* A ticket that is erased is looked for in every table that names one. */
enum { TABLES_MAX = 32, NAME_MAX_BYTES = 64 };

struct seen {
	char name[NAME_MAX_BYTES];
	int scopes; /* how often org_id is read */
	int uses;   /* how often the text takes rows from it */
	bool is_read;
};

struct watch {
	struct seen tables[TABLES_MAX];
	size_t count;
};

/* The tables that belong to the engine and to the house itself. */
static bool is_exempt(const char *table)
{
	static const char *const names[] = { "migration",      "search_data",    "search_idx",
					     "search_content", "search_docsize", "search_config" };

	return hk_one_of(table, names, HK_COUNT(names)) || hk_starts(table, "sqlite_");
}

static struct seen *seen_of(struct watch *watch, const char *table)
{
	for (size_t i = 0; i < watch->count; i++)
		if (strcmp(watch->tables[i].name, table) == 0)
			return &watch->tables[i];
	if (watch->count == TABLES_MAX || strlen(table) >= NAME_MAX_BYTES)
		return NULL;

	struct seen *seen = &watch->tables[watch->count++];

	*seen = (struct seen){ .scopes = 0 };
	memcpy(seen->name, table, strlen(table) + 1);
	return seen;
}

static int note_read(void *data, int action, const char *table, const char *column,
		     const char *database, const char *trigger)
{
	struct watch *watch = ((struct db_link *)data)->watch;

	(void)database;
	(void)trigger;
	if (!watch || action != SQLITE_READ || !table || is_exempt(table))
		return SQLITE_OK;

	struct seen *seen = seen_of(watch, table);

	if (!seen)
		return SQLITE_DENY;
	seen->is_read = true;
	seen->scopes += column && strcmp(column, "org_id") == 0 ? 1 : 0;
	return SQLITE_OK;
}

/* "DO UPDATE SET" and CTEs are no tables. */
static void count_uses(struct watch *watch, const char *text)
{
	size_t length;

	for (const char *name = db_scan_table(text, &length); name;
	     name = db_scan_table(name + length, &length))
		for (size_t i = 0; i < watch->count; i++)
			watch->tables[i].uses += strlen(watch->tables[i].name) == length &&
						 strncmp(watch->tables[i].name, name, length) == 0;
}

/* What a question reads is told by its text: answers are remembered until one of these tables is
 * written (memory.h). */
static const struct seen *find_unnamed(const struct watch *watch, const char *text)
{
	for (size_t i = 0; hk_starts(text, "SELECT ") && i < watch->count; i++)
		if (watch->tables[i].is_read && watch->tables[i].uses == 0)
			return &watch->tables[i];
	return NULL;
}

static const struct seen *find_unscoped(struct db_link *link, const struct watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		const struct seen *seen = &watch->tables[i];

		if (seen->scopes > 0 && seen->scopes >= seen->uses)
			continue;
		/* A WITH table that is only counted is told like a real one. */
		if (sqlite3_table_column_metadata(link->handle, NULL, seen->name, NULL, NULL, NULL,
						  NULL, NULL, NULL) == SQLITE_OK)
			return seen;
	}
	return NULL;
}

void db_sqlite_fence(struct db_link *link)
{
	sqlite3_set_authorizer(link->handle, note_read, link);
}

enum hk_result db_sqlite_prepare(struct db_link *link, const char *text, sqlite3_stmt **ret)
{
	struct watch watch = { .count = 0 };
	sqlite3_stmt *statement;

	link->watch = db_is_every_org(text) ? NULL : &watch;

	int rc = sqlite3_prepare_v3(link->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &statement,
				    NULL);

	link->watch = NULL;
	if (rc != SQLITE_OK)
		return db_sqlite_judge(link, rc);
	count_uses(&watch, text);

	const struct seen *open = find_unscoped(link, &watch);
	const struct seen *unnamed = find_unnamed(&watch, text);

	if (open || unnamed) {
		hk_log(HK_LOG_ERROR, open ? "db.unscoped" : "db.unnamed", "table=%s text=\"%s\"",
		       open ? open->name : unnamed->name, text);
		sqlite3_finalize(statement);
		return HK_DENIED;
	}
	*ret = statement;
	return HK_OK;
}
