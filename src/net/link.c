#include "net/link.h"

#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"

enum { SEND_MS = 60 * HK_SECOND };

void net_link_init(struct net_link *link, int fd)
{
	*link = (struct net_link){ .fd = fd };
	hk_buf_init(&link->in, WIRE_HEAD + WIRE_BODY_MAX);
	hk_buf_init(&link->out, WIRE_HEAD + WIRE_BODY_MAX);
}

void net_link_done(struct net_link *link)
{
	if (link->fd >= 0)
		close(link->fd);
	link->fd = -1;
	hk_buf_done(&link->in);
	hk_buf_done(&link->out);
}

/* False: it will not become ready. */
static bool wait_ready(int fd, short events, int64_t until)
{
	struct pollfd ready = { fd, events, 0 };

	for (;;) {
		int64_t left = until - hk_clock_monotonic();
		int count = poll(&ready, 1, left > 0 ? (int)left : 0);

		if (count >= 0 || errno != EINTR)
			return count > 0;
	}
}

/* After a send that took nothing. */
static bool may_go_on(const struct net_link *link, int64_t until)
{
	if (errno == EINTR)
		return true;
	return errno == EAGAIN && wait_ready(link->fd, POLLOUT, until);
}

enum hk_result net_link_send(struct net_link *link)
{
	int64_t until = hk_clock_monotonic() + SEND_MS;
	size_t sent = 0;

	while (sent < link->out.length) {
		ssize_t step = send(link->fd, link->out.bytes + sent, link->out.length - sent,
				    MSG_NOSIGNAL | MSG_DONTWAIT);

		if (step > 0)
			sent += (size_t)step;
		else if (!may_go_on(link, until))
			return HK_UNAVAILABLE;
	}
	return HK_OK;
}

enum hk_result net_link_answer(struct net_link *link, enum net_outcome outcome, int code,
			       const char *text)
{
	wire_ready_write(&link->out, &(struct net_answer){ outcome, code, text });
	return net_link_send(link);
}

static enum hk_result wait_or_stop(const struct net_link *link, int64_t until, int stop)
{
	struct pollfd ready[] = { { link->fd, POLLIN, 0 }, { stop, POLLIN, 0 } };

	for (;;) {
		int64_t left = until - hk_clock_monotonic();
		int count = poll(ready, HK_COUNT(ready), left > 0 ? (int)left : 0);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0)
			return HK_UNAVAILABLE;
		return ready[1].revents ? HK_NOT_FOUND : HK_OK;
	}
}

/* Adds to link->in until it has so many bytes. */
static enum hk_result gather(struct net_link *link, size_t length, int64_t until, int stop)
{
	char bytes[16 * 1024];

	while (link->in.length < length) {
		size_t missing = length - link->in.length;
		ssize_t step =
			recv(link->fd, bytes, missing < sizeof(bytes) ? missing : sizeof(bytes),
			     MSG_DONTWAIT);

		if (step > 0)
			hk_buf_put(&link->in, bytes, (size_t)step);
		else if (step == 0 || (errno != EAGAIN && errno != EINTR))
			return HK_UNAVAILABLE;
		else
			HK_TRY(wait_or_stop(link, until, stop));
	}
	return HK_OK;
}

enum hk_result net_link_receive(struct net_link *link, int64_t ms, int stop, struct wire_body *ret)
{
	int64_t until = hk_clock_monotonic() + ms;
	enum wire_kind kind;
	size_t length;

	hk_buf_clear(&link->in);
	HK_TRY(gather(link, WIRE_HEAD, until, stop));
	HK_TRY(wire_head_read((const unsigned char *)link->in.bytes, &kind, &length));
	HK_TRY(gather(link, WIRE_HEAD + length, until, stop));
	*ret = (struct wire_body){ kind, link->in.bytes + WIRE_HEAD, length };
	return HK_OK;
}
