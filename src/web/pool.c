#include <pthread.h>

#include "web/inside.h"

/* First come, first served. A worker that waits is woken only when one does, and another is begun
 * only when all have something to do. */
struct pool {
	const struct http_settings *settings;
	pthread_mutex_t lock;
	pthread_cond_t has_work;
	struct http_request *first, **end;
	unsigned queued, idle, begun;
	bool is_closing;
	pthread_t threads[];
};

static struct http_request *take(struct pool *pool)
{
	struct http_request *req;

	pthread_mutex_lock(&pool->lock);
	pool->idle++;
	while (!pool->first && !pool->is_closing)
		pthread_cond_wait(&pool->has_work, &pool->lock);
	pool->idle--;
	req = pool->first;
	if (req) {
		pool->first = req->next;
		if (!pool->first)
			pool->end = &pool->first;
		pool->queued--;
	}
	pthread_mutex_unlock(&pool->lock);
	return req;
}

static void *run(void *arg)
{
	struct pool *pool = arg;
	const struct http_settings *settings = pool->settings;
	void *worker = settings->worker_new ? settings->worker_new(settings->data) : NULL;
	struct http_request *req;

	while ((req = take(pool)))
		exchange_work(req, worker);
	if (settings->worker_free)
		settings->worker_free(worker);
	return NULL;
}

struct pool *pool_new(const struct http_settings *settings)
{
	struct pool *pool = http_new(sizeof(*pool) + settings->workers * sizeof(pthread_t));

	pool->settings = settings;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->has_work, NULL);
	pool->end = &pool->first;
	return pool;
}

/* Without the first nothing would ever be answered; one more may come later. */
static void begin_one(struct pool *pool)
{
	if (pthread_create(&pool->threads[pool->begun], NULL, run, pool) == 0)
		pool->begun++;
	else if (!pool->begun)
		abort();
}

bool pool_push(struct pool *pool, struct http_request *req)
{
	bool has_room, has_idle;

	pthread_mutex_lock(&pool->lock);
	has_room = pool->queued <
		   pool->settings->queue + pool->idle + pool->settings->workers - pool->begun;
	if (has_room) {
		req->next = NULL;
		*pool->end = req;
		pool->end = &req->next;
		pool->queued++;
	}
	if (pool->queued > pool->idle && pool->begun < pool->settings->workers)
		begin_one(pool);
	has_idle = pool->idle > 0;
	pthread_mutex_unlock(&pool->lock);
	/* After it, so that who wakes does not wait for the lock at once. */
	if (has_room && has_idle)
		pthread_cond_signal(&pool->has_work);
	return has_room;
}

void pool_free(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	pool->is_closing = true;
	pthread_cond_broadcast(&pool->has_work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->begun; i++)
		pthread_join(pool->threads[i], NULL);
	pthread_cond_destroy(&pool->has_work);
	pthread_mutex_destroy(&pool->lock);
	hk_free(pool);
}
