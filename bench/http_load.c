/*
 * Asks an HTTP server as fast as it answers, over connections that stay open:
 *   http_load HOST:PORT CONNECTIONS REQUESTS METHOD PATH [HEADER…] [@BODY-FILE]
 * Headers are whole lines. The word NUMBER in the path, a header or the body becomes the number of
 * the request. Prints how many a second came back and how long one took. Ends with 1 when an answer
 * was not 2xx. One thread, so that the server keeps the rest of the machine.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"

enum {
	CONNECTIONS_MAX = 1024,
	WORDS_LEAST = 6,
	ANSWER_MAX = 16 * 1024 * 1024,
	BODY_MAX = 1024 * 1024,
	READ_BYTES = 64 * 1024,
	STATUS_AT = 9, /* behind "HTTP/1.1 " */
};

struct line {
	int fd;
	int64_t since_us;
	struct hk_buf in;
};

struct load {
	struct sockaddr_in address;
	const char *method, *path, *body;
	char **headers;
	int header_count, requests, sent, done, bad;
	uint64_t bytes;
	int64_t *took_us;
	int epoll;
	struct line lines[CONNECTIONS_MAX];
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void put_numbered(struct hk_buf *out, const char *text, int number)
{
	static const char mark[] = "NUMBER";
	const char *at;

	while ((at = strstr(text, mark))) {
		hk_buf_put(out, text, (size_t)(at - text));
		hk_buf_int(out, number);
		text = at + sizeof(mark) - 1;
	}
	hk_buf_text(out, text);
}

static void request_send(struct load *load, struct line *line)
{
	int number = load->sent++;
	scoped_buf out, body;

	hk_buf_init(&out, 2 * BODY_MAX);
	hk_buf_init(&body, 2 * BODY_MAX);
	if (load->body)
		put_numbered(&body, load->body, number);
	hk_buf_format(&out, "%s ", load->method);
	put_numbered(&out, load->path, number);
	hk_buf_text(&out, " HTTP/1.1\r\n");
	for (int i = 0; i < load->header_count; i++) {
		put_numbered(&out, load->headers[i], number);
		hk_buf_text(&out, "\r\n");
	}
	if (load->body)
		hk_buf_format(&out, "Content-Length: %zu\r\n", body.length);
	hk_buf_text(&out, "\r\n");
	hk_buf_put(&out, body.bytes ? body.bytes : "", body.length);
	hk_buf_clear(&line->in);
	line->since_us = now_us();
	if (!hk_fd_write(line->fd, out.bytes, out.length))
		exit(EXIT_FAILURE);
}

static void line_open(struct load *load, struct line *line)
{
	struct epoll_event event = { .events = EPOLLIN, .data.ptr = line };
	int yes = 1;

	line->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(line->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	if (connect(line->fd, (struct sockaddr *)&load->address, sizeof(load->address)) != 0) {
		perror("connect");
		exit(EXIT_FAILURE);
	}
	epoll_ctl(load->epoll, EPOLL_CTL_ADD, line->fd, &event);
}

/* How long the whole answer is, or 0 while its head is not there. */
static size_t answer_length(const struct hk_buf *in)
{
	const char *end = strstr(in->bytes, "\r\n\r\n"), *field;

	if (!end)
		return 0;
	field = strcasestr(in->bytes, "\r\nContent-Length: ");
	if (!field || field > end)
		return (size_t)(end - in->bytes) + 4;
	return (size_t)(end - in->bytes) + 4 +
	       strtoul(field + sizeof("\r\nContent-Length: ") - 1, NULL, 10);
}

static void answer_take(struct load *load, struct line *line)
{
	if (line->in.bytes[STATUS_AT] != '2') {
		if (load->bad++ == 0)
			fprintf(stderr, "%.400s\n", line->in.bytes);
	}
	load->bytes += line->in.length;
	load->took_us[load->done++] = now_us() - line->since_us;
	/* A server may end a connection after many requests; it says so. */
	if (strcasestr(line->in.bytes, "\r\nConnection: close")) {
		close(line->fd);
		line_open(load, line);
	}
	if (load->sent < load->requests)
		request_send(load, line);
}

static void line_read(struct load *load, struct line *line)
{
	char bytes[READ_BYTES];
	ssize_t got = read(line->fd, bytes, sizeof(bytes));
	size_t length;

	if (got <= 0) {
		fprintf(stderr, "the server hung up\n");
		exit(EXIT_FAILURE);
	}
	hk_buf_put(&line->in, bytes, (size_t)got);
	length = answer_length(&line->in);
	if (length && line->in.length >= length)
		answer_take(load, line);
}

static int by_time(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

	return first < second ? -1 : first > second;
}

static void report(const struct load *load, int64_t took_us)
{
	size_t count = (size_t)load->done;

	qsort(load->took_us, count, sizeof(*load->took_us), by_time);
	printf("requests=%d bad=%d seconds=%.3f per_second=%.0f p50_ms=%.3f p99_ms=%.3f "
	       "bytes=%.0f\n",
	       load->done, load->bad, (double)took_us / 1e6,
	       (double)load->done * 1e6 / (double)took_us, (double)load->took_us[count / 2] / 1e3,
	       (double)load->took_us[count * 99 / 100] / 1e3,
	       (double)load->bytes / (double)load->done);
}

static void run(struct load *load, int connections)
{
	struct epoll_event ready[64];

	for (int i = 0; i < connections; i++) {
		hk_buf_init(&load->lines[i].in, ANSWER_MAX);
		line_open(load, &load->lines[i]);
	}
	for (int i = 0; i < connections && load->sent < load->requests; i++)
		request_send(load, &load->lines[i]);
	while (load->done < load->requests) {
		int count = epoll_wait(load->epoll, ready, 64, -1);
		for (int i = 0; i < count; i++)
			line_read(load, ready[i].data.ptr);
	}
}

static bool address_read(struct hk_arena *arena, const char *text, struct sockaddr_in *ret)
{
	const char *colon = strrchr(text, ':');
	int64_t port;

	ret->sin_family = AF_INET;
	if (!colon || !hk_number(colon + 1, &port))
		return false;
	ret->sin_port = htons((uint16_t)port);
	return inet_pton(AF_INET, hk_copy(arena, text, (size_t)(colon - text)), &ret->sin_addr) ==
	       1;
}

static bool options_read(struct hk_arena *arena, struct load *load, int count, char **words)
{
	char *bytes;
	size_t length;

	load->headers = words;
	while (load->header_count < count && words[load->header_count][0] != '@')
		load->header_count++;
	if (load->header_count == count)
		return true;
	if (hk_file_read(arena, words[load->header_count] + 1, BODY_MAX, &bytes, &length) != HK_OK)
		return false;
	load->body = bytes;
	return true;
}

int main(int count, char **words)
{
	scoped_arena *arena = hk_arena_new();
	struct load *load = hk_alloc(arena, 1, sizeof(*load));
	int64_t connections, requests, since;

	if (count < WORDS_LEAST || !address_read(arena, words[1], &load->address) ||
	    !hk_number(words[2], &connections) || connections < 1 ||
	    connections > CONNECTIONS_MAX || !hk_number(words[3], &requests) || requests < 1 ||
	    requests > INT32_MAX ||
	    !options_read(arena, load, count - WORDS_LEAST, words + WORDS_LEAST))
		return EXIT_FAILURE;
	load->method = words[4];
	load->path = words[5];
	load->requests = (int)requests;
	load->took_us = hk_alloc(arena, (size_t)requests, sizeof(*load->took_us));
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	since = now_us();
	run(load, (int)connections);
	report(load, now_us() - since);
	return load->bad ? EXIT_FAILURE : EXIT_SUCCESS;
}
