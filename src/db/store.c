#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/time.h"
#include "db/db_driver.h"

enum { PING_MS = 2000 };

static const struct db_driver *driver_of(const char *url)
{
	if (strncmp(url, "sqlite:", 7) == 0)
		return &db_sqlite;
	if (strncmp(url, "postgresql:", 11) == 0 || strncmp(url, "postgres:", 9) == 0)
		return &db_postgres;
	return NULL;
}

enum hk_result db_store_open(const struct db_settings *settings, struct db_store **ret)
{
	const struct db_driver *driver = driver_of(settings->url);
	size_t count = settings->connections ? settings->connections : 1;

	if (!driver) {
		hk_log(HK_LOG_ERROR, "db.closed", "reason=\"not sqlite: or postgresql:\"");
		return HK_UNAVAILABLE;
	}

	bool is_damaged = false;
	struct db_engine *engine = driver->engine_open(settings->url, &is_damaged);
	struct db_store *store = engine ? calloc(1, sizeof(*store)) : NULL;

	if (!store)
		return is_damaged ? HK_INVALID : HK_UNAVAILABLE;
	store->driver = driver;
	store->engine = engine;
	store->is_rehearsed = settings->is_rehearsed;
	store->lanes = db_lanes_new();
	store->ringer = db_ringer_new(driver, engine);
	db_pool_init(&store->readers, count, true);
	db_pool_init(&store->writers, driver->has_one_writer ? 1 : count, false);

	struct db_link *link = db_pool_take(store, &store->writers, DB_WAIT_MS);

	if (!link) {
		db_store_close(store);
		return HK_UNAVAILABLE;
	}
	db_pool_give(&store->writers, link);
	*ret = store;
	return HK_OK;
}

void db_store_close(struct db_store *store)
{
	if (!store)
		return;
	db_ringer_free(store->ringer);
	db_lanes_free(store->lanes);
	db_pool_done(&store->readers);
	db_pool_done(&store->writers);
	store->driver->engine_close(store->engine);
	hk_free(store);
}

bool db_store_is_sqlite(const struct db_store *store)
{
	return store->driver == &db_sqlite;
}

static enum hk_result read_once(struct db_link *link, struct db_task *task)
{
	const struct db_driver *driver = link->driver;

	HK_TRY(driver->read_begin(link));

	enum hk_result result = db_run_work(link, task);

	if (driver->read_end)
		driver->read_end(link);
	return result;
}

enum hk_result db_read(struct db_store *store, struct db_task *task)
{
	int64_t start = hk_clock_monotonic();
	enum hk_result result = HK_UNAVAILABLE;
	bool may_try = true;

	for (unsigned attempt = 1; may_try; attempt++) {
		struct db_link *link = db_pool_take(store, &store->readers, DB_WAIT_MS);

		result = link ? read_once(link, task) : HK_UNAVAILABLE;
		may_try = result != HK_OK && (!link || link->may_retry || link->is_broken) &&
			  db_may_try(link, attempt, start);
		if (link)
			db_pool_give(&store->readers, link);
		if (may_try)
			db_pause(attempt, task);
	}
	return result;
}

struct one {
	int64_t number;
};

static const struct db_column one_columns[] = { DB_COLUMN(struct one, number) };
static const struct db_record one_record = DB_RECORD("", struct one, one_columns);

/* ret_is_stale: the link was lost before, which says nothing about now. */
static enum hk_result ping_once(struct db_store *store, bool *ret_is_stale)
{
	scoped_arena *arena = hk_arena_new();
	struct db_link *link = db_pool_take(store, &store->readers, PING_MS);
	struct db db = { .link = link, .arena = arena };
	struct one one;

	*ret_is_stale = false;
	if (!link)
		return HK_UNAVAILABLE;
	link->wait_ms = PING_MS;

	enum hk_result result =
		db_select_one(&db, &one_record, DB_EVERY_ORG("SELECT 1"), DB_NONE, &one);

	link->wait_ms = DB_WAIT_MS;
	*ret_is_stale = link->is_broken;
	db_pool_give(&store->readers, link);
	return result == HK_OK ? HK_OK : HK_UNAVAILABLE;
}

bool db_is_damaged(const struct db_store *store)
{
	return store->driver->is_damaged && store->driver->is_damaged(store->engine);
}

enum hk_result db_ping(struct db_store *store)
{
	bool is_stale;

	if (store->driver->is_there && !store->driver->is_there(store->engine))
		return HK_UNAVAILABLE;

	enum hk_result result = ping_once(store, &is_stale);

	return is_stale ? ping_once(store, &is_stale) : result;
}

enum hk_result db_copy_to(struct db_store *store, const char *path)
{
	return store->driver->copy ? store->driver->copy(store->engine, path) : HK_INVALID;
}

static enum hk_result survey(struct db_link *link)
{
	HK_TRY(link->driver->begin(link, 0));

	enum hk_result result = link->driver->unhurry(link);

	if (result == HK_OK)
		result = link->driver->script(link, link->driver->survey);
	if (result == HK_OK)
		return link->driver->commit(link);
	link->driver->rollback(link);
	return result;
}

enum hk_result db_survey(struct db_store *store)
{
	if (!store->driver->survey)
		return HK_OK;

	struct db_link *link = db_pool_take(store, &store->writers, DB_WAIT_MS);

	if (!link)
		return HK_UNAVAILABLE;

	enum hk_result result = survey(link);

	db_pool_give(&store->writers, link);
	return result;
}

enum hk_result db_check_words(struct db_store *store, struct hk_arena *arena,
			      const char **ret_fault)
{
	*ret_fault = NULL;
	if (!store->driver->check_words)
		return HK_OK;
	return store->driver->check_words(store->engine, arena, ret_fault);
}

enum hk_result db_check(struct db_store *store, struct hk_arena *arena, const char **ret_fault)
{
	struct db_link *link = db_pool_take(store, &store->readers, DB_WAIT_MS);

	if (!link)
		return HK_UNAVAILABLE;

	enum hk_result result = store->driver->check(link, arena, ret_fault);

	db_pool_give(&store->readers, link);
	return result;
}
