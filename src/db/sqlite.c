#include "db/sqlite.h"

#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "db/memory.h"

enum { AGAIN_MS = 5 };

enum hk_result db_sqlite_judge(struct db_link *link, int rc)
{
	/* A full disk and the like end the whole transaction, not only the statement. */
	if (link->is_inside && rc != SQLITE_OK && rc != SQLITE_DONE &&
	    sqlite3_get_autocommit(link->handle))
		link->is_spoilt = true;
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_DONE: return HK_OK;
	case SQLITE_BUSY:
	case SQLITE_LOCKED: link->may_retry = true; return HK_UNAVAILABLE;
	case SQLITE_CONSTRAINT:
		return rc == SQLITE_CONSTRAINT_UNIQUE || rc == SQLITE_CONSTRAINT_PRIMARYKEY ||
				       rc == SQLITE_CONSTRAINT_ROWID
			       ? HK_CONFLICT
			       : HK_INVALID;
	case SQLITE_TOOBIG:
	case SQLITE_MISMATCH: return HK_INVALID;
	case SQLITE_AUTH: return HK_DENIED;
	case SQLITE_READONLY: return link->is_reader ? HK_DENIED : HK_UNAVAILABLE;
	default: break;
	}
	hk_log(HK_LOG_ERROR, "db.failed", "code=%d reason=\"%s\"", rc,
	       rc == sqlite3_extended_errcode(link->handle) ? sqlite3_errmsg(link->handle)
							    : sqlite3_errstr(rc));
	switch (rc & 0xff) {
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
	case SQLITE_NOLFS: return HK_UNAVAILABLE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB: atomic_store(&link->engine->is_damaged, true); return HK_FAILED;
	default: return HK_FAILED;
	}
}

enum hk_result db_sqlite_script(struct db_link *link, const char *sql)
{
	db_memory_clear(link->memory);
	return db_sqlite_judge(link, sqlite3_exec(link->handle, sql, NULL, NULL, NULL));
}

static void forget(struct db_link *link)
{
	for (size_t i = 0; i < DB_CACHE; i++)
		sqlite3_finalize(link->cache[i].statement);
}

void db_sqlite_close(struct db_link *link)
{
	forget(link);
	db_held_free(link->held);
	sqlite3_close(link->handle);
	db_link_free(link);
}

static const char *settings_of(const struct db_link *link)
{
	if (link->engine->is_memory)
		return link->is_reader ? "PRAGMA query_only = ON; PRAGMA foreign_keys = ON"
				       : "PRAGMA foreign_keys = ON";
	if (link->is_reader)
		return "PRAGMA query_only = ON; PRAGMA foreign_keys = ON;"
		       "PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -3000;"
		       "PRAGMA temp_store = MEMORY";
	return "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
	       "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -32000;"
	       "PRAGMA temp_store = MEMORY";
}

/* Turning a new file into one with a log, and reading the log of one that died, wait for nobody:
 * several who open at once have to come again. */
static bool settings_take(struct db_link *link, int64_t wait_ms)
{
	int64_t until = hk_clock_monotonic() + wait_ms;

	while (db_sqlite_script(link, settings_of(link)) != HK_OK) {
		if ((sqlite3_errcode(link->handle) & 0xff) != SQLITE_BUSY ||
		    hk_clock_monotonic() > until)
			return false;
		hk_pause_ms(AGAIN_MS);
	}
	link->may_retry = false;
	return true;
}

struct db_link *db_sqlite_open(struct db_engine *engine, bool is_reader, int64_t wait_ms)
{
	struct db_link *link = db_link_new(&db_sqlite, engine, is_reader, wait_ms);
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	sqlite3 *handle;

	/* A file that is gone shall not come back empty, so who opens the engine makes it. */
	flags |= engine->is_memory ? SQLITE_OPEN_URI | SQLITE_OPEN_CREATE : 0;
	flags |= is_reader && !engine->is_memory ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;

	int rc = sqlite3_open_v2(engine->path, &handle, flags,
				 engine->is_memory ? NULL : db_sqlite_vfs());

	link->handle = handle;
	link->held = is_reader ? NULL : db_held_new();
	if (rc != SQLITE_OK || sqlite3_busy_timeout(handle, (int)wait_ms) != SQLITE_OK ||
	    db_sqlite_tokens_register(handle) != SQLITE_OK || !settings_take(link, wait_ms)) {
		hk_log(HK_LOG_ERROR, "db.closed", "code=%d reason=\"%s\"", rc,
		       sqlite3_errmsg(handle));
		db_sqlite_close(link);
		return NULL;
	}
	db_sqlite_fence(link);
	if (!is_reader)
		sqlite3_wal_hook(handle, db_sqlite_count_pages, engine);
	return link;
}

static enum hk_result prepare(struct db_link *link, const struct db_call *call,
			      struct db_cached *slot)
{
	scoped_buf text = { 0 };
	char name[24];
	sqlite3_stmt *statement;

	hk_buf_init(&text, DB_TEXT_MAX);
	db_compose(call, &text);
	HK_TRY(db_sqlite_prepare(link, text.bytes, &statement));
	for (size_t i = 0; i < call->count; i++) {
		sqlite3_snprintf(sizeof(name), name, "$%d", (int)i + 1);
		slot->at[i] = (unsigned char)sqlite3_bind_parameter_index(statement, name);
	}
	slot->statement = statement;
	slot->is_ready = true;
	return HK_OK;
}

static int bind(sqlite3_stmt *statement, int at, const struct db_value *value)
{
	const void *bytes = value->bytes.bytes;

	if (at == 0)
		return SQLITE_OK;
	if (value->type == DB_INT)
		return sqlite3_bind_int64(statement, at, value->number);
	if (value->type == DB_TEXT)
		return sqlite3_bind_text64(statement, at, bytes, value->bytes.length, SQLITE_STATIC,
					   SQLITE_UTF8);
	return sqlite3_bind_blob64(statement, at, bytes, value->bytes.length, SQLITE_STATIC);
}

static void read_row(sqlite3_stmt *statement, struct db_call *call)
{
	void *item = db_rows_add(call);

	for (size_t i = 0; i < call->record->count; i++) {
		struct db_value value = { .type = call->record->columns[i].type };
		int at = (int)i;

		if (value.type == DB_INT) {
			value.number = sqlite3_column_int64(statement, at);
		} else if (value.type == DB_TEXT) {
			const char *text = (const char *)sqlite3_column_text(statement, at);

			/* It holds no NUL, so this is what SQLite would say, sooner. */
			value.bytes = (struct db_blob){ text, text ? strlen(text) : 0 };
		} else {
			value.bytes.bytes = sqlite3_column_blob(statement, at);
			value.bytes.length = (size_t)sqlite3_column_bytes(statement, at);
			/* A blob of no bytes is not NULL. */
			if (!value.bytes.bytes && sqlite3_column_type(statement, at) == SQLITE_BLOB)
				value.bytes.bytes = "";
		}
		db_put(call, item, i, value);
	}
}

static enum hk_result run_now(struct db_link *link, struct db_call *call)
{
	struct db_cached *slot = db_cached(link, call);
	int rc = SQLITE_OK;

	if (!slot->is_ready)
		HK_TRY(prepare(link, call, slot));

	sqlite3_stmt *statement = slot->statement;

	for (size_t i = 0; i < call->count && rc == SQLITE_OK; i++)
		rc = bind(statement, slot->at[i], &call->values[i]);
	while (rc == SQLITE_OK || rc == SQLITE_ROW) {
		rc = sqlite3_step(statement);
		if (rc == SQLITE_ROW && call->record)
			read_row(statement, call);
	}
	call->changed = rc == SQLITE_DONE ? sqlite3_changes64(link->handle) : 0;

	enum hk_result result = db_sqlite_judge(link, rc);

	sqlite3_reset(statement);
	return result;
}

/* What is held is in the index before somebody looks into it, and before the commit. */
static enum hk_result words_give(struct db_link *link)
{
	struct db_call call = { .text = db_sqlite.search.put.text };

	for (size_t i = 0; db_held_next(link->held, i, &call); i++)
		HK_TRY(run_now(link, &call));
	db_held_clear(link->held);
	return HK_OK;
}

static bool looks_at_words(const char *text)
{
	const struct db_search *search = &db_sqlite.search;

	return text == search->drop.text || text == search->find.text || text == search->lost.text;
}

static enum hk_result run(struct db_link *link, struct db_call *call)
{
	if (link->is_inside && call->text == db_sqlite.search.put.text) {
		db_held_add(link->held, call);
		return HK_OK;
	}
	if (link->is_inside && looks_at_words(call->text))
		HK_TRY(words_give(link));
	return run_now(link, call);
}

/* For the constant words around transactions: kept prepared like every statement. */
static enum hk_result say(struct db_link *link, const char *text)
{
	struct db_call call = { .text = text };

	return run_now(link, &call);
}

/* Another number than before when another connection, of whichever process, has committed. What is
 * read from here on is of this moment. */
static enum hk_result moment_take(struct db_link *link)
{
	struct db_call call = { .text = "PRAGMA data_version" };
	struct db_cached *slot = db_cached(link, &call);

	if (!slot->is_ready)
		HK_TRY(prepare(link, &call, slot));

	int rc = sqlite3_step(slot->statement);

	if (rc == SQLITE_ROW)
		db_memory_at(link->memory, sqlite3_column_int64(slot->statement, 0));
	sqlite3_reset(slot->statement);
	return rc == SQLITE_ROW ? HK_OK : db_sqlite_judge(link, rc);
}

static void read_end(struct db_link *link)
{
	/* Some errors have ended it. */
	if (!sqlite3_get_autocommit(link->handle) && say(link, "COMMIT") != HK_OK)
		link->is_broken = true;
}

/* The log's lock is taken once a task, not once a statement. */
static enum hk_result read_begin(struct db_link *link)
{
	HK_TRY(say(link, "BEGIN"));

	enum hk_result result = moment_take(link);

	if (result != HK_OK)
		read_end(link);
	return result;
}

static void leave(struct db_link *link)
{
	link->is_inside = false;
	db_held_clear(link->held);
	db_sqlite_turn_give(link->engine);
}

static void rollback(struct db_link *link)
{
	if (!link->is_inside)
		return;
	db_memory_clear(link->memory);
	if (!sqlite3_get_autocommit(link->handle) &&
	    sqlite3_exec(link->handle, "ROLLBACK", NULL, NULL, NULL) != SQLITE_OK)
		link->is_broken = true;
	leave(link);
}

static enum hk_result begin(struct db_link *link, int64_t org_id)
{
	enum hk_result result = db_sqlite_is_there(link->engine) ? db_sqlite_turn_take(link->engine)
								 : HK_UNAVAILABLE;

	(void)org_id;
	link->is_spoilt = false;
	link->may_retry = result != HK_OK && !atomic_load(&link->engine->is_gone);
	HK_TRY(result);
	result = say(link, "BEGIN IMMEDIATE");
	link->is_inside = result == HK_OK;
	if (result != HK_OK) {
		db_sqlite_turn_give(link->engine);
		return result;
	}
	result = moment_take(link);
	if (result != HK_OK)
		rollback(link);
	return result;
}

static enum hk_result commit(struct db_link *link)
{
	/* Overlooked by the function: the engine has given the transaction up. */
	if (sqlite3_get_autocommit(link->handle))
		return HK_FAILED;
	HK_TRY(words_give(link));
	HK_TRY(say(link, "COMMIT"));
	leave(link);
	return HK_OK;
}

static enum hk_result mark(struct db_link *link)
{
	db_held_mark(link->held);
	return say(link, "SAVEPOINT job");
}

static enum hk_result keep(struct db_link *link)
{
	return say(link, "RELEASE job");
}

static enum hk_result undo(struct db_link *link)
{
	db_held_undo(link->held);
	db_memory_clear(link->memory);
	HK_TRY(say(link, "ROLLBACK TO job"));
	return keep(link);
}

const struct db_driver db_sqlite = {
	.name = "sqlite",
	.search = {
		.put = { "INSERT OR REPLACE INTO search (org_id, rowid, words) VALUES ($1, $2, $3)" },
		.drop = { "DELETE FROM search WHERE org_id = $1 AND rowid = $2" },
		.find = { "SELECT rowid FROM search WHERE org_id = $1 AND search MATCH $2"
			  " AND rowid < $3 ORDER BY rowid DESC LIMIT $4" },
		.lost = { "(id > $2 AND id NOT IN (SELECT rowid FROM search WHERE search.org_id = $1"
			  " AND rowid > $2)) ORDER BY id LIMIT $3" },
	},
	.tables = { "/* every organisation */ SELECT name FROM sqlite_schema WHERE type = 'table'"
			       " ORDER BY name" },
	.columns = { "/* every organisation */ SELECT name, lower(type) AS kind, pk AS place"
		     " FROM pragma_table_info($2) ORDER BY cid" },
	.group_max = 128,
	.has_one_writer = true,
	.engine_open = db_sqlite_engine_open,
	.engine_close = db_sqlite_engine_close,
	.is_there = db_sqlite_is_there,
	.is_damaged = db_sqlite_is_damaged,
	.open = db_sqlite_open,
	.close = db_sqlite_close,
	.run = run,
	.script = db_sqlite_script,
	.forget = forget,
	.read_begin = read_begin,
	.read_end = read_end,
	.begin = begin,
	.commit = commit,
	.rollback = rollback,
	.mark = mark,
	.keep = keep,
	.undo = undo,
	.tidy = db_sqlite_tidy,
	.copy = db_sqlite_copy,
	.check = db_sqlite_check,
	.check_words = db_sqlite_check_words,
	.line_open = db_socket_open,
	.line_close = db_socket_close,
	.line_fd = db_socket_fd,
	.line_read = db_socket_read,
	.line_ring = db_socket_ring,
};
