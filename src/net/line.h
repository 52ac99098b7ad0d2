/*
 * One line to somebody else's server, as a net child holds it: TCP, and TLS
 * (GnuTLS) once asked for. The certificate and its host name are checked within
 * the handshake, before a word of ours goes through it.
 *
 * Everything ends when the deadline is over or when the owner, who asked for
 * this session, is gone. The words of what went wrong are in line->problem.
 */
#pragma once

#include <gnutls/gnutls.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/result.h"
#include "net/net.h"

enum { LINE_BUFFER = 16 * 1024 };

struct net_line {
	const struct net_server *server;
	int owner;        /* its socket */
	int fd;           /* -1: no line */
	int64_t deadline; /* monotonic ms */
	int64_t latest;   /* no deadline is later; 0: any may be */
	gnutls_certificate_credentials_t trust;
	gnutls_session_t tls; /* NULL: not yet */
	char problem[NET_TEXT];
	char buffer[LINE_BUFFER]; /* what was received and not yet taken */
	size_t at, filled;
};

/* trust is the system's, loaded before the cage was closed; used unless the server names its own
 * authorities. */
void net_line_init(struct net_line *line, const struct net_server *server, int owner,
		   gnutls_certificate_credentials_t trust);
void net_line_done(struct net_line *line);

/* The next steps may take so long together. */
void net_line_allow_ms(struct net_line *line, int64_t ms);

/* Finds the host and connects to the first of its addresses that answers. */
enum hk_result net_line_connect(struct net_line *line);
/* HK_DENIED: the server sent more than it should have before TLS, or is not whom it must be. */
enum hk_result net_line_secure(struct net_line *line);

/* At least one byte; 0 at the end of the line, -1 when it broke or the deadline is over. */
ssize_t net_line_read(struct net_line *line, void *ret, size_t length);
/* Up to and without CRLF or LF. HK_INVALID: longer than size. */
enum hk_result net_line_read_text(struct net_line *line, char *ret, size_t size);
enum hk_result net_line_write(struct net_line *line, const void *bytes, size_t length);
/* HK_OK: there is something to read. HK_NOT_FOUND: not within that time. HK_UNAVAILABLE: the line
 * broke, or the owner wants something or is gone. */
enum hk_result net_line_wait(struct net_line *line, int64_t ms);
