/*
 * What the drivers share with the rest of this room; no other room includes it.
 *
 * A link is one connection, used by one thread at a time. An engine is what all
 * links of a store share: where the database is, and what keeps it in order.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>

#include "base/buf.h"
#include "db/db.h"

enum {
	DB_CACHE = 1024,       /* slots for prepared statements in a link: a power of two */
	DB_CACHE_MAX = 700,    /* so many are kept; then all are forgotten and made again */
	DB_TEXT_MAX = 1 << 16, /* bytes of one statement */
	DB_EXPECTED_MAX = 8,   /* questions whose answers nobody has waited for yet */
	DB_TRIES = 6,
	DB_WAIT_MS = 10000,    /* longest wait for one answer, for a link, for a lock */
	DB_PATIENCE_MS = 3000, /* how long a lost server is called again */
};

/* The tables from which a question takes rows, by a hash of their names: two may share a bit. */
struct db_sources {
	uint64_t bits[8];
};

/* A prepared statement, found by the addresses of its record and text, which are constants. */
struct db_cached {
	const struct db_record *record;
	const char *text;
	void *statement; /* SQLite */
	size_t serial;   /* PostgreSQL: stands in its name */
	bool is_ready;
	bool is_scanned;
	struct db_sources sources;       /* of a question, once it was scanned */
	unsigned char at[DB_VALUES_MAX]; /* SQLite: which parameter $1, $2, ... is; 0: not used */
};

struct db_engine;

struct db_link {
	const struct db_driver *driver;
	struct db_engine *engine;
	void *handle;
	struct db_cached *cache; /* DB_CACHE of them */
	size_t cached_count;
	size_t serial;   /* PostgreSQL: of the last statement that got a name */
	unsigned age;    /* the pool's, when it was opened */
	int64_t wait_ms; /* longest wait for one answer */
	size_t pending;  /* PostgreSQL: commands sent whose answers have not been read */
	size_t owed;     /* of these: sent by functions earlier in the group */
	size_t sent;     /* PostgreSQL: commands since it was opened */
	struct db_expected
		*expected[DB_EXPECTED_MAX]; /* the oldest first, in their tasks' arenas */
	size_t expected_count;
	struct db_memory *memory;
	struct db_held *held; /* SQLite: words that wait for the commit; NULL: a reader's link */
	struct watch *watch;  /* SQLite: what is read by the statement that is being prepared */
	bool is_reader;
	bool is_inside;     /* between begin and the end of the transaction */
	bool is_broken;     /* the line is lost: to be closed, not reused */
	bool is_spoilt;     /* what failed was not the last function's: the transaction is lost */
	bool may_retry;     /* nothing was done and trying again is worth it */
	bool is_committing; /* a broken line or a warning from here on means: unknown */
	bool is_unknown;
};

/* One statement on its way: in, then out. */
struct db_call {
	const struct db_record *record; /* NULL: no rows are wanted */
	const char *text;
	struct db_value values[DB_VALUES_MAX];
	size_t count;
	struct hk_arena *arena;
	bool is_lazy;
	struct db_rows rows;
	int64_t changed; /* how many rows were inserted, updated or deleted */
};

/* A question on its way to the server, for the link's memory. */
struct db_expected {
	struct db_call call; /* with copies of its values */
	uint64_t changes;    /* as the memory counted them when it left */
	size_t serial;       /* which command of the link it is, from 1 */
	bool is_answered;
};

struct db_driver {
	const char *name; /* as in "-- only: NAME" of a migration */
	struct db_search search;
	struct db_sql tables;      /* the names of all tables, as column name */
	struct db_sql long_checks; /* of those that shorten() has work with */
	/* Of table $2: name, kind (bigint, text, bytea), place in the primary key from 1, else 0.
	 */
	struct db_sql columns;
	/* Begins a transaction of a reader, so that all that it reads is of one moment; NULL: what
	 * a reader's task reads is so without asking. */
	const char *moment;
	size_t group_max;    /* functions in one commit */
	bool has_one_writer; /* for all organisations together */
	const char *survey;  /* statement that counts rows for the planner; NULL: there is none */

	/* NULL: the URL says nothing that can be opened; why is logged. */
	struct db_engine *(*engine_open)(const char *url, bool *ret_is_damaged);
	void (*engine_close)(struct db_engine *engine);
	/* Without asking it: is the database where it was opened, was it ever found damaged?
	 * NULL: the server answers for that. */
	bool (*is_there)(struct db_engine *engine);
	bool (*is_damaged)(struct db_engine *engine);

	struct db_link *(*open)(struct db_engine *engine, bool is_reader, int64_t wait_ms);
	void (*close)(struct db_link *link);
	enum hk_result (*run)(struct db_link *link, struct db_call *call);
	/* Sends the question and puts its answer into the memory, whenever that comes; with settle.
	 * NULL: an answer costs no waiting. */
	enum hk_result (*expect)(struct db_link *link, struct db_expected *expected);
	/* Text from migrations, inside a transaction; waits for the answer. */
	enum hk_result (*script)(struct db_link *link, const char *sql);
	/* Forgets all prepared statements. */
	void (*forget)(struct db_link *link);

	/* Around a reader's task. What begins forgets the answers that may be others by now.
	 * read_end NULL: nothing has to be done. */
	enum hk_result (*read_begin)(struct db_link *link);
	void (*read_end)(struct db_link *link);
	enum hk_result (*begin)(struct db_link *link, int64_t org_id);
	enum hk_result (*commit)(struct db_link *link);
	void (*rollback)(struct db_link *link);
	/* A function inside a group: mark before it, then keep or undo what it did. */
	enum hk_result (*mark)(struct db_link *link);
	enum hk_result (*keep)(struct db_link *link);
	enum hk_result (*undo)(struct db_link *link);
	/* Waits for the answers to all that was sent; NULL: nothing is sent without waiting. */
	enum hk_result (*settle)(struct db_link *link);
	/* Lifts the limits on time for this transaction. */
	enum hk_result (*unhurry)(struct db_link *link);
	/* Writes shorter the long checks of one of these tables; NULL: none are. */
	enum hk_result (*shorten)(struct db_link *link);
	/* After a commit, now and then. */
	void (*tidy)(struct db_link *link);

	enum hk_result (*copy)(struct db_engine *engine, const char *path);
	/* NULL: the engine has no index of words of its own. */
	enum hk_result (*check_words)(struct db_engine *engine, struct hk_arena *arena,
				      const char **ret_fault);
	enum hk_result (*check)(struct db_link *link, struct hk_arena *arena,
				const char **ret_fault);

	/* The doorbell between processes; fd is readable when somebody rang. NULL: none now. */
	struct db_line *(*line_open)(struct db_engine *engine);
	void (*line_close)(struct db_line *line);
	int (*line_fd)(const struct db_line *line);
	/* Takes in what came. False when the line is lost. */
	bool (*line_read)(struct db_line *line, bool *ret_rang);
	bool (*line_ring)(struct db_line *line);
};

extern const struct db_driver db_sqlite, db_postgres;

/* Links that are not in use; NULL in a place: to be opened. */
struct db_pool {
	pthread_mutex_t mutex;
	pthread_cond_t is_free;
	struct db_link **links;
	size_t count, room;
	unsigned age; /* rises when a line was lost: older links are not trusted */
	bool is_reader;
};

struct db_lanes;
struct db_ringer;

struct db_store {
	const struct db_driver *driver;
	struct db_engine *engine;
	struct db_pool readers, writers;
	struct db_lanes *lanes;
	struct db_ringer *ringer;
	bool is_rehearsed;
};

/* db.c: the slot of this statement (is_ready says whether it is prepared) and its whole text. */
struct db_cached *db_cached(struct db_link *link, const struct db_call *call);
void db_compose(const struct db_call *call, struct hk_buf *ret);
/* db_select() for a record or text that is no constant, which another may follow at its address. */
enum hk_result db_select_fresh(struct db *db, const struct db_record *record, struct db_sql sql,
			       struct db_args args, struct db_rows *ret);
bool db_call_inserts(const struct db_call *call); /* what db_insert() writes from the record */
bool db_is_every_org(const char *text);
void *db_rows_add(struct db_call *call);
/* Puts a column into its struct member; bytes are copied into the arena. */
void db_put(struct db_call *call, void *item, size_t column, struct db_value value);
/* Runs the task's function once; the caller begins and ends the transaction. */
enum hk_result db_run_work(struct db_link *link, struct db_task *task);

/* pool.c */
struct db_link *db_link_new(const struct db_driver *driver, struct db_engine *engine,
			    bool is_reader, int64_t wait_ms);
void db_link_free(struct db_link *link);
void db_pool_init(struct db_pool *pool, size_t room, bool is_reader);
void db_pool_done(struct db_pool *pool);
/* NULL when none came free in time or none can be opened. */
struct db_link *db_pool_take(struct db_store *store, struct db_pool *pool, int64_t wait_ms);
void db_pool_give(struct db_pool *pool, struct db_link *link);
/* 2, 4, 8, ... ms with jitter, so that rivals part. */
void db_pause(unsigned attempt, const void *salt);
/* Whether another try is worth it, after attempt tries since start (monotonic). */
bool db_may_try(const struct db_link *last, unsigned attempt, int64_t start);

/* writer.c: where functions that write wait for their turn and share commits. */
struct db_lanes *db_lanes_new(void);
void db_lanes_free(struct db_lanes *lanes);

/* bell.c */
struct db_ringer *db_ringer_new(const struct db_driver *driver, struct db_engine *engine);
void db_ringer_free(struct db_ringer *ringer);
