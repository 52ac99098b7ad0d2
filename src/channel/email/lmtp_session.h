/*
 * One conversation by LMTP (RFC 2033), as seen by the server: bytes in,
 * replies out, and calls to the handler between them. It knows no sockets and
 * no threads, so it can be tested and fuzzed by itself.
 *
 * A message counts as kept only when the handler said so: the 250 for a
 * recipient is written after handler->message() returned HK_OK for it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/result.h"

/* As it was sent, with its dots unstuffed; the session's. */
struct lmtp_message {
	const char *bytes; /* all of it, and a NUL; NULL: it is large */
	int fd;            /* then it lies here, from the beginning */
	int64_t size;
};

/* What the house does with mail. Called by many threads at once; worker is what worker_new()
 * made for the calling thread, or data where there is no worker_new(). */
struct lmtp_handler {
	void *data;
	/* May be NULL, both. Called in the worker's own thread. */
	void *(*worker_new)(void *data);
	void (*worker_free)(void *worker);
	/* HK_OK: accepted. HK_NOT_FOUND: no mailbox of ours (550). Anything else: try later (451).
	 */
	enum hk_result (*recipient)(void *worker, const char *address);
	/* Called once for each accepted recipient; sender is "" for the null path. HK_OK: kept for
	 * good (250). HK_INVALID: refused for good (554). HK_DENIED: so is what is more than its
	 * recipient takes (552). Anything else: not kept, the client tries again (451). ret_text
	 * may be set to a short English sentence that lives until the next call. */
	enum hk_result (*message)(void *worker, const char *recipient, const char *sender,
				  const struct lmtp_message *message, const char **ret_text);
	/* A message that is larger than limits->mail_bytes, for an accepted recipient; may be NULL.
	 * size is what the client announced (then fd is -1) or sent; fd stands at the beginning of
	 * what was taken of it. HK_INVALID: written down, so it is refused for good (552). Anything
	 * else: the client tries again (451). */
	enum hk_result (*too_big)(void *worker, const char *recipient, const char *sender, int fd,
				  int64_t size);
};

struct lmtp_limits {
	const char *host_name; /* how the server calls itself */
	const char *spool;     /* folder for large messages, as unnamed files; NULL: in memory */
	int64_t mail_bytes;    /* a longer message is refused with 552 */
	size_t recipients;     /* of one message */
	size_t mistakes;       /* of one connection, before it is closed */
};

struct lmtp_session;

struct lmtp_session *lmtp_session_new(const struct lmtp_limits *limits,
				      const struct lmtp_handler *handler, void *worker);
void lmtp_session_free(struct lmtp_session *session);

void lmtp_greet(const struct lmtp_session *session, struct hk_buf *out);
/* Takes bytes until they end or until a message was answered, so that its replies can leave
 * before the next one is looked at. Returns how many were taken. */
size_t lmtp_feed(struct lmtp_session *session, const char *bytes, size_t length,
		 struct hk_buf *out);
/* Nothing more is to be read: the client said QUIT, or made too many mistakes. */
bool lmtp_is_over(const struct lmtp_session *session);
/* A transaction is open, or a command has begun. */
bool lmtp_is_busy(const struct lmtp_session *session);
bool lmtp_is_in_data(const struct lmtp_session *session);
/* The farewell of a server that stops, or that waited too long. */
void lmtp_goodbye(const struct lmtp_session *session, const char *why, struct hk_buf *out);
