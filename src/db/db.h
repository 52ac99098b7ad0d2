/*
 * db: one way to ask SQLite and PostgreSQL, with the same constant SQL.
 *
 * Invariant: $1 is always the organisation and nobody writes it. struct db
 * carries it, the macros that make a struct db_sql write "org_id = $1" into
 * the text, and a plain string is not a struct db_sql: a query by a bare id
 * does not compile. The SQLite driver also refuses, when it prepares, any
 * statement that reads a table without reading that table's org_id.
 *
 * A caller's own values start at $2. Rows live in the arena of the task.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/result.h"

enum db_type { DB_INT, DB_TEXT, DB_BLOB };

struct db_blob {
	const void *bytes;
	size_t length;
};

struct db_column {
	const char *name; /* a column, or an expression in a record that is only read */
	enum db_type type;
	size_t offset;
};

/* table is where org_id is looked for; from may add joins (on org_id and the key). */
struct db_record {
	const char *table, *from;
	size_t size;
	const struct db_column *columns;
	size_t count;
};

/* The member's own type picks the column type; any other type does not compile. NULL text is a
 * NULL pointer; a NULL number reads as 0, so say coalesce() where that would matter. */
/* clang-format off */
#define DB_COLUMN_AS(record, member, expression)                      \
	{                                                             \
		.name = (expression),                                 \
		.type = _Generic(((record *)0)->member,               \
				 int64_t: DB_INT,                     \
				 const char *: DB_TEXT,               \
				 struct db_blob: DB_BLOB),            \
		.offset = offsetof(record, member),                   \
	}
#define DB_COLUMN(record, member) DB_COLUMN_AS(record, member, #member)
/* clang-format on */
#define DB_RECORD_FROM(table, from, record, columns)                                         \
	{                                                                                    \
		table, from, sizeof(record), columns, sizeof(columns) / sizeof((columns)[0]) \
	}
#define DB_RECORD(table, record, columns) DB_RECORD_FROM(table, table, record, columns)

/* Made by the macros below only. They paste literals, so SQL cannot be built at run time. */
struct db_sql {
	const char *text;
};

/* clang-format off */
/* For db_select: the record writes SELECT and FROM. */
#define DB_WHERE(condition, rest) ((struct db_sql){ "(" condition ") " rest })
#define DB_ADD(table, columns, values, rest) ((struct db_sql){              \
	"INSERT INTO " table " (org_id, " columns ") VALUES ($1, " values ") " rest })
#define DB_ADD_FROM(table, columns, values, source, condition) ((struct db_sql){ \
	"INSERT INTO " table " (org_id, " columns ") SELECT $1, " values         \
	" FROM " source " WHERE " source ".org_id = $1 AND (" condition ")" })
#define DB_UPDATE(table, set, condition, rest) ((struct db_sql){            \
	"UPDATE " table " SET " set " WHERE " table ".org_id = $1 AND (" condition ") " rest })
#define DB_DELETE(table, condition) ((struct db_sql){                       \
	"DELETE FROM " table " WHERE " table ".org_id = $1 AND (" condition ")" })
/* The few statements of the house itself that look at every organisation (which ones there are).
 * The whole text; the fence does not look at it, so every use is a line in a review. */
#define DB_EVERY_ORG(text) ((struct db_sql){ "/* every organisation */ " text })
/* Before a condition that looks at every row of a table on purpose, such as a check or a sum of the
 * whole house. The unit tests refuse other statements that do (tests/unit/plans.h), so every use is
 * a line in a review too. */
#define DB_WALKS "/* walks */ "

/* clang-format on */

struct db_value {
	enum db_type type;
	int64_t number;
	struct db_blob bytes; /* bytes.bytes NULL is SQL's NULL */
};

static inline struct db_value db_int(int64_t number)
{
	return (struct db_value){ DB_INT, number, { NULL, 0 } };
}

static inline struct db_value db_text(const char *text)
{
	return (struct db_value){ DB_TEXT, 0, { text, text ? strlen(text) : 0 } };
}

static inline struct db_value db_bytes(struct db_blob blob)
{
	return (struct db_value){ DB_BLOB, 0, blob };
}

/* clang-format off */
#define DB_V(x) _Generic((x), int64_t: db_int, int: db_int, bool: db_int, const char *: db_text, \
			 char *: db_text, struct db_blob: db_bytes)(x)
#define DB_V1(a)       DB_V(a)
#define DB_V2(a, ...)  DB_V(a), DB_V1(__VA_ARGS__)
#define DB_V3(a, ...)  DB_V(a), DB_V2(__VA_ARGS__)
#define DB_V4(a, ...)  DB_V(a), DB_V3(__VA_ARGS__)
#define DB_V5(a, ...)  DB_V(a), DB_V4(__VA_ARGS__)
#define DB_V6(a, ...)  DB_V(a), DB_V5(__VA_ARGS__)
#define DB_V7(a, ...)  DB_V(a), DB_V6(__VA_ARGS__)
#define DB_V8(a, ...)  DB_V(a), DB_V7(__VA_ARGS__)
#define DB_V9(a, ...)  DB_V(a), DB_V8(__VA_ARGS__)
#define DB_V10(a, ...) DB_V(a), DB_V9(__VA_ARGS__)
#define DB_PICK(a, b, c, d, e, f, g, h, i, j, name, ...) name
#define DB_LIST(...) DB_PICK(__VA_ARGS__, DB_V10, DB_V9, DB_V8, DB_V7, DB_V6, DB_V5, DB_V4, \
			     DB_V3, DB_V2, DB_V1, 0)(__VA_ARGS__)

/* clang-format on */

enum { DB_VALUES_MAX = 64 };

struct db_args {
	const struct db_value *values;
	size_t count;
};

/* DB_ARGS(id, subject): the values for $2 and $3, typed by the compiler; at most ten. */
#define DB_ARGS(...)                                                          \
	(struct db_args)                                                      \
	{                                                                     \
		(const struct db_value[]){ DB_LIST(__VA_ARGS__) },            \
			sizeof((struct db_value[]){ DB_LIST(__VA_ARGS__) }) / \
				sizeof(struct db_value)                       \
	}
#define DB_NONE ((struct db_args){ NULL, 0 })

struct db_rows {
	void *items;
	size_t count;
};

/* One organisation's data, for as long as one task runs. Only db_read and db_write make one. */
struct db {
	struct db_link *link;
	struct hk_arena *arena;
	struct db_memory *memory; /* of the link; NULL: nothing is remembered */
	int64_t org_id;
	bool has_failed; /* a statement failed, so this transaction cannot commit */
};

enum hk_result db_select(struct db *db, const struct db_record *record, struct db_sql sql,
			 struct db_args args, struct db_rows *ret);
/* Also for INSERT and UPDATE with RETURNING. HK_NOT_FOUND: no such row, or another version;
 * that alone does not spoil the transaction. */
enum hk_result db_select_one(struct db *db, const struct db_record *record, struct db_sql sql,
			     struct db_args args, void *ret);
/* Says what db_select() will be asked soon, with the same record, text and values: PostgreSQL is
 * asked at once, and what was expected together is waited for once. For who writes; an error shows
 * as that of db_send(), and what is written into its tables meanwhile makes it a question asked in
 * vain. */
enum hk_result db_expect(struct db *db, const struct db_record *record, struct db_sql sql,
			 struct db_args args);
/* How many rows were changed; waits for the answer. */
enum hk_result db_change(struct db *db, struct db_sql sql, struct db_args args, int64_t *ret_rows);
/* These two do not wait for PostgreSQL: an error shows at the next answer or at the commit. */
enum hk_result db_send(struct db *db, struct db_sql sql, struct db_args args);
/* Writes all columns of the record and org_id. */
enum hk_result db_insert(struct db *db, const struct db_record *record, const void *item);

/*
 * The one place with two dialects. put: $2 id, $3 tokens (replaces what the id had). drop: $2 id.
 * find: $2 query, $3 only ids below this one, $4 how many; the newest first. lost: of messages
 * above $2 the first $3 that have no tokens.
 */
struct db_search {
	struct db_sql put, drop, find, lost;
	bool is_tsquery;
};
const struct db_search *db_search(const struct db *db);

/*
 * A transaction is a function. It may run several times (40001, 40P01, a lost
 * connection, a neighbour in its group that broke the commit), so it writes
 * only to the database, the arena and *data, which it fills anew each time.
 */
struct db_task {
	enum hk_result (*work)(struct db *db, void *data);
	void *data;
	struct hk_arena *arena;
	int64_t org_id;
	/* The function starts with a ledger row ON CONFLICT DO UPDATE: after an
	 * unknown outcome it can run again and its commit waits for the standby. */
	bool is_repeatable;
	bool is_unknown; /* out: it may or may not have been committed */
};

struct db_store;

struct db_settings {
	const char *url;    /* "sqlite:PATH" or "postgresql://...", several hosts allowed */
	size_t connections; /* readers, and on PostgreSQL as many writers */
	bool is_rehearsed;  /* for tests: each transaction is rolled back once instead of committed,
			     * so that every function that writes runs twice */
};

/* For PostgreSQL's own programs: the URL as a line of keywords without its secrets, which others
 * may see, and the password, "" when there is none. Of several hosts they take the one that may be
 * written to. HK_INVALID: it cannot be read. */
enum hk_result db_url_split(struct hk_arena *arena, const char *url, const char **ret_target,
			    const char **ret_password);
/* HK_UNAVAILABLE: it cannot be opened now; HK_INVALID: the file is damaged. The reason is logged
 * without the password. */
enum hk_result db_store_open(const struct db_settings *settings, struct db_store **ret);
void db_store_close(struct db_store *store);
bool db_store_is_sqlite(const struct db_store *store);
/* A statement found that the file is no database, or no longer. */
bool db_is_damaged(const struct db_store *store);

/* On a read-only connection, for work that does not last: a question that was asked before in this
 * task has the answer that it had. On SQLite all of it is of one moment, and the answer may be one
 * that an earlier task got at the same moment; on PostgreSQL each new question has its own. */
enum hk_result db_read(struct db_store *store, struct db_task *task);
enum hk_result db_write(struct db_store *store, struct db_task *task);
/* HK_OK when the database answers within two seconds. */
enum hk_result db_ping(struct db_store *store);

/* One file of migrations/, embedded by the build: its number, its name, its whole text. */
struct db_migration {
	int64_t number;
	const char *name, *sql;
};

/*
 * Runs those that have not run, in order, each file in a transaction of its own. Safe when two
 * programs start at once. ret_count: how many ran. HK_INVALID: the schema is newer than we are.
 */
enum hk_result db_migrate(struct db_store *store, const struct db_migration *migrations,
			  size_t count, int64_t now, size_t *ret_count);
/* How many of these have not run yet: 0 on a current schema, all of them on an empty database. */
enum hk_result db_migrations_missing(struct db_store *store, const struct db_migration *migrations,
				     size_t count, size_t *ret_missing);

/* SQLite: a consistent copy of the running database at path. HK_INVALID on PostgreSQL. */
enum hk_result db_copy_to(struct db_store *store, const char *path);
/* After many rows came at once: lets the database look at them, so that it chooses its ways by what
 * is there. PostgreSQL plans badly what it has not counted, for a minute; SQLite does not count. */
enum hk_result db_survey(struct db_store *store);
/* The engine's own check of its files (PRAGMA integrity_check; on PostgreSQL a read of every
 * table). ret_fault: a sentence, or NULL. */
enum hk_result db_check(struct db_store *store, struct hk_arena *arena, const char **ret_fault);

/* SQLite: does the index of words hold exactly the words that are stored? Looked at in a copy
 * beside the file, which is removed again: the check holds the lock of a writer all the time. On
 * PostgreSQL the index is the engine's own, and there is nothing to ask. ret_fault as above. */
enum hk_result db_check_words(struct db_store *store, struct hk_arena *arena,
			      const char **ret_fault);

/*
 * The doorbell only shortens waiting: whoever hears it looks into the database, and looks there
 * anyway once a second. It rings across threads, processes (a datagram beside the SQLite file)
 * and machines (NOTIFY).
 */
struct db_bell;

/* After a commit that others may want to know of. Cheap, never waits, may be lost. */
void db_ring(struct db_store *store);
struct db_bell *db_bell_open(struct db_store *store);
void db_bell_close(struct db_bell *bell);
/* True when it rang, false after ms. One bell belongs to one thread. */
bool db_bell_wait(struct db_bell *bell, int64_t ms);
/* Wakes a waiting thread from another one, to let it end. */
void db_bell_wake(struct db_bell *bell);
