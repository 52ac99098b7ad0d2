#include <poll.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/time.h"
#include "db/db_driver.h"

enum {
	SPACING_MS = 50,  /* at most 20 rings a second go out to other processes */
	REOPEN_MS = 1000, /* between two calls for a lost line */
};

struct db_bell {
	struct db_ringer *ringer;
	int fd; /* an eventfd: readable when it rang */
	atomic_bool has_rung;
	struct db_bell *next;
};

/* One a store: tells its own bells at once and other processes by its thread. */
struct db_ringer {
	const struct db_driver *driver;
	struct db_engine *engine;
	pthread_mutex_t mutex;
	struct db_bell *bells;
	atomic_bool is_started, is_pending, is_stopping;
	int wake; /* an eventfd: there is something to send, or an end */
	pthread_t thread;
	/* The thread's own. */
	struct db_line *line;
	int64_t sent_at, tried_at;
};

static void event_set(int fd)
{
	const uint64_t one = 1;

	if (write(fd, &one, sizeof(one)) < 0)
		return; /* full: it is set */
}

static void event_clear(int fd)
{
	uint64_t count;

	if (read(fd, &count, sizeof(count)) < 0)
		return; /* it was not set */
}

static void bells_ring(struct db_ringer *ringer)
{
	pthread_mutex_lock(&ringer->mutex);
	for (struct db_bell *bell = ringer->bells; bell; bell = bell->next)
		if (!atomic_exchange(&bell->has_rung, true))
			event_set(bell->fd);
	pthread_mutex_unlock(&ringer->mutex);
}

static void line_lose(struct db_ringer *ringer)
{
	ringer->driver->line_close(ringer->line);
	ringer->line = NULL;
}

static void line_call(struct db_ringer *ringer, int64_t now)
{
	if (ringer->line || (ringer->tried_at && now - ringer->tried_at < REOPEN_MS))
		return;
	ringer->tried_at = now;
	ringer->line = ringer->driver->line_open(ringer->engine);
	if (ringer->line)
		bells_ring(ringer); /* somebody may have rung meanwhile */
}

static void line_hear(struct db_ringer *ringer)
{
	bool has_rung = false;

	if (!ringer->driver->line_read(ringer->line, &has_rung))
		line_lose(ringer);
	if (has_rung)
		bells_ring(ringer);
}

/* Sends what is due; returns how long to wait for what is not. */
static int line_send(struct db_ringer *ringer, int64_t now)
{
	int64_t due = ringer->sent_at + SPACING_MS;

	if (!ringer->is_pending || !ringer->line)
		return REOPEN_MS;
	if (now < due)
		return (int)(due - now);
	ringer->is_pending = false;
	ringer->sent_at = now;
	if (!ringer->driver->line_ring(ringer->line))
		line_lose(ringer);
	return REOPEN_MS;
}

static void *ringer_main(void *data)
{
	struct db_ringer *ringer = data;

	while (!ringer->is_stopping) {
		int64_t now = hk_clock_monotonic();

		line_call(ringer, now);

		int ms = line_send(ringer, now);
		int line = ringer->line ? ringer->driver->line_fd(ringer->line) : -1;
		struct pollfd waits[] = { { ringer->wake, POLLIN, 0 }, { line, POLLIN, 0 } };

		if (poll(waits, HK_COUNT(waits), ms) <= 0)
			continue;
		if (waits[0].revents)
			event_clear(ringer->wake);
		if (waits[1].revents)
			line_hear(ringer);
	}
	return NULL;
}

static void ringer_start(struct db_ringer *ringer)
{
	if (!atomic_exchange(&ringer->is_started, true))
		pthread_create(&ringer->thread, NULL, ringer_main, ringer);
}

struct db_ringer *db_ringer_new(const struct db_driver *driver, struct db_engine *engine)
{
	struct db_ringer *ringer = calloc(1, sizeof(*ringer));

	if (!ringer)
		abort();
	ringer->driver = driver;
	ringer->engine = engine;
	ringer->wake = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_mutex_init(&ringer->mutex, NULL);
	return ringer;
}

void db_ringer_free(struct db_ringer *ringer)
{
	ringer->is_stopping = true;
	event_set(ringer->wake);
	if (ringer->is_started)
		pthread_join(ringer->thread, NULL);
	if (ringer->line)
		line_lose(ringer);
	close(ringer->wake);
	pthread_mutex_destroy(&ringer->mutex);
	hk_free(ringer);
}

void db_ring(struct db_store *store)
{
	struct db_ringer *ringer = store->ringer;

	bells_ring(ringer);
	if (!atomic_exchange(&ringer->is_pending, true)) {
		ringer_start(ringer);
		event_set(ringer->wake);
	}
}

struct db_bell *db_bell_open(struct db_store *store)
{
	struct db_bell *bell = calloc(1, sizeof(*bell));

	if (!bell)
		abort();
	bell->ringer = store->ringer;
	bell->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (bell->fd < 0)
		abort();
	pthread_mutex_lock(&store->ringer->mutex);
	bell->next = store->ringer->bells;
	store->ringer->bells = bell;
	pthread_mutex_unlock(&store->ringer->mutex);
	ringer_start(store->ringer);
	return bell;
}

void db_bell_close(struct db_bell *bell)
{
	if (!bell)
		return;

	struct db_bell **at = &bell->ringer->bells;

	pthread_mutex_lock(&bell->ringer->mutex);
	while (*at != bell)
		at = &(*at)->next;
	*at = bell->next;
	pthread_mutex_unlock(&bell->ringer->mutex);
	close(bell->fd);
	hk_free(bell);
}

bool db_bell_wait(struct db_bell *bell, int64_t ms)
{
	struct pollfd wait = { bell->fd, POLLIN, 0 };

	if (poll(&wait, 1, ms > INT32_MAX ? INT32_MAX : (int)ms) <= 0)
		return false;
	event_clear(bell->fd);
	/* A ring from here to the return is not lost: the caller looks after it. */
	bell->has_rung = false;
	return true;
}

void db_bell_wake(struct db_bell *bell)
{
	event_set(bell->fd);
}
