/*
 * When SQLite puts pages in order it sets one aside for a moment under the number of the page that
 * bears its locks, far behind the end of the file. Its cache knows only the greatest number that it
 * ever saw, so the next commit looks through all the pages that it holds for some behind the end:
 * thousands, and there is never one. This is SQLite's own cache, which knows besides that what was
 * set aside came back.
 */
#include <pthread.h>
#include <stdlib.h>

#include "base/arena.h"
#include "db/sqlite.h"

struct cache {
	sqlite3_pcache *real;
	unsigned last;  /* no page has a greater number */
	unsigned aside; /* but for so many */
};

static sqlite3_pcache_methods2 real; /* SQLite hands none to who makes a cache */

static struct cache *cache_of(sqlite3_pcache *cache)
{
	return (struct cache *)(void *)cache;
}

static sqlite3_pcache *cache_new(int page_bytes, int extra_bytes, int is_purgeable)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (!cache)
		return NULL;
	cache->real = real.xCreate(page_bytes, extra_bytes, is_purgeable);
	if (cache->real)
		return (sqlite3_pcache *)(void *)cache;
	hk_free(cache);
	return NULL;
}

static void cache_free(sqlite3_pcache *cache)
{
	real.xDestroy(cache_of(cache)->real);
	hk_free(cache);
}

static void cache_size(sqlite3_pcache *cache, int pages)
{
	real.xCachesize(cache_of(cache)->real, pages);
}

static int cache_count(sqlite3_pcache *cache)
{
	return real.xPagecount(cache_of(cache)->real);
}

static sqlite3_pcache_page *cache_fetch(sqlite3_pcache *cache, unsigned number, int how)
{
	struct cache *one = cache_of(cache);
	sqlite3_pcache_page *page = real.xFetch(one->real, number, how);

	if (page && number > one->last)
		one->last = number;
	return page;
}

static void cache_unpin(sqlite3_pcache *cache, sqlite3_pcache_page *page, int is_discarded)
{
	real.xUnpin(cache_of(cache)->real, page, is_discarded);
}

static void cache_rekey(sqlite3_pcache *cache, sqlite3_pcache_page *page, unsigned old,
			unsigned new)
{
	struct cache *one = cache_of(cache);

	if (old > one->last && one->aside > 0)
		one->aside--;
	if (new > one->last)
		one->aside++;
	real.xRekey(one->real, page, old, new);
}

/* From that number on none is wanted any more. */
static void cache_truncate(sqlite3_pcache *cache, unsigned from)
{
	struct cache *one = cache_of(cache);

	if (from > one->last && one->aside == 0)
		return;
	real.xTruncate(one->real, from);
	one->last = from - 1;
	one->aside = 0;
}

static void cache_shrink(sqlite3_pcache *cache)
{
	real.xShrink(cache_of(cache)->real);
}

/* SQLite refuses once it is in use, and goes on with its own. */
static void take_over(void)
{
	if (sqlite3_config(SQLITE_CONFIG_GETPCACHE2, &real) != SQLITE_OK)
		return;

	sqlite3_pcache_methods2 ours = real;

	ours.xCreate = cache_new;
	ours.xCachesize = cache_size;
	ours.xPagecount = cache_count;
	ours.xFetch = cache_fetch;
	ours.xUnpin = cache_unpin;
	ours.xRekey = cache_rekey;
	ours.xTruncate = cache_truncate;
	ours.xDestroy = cache_free;
	ours.xShrink = cache_shrink;
	sqlite3_config(SQLITE_CONFIG_PCACHE2, &ours);
}

void db_sqlite_cache_use(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, take_over);
}
