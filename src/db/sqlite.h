/* What the files of the SQLite driver share. */
#pragma once

#include <sqlite3.h>
#include <sys/types.h>

#include "db/db_driver.h"

struct db_engine {
	char *path; /* a file, or the URI of a database in memory */
	bool is_memory;
	/* Which file it was when it was opened, and whether its path still leads there. */
	dev_t device;
	ino_t inode;
	atomic_bool is_gone;
	atomic_bool is_damaged; /* the file is no database, or no longer */
	int lock;               /* the turnstile between processes, -1 in memory */
	struct db_link
		*anchor;  /* keeps a database in memory alive; does the checkpoints of a file */
	atomic_int pages; /* frames in the log */
	atomic_uint commits;
	/* The writer's own: how many frames the copier was told of, and so many are too many. */
	int copied, stop_at;
	pthread_mutex_t mutex;
	pthread_cond_t has_pages;
	bool is_stopping;
	pthread_t copier;
};

enum hk_result db_sqlite_judge(struct db_link *link, int rc);
enum hk_result db_sqlite_script(struct db_link *link, const char *sql);
struct db_link *db_sqlite_open(struct db_engine *engine, bool is_reader, int64_t wait_ms);
void db_sqlite_close(struct db_link *link);

/* sqlite_fence.c: prepares, and refuses a text that reads a table but not its org_id. The fence is
 * set once for a link: when one is set SQLite has all statements of the link prepared again. */
void db_sqlite_fence(struct db_link *link);
enum hk_result db_sqlite_prepare(struct db_link *link, const char *text, sqlite3_stmt **ret);

/* sqlite_log.c: the name of the system's VFS with a log that is written in few calls. */
const char *db_sqlite_vfs(void);

/* sqlite_map.c: lets a database that was just opened keep its mapping while its length stays. So
 * many bytes stand behind the system's own file for it. */
void db_sqlite_map_keep(sqlite3_file *file);
int db_sqlite_map_bytes(void);

/* sqlite_cache.c: a cache of pages that no commit looks through; before SQLite is used at all. */
void db_sqlite_cache_use(void);

/* sqlite_tokens.c: makes the tokenizer that migrations/0900_search.sql names. */
int db_sqlite_tokens_register(sqlite3 *handle);

/* sqlite_words.c: what a transaction gives to the index of words, held until it commits. */
struct db_held *db_held_new(void);
void db_held_free(struct db_held *held);
void db_held_clear(struct db_held *held);
/* Around a function of a group. */
void db_held_mark(struct db_held *held);
void db_held_undo(struct db_held *held);
/* call: of db_search's put, values and all. */
void db_held_add(struct db_held *held, const struct db_call *call);
/* Fills the values of the one at that place. False: there is none. */
bool db_held_next(struct db_held *held, size_t at, struct db_call *ret);

/* sqlite_engine.c */
struct db_engine *db_sqlite_engine_open(const char *url, bool *ret_is_damaged);
void db_sqlite_engine_close(struct db_engine *engine);
/* False when the file was removed or replaced: what is written now would be lost. */
bool db_sqlite_is_there(struct db_engine *engine);
bool db_sqlite_is_damaged(struct db_engine *engine);
/* HK_UNAVAILABLE: the turn did not come within DB_WAIT_MS. */
enum hk_result db_sqlite_turn_take(struct db_engine *engine);
void db_sqlite_turn_give(struct db_engine *engine);
/* For sqlite3_wal_hook: wakes whoever copies the log into the database. */
int db_sqlite_count_pages(void *data, sqlite3 *handle, const char *database, int pages);
/* Stops the writer for a moment when the copier cannot catch up. */
void db_sqlite_tidy(struct db_link *link);
enum hk_result db_sqlite_copy(struct db_engine *engine, const char *path);
enum hk_result db_sqlite_check(struct db_link *link, struct hk_arena *arena,
			       const char **ret_fault);
enum hk_result db_sqlite_check_words(struct db_engine *engine, struct hk_arena *arena,
				     const char **ret_fault);

/* bell_socket.c: datagrams between the processes of one file. */
struct db_line *db_socket_open(struct db_engine *engine);
void db_socket_close(struct db_line *line);
int db_socket_fd(const struct db_line *line);
bool db_socket_read(struct db_line *line, bool *ret_rang);
bool db_socket_ring(struct db_line *line);
