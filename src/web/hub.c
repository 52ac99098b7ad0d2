#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/text.h"
#include "web/inside.h"
#include "web/ring.h"

/*
 * The text of a topic's latest events is shared in a ring, and a reader is a
 * place in it. So a reader costs no buffer, and falling a ring behind closes
 * it: the browser comes back by itself with Last-Event-ID. A topic to which
 * nobody has listened for a while keeps no ring, only how far it is.
 */
enum { EVENTS = 256, BUCKETS = 64 };

enum {
	READERS_MOST = 20000,
	BEAT_SECONDS = 15,
	LONELY_SECONDS = 300,
	LIFE_SECONDS = 1800, /* then the browser comes again, and its session is looked at anew */
};

struct reader {
	struct topic *topic;
	struct reader *next, **link;
	uint64_t place;
	int64_t owner;
	int fd;
	unsigned born; /* at which beat */
};

struct topic {
	struct topic *next;
	struct reader *readers;
	struct ring *ring; /* NULL: nobody listens */
	int64_t last;      /* the latest event that we know of; -1: none yet */
	int64_t heard;     /* the ring was born after this one */
	unsigned lonely;   /* seconds without a reader */
	char name[];
};

struct hub {
	int epoll;
	unsigned readers, beats;
	atomic_uint_fast64_t *count; /* of readers, in all hubs */
	struct topic *topics[BUCKETS];
};

static struct topic **bucket_of(struct hub *hub, const char *name)
{
	uint32_t sum = 2166136261; /* FNV-1a */

	for (; *name; name++)
		sum = (sum ^ (unsigned char)*name) * 16777619;
	return &hub->topics[sum % BUCKETS];
}

static struct topic *topic_find(struct hub *hub, const char *name)
{
	struct topic **bucket = bucket_of(hub, name);
	struct topic *topic;

	for (topic = *bucket; topic; topic = topic->next)
		if (hk_equal(topic->name, name))
			return topic;
	topic = http_new(sizeof(*topic) + strlen(name) + 1);
	memcpy(topic->name, name, strlen(name) + 1);
	topic->next = *bucket;
	topic->last = topic->heard = -1;
	*bucket = topic;
	return topic;
}

static void reader_close(struct hub *hub, struct reader *reader)
{
	*reader->link = reader->next;
	if (reader->next)
		reader->next->link = reader->link;
	hub->readers--;
	atomic_fetch_sub(hub->count, 1);
	epoll_ctl(hub->epoll, EPOLL_CTL_DEL, reader->fd, NULL);
	close(reader->fd);
	hk_free(reader);
}

/* Sends what the socket takes now; the next EPOLLOUT edge brings us back. */
static bool reader_flush(struct reader *reader)
{
	const struct ring *ring = reader->topic->ring;
	const char *text;

	if (ring->written - reader->place > ring->size)
		return false;
	while (reader->place < ring->written) {
		size_t length = ring_peek(ring, reader->place, &text);
		ssize_t sent = send(reader->fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0)
			return errno == EAGAIN;
		reader->place += (uint64_t)sent;
	}
	return true;
}

static bool send_whole(int fd, const char *text, size_t length)
{
	return send(fd, text, length, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)length;
}

static void topic_flush(struct hub *hub, struct topic *topic)
{
	struct reader *next;

	for (struct reader *reader = topic->readers; reader; reader = next) {
		next = reader->next;
		if (!reader_flush(reader))
			reader_close(hub, reader);
	}
}

/* One message of an event stream (HTML standard, 9.2.6). */
static void event_write(struct hk_buf *text, const struct http_event *event)
{
	hk_buf_format(text, "id: %" PRId64 "\n", event->id);
	if (event->name && *event->name)
		hk_buf_format(text, "event: %s\n", event->name);
	for (const char *line = event->data;; line++) {
		size_t length = strcspn(line, "\r\n");

		hk_buf_text(text, "data: ");
		hk_buf_put(text, line, length);
		hk_buf_char(text, '\n');
		line += length;
		if (!*line)
			break;
	}
	hk_buf_char(text, '\n');
}

/* Something was missed that cannot be told any more. */
static void reload_write(struct hk_buf *text, int64_t id)
{
	hk_buf_format(text, "id: %" PRId64 "\nevent: reload\ndata:\n\n", id);
}

struct hub *hub_new(atomic_uint_fast64_t *count)
{
	struct hub *hub = http_new(sizeof(*hub));

	hub->count = count;
	hub->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (hub->epoll < 0)
		abort();
	return hub;
}

int hub_fd(const struct hub *hub)
{
	return hub->epoll;
}

bool hub_is_idle(const struct hub *hub)
{
	return hub->readers == 0;
}

void hub_run(struct hub *hub)
{
	struct epoll_event events[EVENTS];
	int count = epoll_wait(hub->epoll, events, EVENTS, 0);

	for (int i = 0; i < count; i++) {
		struct reader *reader = events[i].data.ptr;
		bool is_gone = events[i].events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR);

		if (is_gone || !reader_flush(reader))
			reader_close(hub, reader);
	}
}

void hub_publish(struct hub *hub, const struct http_event *event)
{
	struct topic *topic = topic_find(hub, event->topic);
	scoped_buf text = { .max = RING_MOST / 2 };

	int64_t before = topic->last;

	if (event->id <= before)
		return;
	topic->last = event->id;
	if (!topic->ring) {
		topic->heard = event->id;
		return;
	}
	if (before >= 0 && event->id != before + 1)
		reload_write(&text, event->id - 1);
	event_write(&text, event);
	if (text.is_cut) {
		hk_buf_clear(&text);
		reload_write(&text, event->id);
	}
	topic->ring = ring_put(topic->ring, event->id, text.bytes, text.length);
	topic_flush(hub, topic);
}

void hub_end(struct hub *hub, int64_t owner)
{
	struct reader *next;

	for (int i = 0; i < BUCKETS; i++)
		for (struct topic *topic = hub->topics[i]; topic; topic = topic->next)
			for (struct reader *reader = topic->readers; reader; reader = next) {
				next = reader->next;
				if (reader->owner == owner)
					reader_close(hub, reader);
			}
}

/* A fifteenth of the readers each second, so that a beat is never a burst. */
static void topic_beat(struct hub *hub, struct topic *topic)
{
	struct reader *next;

	for (struct reader *reader = topic->readers; reader; reader = next) {
		next = reader->next;
		if ((unsigned)reader->fd % BEAT_SECONDS != hub->beats % BEAT_SECONDS)
			continue;
		if (hub->beats - reader->born > LIFE_SECONDS ||
		    (reader->place == topic->ring->written && !send_whole(reader->fd, ":\n\n", 3)))
			reader_close(hub, reader);
	}
	topic->lonely = topic->readers ? 0 : topic->lonely + 1;
	if (topic->lonely > LONELY_SECONDS && topic->ring) {
		topic->heard = topic->last;
		hk_free(topic->ring);
		topic->ring = NULL;
	}
}

void hub_beat(struct hub *hub)
{
	hub->beats++;
	for (int i = 0; i < BUCKETS; i++)
		for (struct topic *topic = hub->topics[i]; topic; topic = topic->next)
			topic_beat(hub, topic);
}

/* The time to come back differs, so that after a restart not all come at once. */
static bool reader_greet(struct reader *reader, const struct http_stream *stream)
{
	struct topic *topic = reader->topic;
	scoped_buf text;

	hk_buf_init(&text, HTTP_SMALL_BODY);
	hk_buf_text(&text, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
			   "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
			   "X-Accel-Buffering: no\r\nConnection: close\r\n\r\n");
	hk_buf_format(&text, "retry: %d\n\n", 2000 + reader->fd % 16 * 200);
	if (topic->last < 0)
		topic->last = topic->heard = stream->current;
	reader->place = topic->ring->written;
	if (stream->seen >= 0 && (stream->seen < topic->heard ||
				  (stream->seen > stream->current && stream->seen > topic->last) ||
				  !ring_find(topic->ring, stream->seen, &reader->place)))
		reload_write(&text, topic->last);
	return send_whole(reader->fd, text.bytes, text.length) && reader_flush(reader);
}

static struct reader *reader_new(struct hub *hub, int fd, const struct http_stream *stream)
{
	struct reader *reader = http_new(sizeof(*reader));

	reader->fd = fd;
	reader->owner = stream->owner;
	reader->born = hub->beats;
	reader->topic = topic_find(hub, stream->topic);
	reader->next = reader->topic->readers;
	reader->link = &reader->topic->readers;
	if (reader->next)
		reader->next->link = &reader->next;
	*reader->link = reader;
	if (!reader->topic->ring)
		reader->topic->ring = ring_new();
	reader->topic->lonely = 0;
	hub->readers++;
	atomic_fetch_add(hub->count, 1);
	return reader;
}

bool hub_adopt(struct hub *hub, int fd, const struct http_stream *stream)
{
	struct epoll_event wish = { .events = EPOLLOUT | EPOLLRDHUP | EPOLLET };
	int buffer = RING_MOST;

	if (hub->readers >= READERS_MOST || (fd = fcntl(fd, F_DUPFD_CLOEXEC, 0)) < 0)
		return false;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof(buffer));

	struct reader *reader = reader_new(hub, fd, stream);

	wish.data.ptr = reader;
	if (!reader_greet(reader, stream) || epoll_ctl(hub->epoll, EPOLL_CTL_ADD, fd, &wish) != 0)
		reader_close(hub, reader);
	return true;
}

static void topic_free(struct hub *hub, struct topic *topic)
{
	while (topic->readers)
		reader_close(hub, topic->readers);
	hk_free(topic->ring);
	hk_free(topic);
}

void hub_free(struct hub *hub)
{
	if (!hub)
		return;
	for (int i = 0; i < BUCKETS; i++)
		while (hub->topics[i]) {
			struct topic *topic = hub->topics[i];

			hub->topics[i] = topic->next;
			topic_free(hub, topic);
		}
	close(hub->epoll);
	hk_free(hub);
}
