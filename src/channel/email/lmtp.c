#include "channel/email/lmtp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"

enum {
	READ_BYTES = 32 * 1024,
	OUT_BYTES = 1024 * 1024,
	BACKLOG = 256,
	THREADS_MAX = 64,
	DOOR_MS = 10
};

const struct lmtp_settings lmtp_settings_default = {
	.limits = { .host_name = "localhost",
		    .mail_bytes = (int64_t)50 * 1024 * 1024,
		    .recipients = 100,
		    .mistakes = 10 },
	.threads = 16,
	.idle_ms = (int64_t)5 * HK_MINUTE,
	.room_ms = HK_SECOND,
	.data_ms = (int64_t)10 * HK_MINUTE,
	.finish_ms = (int64_t)10 * HK_SECOND,
};

struct lmtp_server {
	const struct lmtp_settings *settings;
	const struct lmtp_handler *handler;
	int listener, stop; /* stop is readable once the server shall end */
	char *path;         /* of a unix socket, else NULL */
	pthread_t threads[THREADS_MAX];
	unsigned thread_count;
	_Atomic unsigned free_count; /* threads without a connection */
};

/* One connection, in the thread that serves it. */
struct line {
	struct lmtp_server *server;
	struct lmtp_session *session;
	int fd;
	int next;                       /* the connection for which this one makes room, or -1 */
	int64_t data_since, stop_since; /* monotonic ms; 0: not */
	struct hk_buf out;
};

static bool unix_address(const char *path, struct sockaddr_un *ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	if (!*path || strlen(path) >= sizeof(address.sun_path))
		return false;
	memcpy(address.sun_path, path, strlen(path) + 1);
	*ret = address;
	return true;
}

/* A socket that a dead server left behind is removed; one that answers is not. */
static bool is_abandoned(const struct sockaddr_un *address)
{
	struct stat status;
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (lstat(address->sun_path, &status) || !S_ISSOCK(status.st_mode) || fd < 0)
		return false;
	return connect(fd, (const struct sockaddr *)address, sizeof(*address)) &&
	       errno == ECONNREFUSED;
}

static enum hk_result listen_unix(const char *path, int *ret)
{
	struct sockaddr_un address;
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (!unix_address(path, &address))
		return HK_INVALID;
	if (is_abandoned(&address))
		unlink(path);
	/* Any local program may hand mail over, as it may on the loopback port. */
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) || chmod(path, 0666) ||
	    listen(fd, BACKLOG))
		return HK_UNAVAILABLE;
	*ret = hk_fd_take(&fd);
	return HK_OK;
}

static bool ip_address(const char *text, struct sockaddr_storage *ret, socklen_t *ret_length)
{
	scoped_arena *arena = hk_arena_new();
	struct sockaddr_storage storage = { 0 };
	struct sockaddr_in *four = (struct sockaddr_in *)&storage;
	struct sockaddr_in6 *six = (struct sockaddr_in6 *)&storage;
	const char *colon = strrchr(text, ':');
	int64_t port;

	if (!colon || !hk_number(colon + 1, &port) || port < 0 || port > UINT16_MAX)
		return false;
	if (*text == '[' && colon[-1] == ']') {
		const char *host = hk_copy(arena, text + 1, (size_t)(colon - text) - 2);

		six->sin6_family = AF_INET6;
		six->sin6_port = htons((uint16_t)port);
		*ret_length = sizeof(*six);
		*ret = storage;
		return inet_pton(AF_INET6, host, &((struct sockaddr_in6 *)ret)->sin6_addr) == 1;
	}
	four->sin_family = AF_INET;
	four->sin_port = htons((uint16_t)port);
	if (inet_pton(AF_INET, hk_copy(arena, text, (size_t)(colon - text)), &four->sin_addr) != 1)
		return false;
	*ret_length = sizeof(*four);
	*ret = storage;
	return true;
}

static enum hk_result listen_ip(const char *text, int *ret)
{
	struct sockaddr_storage address;
	socklen_t length;
	int yes = 1;

	if (!ip_address(text, &address, &length))
		return HK_INVALID;

	scoped_fd fd = socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) ||
	    bind(fd, (struct sockaddr *)&address, length) || listen(fd, BACKLOG))
		return HK_UNAVAILABLE;
	*ret = hk_fd_take(&fd);
	return HK_OK;
}

static bool may_go_on(const struct line *line)
{
	struct pollfd ready = { line->fd, POLLOUT, 0 };

	if (errno == EINTR)
		return true;
	return errno == EAGAIN && poll(&ready, 1, (int)line->server->settings->idle_ms) != 0;
}

static bool flush(struct line *line)
{
	size_t sent = 0;

	while (sent < line->out.length) {
		ssize_t step = send(line->fd, line->out.bytes + sent, line->out.length - sent,
				    MSG_NOSIGNAL);

		if (step > 0)
			sent += (size_t)step;
		else if (!may_go_on(line))
			return false;
	}
	hk_buf_clear(&line->out);
	return true;
}

/* How long the next bytes may take; 0 or less: too long already. */
static int64_t patience(struct line *line, int64_t now)
{
	const struct lmtp_settings *settings = line->server->settings;
	int64_t wait = settings->idle_ms;

	if (!lmtp_is_in_data(line->session))
		line->data_since = 0;
	else if (line->data_since == 0)
		line->data_since = now;
	if (line->data_since && line->data_since + settings->data_ms - now < wait)
		wait = line->data_since + settings->data_ms - now;
	if (line->stop_since && line->stop_since + settings->finish_ms - now < wait)
		wait = line->stop_since + settings->finish_ms - now;
	return wait;
}

static bool is_without_work(const struct line *line)
{
	return !line->stop_since && !lmtp_is_busy(line->session);
}

/* Somebody waits at the door and no thread is free: a line on which nothing happens gives its
 * place to him. True: it has to leave. */
static bool gives_way(struct line *line, short at_door)
{
	if (!at_door || atomic_load(&line->server->free_count) > 0)
		return false;
	line->next = accept4(line->server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
	return line->next >= 0;
}

enum { AT_LINE, AT_STOP, AT_DOOR, PLACES };

/* The door is looked at only once the line has been idle for a while. */
static int look(struct line *line, int64_t since, struct pollfd ready[PLACES])
{
	int64_t now = hk_clock_monotonic(), wait = patience(line, now);
	int64_t room = since + line->server->settings->room_ms - now;
	bool may_leave = is_without_work(line);

	ready[AT_LINE] = (struct pollfd){ line->fd, POLLIN, 0 };
	ready[AT_STOP] = (struct pollfd){ line->stop_since ? -1 : line->server->stop, POLLIN, 0 };
	ready[AT_DOOR] =
		(struct pollfd){ may_leave && room <= 0 ? line->server->listener : -1, POLLIN, 0 };
	if (wait <= 0)
		return 0;
	if (!may_leave || room <= 0 || room >= wait)
		return poll(ready, PLACES, (int)wait);

	int count = poll(ready, PLACES, (int)room);

	return count == 0 ? look(line, since, ready) : count;
}

/* Waits for bytes. False: say why and leave. */
static bool wait_for_bytes(struct line *line, const char **ret_why)
{
	int64_t since = hk_clock_monotonic();

	for (;;) {
		struct pollfd ready[PLACES];
		int count = look(line, since, ready);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			*ret_why = line->stop_since ? "is closing down." : "waited too long.";
			return false;
		}
		if (ready[AT_STOP].revents) {
			line->stop_since = hk_clock_monotonic();
			if (!lmtp_is_busy(line->session)) {
				*ret_why = "is closing down.";
				return false;
			}
		}
		if (ready[AT_LINE].revents)
			return true;
		if (gives_way(line, ready[AT_DOOR].revents)) {
			*ret_why = "needs this place for others.";
			return false;
		}
		if (ready[AT_DOOR].revents)
			hk_pause_ms(DOOR_MS); /* another thread takes him */
	}
}

static bool feed(struct line *line, const char *bytes, size_t length)
{
	while (length > 0 && !lmtp_is_over(line->session)) {
		size_t taken = lmtp_feed(line->session, bytes, length, &line->out);

		bytes += taken;
		length -= taken;
		if (!flush(line))
			return false;
	}
	return !lmtp_is_over(line->session);
}

static void converse(struct line *line)
{
	char bytes[READ_BYTES];
	const char *why = NULL;

	lmtp_greet(line->session, &line->out);
	if (!flush(line))
		return;
	while (wait_for_bytes(line, &why)) {
		ssize_t length = recv(line->fd, bytes, sizeof(bytes), 0);

		if (length < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (length <= 0 || !feed(line, bytes, (size_t)length))
			return;
		if (line->stop_since && !lmtp_is_busy(line->session)) {
			why = "is closing down.";
			break;
		}
	}
	lmtp_goodbye(line->session, why, &line->out);
	if (!flush(line))
		hk_log(HK_LOG_DEBUG, "lmtp.gone", "reason=unread");
}

/* Returns the connection for which it made room, or -1. */
static int serve(struct lmtp_server *server, int fd, void *worker)
{
	struct line line = { .server = server, .fd = fd, .next = -1 };
	int yes = 1;

	line.session = lmtp_session_new(&server->settings->limits, server->handler, worker);
	hk_buf_init(&line.out, OUT_BYTES);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes)); /* fails on a unix socket */
	converse(&line);
	hk_buf_done(&line.out);
	lmtp_session_free(line.session);
	return line.next;
}

/* The next connection, or -1 when the server shall end. */
static int connection_await(const struct lmtp_server *server)
{
	for (;;) {
		struct pollfd ready[] = { { server->listener, POLLIN, 0 },
					  { server->stop, POLLIN, 0 } };

		if (poll(ready, HK_COUNT(ready), -1) < 0 && errno != EINTR)
			return -1;
		if (ready[1].revents)
			return -1;

		int fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

		if (fd >= 0)
			return fd;
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
			hk_log(HK_LOG_WARNING, "lmtp.full", "errno=%d", errno);
			hk_pause_ms(HK_SECOND / 4);
		}
	}
}

static int connection_next(struct lmtp_server *server)
{
	int fd;

	atomic_fetch_add(&server->free_count, 1);
	fd = connection_await(server);
	atomic_fetch_sub(&server->free_count, 1);
	return fd;
}

static void *thread_run(void *data)
{
	struct lmtp_server *server = data;
	const struct lmtp_handler *handler = server->handler;
	void *worker = handler->worker_new ? handler->worker_new(handler->data) : handler->data;
	int fd, next = -1;

	while ((fd = next >= 0 ? next : connection_next(server)) >= 0) {
		next = serve(server, fd, worker);
		close(fd);
	}
	if (handler->worker_free)
		handler->worker_free(worker);
	return NULL;
}

static enum hk_result threads_start(struct lmtp_server *server)
{
	unsigned wanted = server->settings->threads;

	if (wanted > THREADS_MAX)
		wanted = THREADS_MAX;
	while (server->thread_count < wanted) {
		if (pthread_create(&server->threads[server->thread_count], NULL, thread_run,
				   server))
			return HK_UNAVAILABLE;
		server->thread_count++;
	}
	return HK_OK;
}

enum hk_result lmtp_open(const struct lmtp_settings *settings, const struct lmtp_handler *handler,
			 struct lmtp_server **ret)
{
	bool is_unix = hk_starts(settings->address, "unix:");
	const char *path = settings->address + (is_unix ? strlen("unix:") : 0);
	scoped_fd listener = -1;
	struct lmtp_server *server;

	HK_TRY(is_unix ? listen_unix(path, &listener) : listen_ip(path, &listener));
	server = calloc(1, sizeof(*server));
	if (!server)
		abort();
	server->settings = settings;
	server->handler = handler;
	server->listener = hk_fd_take(&listener);
	server->stop = eventfd(0, EFD_CLOEXEC);
	server->path = is_unix ? strdup(path) : NULL;
	if (server->stop < 0 || threads_start(server) != HK_OK) {
		lmtp_close(server);
		return HK_UNAVAILABLE;
	}
	*ret = server;
	return HK_OK;
}

void lmtp_close(struct lmtp_server *server)
{
	if (!server)
		return;
	if (server->stop >= 0 && eventfd_write(server->stop, 1))
		abort();
	for (unsigned i = 0; i < server->thread_count; i++)
		pthread_join(server->threads[i], NULL);
	close(server->listener);
	if (server->stop >= 0)
		close(server->stop);
	if (server->path)
		unlink(server->path);
	hk_free(server->path);
	hk_free(server);
}

int lmtp_port(const struct lmtp_server *server)
{
	struct sockaddr_storage address = { 0 };
	socklen_t length = sizeof(address);

	if (getsockname(server->listener, (struct sockaddr *)&address, &length))
		return 0;
	if (address.ss_family == AF_INET6)
		return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
	return address.ss_family == AF_INET
		       ? ntohs(((const struct sockaddr_in *)&address)->sin_port)
		       : 0;
}
