/*
 * Who sends a body that nobody takes gets his answer at once, and often reads it only when all is
 * sent. Closing then would make the kernel take the answer back (a reset), so the connection stays
 * a while: nothing more is said, and what still comes is thrown away (RFC 9112 9.6).
 */
#include <errno.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/time.h"
#include "web/inside.h"

enum { EVENTS = 16, CHUNK = 64 * 1024, CHUNKS_AT_ONCE = 16, MOST = 64 };

enum { IDLE_MS = 5 * HK_SECOND, WHOLE_MS = 120 * HK_SECOND };

#define BYTES_MOST (INT64_C(512) * 1024 * 1024)

struct guest {
	struct guest *next, **link;
	int64_t began, heard, bytes;
	int fd;
};

struct farewell {
	struct guest *first;
	unsigned count;
	int epoll;
};

struct farewell *farewell_new(void)
{
	struct farewell *farewell = http_new(sizeof(*farewell));

	farewell->epoll = epoll_create1(EPOLL_CLOEXEC);
	return farewell;
}

int farewell_fd(const struct farewell *farewell)
{
	return farewell->epoll;
}

bool farewell_is_idle(const struct farewell *farewell)
{
	return farewell->count == 0;
}

static void guest_close(struct farewell *farewell, struct guest *one)
{
	*one->link = one->next;
	if (one->next)
		one->next->link = one->link;
	farewell->count--;
	epoll_ctl(farewell->epoll, EPOLL_CTL_DEL, one->fd, NULL);
	close(one->fd);
	hk_free(one);
}

void farewell_adopt(struct farewell *farewell, int fd, int64_t now)
{
	struct epoll_event wish = { .events = EPOLLIN | EPOLLRDHUP };
	struct guest *one;

	if (farewell->count == MOST || (fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
		return;
	one = http_new(sizeof(*one));
	*one = (struct guest){ .next = farewell->first,
			       .link = &farewell->first,
			       .began = now,
			       .heard = now,
			       .fd = fd };
	if (one->next)
		one->next->link = &one->next;
	farewell->first = one;
	farewell->count++;
	wish.data.ptr = one;
	shutdown(fd, SHUT_WR);
	if (epoll_ctl(farewell->epoll, EPOLL_CTL_ADD, fd, &wish) != 0)
		guest_close(farewell, one);
}

/* False when the other end has closed, or has had enough of our time. */
static bool guest_drain(struct guest *one, int64_t now)
{
	char chunk[CHUNK];

	for (int i = 0; i < CHUNKS_AT_ONCE; i++) {
		ssize_t got = recv(one->fd, chunk, sizeof(chunk), MSG_DONTWAIT);

		if (got < 0)
			return errno == EAGAIN || errno == EINTR;
		if (got == 0)
			return false;
		one->heard = now;
		one->bytes += got;
	}
	return one->bytes < BYTES_MOST;
}

void farewell_run(struct farewell *farewell, int64_t now)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(farewell->epoll, events, EVENTS, 0);

	for (int i = 0; i < count; i++)
		if (!guest_drain(events[i].data.ptr, now))
			guest_close(farewell, events[i].data.ptr);
}

void farewell_tick(struct farewell *farewell, int64_t now)
{
	struct guest *next;

	for (struct guest *one = farewell->first; one; one = next) {
		next = one->next;
		if (now - one->heard >= IDLE_MS || now - one->began >= WHOLE_MS)
			guest_close(farewell, one);
	}
}

void farewell_free(struct farewell *farewell)
{
	if (!farewell)
		return;
	while (farewell->first)
		guest_close(farewell, farewell->first);
	close(farewell->epoll);
	hk_free(farewell);
}
