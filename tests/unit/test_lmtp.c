#include <arpa/inet.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "channel/email/lmtp.h"
#include "test.h"

/* What the handler was given, and how it shall answer. */
struct kept {
	enum hk_result answer;
	const char *text;
	pthread_mutex_t lock;
	int count, too_big_count;
	char recipient[400], sender[400], bytes[8192];
	size_t length;
	bool is_in_file;
	enum hk_result too_big_answer;
	int64_t too_big_size;
};

static enum hk_result recipient(void *worker, const char *address)
{
	(void)worker;
	if (hk_starts(address, "later@"))
		return HK_UNAVAILABLE;
	return hk_ends(address, "@hark.example") ? HK_OK : HK_NOT_FOUND;
}

static enum hk_result message(void *worker, const char *to, const char *from,
			      const struct lmtp_message *sent, const char **ret_text)
{
	struct kept *kept = worker;
	size_t most = sizeof(kept->bytes) - 1;
	size_t length = (size_t)sent->size < most ? (size_t)sent->size : most;

	pthread_mutex_lock(&kept->lock);
	if (sent->bytes)
		memcpy(kept->bytes, sent->bytes, length);
	else
		assert_int_equal(read(sent->fd, kept->bytes, most), length);
	kept->is_in_file = !sent->bytes;
	kept->length = length;
	kept->bytes[length] = '\0';
	snprintf(kept->recipient, sizeof(kept->recipient), "%s", to);
	snprintf(kept->sender, sizeof(kept->sender), "%s", from);
	kept->count++;
	pthread_mutex_unlock(&kept->lock);
	*ret_text = kept->text;
	return kept->answer;
}

static enum hk_result too_big(void *worker, const char *to, const char *from, int fd, int64_t size)
{
	struct kept *kept = worker;
	ssize_t length = fd < 0 ? 0 : read(fd, kept->bytes, 4);

	kept->bytes[length > 0 ? length : 0] = '\0';
	snprintf(kept->recipient, sizeof(kept->recipient), "%s", to);
	snprintf(kept->sender, sizeof(kept->sender), "%s", from);
	kept->too_big_count++;
	kept->too_big_size = size;
	return kept->too_big_answer;
}

static const struct lmtp_limits small = {
	.host_name = "mx.hark.example", .mail_bytes = 4000, .recipients = 3, .mistakes = 4
};

struct talk {
	struct kept kept;
	struct lmtp_handler handler;
	struct lmtp_session *session;
	struct hk_buf out;
};

static void talk_begin(struct talk *talk, const struct lmtp_limits *limits)
{
	*talk = (struct talk){ .kept = { .lock = PTHREAD_MUTEX_INITIALIZER,
					 .too_big_answer = HK_INVALID } };
	talk->handler = (struct lmtp_handler){ .recipient = recipient,
					       .message = message,
					       .too_big = too_big };
	talk->session = lmtp_session_new(limits, &talk->handler, &talk->kept);
	hk_buf_init(&talk->out, 100000);
}

static void talk_end(struct talk *talk)
{
	lmtp_session_free(talk->session);
	hk_buf_done(&talk->out);
}

static const char *say_bytes(struct talk *talk, const char *bytes, size_t length, size_t step)
{
	hk_buf_clear(&talk->out);
	hk_buf_text(&talk->out, "");
	for (size_t at = 0; at < length;) {
		size_t part = length - at < step ? length - at : step;

		part = lmtp_feed(talk->session, bytes + at, part, &talk->out);
		if (lmtp_is_over(talk->session))
			break;
		at += part;
	}
	return talk->out.bytes;
}

static const char *say(struct talk *talk, const char *text)
{
	return say_bytes(talk, text, strlen(text), 100000);
}

static const char begin[] = "LHLO mx.example\r\nMAIL FROM:<asha@example.com>\r\n"
			    "RCPT TO:<help@hark.example>\r\nDATA\r\n";

static void a_message_is_kept_and_only_then_acknowledged(void **state)
{
	struct talk talk;

	(void)state;
	talk_begin(&talk, &small);
	assert_true(hk_ends(say(&talk, begin),
			    "354 Send the message, and a dot alone on the last line.\r\n"));
	assert_string_equal(say(&talk, "Subject: x\r\n\r\nHello\r\n"), "");
	assert_int_equal(talk.kept.count, 0);
	assert_string_equal(say(&talk, ".\r\n"), "250 2.0.0 Kept.\r\n");
	assert_int_equal(talk.kept.count, 1);
	assert_string_equal(talk.kept.bytes, "Subject: x\r\n\r\nHello\r\n");
	assert_string_equal(talk.kept.recipient, "help@hark.example");
	assert_string_equal(talk.kept.sender, "asha@example.com");
	talk_end(&talk);
}

static void each_way_of_cutting_the_stream_gives_the_same_message(void **state)
{
	static const char rest[] = "A\r\n..dot\r\n.\rx\r\nbare\nline\r\r\n\r\n.\r\nRSET\r\n";
	char whole[400];

	(void)state;
	snprintf(whole, sizeof(whole), "%s%s", begin, rest);
	for (size_t step = 1; step < strlen(whole); step++) {
		struct talk talk;
		const char *said;

		talk_begin(&talk, &small);
		said = say_bytes(&talk, whole, strlen(whole), step);
		assert_true(hk_ends(said, "250 2.0.0 Kept.\r\n250 2.0.0 Forgotten.\r\n"));
		assert_string_equal(talk.kept.bytes, "A\r\n.dot\r\n\rx\r\nbare\nline\r\r\n\r\n");
		talk_end(&talk);
	}
}

static void a_dot_between_bare_line_feeds_does_not_end_a_message(void **state)
{
	static const char *const tricks[] = { "x\n.\nMAIL FROM:<evil@example.com>\r\n",
					      "x\n.\r\nMAIL FROM:<evil@example.com>\r\n",
					      "x\r\n.\nMAIL FROM:<evil@example.com>\r\n",
					      "x\r.\rMAIL FROM:<evil@example.com>\r\n",
					      "x\r\n.\r.\r\nMAIL FROM:<evil@example.com>\r\n" };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(tricks); i++) {
		struct talk talk;

		talk_begin(&talk, &small);
		say(&talk, begin);
		assert_string_equal(say(&talk, tricks[i]), "");
		assert_string_equal(say(&talk, "\r\n.\r\n"), "250 2.0.0 Kept.\r\n");
		assert_int_equal(talk.kept.count, 1);
		assert_non_null(strstr(talk.kept.bytes, "evil"));
		talk_end(&talk);
	}
}

static void every_accepted_recipient_gets_a_verdict_of_his_own(void **state)
{
	struct talk talk;

	(void)state;
	talk_begin(&talk, &small);
	say(&talk, "LHLO a\r\nMAIL FROM:<>\r\n");
	assert_string_equal(say(&talk, "RCPT TO:<help@hark.example>\r\n"),
			    "250 2.1.5 Recipient accepted.\r\n");
	assert_string_equal(say(&talk, "RCPT TO:<nobody@example.com>\r\n"),
			    "550 5.1.1 There is no such mailbox here.\r\n");
	assert_string_equal(say(&talk, "RCPT TO:<later@hark.example>\r\n"),
			    "451 4.3.0 Please try again later.\r\n");
	say(&talk, "RCPT TO:<sales@hark.example>\r\nRCPT TO:<c@hark.example>\r\n");
	assert_true(hk_starts(say(&talk, "RCPT TO:<d@hark.example>\r\n"), "452 4.5.3"));
	say(&talk, "DATA\r\n");
	assert_string_equal(say(&talk, "x\r\n.\r\n"),
			    "250 2.0.0 Kept.\r\n250 2.0.0 Kept.\r\n250 2.0.0 Kept.\r\n");
	assert_string_equal(talk.kept.sender, "");
	assert_int_equal(talk.kept.count, 3);
	talk_end(&talk);
}

static void the_verdict_of_the_house_is_passed_on(void **state)
{
	static const struct {
		enum hk_result answer;
		const char *text, *said;
	} cases[] = {
		{ HK_INVALID, NULL, "554 5.6.0 This message cannot be taken.\r\n" },
		{ HK_INVALID, "It holds a virus.", "554 5.6.0 It holds a virus.\r\n" },
		{ HK_UNAVAILABLE, NULL, "451 4.3.0 Please try again later.\r\n" },
		{ HK_FAILED, "x\r\n250 2.0.0 forged", "451 4.3.0 Please try again later.\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct talk talk;

		talk_begin(&talk, &small);
		talk.kept.answer = cases[i].answer;
		talk.kept.text = cases[i].text;
		say(&talk, begin);
		assert_string_equal(say(&talk, "x\r\n.\r\n"), cases[i].said);
		talk_end(&talk);
	}
}

static void a_message_that_is_too_large_is_refused_whole(void **state)
{
	struct talk talk;
	char line[101];

	(void)state;
	talk_begin(&talk, &small);
	say(&talk, begin);
	memset(line, 'x', sizeof(line) - 1);
	line[100] = '\0';
	for (int i = 0; i < 41; i++)
		assert_string_equal(say(&talk, line), "");
	assert_string_equal(say(&talk, "\r\n.\r\n"),
			    "552 5.3.4 The message is larger than we can take.\r\n");
	assert_int_equal(talk.kept.count, 0);
	assert_int_equal(talk.kept.too_big_count, 1);
	assert_int_equal(talk.kept.too_big_size, 4102);
	assert_string_equal(talk.kept.bytes, "xxxx");
	assert_true(hk_ends(say(&talk, begin), "last line.\r\n"));
	assert_string_equal(say(&talk, "small\r\n.\r\n"), "250 2.0.0 Kept.\r\n");
	talk_end(&talk);
}

static void a_message_that_says_it_is_too_large_is_refused_for_whom_it_is(void **state)
{
	static const char refused[] = "552 5.3.4 The message is larger than we can take.\r\n";
	struct talk talk;

	(void)state;
	talk_begin(&talk, &small);
	say(&talk, "LHLO a\r\nMAIL FROM:<a@b.example> SIZE=4001\r\n");
	assert_true(hk_starts(say(&talk, "RCPT TO:<nobody@other.example>\r\n"), "550"));
	assert_int_equal(talk.kept.too_big_count, 0);
	assert_string_equal(say(&talk, "RCPT TO:<help@hark.example>\r\n"), refused);
	assert_int_equal(talk.kept.too_big_count, 1);
	assert_int_equal(talk.kept.too_big_size, 4001);
	assert_string_equal(talk.kept.recipient, "help@hark.example");
	assert_string_equal(talk.kept.sender, "a@b.example");
	/* What cannot be written down is not refused for good. */
	talk.kept.too_big_answer = HK_UNAVAILABLE;
	assert_true(hk_starts(say(&talk, "RCPT TO:<help@hark.example>\r\n"), "451"));
	assert_true(hk_starts(say(&talk, "DATA\r\n"), "503"));
	talk_end(&talk);
}

static void a_large_message_alone_needs_a_spool_and_is_deferred_without(void **state)
{
	static const char *const spools[] = { "/tmp", "/nonexistent" };
	static char line[200001];
	struct lmtp_limits limits = small;
	struct talk talk;

	(void)state;
	memset(line, 'x', sizeof(line) - 1);
	limits.mail_bytes = 1000 * 1000;
	for (size_t k = 0; k < HK_COUNT(spools); k++) {
		limits.spool = spools[k];
		talk_begin(&talk, &limits);
		say(&talk, begin);
		assert_string_equal(say(&talk, "Hello\r\n.\r\n"), "250 2.0.0 Kept.\r\n");
		assert_false(talk.kept.is_in_file);
		say(&talk, begin + strlen("LHLO mx.example\r\n"));
		say(&talk, line);
		assert_true(hk_starts(say(&talk, "\r\n.\r\n"), k == 0 ? "250" : "452"));
		assert_int_equal(talk.kept.is_in_file, k == 0);
		talk_end(&talk);
	}
}

static void commands_out_of_order_are_refused(void **state)
{
	static const char *const cases[][2] = {
		{ "MAIL FROM:<a@b.example>\r\n", "503 5.5.1" },
		{ "EHLO a\r\n", "500 5.5.1" },
		{ "LHLO a\r\nRCPT TO:<help@hark.example>\r\n", "503 5.5.1" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example>\r\nDATA\r\n", "503 5.5.1" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example>\r\nMAIL FROM:<a@b.example>\r\n", "503 5.5.1" },
		{ "LHLO a\r\nMAIL FROM:a@b.example\r\n", "501 5.1.7" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example> RET=FULL\r\n", "555 5.5.4" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example> SIZE=-1\r\n", "501 5.5.4" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example>x\r\n", "501 5.1.7" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<>\r\n", "501 5.1.3" },
		{ "LHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<x@hark.example> NOTIFY=NEVER\r\n",
		  "555 5.5.4" },
		{ "NO\001OP\r\n", "500 5.5.2" },
		{ "NOOP \xff\r\n", "500 5.5.2" },
		{ "TURN\r\n", "500 5.5.1" },
		{ "LHLO\r\n", "501 5.5.4" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct talk talk;
		const char *said, *last;

		talk_begin(&talk, &small);
		said = say(&talk, cases[i][0]);
		last = said;
		for (const char *at = said; (at = strstr(at, "\r\n")) && at[2]; at += 2)
			last = at + 2;
		if (!hk_starts(last, cases[i][1]))
			fail_msg("%s gave %s", cases[i][0], said);
		talk_end(&talk);
	}
}

static void a_line_without_end_costs_no_memory_and_is_refused(void **state)
{
	struct talk talk;
	char line[1000];

	(void)state;
	talk_begin(&talk, &small);
	memset(line, 'a', sizeof(line));
	for (int i = 0; i < 50; i++)
		say_bytes(&talk, line, sizeof(line), sizeof(line));
	assert_string_equal(say(&talk, "\r\n"), "500 5.5.2 This line cannot be read.\r\n");
	assert_string_equal(say(&talk, "NOOP\r\n"), "250 2.0.0 Still here.\r\n");
	talk_end(&talk);
}

static void somebody_who_only_makes_mistakes_is_sent_away(void **state)
{
	struct talk talk;

	(void)state;
	talk_begin(&talk, &small);
	assert_non_null(strstr(say(&talk, "A\r\nB\r\nC\r\nD\r\nE\r\n"), "421 4.7.0"));
	assert_true(lmtp_is_over(talk.session));
	talk_end(&talk);
}

static void odd_paths_are_read_as_the_standard_says(void **state)
{
	static const char *const cases[][2] = {
		{ "MAIL FROM:<\"a> b\"@c.example>\r\n", "\"a> b\"@c.example" },
		{ "mail from: <x@y.example>\r\n", "x@y.example" },
		{ "MAIL FROM:<@r.example,@s.example:x@y.example>\r\n", "x@y.example" },
		{ "MAIL FROM:<\xe0\xa6\x86\xe0\xa6\xb6\xe0\xa6\xbe@y.example> SMTPUTF8 "
		  "BODY=8BITMIME SIZE=5\r\n",
		  "\xe0\xa6\x86\xe0\xa6\xb6\xe0\xa6\xbe@y.example" },
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(cases); i++) {
		struct talk talk;

		talk_begin(&talk, &small);
		say(&talk, "LHLO a\r\n");
		assert_string_equal(say(&talk, cases[i][0]), "250 2.1.0 Sender accepted.\r\n");
		say(&talk, "RCPT TO:<help@hark.example>\r\nDATA\r\n");
		say(&talk, ".\r\n");
		assert_string_equal(talk.kept.sender, cases[i][1]);
		assert_int_equal(talk.kept.length, 0);
		talk_end(&talk);
	}
}

/* A server in this process, and a client that connects to it. */
struct house {
	struct kept kept;
	struct lmtp_handler handler;
	struct lmtp_settings settings;
	struct lmtp_server *server;
};

static void house_open(struct house *house, const char *address)
{
	*house = (struct house){ .kept = { .lock = PTHREAD_MUTEX_INITIALIZER },
				 .settings = lmtp_settings_default };
	house->handler = (struct lmtp_handler){ .data = &house->kept,
						.recipient = recipient,
						.message = message };
	house->settings.address = address;
	house->settings.threads = 2;
	house->settings.idle_ms = 400;
	house->settings.data_ms = 700;
	house->settings.finish_ms = 2000;
	house->settings.limits.spool = "/tmp";
	assert_int_equal(lmtp_open(&house->settings, &house->handler, &house->server), HK_OK);
}

static int dial(const struct house *house)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)lmtp_port(house->server)),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

/* Reads until the text ends in what is awaited, the line is closed, or two seconds are over. */
static const char *hear(int fd, const char *awaited, char *text, size_t room)
{
	size_t length = 0;

	text[0] = '\0';
	while (!(awaited && strstr(text, awaited))) {
		struct pollfd ready = { fd, POLLIN, 0 };
		ssize_t step;

		if (poll(&ready, 1, 2000) != 1)
			break;
		step = read(fd, text + length, room - length - 1);
		if (step <= 0)
			break;
		length += (size_t)step;
		text[length] = '\0';
	}
	return text;
}

static void the_server_keeps_mail_that_comes_by_tcp(void **state)
{
	struct house house;
	char text[2000];

	(void)state;
	house_open(&house, "127.0.0.1:0");

	int fd = dial(&house);

	assert_true(hk_starts(hear(fd, "\r\n", text, sizeof(text)), "220 "));
	assert_true(hk_fd_write(fd, begin, strlen(begin)));
	hear(fd, "354 ", text, sizeof(text));
	assert_true(hk_fd_write(fd, "hello\r\n.\r\nQUIT\r\n", 16));
	assert_non_null(strstr(hear(fd, "221 ", text, sizeof(text)), "250 2.0.0 Kept."));
	close(fd);
	lmtp_close(house.server);
	assert_string_equal(house.kept.bytes, "hello\r\n");
}

static void a_unix_socket_is_taken_over_from_a_dead_server_but_not_from_a_living_one(void **state)
{
	char folder[] = "/tmp/hark-lmtp-XXXXXX", address[100];
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	struct house house;
	struct lmtp_server *second;
	int dead = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(address, sizeof(address), "unix:%s/lmtp", folder);
	snprintf(name.sun_path, sizeof(name.sun_path), "%s/lmtp", folder);
	assert_int_equal(bind(dead, (struct sockaddr *)&name, sizeof(name)), 0);
	close(dead);
	house_open(&house, address);
	assert_int_equal(lmtp_open(&house.settings, &house.handler, &second), HK_UNAVAILABLE);
	lmtp_close(house.server);
	assert_int_not_equal(access(name.sun_path, F_OK), 0);
	rmdir(folder);
}

static void an_address_that_cannot_be_read_is_refused(void **state)
{
	static const char *const bad[] = {
		"8024", "localhost:8024", "127.0.0.1:x", "127.0.0.1:70000", "[::1:8024", "unix:", ""
	};
	struct lmtp_settings settings = lmtp_settings_default;
	struct lmtp_handler handler = { .recipient = recipient, .message = message };
	struct lmtp_server *server;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(bad); i++) {
		settings.address = bad[i];
		assert_int_equal(lmtp_open(&settings, &handler, &server), HK_INVALID);
	}
}

static void a_silent_client_is_sent_away(void **state)
{
	struct house house;
	char text[500];

	(void)state;
	house_open(&house, "127.0.0.1:0");

	int fd = dial(&house);

	assert_non_null(strstr(hear(fd, "421 ", text, sizeof(text)), "waited too long"));
	close(fd);
	lmtp_close(house.server);
}

static void a_message_that_drips_in_is_given_up_after_its_deadline(void **state)
{
	struct house house;
	char text[500];
	int64_t start;

	(void)state;
	house_open(&house, "127.0.0.1:0");

	int fd = dial(&house);

	assert_true(hk_fd_write(fd, begin, strlen(begin)));
	hear(fd, "354 ", text, sizeof(text));
	start = hk_clock_monotonic();
	for (int i = 0; i < 20; i++) {
		hk_pause_ms(100);
		if (send(fd, "x", 1, MSG_NOSIGNAL) != 1)
			break;
	}
	assert_true(hk_clock_monotonic() - start < 1500);
	close(fd);
	lmtp_close(house.server);
	assert_int_equal(house.kept.count, 0);
}

static void *close_run(void *server)
{
	lmtp_close(server);
	return NULL;
}

static void a_stop_lets_the_message_under_way_end_and_takes_no_other(void **state)
{
	struct house house;
	char text[500];
	pthread_t closer;

	(void)state;
	house_open(&house, "127.0.0.1:0");

	int busy = dial(&house), idle = dial(&house);

	hear(idle, "220 ", text, sizeof(text));
	assert_true(hk_fd_write(busy, begin, strlen(begin)));
	hear(busy, "354 ", text, sizeof(text));
	assert_int_equal(pthread_create(&closer, NULL, close_run, house.server), 0);
	assert_non_null(strstr(hear(idle, NULL, text, sizeof(text)), "421 4.3.2"));
	assert_true(hk_fd_write(busy, "late\r\n.\r\nMAIL FROM:<a@b.example>\r\n", 34));
	hear(busy, NULL, text, sizeof(text));
	assert_non_null(strstr(text, "250 2.0.0 Kept."));
	pthread_join(closer, NULL);
	assert_int_equal(house.kept.count, 1);
	close(busy);
	close(idle);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_message_is_kept_and_only_then_acknowledged),
		cmocka_unit_test(each_way_of_cutting_the_stream_gives_the_same_message),
		cmocka_unit_test(a_dot_between_bare_line_feeds_does_not_end_a_message),
		cmocka_unit_test(every_accepted_recipient_gets_a_verdict_of_his_own),
		cmocka_unit_test(the_verdict_of_the_house_is_passed_on),
		cmocka_unit_test(a_message_that_is_too_large_is_refused_whole),
		cmocka_unit_test(a_message_that_says_it_is_too_large_is_refused_for_whom_it_is),
		cmocka_unit_test(a_large_message_alone_needs_a_spool_and_is_deferred_without),
		cmocka_unit_test(commands_out_of_order_are_refused),
		cmocka_unit_test(a_line_without_end_costs_no_memory_and_is_refused),
		cmocka_unit_test(somebody_who_only_makes_mistakes_is_sent_away),
		cmocka_unit_test(odd_paths_are_read_as_the_standard_says),
		cmocka_unit_test(the_server_keeps_mail_that_comes_by_tcp),
		cmocka_unit_test(
			a_unix_socket_is_taken_over_from_a_dead_server_but_not_from_a_living_one),
		cmocka_unit_test(an_address_that_cannot_be_read_is_refused),
		cmocka_unit_test(a_silent_client_is_sent_away),
		cmocka_unit_test(a_message_that_drips_in_is_given_up_after_its_deadline),
		cmocka_unit_test(a_stop_lets_the_message_under_way_end_and_takes_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
