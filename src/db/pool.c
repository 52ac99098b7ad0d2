#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cond.h"
#include "base/time.h"
#include "db/memory.h"

struct db_link *db_link_new(const struct db_driver *driver, struct db_engine *engine,
			    bool is_reader, int64_t wait_ms)
{
	struct db_link *link = calloc(1, sizeof(*link));

	if (!link)
		abort();
	link->cache = calloc(DB_CACHE, sizeof(*link->cache));
	if (!link->cache)
		abort();
	link->memory = db_memory_new();
	link->driver = driver;
	link->engine = engine;
	link->is_reader = is_reader;
	link->wait_ms = wait_ms;
	return link;
}

void db_link_free(struct db_link *link)
{
	db_memory_free(link->memory);
	hk_free(link->cache);
	hk_free(link);
}

void db_pool_init(struct db_pool *pool, size_t room, bool is_reader)
{
	pthread_mutex_init(&pool->mutex, NULL);
	hk_cond_init(&pool->is_free);
	pool->links = calloc(room, sizeof(struct db_link *));
	if (!pool->links)
		abort();
	pool->count = pool->room = room;
	pool->is_reader = is_reader;
}

void db_pool_done(struct db_pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pool->links[i])
			pool->links[i]->driver->close(pool->links[i]);
	hk_free(pool->links);
	pthread_cond_destroy(&pool->is_free);
	pthread_mutex_destroy(&pool->mutex);
}

/* False when no place came free in time; then *ret may be NULL: to be opened. */
static bool take_place(struct db_pool *pool, int64_t wait_ms, struct db_link **ret,
		       unsigned *ret_age)
{
	int64_t until = hk_clock_monotonic() + wait_ms;
	bool has_one;

	pthread_mutex_lock(&pool->mutex);
	while (pool->count == 0)
		if (!hk_cond_wait(&pool->is_free, &pool->mutex, until))
			break;
	has_one = pool->count > 0;
	if (has_one)
		*ret = pool->links[--pool->count];
	*ret_age = pool->age;
	pthread_mutex_unlock(&pool->mutex);
	return has_one;
}

static void give_place(struct db_pool *pool, struct db_link *link, bool is_broken)
{
	pthread_mutex_lock(&pool->mutex);
	if (is_broken)
		pool->age++;
	if (link || pool->count == 0) {
		pool->links[pool->count++] = link;
	} else {
		/* The places to be opened lie at the bottom, so that open ones are taken first. */
		memmove(pool->links + 1, pool->links, pool->count * sizeof(struct db_link *));
		pool->links[0] = NULL;
		pool->count++;
	}
	pthread_cond_signal(&pool->is_free);
	pthread_mutex_unlock(&pool->mutex);
}

struct db_link *db_pool_take(struct db_store *store, struct db_pool *pool, int64_t wait_ms)
{
	struct db_link *link = NULL;
	unsigned age;

	if (!take_place(pool, wait_ms, &link, &age))
		return NULL;
	if (link && link->age != age) {
		store->driver->close(link);
		link = NULL;
	}
	if (!link)
		link = store->driver->open(store->engine, pool->is_reader, wait_ms);
	if (!link) {
		give_place(pool, NULL, false);
		return NULL;
	}
	link->age = age;
	link->may_retry = link->is_unknown = link->is_committing = link->is_spoilt = false;
	return link;
}

void db_pool_give(struct db_pool *pool, struct db_link *link)
{
	bool is_broken = link->is_broken;

	if (is_broken)
		link->driver->close(link);
	give_place(pool, is_broken ? NULL : link, is_broken);
}

void db_pause(unsigned attempt, const void *salt)
{
	unsigned jitter = ((unsigned)hk_clock_cpu_us() ^ (unsigned)((uintptr_t)salt >> 6)) % 1024;
	unsigned us = (512 + jitter) << (attempt > 7 ? 7 : attempt);
	struct timespec pause = { 0, (long)us * 1000 };

	nanosleep(&pause, NULL);
}

bool db_may_try(const struct db_link *last, unsigned attempt, int64_t start)
{
	if (!last || last->is_broken)
		return hk_clock_monotonic() - start < DB_PATIENCE_MS;
	return last->may_retry && attempt < DB_TRIES && hk_clock_monotonic() - start < DB_WAIT_MS;
}
