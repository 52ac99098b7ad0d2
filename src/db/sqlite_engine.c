#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cond.h"
#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "db/sqlite.h"

enum {
	PAGES_TO_COPY = 4000,  /* new frames in the log that wake the copier */
	STILL_MS = 1000,       /* so long without a new one, and it copies the rest */
	PAGES_TO_STOP = 32000, /* frames after which the writer waits for it */
	STOP_MS = 20,          /* and so long at most, for readers may stand in the way */
	TURN_FIRST_NS = 100 * 1000,
	TURN_MAX_NS = 1000 * 1000,
	COPY_PAGES = 2000,
};

int db_sqlite_count_pages(void *data, sqlite3 *handle, const char *database, int pages)
{
	struct db_engine *engine = data;

	(void)handle;
	(void)database;
	engine->pages = pages;
	engine->commits++;
	if (pages < engine->copied)
		engine->copied = 0; /* the log began anew */
	if (pages - engine->copied >= PAGES_TO_COPY) {
		engine->copied = pages;
		pthread_cond_signal(&engine->has_pages);
	}
	return SQLITE_OK;
}

/* Without a pause in the writing a passive copier never reaches the end of the log. */
void db_sqlite_tidy(struct db_link *link)
{
	struct db_engine *engine = link->engine;
	int pages = engine->pages;

	if (pages < engine->stop_at)
		return;
	sqlite3_busy_timeout(link->handle, STOP_MS);

	int rc = sqlite3_wal_checkpoint_v2(link->handle, NULL, SQLITE_CHECKPOINT_RESTART, NULL,
					   NULL);

	sqlite3_busy_timeout(link->handle, (int)link->wait_ms);
	/* Not at once again when a long reader kept it from succeeding. */
	engine->stop_at = rc == SQLITE_OK ? PAGES_TO_STOP : pages + PAGES_TO_STOP / 4;
}

/*
 * Copies the log into the database beside the writer, so that no commit waits for it. What is left
 * when nobody writes is copied too: for each page that one reads from the file, SQLite first looks
 * through a log that has a page the database has not.
 */
static void *copy_main(void *data)
{
	struct db_engine *engine = data;
	/* The newest commit that is wholly in the database; of a log that was left here none is. */
	unsigned copied = engine->commits - 1;
	int in_log, in_database;

	pthread_mutex_lock(&engine->mutex);
	while (!engine->is_stopping) {
		unsigned seen = engine->commits;
		bool is_called = hk_cond_wait(&engine->has_pages, &engine->mutex,
					      hk_clock_monotonic() + STILL_MS);

		if (!is_called && (engine->commits != seen || seen == copied))
			continue;
		pthread_mutex_unlock(&engine->mutex);
		if (sqlite3_wal_checkpoint_v2(engine->anchor->handle, NULL,
					      SQLITE_CHECKPOINT_PASSIVE, &in_log,
					      &in_database) == SQLITE_OK &&
		    in_database == in_log)
			copied = seen;
		pthread_mutex_lock(&engine->mutex);
	}
	pthread_mutex_unlock(&engine->mutex);
	return NULL;
}

static char *memory_name(const void *unique)
{
	char *name = sqlite3_mprintf("file:/hark-%p?vfs=memdb", unique);
	char *copy = strdup(name);

	sqlite3_free(name);
	return copy;
}

static int lock_open(const char *path)
{
	char *name = sqlite3_mprintf("%s-lock", path);
	int lock = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (lock < 0)
		hk_log(HK_LOG_ERROR, "db.closed", "reason=\"no lock file\" errno=%d", errno);
	sqlite3_free(name);
	return lock;
}

/* Only its owner may read the new file; those that SQLite puts beside it get the same mode. */
static void file_make(const char *path)
{
	int file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file >= 0)
		close(file);
}

bool db_sqlite_is_there(struct db_engine *engine)
{
	struct stat status;
	bool is_there = engine->is_memory ||
			(stat(engine->path, &status) == 0 && status.st_dev == engine->device &&
			 status.st_ino == engine->inode);

	if (atomic_exchange(&engine->is_gone, !is_there) == is_there)
		hk_log(is_there ? HK_LOG_INFO : HK_LOG_ERROR, is_there ? "db.back" : "db.gone",
		       "reason=\"%s\"",
		       is_there ? "the file is in its place again"
				: "the file was removed or replaced; bring it back or start again");
	return is_there;
}

bool db_sqlite_is_damaged(struct db_engine *engine)
{
	return atomic_load(&engine->is_damaged);
}

static void place_note(struct db_engine *engine)
{
	struct stat status;

	if (stat(engine->path, &status) != 0)
		return;
	engine->device = status.st_dev;
	engine->inode = status.st_ino;
}

struct db_engine *db_sqlite_engine_open(const char *url, bool *ret_is_damaged)
{
	struct db_engine *engine = calloc(1, sizeof(*engine));
	const char *path = strchr(url, ':') + 1;

	if (!engine)
		abort();
	/* Nobody reads its count of memory, which is kept behind one lock for all connections. It
	 * refuses once the library is in use; then the first store has asked for it. */
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	db_sqlite_cache_use();
	engine->is_memory = strcmp(path, ":memory:") == 0;
	engine->path = engine->is_memory ? memory_name(engine) : strdup(path);
	engine->lock = engine->is_memory ? -1 : lock_open(path);
	engine->stop_at = PAGES_TO_STOP;
	pthread_mutex_init(&engine->mutex, NULL);
	hk_cond_init(&engine->has_pages);
	if (!engine->is_memory) {
		file_make(path);
		place_note(engine);
	}
	if (engine->is_memory || engine->lock >= 0)
		engine->anchor = db_sqlite_open(engine, false, DB_WAIT_MS);
	if (engine->anchor && !engine->is_memory)
		pthread_create(&engine->copier, NULL, copy_main, engine);
	*ret_is_damaged = atomic_load(&engine->is_damaged);
	if (engine->anchor)
		return engine;
	db_sqlite_engine_close(engine);
	return NULL;
}

void db_sqlite_engine_close(struct db_engine *engine)
{
	pthread_mutex_lock(&engine->mutex);
	engine->is_stopping = true;
	pthread_cond_signal(&engine->has_pages);
	pthread_mutex_unlock(&engine->mutex);
	if (engine->anchor && !engine->is_memory)
		pthread_join(engine->copier, NULL);
	if (engine->anchor)
		db_sqlite_close(engine->anchor);
	if (engine->lock >= 0)
		close(engine->lock);
	pthread_cond_destroy(&engine->has_pages);
	pthread_mutex_destroy(&engine->mutex);
	hk_free(engine->path);
	hk_free(engine);
}

static bool lock_byte(int file, off_t at, short type)
{
	struct flock range = { .l_type = type, .l_whence = SEEK_SET, .l_start = at, .l_len = 1 };

	return fcntl(file, F_OFD_SETLK, &range) == 0;
}

/* Asks again and again, because waiting in the kernel would have no end. */
static bool lock_wait(int file, off_t at, int64_t until)
{
	struct timespec pause = { 0, TURN_FIRST_NS };

	while (!lock_byte(file, at, F_WRLCK)) {
		if (errno != EAGAIN && errno != EACCES && errno != EINTR)
			return true; /* no locks here: the busy timeout is what remains */
		if (hk_clock_monotonic() >= until)
			return false;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < TURN_MAX_NS)
			pause.tv_nsec *= 2;
	}
	return true;
}

/*
 * A turnstile for writers of several processes: who holds byte 1 writes, who
 * holds byte 0 is next. Because the last writer has to pass byte 0 again, he
 * cannot overtake the one who waits.
 */
enum hk_result db_sqlite_turn_take(struct db_engine *engine)
{
	int64_t until = hk_clock_monotonic() + DB_WAIT_MS;
	bool is_mine;

	if (engine->lock < 0)
		return HK_OK;
	if (!lock_wait(engine->lock, 0, until))
		return HK_UNAVAILABLE;
	is_mine = lock_wait(engine->lock, 1, until);
	lock_byte(engine->lock, 0, F_UNLCK);
	return is_mine ? HK_OK : HK_UNAVAILABLE;
}

void db_sqlite_turn_give(struct db_engine *engine)
{
	if (engine->lock >= 0)
		lock_byte(engine->lock, 1, F_UNLCK);
}

/* One read transaction long, so that it is one moment; writers go on meanwhile. */
static enum hk_result copy_pages(struct db_link *from, const char *path)
{
	sqlite3 *to;

	file_make(path);

	int rc = sqlite3_open_v2(path, &to,
				 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE,
				 NULL);
	sqlite3_backup *backup =
		rc == SQLITE_OK ? sqlite3_backup_init(to, "main", from->handle, "main") : NULL;

	while (backup && (rc = sqlite3_backup_step(backup, COPY_PAGES)) == SQLITE_OK)
		continue;
	if (backup)
		rc = sqlite3_backup_finish(backup);
	else if (rc == SQLITE_OK)
		rc = sqlite3_errcode(to);
	sqlite3_close(to);
	return db_sqlite_judge(from, rc);
}

static enum hk_result copy_beside(struct db_link *from, const char *part, const char *path)
{
	scoped_arena *arena = hk_arena_new();
	const char *slash = strrchr(path, '/');

	unlink(part);
	HK_TRY(db_sqlite_script(from, "BEGIN; SELECT count(*) FROM sqlite_schema"));

	enum hk_result result = copy_pages(from, part);

	hk_ignore(db_sqlite_script(from, "COMMIT"));
	HK_TRY(result);
	if (rename(part, path) != 0)
		return HK_UNAVAILABLE;
	if (!slash)
		return hk_folder_sync(".");
	return hk_folder_sync(slash == path ? "/" : hk_copy(arena, path, (size_t)(slash - path)));
}

enum hk_result db_sqlite_copy(struct db_engine *engine, const char *path)
{
	scoped_arena *arena = hk_arena_new();
	const char *part = hk_format(arena, "%s.part", path);
	struct db_link *from = db_sqlite_open(engine, true, DB_WAIT_MS);

	if (!from)
		return HK_UNAVAILABLE;

	enum hk_result result = copy_beside(from, part, path);

	if (result != HK_OK)
		unlink(part);
	db_sqlite_close(from);
	return result;
}

struct finding {
	struct hk_arena *arena;
	const char *text;
};

static int note_finding(void *data, int count, char **values, char **names)
{
	struct finding *finding = data;

	(void)names;
	if (count > 0 && values[0] && strcmp(values[0], "ok") != 0 && !finding->text)
		finding->text =
			hk_format(finding->arena, "The database file is damaged: %s.", values[0]);
	return 0;
}

static int note_orphan(void *data, int count, char **values, char **names)
{
	struct finding *finding = data;

	(void)names;
	if (count > 2 && !finding->text)
		finding->text = hk_format(
			finding->arena, "A row of table %s points to a row of %s that is missing.",
			values[0], values[2]);
	return 0;
}

enum hk_result db_sqlite_check(struct db_link *link, struct hk_arena *arena, const char **ret_fault)
{
	struct finding finding = { arena, NULL };
	int rc = sqlite3_exec(link->handle, "PRAGMA integrity_check", note_finding, &finding, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_exec(link->handle, "PRAGMA foreign_key_check", note_orphan, &finding,
				  NULL);
	if ((rc & 0xff) == SQLITE_CORRUPT || (rc & 0xff) == SQLITE_NOTADB)
		finding.text = hk_format(arena, "The database file is damaged: %s.",
					 sqlite3_errmsg(link->handle));
	else
		HK_TRY(db_sqlite_judge(link, rc));
	*ret_fault = finding.text;
	return HK_OK;
}

static enum hk_result words_look(const char *path, struct finding *finding)
{
	sqlite3 *handle;
	int rc =
		sqlite3_open_v2(path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_EXRESCODE, NULL);

	if (rc == SQLITE_OK)
		rc = db_sqlite_tokens_register(handle);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(handle, "INSERT INTO search (search) VALUES ('integrity-check')",
				  NULL, NULL, NULL);
	if ((rc & 0xff) == SQLITE_CORRUPT)
		finding->text = "The index of words does not hold what is stored.";
	sqlite3_close(handle);
	return rc == SQLITE_OK || finding->text ? HK_OK : HK_FAILED;
}

enum hk_result db_sqlite_check_words(struct db_engine *engine, struct hk_arena *arena,
				     const char **ret_fault)
{
	const char *path = hk_format(arena, "%s.fsck", engine->path);
	struct finding finding = { arena, NULL };

	if (engine->is_memory)
		return HK_OK;

	enum hk_result result = db_sqlite_copy(engine, path);

	if (result == HK_OK)
		result = words_look(path, &finding);
	unlink(path);
	unlink(hk_format(arena, "%s-wal", path));
	unlink(hk_format(arena, "%s-shm", path));
	*ret_fault = finding.text;
	return result;
}
