#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "web/inside.h"

enum { HEAD_BYTES = 16 * 1024 };

static const char try_later[] = "Please try again in a moment.\n";

static struct http_peer *peer_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
		->socket_context;
}

static void notify_peer(void *cls, struct MHD_Connection *connection, void **context,
			enum MHD_ConnectionNotificationCode what)
{
	struct door *door = cls;
	struct http_peer *peer = *context;
	struct http_counts *counts = &door->thread->server->counts;

	if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
		door->has_closed = true;
		if (peer->is_lingering)
			farewell_adopt(peer->thread->farewell, peer->fd, peer->thread->now);
		peer->thread->peers--;
		peer_leave(peer);
		hk_free(peer);
		atomic_fetch_sub(&counts->connections, 1);
		return;
	}
	peer = http_new(sizeof(*peer));
	*context = peer;
	peer->door = door;
	peer->thread = door->thread;
	peer->fd =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	peer->thread->peers++;
	peer_enter(peer, STAGE_HEAD);
	atomic_fetch_add(&counts->connections, 1);
}

static char *keep_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(http_new(size), text, size);
}

/* The request line has come: the earliest call there is for a request. */
static void *notify_target(void *cls, const char *target, struct MHD_Connection *connection)
{
	struct http_request *req = http_new(sizeof(*req));

	(void)cls;
	req->connection = connection;
	req->peer = peer_of(connection);
	req->raw_target = target;
	req->target = keep_text(target ? target : "");
	req->body_file = -1;
	req->peer->req = req;
	if (req->peer->stage == STAGE_IDLE)
		peer_move(req->peer, STAGE_HEAD);
	return req;
}

static void notify_completed(void *cls, struct MHD_Connection *connection, void **con_cls,
			     enum MHD_RequestTerminationCode how)
{
	struct http_request *req = *con_cls;

	(void)cls;
	(void)connection;
	(void)how;
	if (!req)
		return;
	peer_move(req->peer, STAGE_IDLE);
	req->peer->req = NULL;
	if (req->response)
		MHD_destroy_response(req->response);
	if (req->body_file >= 0)
		close(req->body_file);
	hk_free(req->topic);
	hk_free(req->body);
	hk_free(req->target);
	hk_free(req);
	*con_cls = NULL;
}

static enum MHD_Result request_send(struct http_request *req)
{
	if (req->peer->thread->is_quiet || req->is_too_large)
		http_answer_header(req, "Connection", "close");
	req->peer->is_lingering = req->is_too_large;
	req->peer->taken = 0;
	peer_move(req->peer, STAGE_SEND);
	return MHD_queue_response(req->connection, req->status, req->response);
}

/* Only a whole request leaves the connection in a state that can be trusted. */
static enum MHD_Result request_refuse(struct http_request *req, unsigned status, const char *why)
{
	struct http_counts *counts = &req->peer->thread->server->counts;
	bool is_busy = status == MHD_HTTP_SERVICE_UNAVAILABLE;

	http_answer_copy(req, status, why, strlen(why));
	http_answer_header(req, "Content-Type", "text/plain; charset=utf-8");
	http_answer_header(req, "X-Content-Type-Options", "nosniff");
	http_answer_header(req, is_busy ? "Retry-After" : "Connection", is_busy ? "2" : "close");
	atomic_fetch_add(is_busy ? &counts->too_busy : &counts->refused, 1);
	return request_send(req);
}

/* On the small side of the limit in memory, on the other in a file without a name. */
static bool body_keep(struct http_request *req, const char *data, size_t size)
{
	if (req->body_file < 0 && req->body_size + (int64_t)size > HTTP_SMALL_BODY) {
		req->body_file = open(http_spool(req), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
		if (req->body_file < 0 ||
		    !hk_fd_write(req->body_file, req->body, (size_t)req->body_size))
			return false;
		hk_free(req->body);
		req->body = NULL;
	}
	if (req->body_file >= 0)
		return hk_fd_write(req->body_file, data, size);
	if (!req->body)
		req->body = http_new(HTTP_SMALL_BODY + 1);
	memcpy(req->body + req->body_size, data, size);
	return true;
}

/* Every HTTP_SMALL_BODY bytes buy the upload another deadline. The library takes no answer
 * here, so what is too large after all, or finds the disk full, can only be cut. */
static enum MHD_Result request_collect(struct http_request *req, const char *data, size_t *size)
{
	if (req->body_size + (int64_t)*size > req->body_max || !body_keep(req, data, *size)) {
		atomic_fetch_add(&req->peer->thread->server->counts.refused, 1);
		return MHD_NO;
	}
	req->body_size += (int64_t)*size;
	*size = 0;
	if (req->body_size - req->body_paid >= HTTP_SMALL_BODY) {
		req->body_paid = req->body_size;
		peer_move(req->peer, STAGE_BODY);
	}
	return MHD_YES;
}

/* The hub keeps a second descriptor; MHD_NO makes the library let go of its own. */
static enum MHD_Result request_adopt(struct http_request *req)
{
	struct hub *hub = req->peer->thread->hub;

	if (hub && hub_adopt(hub, req->peer->fd, &req->stream))
		return MHD_NO;
	return request_refuse(req, MHD_HTTP_SERVICE_UNAVAILABLE, try_later);
}

static enum MHD_Result request_finish(struct http_request *req)
{
	if (req->topic)
		return request_adopt(req);
	if (!req->response)
		return request_refuse(req, MHD_HTTP_INTERNAL_SERVER_ERROR, "No answer.\n");
	return request_send(req);
}

static enum MHD_Result request_hand_over(struct http_request *req)
{
	struct http_server *server = req->peer->thread->server;

	atomic_fetch_add(&server->counts.requests, 1);
	if (server->settings.answer_at_once &&
	    server->settings.answer_at_once(req, server->settings.data))
		return request_finish(req);
	if (!pool_push(server->pool, req))
		return request_refuse(req, MHD_HTTP_SERVICE_UNAVAILABLE, try_later);
	peer_move(req->peer, STAGE_WORK);
	MHD_suspend_connection(req->connection);
	return MHD_YES;
}

static enum MHD_Result request_begin(struct http_request *req, const char *version)
{
	const struct http_settings *settings = &req->peer->thread->server->settings;
	const char *fault = strict_fault(req, version);
	int64_t length = 0;

	req->has_begun = true;
	if (fault)
		return request_refuse(req, MHD_HTTP_BAD_REQUEST, fault);

	const char *announced = http_header(req, "Content-Length");

	req->body_max = settings->body_max;
	if (settings->body_limit && (announced || http_header(req, "Transfer-Encoding")))
		req->body_max = settings->body_limit(req, settings->data);
	if (announced && !hk_number(announced, &length))
		return request_refuse(req, MHD_HTTP_CONTENT_TOO_LARGE,
				      "This is larger than what can be taken here.\n");
	/* Who refuses says so in the person's language; the body is neither read nor waited for. */
	req->is_too_large = length > req->body_max;
	if (req->is_too_large)
		return request_hand_over(req);
	peer_move(req->peer, STAGE_BODY);
	return MHD_YES;
}

/* NOLINTNEXTLINE(readability-function-size): the library's signature */
static enum MHD_Result handle_access(void *cls, struct MHD_Connection *connection, const char *url,
				     const char *method, const char *version, const char *data,
				     size_t *size, void **con_cls)
{
	struct http_request *req = *con_cls;

	(void)cls;
	(void)connection;
	(void)url;
	if (req->is_answered)
		return request_finish(req);
	if (!req->has_begun) {
		req->method = method;
		return request_begin(req, version);
	}
	if (*size > 0)
		return request_collect(req, data, size);
	return request_hand_over(req);
}

static void length_refuse(struct http_peer *peer, unsigned status)
{
	static const char too_large[] = "HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n"
					"Content-Type: text/plain; charset=utf-8\r\n"
					"Content-Length: 24\r\n\r\nThe length is too large.";
	static const char malformed[] = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n"
					"Content-Type: text/plain; charset=utf-8\r\n"
					"Content-Length: 24\r\n\r\nThe length is malformed.";
	const char *answer = status == MHD_HTTP_CONTENT_TOO_LARGE ? too_large : malformed;

	if (send(peer->fd, answer, strlen(answer), MSG_DONTWAIT | MSG_NOSIGNAL) < 0 ||
	    shutdown(peer->fd, SHUT_WR) < 0)
		hk_log(HK_LOG_DEBUG, "web.refused", "errno=%d", errno);
	peer->is_lingering = true;
	atomic_fetch_add(&peer->thread->server->counts.refused, 1);
}

/*
 * A length that it cannot read the library refuses by itself, and 0.9.75 sends the head of that
 * answer twice. It complains here before it does, without saying whose request it was; but none
 * with such a length can come to anything, so each of them is answered, and the library finds that
 * nothing more can be sent.
 */
static void notify_complaint(void *cls, const char *format, va_list list)
{
	const struct door *door = cls;

	(void)format;
	(void)list;
	for (struct http_peer *peer = door->thread->stages[STAGE_HEAD].first; peer;
	     peer = peer->next) {
		unsigned status =
			peer->req && !peer->is_lingering ? strict_length_status(peer->req) : 0;

		if (status)
			length_refuse(peer, status);
	}
}

struct MHD_Daemon *exchange_daemon(struct door *door, int fd)
{
	return MHD_start_daemon(
		MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
		NULL, NULL, handle_access, NULL, MHD_OPTION_EXTERNAL_LOGGER, notify_complaint, door,
		MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_STRICT_FOR_CLIENT, 0,
		MHD_OPTION_CONNECTION_LIMIT, door->thread->server->connections_max,
		MHD_OPTION_CONNECTION_TIMEOUT, 0U, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
		(size_t)HEAD_BYTES, MHD_OPTION_NOTIFY_CONNECTION, notify_peer, door,
		MHD_OPTION_URI_LOG_CALLBACK, notify_target, NULL, MHD_OPTION_NOTIFY_COMPLETED,
		notify_completed, NULL, MHD_OPTION_END);
}

void exchange_work(struct http_request *req, void *worker)
{
	struct event_thread *thread = req->peer->thread;
	const struct http_settings *settings = &thread->server->settings;
	bool was_empty;

	settings->answer(req, settings->data, worker);
	pthread_mutex_lock(&thread->lock);
	was_empty = !thread->done;
	req->next = thread->done;
	thread->done = req;
	pthread_mutex_unlock(&thread->lock);
	if (was_empty)
		eventfd_write(thread->bell, 1);
}

const char *http_method(const struct http_request *req)
{
	return req->method;
}

const char *http_target(const struct http_request *req)
{
	return req->target;
}

const char *http_header(const struct http_request *req, const char *name)
{
	return MHD_lookup_connection_value(req->connection, MHD_HEADER_KIND, name);
}

struct lines {
	const char *name;
	void (*each)(void *data, const char *value);
	void *data;
};

static enum MHD_Result pick_line(void *cls, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	const struct lines *lines = cls;

	(void)kind;
	if (value && hk_equal_ascii(name, lines->name))
		lines->each(lines->data, value);
	return MHD_YES;
}

void http_headers(const struct http_request *req, const char *name,
		  void (*each)(void *data, const char *value), void *data)
{
	struct lines lines = { name, each, data };

	MHD_get_connection_values(req->connection, MHD_HEADER_KIND, pick_line, &lines);
}

const struct sockaddr *http_peer_address(const struct http_request *req)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(req->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

	return info && info->client_addr->sa_family != AF_UNIX ? info->client_addr : NULL;
}

bool http_is_too_large(const struct http_request *req)
{
	return req->is_too_large;
}

int64_t http_body_size(const struct http_request *req)
{
	return req->body_size;
}

const char *http_body(const struct http_request *req)
{
	if (req->body_file >= 0)
		return NULL;
	return req->body ? req->body : "";
}

int http_body_file(const struct http_request *req)
{
	return req->body_file;
}

const char *http_spool(const struct http_request *req)
{
	return req->peer->thread->server->settings.spool;
}

static void request_take(struct http_request *req, unsigned status, struct MHD_Response *response)
{
	if (!response)
		abort();
	if (req->response)
		MHD_destroy_response(req->response);
	req->status = status;
	req->response = response;
}

void http_answer(struct http_request *req, unsigned status, char *bytes, size_t length)
{
	request_take(req, status,
		     MHD_create_response_from_buffer(length, bytes, MHD_RESPMEM_MUST_FREE));
}

void http_answer_copy(struct http_request *req, unsigned status, const void *bytes, size_t length)
{
	request_take(req, status,
		     MHD_create_response_from_buffer(length, (void *)bytes, MHD_RESPMEM_MUST_COPY));
}

void http_answer_constant(struct http_request *req, unsigned status, const void *bytes,
			  size_t length)
{
	request_take(
		req, status,
		MHD_create_response_from_buffer(length, (void *)bytes, MHD_RESPMEM_PERSISTENT));
}

void http_answer_file(struct http_request *req, unsigned status, int fd, int64_t from, int64_t size)
{
	request_take(req, status,
		     MHD_create_response_from_fd_at_offset64((uint64_t)size, fd, (uint64_t)from));
}

void http_answer_header(struct http_request *req, const char *name, const char *value)
{
	MHD_add_response_header(req->response, name, value);
}

void http_answer_stream(struct http_request *req, const struct http_stream *stream)
{
	hk_free(req->topic);
	req->topic = keep_text(stream->topic);
	req->stream = *stream;
	req->stream.topic = req->topic;
}
