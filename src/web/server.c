#include <arpa/inet.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "web/inside.h"

enum {
	EVENTS = 16,
	QUEUE = 1024,
	FILES = 65536,
	FILES_FEW = 1024,
	WORKERS_WAITING = 36,
	CONNECTIONS_MAX = 10000,
	CONNECTIONS_LEAST = 4
};

enum { TICK_MS = 250, BEAT_MS = 1000, LINGER_MS = 2000 };

enum { BODY_MAX = 32 * 1024 * 1024 };

/* Beside the numbers of doors. */
static const uint64_t watch_bell = UINT64_MAX, watch_hub = UINT64_MAX - 1,
		      watch_farewell = UINT64_MAX - 2;

static const int64_t usual_limits[STAGES] = {
	[STAGE_HEAD] = (int64_t)10 * HK_SECOND,
	[STAGE_BODY] = (int64_t)30 * HK_SECOND,
	[STAGE_SEND] = (int64_t)60 * HK_SECOND,
	[STAGE_IDLE] = (int64_t)60 * HK_SECOND,
};

static void thread_quiet(struct event_thread *me)
{
	for (size_t i = 0; i < me->server->listener_count; i++)
		close(MHD_quiesce_daemon(me->doors[i].daemon));
	hub_free(me->hub);
	me->hub = NULL;
	me->is_quiet = true;
}

static void news_tell(struct hub *hub, const struct news *news)
{
	if (news->event.topic)
		hub_publish(hub, &news->event);
	else
		hub_end(hub, news->end_owner);
}

static void thread_drain(struct event_thread *me)
{
	struct http_request *req;
	struct news *news, *next;
	eventfd_t rings;
	int64_t stop_by;

	eventfd_read(me->bell, &rings);
	pthread_mutex_lock(&me->lock);
	req = me->done;
	me->done = NULL;
	news = me->news;
	me->news = NULL;
	me->news_end = &me->news;
	stop_by = me->stop_by;
	pthread_mutex_unlock(&me->lock);
	for (; req; req = req->next) {
		req->is_answered = true;
		req->peer->door->is_due = true;
		req->peer->door->has_resumed = true;
		MHD_resume_connection(req->connection);
	}
	for (; news; news = next) {
		next = news->next;
		if (me->hub)
			news_tell(me->hub, news);
		hk_free(news);
	}
	if (stop_by && !me->is_quiet)
		thread_quiet(me);
}

static void thread_tick(struct event_thread *me)
{
	const int64_t *limits = me->server->settings.limit_ms;

	me->ticked = me->now;
	farewell_tick(me->farewell, me->now);
	for (int i = 0; i < STAGES; i++)
		if (limits[i] > 0)
			stage_shut(me, (enum http_stage)i, me->now - limits[i]);
	if (me->is_quiet) {
		stage_shut(me, STAGE_IDLE, me->now);
		stage_shut(me, STAGE_HEAD, me->now - LINGER_MS);
		stage_shut(me, STAGE_BODY, me->now - LINGER_MS);
		if (me->now >= me->stop_by)
			stage_shut(me, STAGE_SEND, me->now);
	}
	if (me->hub && me->now - me->beaten >= BEAT_MS) {
		me->beaten = me->now;
		hub_beat(me->hub);
	}
}

/* A connection that was resumed is only listed by the first run, served by the second. And a door
 * that was shut because there were too many connections, or no descriptors, is opened again by the
 * run after that which saw one close. */
static void door_run(struct door *door)
{
	MHD_UNSIGNED_LONG_LONG wait = 1;

	door->is_due = false;
	MHD_run(door->daemon);
	if (door->has_resumed || door->has_closed)
		MHD_run(door->daemon);
	door->has_resumed = door->has_closed = false;
	if (MHD_get_timeout(door->daemon, &wait) == MHD_YES && wait == 0)
		door->is_due = true;
}

/* Without connections there is nothing to time, so an idle server sleeps soundly. */
static int thread_patience(const struct event_thread *me)
{
	for (size_t i = 0; i < me->server->listener_count; i++)
		if (me->doors[i].is_due)
			return 0;
	if (me->is_quiet || me->peers > 0 || !farewell_is_idle(me->farewell))
		return TICK_MS;
	return hub_is_idle(me->hub) ? 60 * HK_SECOND : BEAT_MS;
}

static void thread_serve(struct event_thread *me)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(me->epoll, events, EVENTS, thread_patience(me));

	me->now = hk_clock_monotonic();
	for (int i = 0; i < count; i++) {
		uint64_t what = events[i].data.u64;

		if (what == watch_bell)
			thread_drain(me);
		else if (what == watch_farewell)
			farewell_run(me->farewell, me->now);
		else if (what != watch_hub)
			me->doors[what].is_due = true;
		else if (me->hub)
			hub_run(me->hub);
	}
	for (size_t i = 0; i < me->server->listener_count; i++)
		if (me->doors[i].is_due)
			door_run(&me->doors[i]);
	if (me->now - me->ticked >= TICK_MS)
		thread_tick(me);
}

static void *thread_run(void *arg)
{
	struct event_thread *me = arg;

	while (!me->is_quiet || me->peers > 0)
		thread_serve(me);
	return NULL;
}

static void thread_watch(struct event_thread *me, int fd, uint64_t what)
{
	struct epoll_event wish = { .events = EPOLLIN, .data.u64 = what };

	if (epoll_ctl(me->epoll, EPOLL_CTL_ADD, fd, &wish) != 0)
		abort();
}

static bool door_open(struct event_thread *me, size_t number)
{
	struct door *door = &me->doors[number];
	int fd = listener_socket(&me->server->listeners[number]);

	door->thread = me;
	if (fd < 0)
		return false;
	door->daemon = exchange_daemon(door, fd);
	if (!door->daemon) {
		close(fd);
		return false;
	}
	thread_watch(me, MHD_get_daemon_info(door->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd,
		     number);
	return true;
}

static bool thread_open(struct event_thread *me, struct http_server *server)
{
	bool is_open = true;

	me->server = server;
	me->news_end = &me->news;
	me->now = hk_clock_monotonic();
	me->hub = hub_new(&server->counts.streams);
	me->farewell = farewell_new();
	me->epoll = epoll_create1(EPOLL_CLOEXEC);
	me->bell = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_mutex_init(&me->lock, NULL);
	me->doors = http_new(server->listener_count * sizeof(*me->doors));
	thread_watch(me, me->bell, watch_bell);
	thread_watch(me, hub_fd(me->hub), watch_hub);
	thread_watch(me, farewell_fd(me->farewell), watch_farewell);
	for (size_t i = 0; i < server->listener_count; i++)
		is_open = door_open(me, i) && is_open;
	return is_open;
}

static void thread_close(struct event_thread *me)
{
	if (!me->server)
		return;
	for (size_t i = 0; i < me->server->listener_count; i++)
		if (me->doors[i].daemon)
			MHD_stop_daemon(me->doors[i].daemon);
	while (me->news) {
		struct news *next = me->news->next;

		hk_free(me->news);
		me->news = next;
	}
	hub_free(me->hub);
	farewell_free(me->farewell);
	hk_free(me->doors);
	close(me->epoll);
	close(me->bell);
	pthread_mutex_destroy(&me->lock);
}

static void server_free(struct http_server *server)
{
	for (unsigned i = 0; i < server->settings.threads; i++)
		thread_close(&server->threads[i]);
	listeners_close(server->listeners, server->listener_count);
	hk_free(server);
}

/* Every stream is a file, so the soft limit of 1,024 would end at a thousand readers. */
static uintmax_t file_limit_raise(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return FILES_FEW;
	if (limit.rlim_cur >= FILES)
		return limit.rlim_cur;

	rlim_t before = limit.rlim_cur;

	limit.rlim_cur = limit.rlim_max < FILES ? limit.rlim_max : FILES;
	return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

/* Half of all descriptors, so that the other half is left for the database, mails and files. Who
 * comes when all are taken waits in the kernel's queue. */
static unsigned connections_limit(size_t doors)
{
	uintmax_t files = file_limit_raise(), most = files / 2 / doors;

	if (files < FILES_FEW)
		hk_log(HK_LOG_WARNING, "web.files", "limit=%ju connections=%ju", files,
		       most * doors);
	if (most > CONNECTIONS_MAX)
		return CONNECTIONS_MAX;
	return most < CONNECTIONS_LEAST ? CONNECTIONS_LEAST : (unsigned)most;
}

static struct http_settings settings_complete(const struct http_settings *given)
{
	struct http_settings settings = *given;
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned cores = processors > 0 ? (unsigned)processors : 1;

	if (!settings.threads)
		settings.threads = (cores + 1) / 2;
	if (!settings.workers)
		settings.workers = 2 * cores + WORKERS_WAITING;
	if (!settings.queue)
		settings.queue = QUEUE;
	if (!settings.body_max)
		settings.body_max = BODY_MAX;
	if (!settings.spool)
		settings.spool = "/var/tmp";
	for (int i = 0; i < STAGES; i++)
		if (!settings.limit_ms[i])
			settings.limit_ms[i] = usual_limits[i];
	return settings;
}

enum hk_result http_start(const struct http_settings *settings, struct http_server **ret)
{
	struct http_settings complete = settings_complete(settings);
	struct listener *listeners;
	size_t count;

	HK_TRY(listeners_open(complete.listen, &listeners, &count));

	struct http_server *server =
		http_new(sizeof(*server) + complete.threads * sizeof(struct event_thread));
	bool is_open = true;

	server->settings = complete;
	server->listeners = listeners;
	server->listener_count = count;
	server->connections_max = connections_limit(count * complete.threads);
	for (unsigned i = 0; i < complete.threads && is_open; i++)
		is_open = thread_open(&server->threads[i], server);
	if (!is_open) {
		hk_log(HK_LOG_ERROR, "web.listen.refused", "address=%s", complete.listen);
		server_free(server);
		return HK_UNAVAILABLE;
	}
	*ret = server; /* before the first request, which may use it */
	server->pool = pool_new(&server->settings);
	for (unsigned i = 0; i < complete.threads; i++)
		if (pthread_create(&server->threads[i].handle, NULL, thread_run,
				   &server->threads[i]) != 0)
			abort();
	return HK_OK;
}

void http_stop(struct http_server *server, int64_t grace_ms)
{
	int64_t stop_by = hk_clock_monotonic() + grace_ms;

	if (!server)
		return;
	for (unsigned i = 0; i < server->settings.threads; i++) {
		struct event_thread *thread = &server->threads[i];

		pthread_mutex_lock(&thread->lock);
		thread->stop_by = stop_by;
		pthread_mutex_unlock(&thread->lock);
		eventfd_write(thread->bell, 1);
	}
	for (unsigned i = 0; i < server->settings.threads; i++)
		pthread_join(server->threads[i].handle, NULL);
	pool_free(server->pool); /* before the bells: a worker rings after its last post */
	server_free(server);
}

uint16_t http_port(const struct http_server *server)
{
	for (size_t i = 0; i < server->listener_count; i++) {
		const struct sockaddr_storage *address = &server->listeners[i].address;

		if (address->ss_family == AF_INET)
			return ntohs(((const struct sockaddr_in *)address)->sin_port);
		if (address->ss_family == AF_INET6)
			return ntohs(((const struct sockaddr_in6 *)address)->sin6_port);
	}
	return 0;
}

static void thread_tell(struct event_thread *thread, struct news *news)
{
	bool was_empty;

	pthread_mutex_lock(&thread->lock);
	was_empty = !thread->news;
	*thread->news_end = news;
	thread->news_end = &news->next;
	pthread_mutex_unlock(&thread->lock);
	if (was_empty)
		eventfd_write(thread->bell, 1);
}

static const char *news_put(char **end, const char *text)
{
	size_t size = strlen(text) + 1;
	char *place = memcpy(*end, text, size);

	*end += size;
	return place;
}

void http_publish(struct http_server *server, const struct http_event *event)
{
	const char *name = event->name ? event->name : "";
	size_t size = strlen(event->topic) + strlen(name) + strlen(event->data) + 3;

	for (unsigned i = 0; i < server->settings.threads; i++) {
		struct news *news = http_new(sizeof(*news) + size);
		char *end = news->text;

		news->event.id = event->id;
		news->event.topic = news_put(&end, event->topic);
		news->event.name = news_put(&end, name);
		news->event.data = news_put(&end, event->data);
		thread_tell(&server->threads[i], news);
	}
}

void http_end_streams(struct http_server *server, int64_t owner)
{
	for (unsigned i = 0; i < server->settings.threads; i++) {
		struct news *news = http_new(sizeof(*news));

		news->end_owner = owner;
		thread_tell(&server->threads[i], news);
	}
}

void http_read_figures(const struct http_server *server, struct http_figures *ret)
{
	const struct http_counts *counts = &server->counts;

	*ret = (struct http_figures){
		.connections = atomic_load(&counts->connections),
		.streams = atomic_load(&counts->streams),
		.requests = atomic_load(&counts->requests),
		.refused = atomic_load(&counts->refused),
		.too_busy = atomic_load(&counts->too_busy),
	};
}
