/* What the files of the HTTP adaptor know of each other, and nobody else: see http.h. */
#pragma once

#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "base/arena.h"
#include "web/http.h"

struct door;
struct event_thread;
struct hub;
struct farewell;
struct pool;

/* Never NULL, zeroed; hk_free() gives it back. For what outlives a request's arena. */
static inline void *http_new(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

/* One connection. It stands in the list of its stage, the oldest first. */
struct http_peer {
	struct event_thread *thread;
	struct door *door;
	struct http_peer *next, *previous;
	enum http_stage stage;
	int64_t since;
	uint64_t taken; /* bytes that the client had acknowledged at that time */
	int fd;
	struct http_request *req; /* NULL: none has begun */
	bool is_lingering;        /* it may still send what nobody takes */
};

struct peer_list {
	struct http_peer *first, *last;
};

/* A listening socket and the library's daemon behind it. */
struct door {
	struct event_thread *thread;
	struct MHD_Daemon *daemon; /* NULL: not used */
	bool is_due, has_resumed, has_closed;
};

/* What somebody wants the hub of a thread to do. */
struct news {
	struct news *next;
	struct http_event event;
	int64_t end_owner; /* with event.topic NULL: whose streams end */
	char text[];
};

struct event_thread {
	struct http_server *server;
	pthread_t handle;
	int epoll, bell;
	struct hub *hub; /* NULL once it is quiet */
	struct farewell *farewell;
	struct door *doors;
	struct peer_list stages[STAGES];
	unsigned peers;
	int64_t now, ticked, beaten;
	bool is_quiet;        /* accepts no more */
	pthread_mutex_t lock; /* guards the four below */
	struct http_request *done;
	struct news *news, **news_end;
	int64_t stop_by; /* 0: goes on */
};

struct http_counts {
	atomic_uint_fast64_t connections, streams, requests, refused, too_busy;
};

struct http_server {
	struct http_settings settings;
	struct pool *pool;
	struct listener *listeners;
	size_t listener_count;
	unsigned connections_max; /* of one door */
	struct http_counts counts;
	struct event_thread threads[];
};

struct http_request {
	struct MHD_Connection *connection;
	struct http_peer *peer;
	struct http_request *next;
	const char *method;
	char *target;           /* a copy, for the library decodes it in place */
	const char *raw_target; /* where it stood: strict.c measures from it */
	char *body;             /* whole while body_file is -1 */
	int64_t body_size, body_max;
	int64_t body_paid; /* size at which the body deadline was last renewed */
	int body_file;     /* an unnamed file, or -1 */
	bool has_begun, is_answered;
	bool is_too_large; /* its body was announced longer than body_max */
	unsigned status;
	struct MHD_Response *response;
	char *topic; /* NULL: no stream */
	struct http_stream stream;
};

/* peer.c: one connection and its deadlines; only its own event thread calls these. */
void peer_enter(struct http_peer *peer, enum http_stage stage);
void peer_leave(struct http_peer *peer);
void peer_move(struct http_peer *peer, enum http_stage stage);
/* Shuts those that entered the stage before that moment and have made no progress since. */
void stage_shut(struct event_thread *thread, enum http_stage stage, int64_t before);

/* exchange.c: one request and its answer, as the library's callbacks see it. */
struct MHD_Daemon *exchange_daemon(struct door *door, int fd);
/* By a worker; from here on the request is the event thread's again. */
void exchange_work(struct http_request *req, void *worker);

/* strict.c: why this request must not be served (RFC 9112 3, 5, 6), or NULL. */
const char *strict_fault(const struct http_request *req, const char *version);
/* The status that a length which the library cannot read must get; 0: it can. */
unsigned strict_length_status(const struct http_request *req);

/* listen.c: where we listen. */
struct listener {
	struct sockaddr_storage address;
	socklen_t length;
	int shared; /* of a unix socket, from which all threads accept; else -1 */
};
/* HK_INVALID, HK_UNAVAILABLE. */
enum hk_result listeners_open(const char *list, struct listener **ret, size_t *ret_count);
void listeners_close(struct listener *listeners, size_t count);
/* A socket of its own for one thread, or -1. */
int listener_socket(const struct listener *listener);

/* pool.c: the workers. */
struct pool *pool_new(const struct http_settings *settings);
bool pool_push(struct pool *pool, struct http_request *req); /* false: full */
void pool_free(struct pool *pool);                           /* finishes what is queued */

/* farewell.c: connections that were answered and closed before all of their request was read; only
 * their event thread calls these. */
struct farewell *farewell_new(void);
int farewell_fd(const struct farewell *farewell); /* readable: call farewell_run() */
void farewell_run(struct farewell *farewell, int64_t now);
void farewell_tick(struct farewell *farewell, int64_t now);
bool farewell_is_idle(const struct farewell *farewell);
/* Keeps a copy of fd for a while; does nothing when there are too many. */
void farewell_adopt(struct farewell *farewell, int fd, int64_t now);
void farewell_free(struct farewell *farewell);

/* hub.c: the event streams of one event thread, which alone calls these. */
struct hub *hub_new(atomic_uint_fast64_t *count);
int hub_fd(const struct hub *hub); /* readable: call hub_run() */
void hub_run(struct hub *hub);
void hub_publish(struct hub *hub, const struct http_event *event);
void hub_end(struct hub *hub, int64_t owner);
void hub_beat(struct hub *hub); /* once a second */
bool hub_is_idle(const struct hub *hub);
/* Keeps a copy of fd and writes to it from now on. false: there are too many. */
bool hub_adopt(struct hub *hub, int fd, const struct http_stream *stream);
void hub_free(struct hub *hub);
