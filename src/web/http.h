/*
 * The HTTP adaptor: with exchange.c, strict.c and server.c the only code that
 * knows libmicrohttpd. An event thread owns a connection for its whole life; a
 * worker owns a request between being called and returning. Strings belong to
 * the request and live as long as it does. Durations are in milliseconds.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/result.h"

struct http_request;
struct http_server;

/* What a connection is waiting for; each stage has one deadline. */
enum http_stage {
	STAGE_HEAD, /* the whole head: 10 s */
	STAGE_BODY, /* each 64 kB of a body: 30 s */
	STAGE_WORK, /* us: none */
	STAGE_SEND, /* each 64 kB that the client takes: 60 s */
	STAGE_IDLE, /* the next request: 60 s */
	STAGES,
};

enum { HTTP_SMALL_BODY = 64 * 1024 /* kept in memory; longer ones go to a file */ };

/* Zero and NULL stand for the default, which the comment names. */
struct http_settings {
	const char *listen;       /* "127.0.0.1:8025, [::1]:8025, unix:/run/hark/web"; required */
	unsigned threads;         /* that wait for sockets: one for two processors */
	unsigned workers;         /* that answer: two a processor, 60 who wait for disks */
	unsigned queue;           /* requests that may wait for a worker: 1024 */
	int64_t body_max;         /* bytes of the largest body: 32 MiB */
	const char *spool;        /* folder of unnamed files for large bodies: /var/tmp */
	int64_t limit_ms[STAGES]; /* as at enum http_stage */

	void *data;                      /* is given to these: */
	void *(*worker_new)(void *data); /* what one worker owns */
	void (*worker_free)(void *worker);
	void (*answer)(struct http_request *req, void *data, void *worker); /* required */
	/* In the event thread, so it must not wait: false leaves the request to a worker. */
	bool (*answer_at_once)(struct http_request *req, void *data);
	/* The largest body of this request, when its head has come; at most body_max. */
	int64_t (*body_limit)(const struct http_request *req, void *data);
};

/*
 * Raises the limit of open files as far as it may go. HK_INVALID: the list of
 * addresses cannot be read; HK_UNAVAILABLE: one of them is taken. Both are logged.
 */
enum hk_result http_start(const struct http_settings *settings, struct http_server **ret);
/* Accepts nothing more, lets requests in flight end, and cuts who takes no answer within
 * grace_ms. Takes NULL. */
void http_stop(struct http_server *server, int64_t grace_ms);
/* The first TCP port it listens on, also when 0 was asked for; 0 when there is none. */
uint16_t http_port(const struct http_server *server);

/* The request. The target is as it was sent: "/tickets/17?tab=notes", not decoded. */
const char *http_method(const struct http_request *req);
const char *http_target(const struct http_request *req);
/* Of several lines with that name the first; NULL when absent. */
const char *http_header(const struct http_request *req, const char *name);
/* Every line with that name. */
void http_headers(const struct http_request *req, const char *name,
		  void (*each)(void *data, const char *value), void *data);
/* The other end of the connection; NULL for a unix socket. */
const struct sockaddr *http_peer_address(const struct http_request *req);
/* The body is announced larger than the limit: none of it was read, and the answer says so. */
bool http_is_too_large(const struct http_request *req);
int64_t http_body_size(const struct http_request *req);
/* The whole body unless it is larger than HTTP_SMALL_BODY; then NULL, and http_body_file() is an
 * unnamed file that is closed with the request. */
const char *http_body(const struct http_request *req);
int http_body_file(const struct http_request *req);
const char *http_spool(const struct http_request *req);

/* The answer: one of these four, then headers. HEAD and 304 are answered with the whole body
 * too; only its length is sent. */
void http_answer(struct http_request *req, unsigned status, char *bytes, size_t length); /* taken */
void http_answer_copy(struct http_request *req, unsigned status, const void *bytes, size_t length);
/* The bytes outlive the server. */
void http_answer_constant(struct http_request *req, unsigned status, const void *bytes,
			  size_t length);
/* From that place in the file on; fd is closed afterwards. */
void http_answer_file(struct http_request *req, unsigned status, int fd, int64_t from,
		      int64_t size);
void http_answer_header(struct http_request *req, const char *name, const char *value);

/* The answer is an endless stream of the events of a topic. */
struct http_stream {
	const char *topic;
	int64_t owner;   /* for http_end_streams(), such as the session */
	int64_t seen;    /* the latest event that the page knows; -1: it asks for nothing older */
	int64_t current; /* the latest there is, for a topic of which nothing was heard yet */
};

void http_answer_stream(struct http_request *req, const struct http_stream *stream);

struct http_event {
	const char *topic;
	int64_t id;       /* rises by one; where one is missing, listeners are told to load again */
	const char *name; /* "": a plain message */
	const char *data; /* lines */
};

/* From any thread. The order of one thread's calls is kept. */
void http_publish(struct http_server *server, const struct http_event *event);
/* Ends the streams of that owner: the person has signed out. */
void http_end_streams(struct http_server *server, int64_t owner);

struct http_figures {
	uint64_t connections, streams;        /* now */
	uint64_t requests, refused, too_busy; /* since the start */
};

void http_read_figures(const struct http_server *server, struct http_figures *ret);
