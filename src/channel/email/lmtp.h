/*
 * The LMTP server (RFC 2033): a local mail server hands messages over here.
 * A few threads, each with one connection at a time; further ones wait in the
 * kernel's queue. When all have one and somebody waits, a connection on which nothing
 * happens is closed with 421, so that idle ones never stop the mail of others. What a reply
 * promises is in channel/email/lmtp_session.h.
 */
#pragma once

#include "base/result.h"
#include "channel/email/lmtp_session.h"

struct lmtp_settings {
	const char *address; /* "127.0.0.1:8024", "[::1]:8024" or "unix:PATH" */
	struct lmtp_limits limits;
	unsigned threads;  /* how many connections are served at once */
	int64_t idle_ms;   /* the longest wait for the client's next bytes */
	int64_t room_ms;   /* after so long without work it makes room for who waits */
	int64_t data_ms;   /* for one message from DATA to its last dot */
	int64_t finish_ms; /* how long lmtp_close() lets a transaction go on */
};

/* Fits most houses; address and spool are the caller's. */
extern const struct lmtp_settings lmtp_settings_default;

struct lmtp_server;

/* Listens and starts the threads; settings and handler must outlive the server.
 * HK_INVALID: the address cannot be read. HK_UNAVAILABLE: it cannot be had. */
enum hk_result lmtp_open(const struct lmtp_settings *settings, const struct lmtp_handler *handler,
			 struct lmtp_server **ret);
/* Takes no new message, lets those under way end (finish_ms), and waits for the threads. */
void lmtp_close(struct lmtp_server *server);
/* The TCP port, which the kernel chose when the address ended in ":0"; 0 for a unix socket. */
int lmtp_port(const struct lmtp_server *server);
