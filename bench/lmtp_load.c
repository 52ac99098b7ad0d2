/*
 * Hands mails over by LMTP as fast as the server takes them:
 *   lmtp_load HOST:PORT|unix:PATH RECIPIENT CONNECTIONS MAILS [FILE…]
 * Each mail is one of the files in turn (or 2 kB of text) with a Message-ID of its own, which is
 * <load.PROCESS.NUMBER@customer.example>; in a file the words NUMBER, PROCESS and EARLIER (the
 * number of twelve mails before) are filled in. Prints how many a second were kept, and how long
 * one took. Ends with 1 when one was not kept.
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "base/text.h"
#include "base/time.h"

enum {
	CONNECTIONS_MAX = 256,
	MAIL_MAX = 32 * 1024 * 1024,
	WORDS_LEAST = 5,
	LINES_USUAL = 28,
	EARLIER_BY = 12, /* kept already, however many connections there are */
};

struct load {
	const char *address, *recipient;
	char **files;
	int file_count, mails;
	struct hk_buf *bodies; /* ready for DATA */
	atomic_int next, lost;
	int64_t *took_us;
};

static int64_t now_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int dial_unix(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) ? -1 : fd;
}

static int dial(const char *text)
{
	scoped_arena *arena = hk_arena_new();
	struct sockaddr_in address = { .sin_family = AF_INET };
	const char *colon = strrchr(text, ':');
	int64_t port = 0;
	int yes = 1, fd;

	if (hk_starts(text, "unix:"))
		return dial_unix(text + strlen("unix:"));
	if (!colon || !hk_number(colon + 1, &port))
		return -1;
	address.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, hk_copy(arena, text, (size_t)(colon - text)), &address.sin_addr);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof(yes));
	return connect(fd, (struct sockaddr *)&address, sizeof(address)) ? -1 : fd;
}

/* One reply; its last line has a space behind the code. */
static bool reply_take(FILE *in, const char *code)
{
	char line[2048];

	do {
		if (!fgets(line, sizeof(line), in))
			return false;
	} while (line[3] == '-');
	if (hk_starts(line, code))
		return true;
	fputs(line, stderr);
	return false;
}

/* The bytes with every such word filled in. */
static void put_filled(struct hk_buf *out, const char *bytes, int number)
{
	const struct {
		const char *word;
		int number;
	} marks[] = { { "NUMBER", number },
		      { "PROCESS", getpid() },
		      { "EARLIER", number < EARLIER_BY ? number : number - EARLIER_BY } };

	while (*bytes) {
		size_t length = 0;

		for (size_t i = 0; i < HK_COUNT(marks) && !length; i++)
			if (hk_starts(bytes, marks[i].word)) {
				hk_buf_int(out, marks[i].number);
				length = strlen(marks[i].word);
			}
		if (!length)
			hk_buf_char(out, *bytes);
		bytes += length ? length : 1;
	}
}

static bool mail_hand(struct load *load, int fd, FILE *in, int number)
{
	const struct hk_buf *body = &load->bodies[number % load->file_count];
	scoped_buf out;
	bool is_kept;

	hk_buf_init(&out, MAIL_MAX);
	hk_buf_format(&out, "MAIL FROM:<load@customer.example>\r\nRCPT TO:<%s>\r\nDATA\r\n",
		      load->recipient);
	is_kept = hk_fd_write(fd, out.bytes, out.length) && reply_take(in, "250") &&
		  reply_take(in, "250") && reply_take(in, "354");
	hk_buf_clear(&out);
	hk_buf_format(&out, "Message-ID: <load.%d.%d@customer.example>\r\n", getpid(), number);
	put_filled(&out, body->bytes, number);
	hk_buf_text(&out, ".\r\n");
	return is_kept && hk_fd_write(fd, out.bytes, out.length) && reply_take(in, "250");
}

static void *connection_run(void *data)
{
	struct load *load = data;
	int fd = dial(load->address), number;
	FILE *in = fd < 0 ? NULL : fdopen(fd, "r");
	bool is_open = in && reply_take(in, "220") && hk_fd_write(fd, "LHLO load\r\n", 11) &&
		       reply_take(in, "250");

	while ((number = atomic_fetch_add(&load->next, 1)) < load->mails) {
		int64_t since = now_us();

		if (!is_open || !mail_hand(load, fd, in, number))
			atomic_fetch_add(&load->lost, 1);
		load->took_us[number] = now_us() - since;
	}
	if (in)
		fclose(in);
	return NULL;
}

/* Lines as DATA wants them. */
static void body_add(struct hk_buf *body, const char *text, size_t length)
{
	bool is_start = true;

	hk_buf_init(body, MAIL_MAX);
	for (size_t i = 0; i < length; i++) {
		if (is_start && text[i] == '.')
			hk_buf_char(body, '.');
		if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r'))
			hk_buf_char(body, '\r');
		hk_buf_char(body, text[i]);
		is_start = text[i] == '\n';
	}
	if (!is_start)
		hk_buf_text(body, "\r\n");
}

static void body_usual(struct hk_buf *body)
{
	hk_buf_init(body, MAIL_MAX);
	hk_buf_text(body, "From: Load <load@customer.example>\r\nTo: help@hark.example\r\n"
			  "Subject: A question\r\n\r\n");
	for (int i = 0; i < LINES_USUAL; i++)
		hk_buf_text(body,
			    "The quick brown fox jumps over the lazy dog, and so on and on.\r\n");
}

static bool bodies_read(struct hk_arena *arena, struct load *load)
{
	int count = load->file_count ? load->file_count : 1;

	load->bodies = hk_alloc(arena, (size_t)count, sizeof(*load->bodies));
	for (int i = 0; i < load->file_count; i++) {
		char *bytes;
		size_t length;

		if (hk_file_read(arena, load->files[i], MAIL_MAX, &bytes, &length) != HK_OK)
			return false;
		body_add(&load->bodies[i], bytes, length);
	}
	if (load->file_count == 0)
		body_usual(&load->bodies[0]);
	load->file_count = count;
	return true;
}

static int by_time(const void *a, const void *b)
{
	int64_t first = *(const int64_t *)a, second = *(const int64_t *)b;

	return first < second ? -1 : first > second;
}

static double ms_at(const struct load *load, size_t place)
{
	return (double)load->took_us[place] / 1e3;
}

static void report(const struct load *load, int64_t took_us)
{
	size_t count = (size_t)load->mails;

	qsort(load->took_us, count, sizeof(*load->took_us), by_time);
	printf("mails=%d lost=%d seconds=%.2f per_second=%.0f p50_ms=%.2f p99_ms=%.2f "
	       "max_ms=%.2f\n",
	       load->mails, atomic_load(&load->lost), (double)took_us / 1e6,
	       (double)load->mails * 1e6 / (double)took_us, ms_at(load, count / 2),
	       ms_at(load, count * 99 / 100), ms_at(load, count - 1));
}

int main(int count, char **words)
{
	scoped_arena *arena = hk_arena_new();
	struct load load = { .files = words + WORDS_LEAST, .file_count = count - WORDS_LEAST };
	pthread_t threads[CONNECTIONS_MAX];
	int64_t connections, mails, since;

	if (count < WORDS_LEAST || !hk_number(words[3], &connections) || connections < 1 ||
	    connections > CONNECTIONS_MAX || !hk_number(words[4], &mails) || mails < 1 ||
	    mails > INT32_MAX || !bodies_read(arena, &load))
		return EXIT_FAILURE;
	load.address = words[1];
	load.recipient = words[2];
	load.mails = (int)mails;
	load.took_us = hk_alloc(arena, (size_t)mails, sizeof(*load.took_us));
	since = now_us();
	for (int64_t i = 0; i < connections; i++)
		if (pthread_create(&threads[i], NULL, connection_run, &load))
			abort();
	for (int64_t i = 0; i < connections; i++)
		pthread_join(threads[i], NULL);
	report(&load, now_us() - since);
	return atomic_load(&load.lost) ? EXIT_FAILURE : EXIT_SUCCESS;
}
