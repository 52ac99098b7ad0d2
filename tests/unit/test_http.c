/* Deadlines of the HTTP adaptor, made short; everything else is in tests/integration/test_web*.py.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "test.h"
#include "web/http.h"

enum { SHORT_MS = 300, SEND_MS = 700, LARGE = 24 * 1024 * 1024, PIECE = 1024 * 1024 };

static char *large_page(void)
{
	char *bytes = calloc(LARGE, 1);

	assert_non_null(bytes);
	return bytes;
}

static void answer(struct http_request *req, void *data, void *worker)
{
	(void)data;
	(void)worker;
	if (hk_equal(http_target(req), "/large"))
		http_answer(req, 200, large_page(), LARGE);
	else if (hk_equal(http_target(req), "/stream"))
		http_answer_stream(req,
				   &(struct http_stream){ .topic = "t", .owner = 7, .seen = -1 });
	else if (!hk_equal(http_target(req), "/silent"))
		http_answer_constant(req, 200, "hello", 5);
}

static int open_server(void **state)
{
	static struct http_server *server;
	struct http_settings settings = { .listen = "127.0.0.1:0",
					  .threads = 1,
					  .workers = 1,
					  .limit_ms = { [STAGE_HEAD] = SHORT_MS,
							[STAGE_BODY] = SHORT_MS,
							[STAGE_SEND] = SEND_MS,
							[STAGE_IDLE] = SHORT_MS },
					  .answer = answer };

	if (http_start(&settings, &server) != HK_OK)
		return -1;
	*state = server;
	return 0;
}

static int close_server(void **state)
{
	http_stop(*state, 1000);
	return 0;
}

static int call(void **state, const char *text)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				       .sin_port = htons(http_port(*state)) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int room = 64 * 1024;
	struct timeval patience = { .tv_sec = 5 };

	assert_true(fd >= 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	assert_int_equal(0, connect(fd, (struct sockaddr *)&address, sizeof(address)));
	assert_true(hk_fd_write(fd, text, strlen(text)));
	return fd;
}

/* Bytes until the other side closes, or so many. */
static size_t take(int fd, size_t most)
{
	char bytes[16 * 1024];
	size_t taken = 0;
	ssize_t got;

	while (taken < most && (got = recv(fd, bytes, sizeof(bytes), 0)) > 0)
		taken += (size_t)got;
	return taken;
}

#define ASK(target, more) "GET " target " HTTP/1.1\r\nHost: a\r\n" more "\r\n"

static void a_slow_reader_who_goes_on_gets_everything(void **state)
{
	scoped_fd fd = call(state, ASK("/large", "Connection: close\r\n"));
	int64_t begun = hk_clock_monotonic();
	size_t taken = 0, piece;

	do {
		hk_pause_ms(100);
		piece = take(fd, PIECE);
		taken += piece;
	} while (piece >= PIECE);
	assert_true(taken > LARGE);
	assert_true(hk_clock_monotonic() - begun > (int64_t)2 * SEND_MS);
}

static void who_stops_reading_is_cut(void **state)
{
	scoped_fd fd = call(state, ASK("/large", ""));

	hk_pause_ms((int64_t)4 * SEND_MS);
	assert_true(take(fd, LARGE) < LARGE);
}

static void an_idle_connection_is_closed(void **state)
{
	scoped_fd fd = call(state, ASK("/", ""));
	int64_t begun = hk_clock_monotonic();

	assert_true(take(fd, 1000) > 0);
	assert_true(hk_clock_monotonic() - begun < 2000);
}

static void half_a_head_and_half_a_body_are_closed_without_an_answer(void **state)
{
	scoped_fd head = call(state, "GET / HTTP/1.1\r\nHost");
	scoped_fd body = call(state, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc");
	int64_t begun = hk_clock_monotonic();

	assert_int_equal(0, take(head, 1000));
	assert_int_equal(0, take(body, 1000));
	assert_true(hk_clock_monotonic() - begun < 2000);
}

static void a_handler_without_an_answer_is_a_fault_of_ours(void **state)
{
	scoped_fd fd = call(state, ASK("/silent", "Connection: close\r\n"));
	char bytes[64] = "";

	assert_true(recv(fd, bytes, sizeof(bytes) - 1, MSG_WAITALL) > 12);
	assert_memory_equal("HTTP/1.1 500", bytes, 12);
}

static void streams_end_with_their_owner(void **state)
{
	scoped_fd fd = call(state, ASK("/stream", ""));
	struct http_figures figures;
	int64_t begun = hk_clock_monotonic();

	assert_true(take(fd, 100) >= 100);
	http_end_streams(*state, 8);
	hk_pause_ms(3 * SHORT_MS);
	http_read_figures(*state, &figures);
	assert_int_equal(1, figures.streams);
	http_end_streams(*state, 7);
	take(fd, 100000);
	assert_true(hk_clock_monotonic() - begun < 4000);
	http_read_figures(*state, &figures);
	assert_int_equal(0, figures.streams);
}

static void unreadable_addresses_do_not_start(void **state)
{
	static const char *const lists[] = { "",
					     " , ",
					     "8025",
					     "127.0.0.1",
					     "127.0.0.1:port",
					     "127.0.0.1:99999",
					     "unix:",
					     "[::1:8025",
					     "127.0.0.1:0,nowhere.invalid:1" };
	struct http_server *server;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(lists); i++) {
		struct http_settings settings = { .listen = lists[i], .answer = answer };

		assert_int_equal(HK_INVALID, http_start(&settings, &server));
	}
}

static void a_folder_that_is_not_there_is_unavailable(void **state)
{
	struct http_settings settings = { .listen = "unix:/nowhere/socket", .answer = answer };
	struct http_server *server;

	(void)state;
	assert_int_equal(HK_UNAVAILABLE, http_start(&settings, &server));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slow_reader_who_goes_on_gets_everything),
		cmocka_unit_test(who_stops_reading_is_cut),
		cmocka_unit_test(an_idle_connection_is_closed),
		cmocka_unit_test(half_a_head_and_half_a_body_are_closed_without_an_answer),
		cmocka_unit_test(a_handler_without_an_answer_is_a_fault_of_ours),
		cmocka_unit_test(streams_end_with_their_owner),
		cmocka_unit_test(unreadable_addresses_do_not_start),
		cmocka_unit_test(a_folder_that_is_not_there_is_unavailable),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
