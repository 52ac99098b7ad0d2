#include "net/line.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/time.h"

enum { CONNECT_MS = 20 * HK_SECOND };

__attribute__((format(printf, 2, 3))) static void problem_put(struct net_line *line,
							      const char *format, ...)
{
	va_list list;

	va_start(list, format);
	vsnprintf(line->problem, sizeof(line->problem), format, list);
	va_end(list);
}

void net_line_init(struct net_line *line, const struct net_server *server, int owner,
		   gnutls_certificate_credentials_t trust)
{
	*line = (struct net_line){ .server = server, .owner = owner, .fd = -1, .trust = trust };
	if (server->hurry_ms)
		line->latest = hk_clock_monotonic() + server->hurry_ms;
}

void net_line_allow_ms(struct net_line *line, int64_t ms)
{
	line->deadline = hk_clock_monotonic() + ms;
	if (line->latest && line->deadline > line->latest)
		line->deadline = line->latest;
}

/* Polls the server's socket and, to hear of his end, the owner's. */
static enum hk_result wait_ready(struct net_line *line, short events)
{
	struct pollfd ready[] = { { line->fd, events, 0 }, { line->owner, POLLRDHUP, 0 } };

	for (;;) {
		int64_t left = line->deadline - hk_clock_monotonic();
		int count = poll(ready, HK_COUNT(ready), left > 0 ? (int)left : 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			problem_put(line, "The server did not answer in time.");
			return HK_UNAVAILABLE;
		}
		if (ready[1].revents) {
			problem_put(line, "Nobody waits for an answer any more.");
			return HK_UNAVAILABLE;
		}
		return HK_OK;
	}
}

/* Where mail may go without TLS although nobody asked for that: addresses that never leave the
 * house (RFC 1918, 4193, 3927, 4291). */
static bool is_inside_four(uint32_t address)
{
	return address >> 24 == 127 || address >> 24 == 10 || address >> 20 == 0xac1 ||
	       address >> 16 == 0xc0a8 || address >> 16 == 0xa9fe;
}

static bool is_inside(const struct sockaddr *address)
{
	const struct in6_addr *six;

	if (address->sa_family == AF_INET)
		return is_inside_four(ntohl(
			((const struct sockaddr_in *)(const void *)address)->sin_addr.s_addr));
	if (address->sa_family != AF_INET6)
		return false;
	six = &((const struct sockaddr_in6 *)(const void *)address)->sin6_addr;
	if (IN6_IS_ADDR_V4MAPPED(six))
		return is_inside_four((uint32_t)six->s6_addr[12] << 24 |
				      (uint32_t)six->s6_addr[13] << 16 |
				      (uint32_t)six->s6_addr[14] << 8 | six->s6_addr[15]);
	return IN6_IS_ADDR_LOOPBACK(six) || IN6_IS_ADDR_LINKLOCAL(six) ||
	       (six->s6_addr[0] & 0xfe) == 0xfc;
}

static enum hk_result connect_one(struct net_line *line, const struct addrinfo *address)
{
	scoped_fd fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int failure = 0, yes = 1;
	socklen_t length = sizeof(failure);

	if (line->server->tls == NET_PLAIN_INSIDE && !is_inside(address->ai_addr)) {
		problem_put(line, "This server is outside, and nothing is sent there without "
				  "TLS unless the settings say ?plain.");
		return HK_DENIED;
	}
	if (fd < 0)
		return HK_UNAVAILABLE;
	if (connect(fd, address->ai_addr, address->ai_addrlen)) {
		if (errno != EINPROGRESS) {
			problem_put(line, "No connection: %s.", strerrordesc_np(errno));
			return HK_UNAVAILABLE;
		}
		line->fd = fd;
		enum hk_result result = wait_ready(line, POLLOUT);
		line->fd = -1;
		HK_TRY(result);
	}
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &length) || failure) {
		problem_put(line, "No connection: %s.", strerrordesc_np(failure));
		return HK_UNAVAILABLE;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	line->fd = hk_fd_take(&fd);
	return HK_OK;
}

enum hk_result net_line_connect(struct net_line *line)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV };
	struct addrinfo *addresses = NULL;
	enum hk_result result = HK_UNAVAILABLE;
	char port[8];
	int failure;

	snprintf(port, sizeof(port), "%u", line->server->port);
	failure = getaddrinfo(line->server->host, port, &hints, &addresses);
	if (failure) {
		problem_put(line, "The host name was not found: %s.", gai_strerror(failure));
		return HK_UNAVAILABLE;
	}
	for (const struct addrinfo *one = addresses; one && result != HK_OK; one = one->ai_next) {
		net_line_allow_ms(line, CONNECT_MS);
		result = connect_one(line, one);
	}
	freeaddrinfo(addresses);
	return result;
}

static bool is_number_address(const char *host)
{
	struct in6_addr address;

	return inet_pton(AF_INET, host, &address) == 1 || inet_pton(AF_INET6, host, &address) == 1;
}

static enum hk_result trust_own(struct net_line *line)
{
	scoped_arena *arena = hk_arena_new();
	const char *authority = line->server->authority;
	gnutls_datum_t pem = { (unsigned char *)hk_copy_text(arena, authority),
			       (unsigned)strlen(authority) };

	if (!*authority)
		return HK_OK;
	if (gnutls_certificate_allocate_credentials(&line->trust) ||
	    gnutls_certificate_set_x509_trust_mem(line->trust, &pem, GNUTLS_X509_FMT_PEM) < 1) {
		problem_put(line, "The certificate authority of the settings cannot be read.");
		return HK_INVALID;
	}
	return HK_OK;
}

static enum hk_result session_make(struct net_line *line)
{
	static const char versions[] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2";
	const char *host = line->server->host;

	if (gnutls_init(&line->tls, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL))
		return HK_FAILED;
	if (gnutls_priority_set_direct(line->tls, versions, NULL) ||
	    gnutls_credentials_set(line->tls, GNUTLS_CRD_CERTIFICATE, line->trust))
		return HK_FAILED;
	if (!is_number_address(host) &&
	    gnutls_server_name_set(line->tls, GNUTLS_NAME_DNS, host, strlen(host)))
		return HK_FAILED;
	gnutls_session_set_verify_cert(line->tls, host, 0);
	gnutls_transport_set_int(line->tls, line->fd);
	return HK_OK;
}

static void explain_handshake(struct net_line *line, int failure)
{
	gnutls_datum_t text = { 0 };
	unsigned status = gnutls_session_get_verify_cert_status(line->tls);

	if (failure == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR &&
	    gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) == 0)
		problem_put(line, "The server cannot prove that it is %s. %s", line->server->host,
			    (const char *)text.data);
	else
		problem_put(line, "TLS could not be agreed on: %s", gnutls_strerror(failure));
	gnutls_free(text.data);
}

static short tls_direction(const struct net_line *line)
{
	return gnutls_record_get_direction(line->tls) ? POLLOUT : POLLIN;
}

enum hk_result net_line_secure(struct net_line *line)
{
	int failure;

	/* What came before the handshake was not said by the one whom we verify now. */
	if (line->filled > line->at) {
		problem_put(line, "The server said more than it may before TLS.");
		return HK_DENIED;
	}
	HK_TRY(trust_own(line));
	HK_TRY(session_make(line));
	while ((failure = gnutls_handshake(line->tls)) < 0) {
		if (failure == GNUTLS_E_AGAIN)
			HK_TRY(wait_ready(line, tls_direction(line)));
		else if (gnutls_error_is_fatal(failure)) {
			explain_handshake(line, failure);
			return HK_DENIED;
		}
	}
	return HK_OK;
}

static ssize_t receive(struct net_line *line, void *ret, size_t length)
{
	ssize_t got;

	if (!line->tls) {
		got = recv(line->fd, ret, length, 0);
		return got < 0 && (errno == EAGAIN || errno == EINTR) ? GNUTLS_E_AGAIN : got;
	}
	got = gnutls_record_recv(line->tls, ret, length);
	return got == GNUTLS_E_INTERRUPTED ? GNUTLS_E_AGAIN : got;
}

ssize_t net_line_read(struct net_line *line, void *ret, size_t length)
{
	size_t have = line->filled - line->at;

	if (have > 0) {
		have = have < length ? have : length;
		memcpy(ret, line->buffer + line->at, have);
		line->at += have;
		return (ssize_t)have;
	}
	for (;;) {
		ssize_t got = receive(line, ret, length);

		if (got >= 0) {
			if (got == 0)
				problem_put(line, "The server hung up.");
			return got;
		}
		if (got != GNUTLS_E_AGAIN && got != GNUTLS_E_REHANDSHAKE) {
			problem_put(line, "The line to the server broke.");
			return -1;
		}
		if (wait_ready(line, POLLIN) != HK_OK)
			return -1;
	}
}

static enum hk_result fill(struct net_line *line)
{
	ssize_t got;

	line->at = line->filled = 0;
	got = net_line_read(line, line->buffer, sizeof(line->buffer));
	if (got <= 0)
		return HK_UNAVAILABLE;
	line->filled = (size_t)got;
	return HK_OK;
}

enum hk_result net_line_read_text(struct net_line *line, char *ret, size_t size)
{
	size_t length = 0;

	for (;;) {
		if (line->at == line->filled)
			HK_TRY(fill(line));

		char sign = line->buffer[line->at++];

		if (sign == '\n')
			break;
		if (length + 1 >= size) {
			problem_put(line, "The server said a line that is too long.");
			return HK_INVALID;
		}
		ret[length++] = sign;
	}
	if (length > 0 && ret[length - 1] == '\r')
		length--;
	ret[length] = '\0';
	return HK_OK;
}

static ssize_t transmit(struct net_line *line, const void *bytes, size_t length)
{
	ssize_t sent;

	if (!line->tls) {
		sent = send(line->fd, bytes, length, MSG_NOSIGNAL);
		return sent < 0 && (errno == EAGAIN || errno == EINTR) ? GNUTLS_E_AGAIN : sent;
	}
	sent = gnutls_record_send(line->tls, bytes, length);
	return sent == GNUTLS_E_INTERRUPTED ? GNUTLS_E_AGAIN : sent;
}

enum hk_result net_line_write(struct net_line *line, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t sent = transmit(line, at, length);

		if (sent >= 0) {
			at += sent;
			length -= (size_t)sent;
		} else if (sent == GNUTLS_E_AGAIN) {
			HK_TRY(wait_ready(line, POLLOUT));
		} else {
			problem_put(line, "The line to the server broke.");
			return HK_UNAVAILABLE;
		}
	}
	return HK_OK;
}

enum hk_result net_line_wait(struct net_line *line, int64_t ms)
{
	struct pollfd ready[] = { { line->fd, POLLIN, 0 }, { line->owner, POLLIN | POLLRDHUP, 0 } };
	int64_t until = hk_clock_monotonic() + ms;

	if (line->filled > line->at || (line->tls && gnutls_record_check_pending(line->tls) > 0))
		return HK_OK;
	for (;;) {
		int64_t left = until - hk_clock_monotonic();
		int count = poll(ready, HK_COUNT(ready), left > 0 ? (int)left : 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count == 0)
			return HK_NOT_FOUND;
		if (count < 0 || ready[1].revents)
			return HK_UNAVAILABLE;
		return HK_OK;
	}
}

void net_line_done(struct net_line *line)
{
	if (line->tls) {
		(void)gnutls_bye(line->tls, GNUTLS_SHUT_WR);
		gnutls_deinit(line->tls);
	}
	if (line->fd >= 0)
		close(line->fd);
	line->tls = NULL;
	line->fd = -1;
}
