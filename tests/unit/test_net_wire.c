#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"
#include "net/wire.h"
#include "test.h"

static struct wire_body body_of(const struct hk_buf *frame)
{
	struct wire_body body = { 0 };

	assert_int_equal(
		wire_head_read((const unsigned char *)frame->bytes, &body.kind, &body.length),
		HK_OK);
	assert_int_equal(frame->length, WIRE_HEAD + body.length);
	body.bytes = frame->bytes + WIRE_HEAD;
	return body;
}

static const struct net_server server = { .host = "mail.example",
					  .port = 465,
					  .tls = NET_TLS_FIRST,
					  .user = "আশা",
					  .password = "p w",
					  .authority = "-----BEGIN\n",
					  .hello = "hark.example",
					  .sign_in = NET_BY_TOKEN,
					  .hurry_ms = 20000 };

static void a_server_is_understood_as_it_was_meant(void **state)
{
	scoped_arena *arena = hk_arena_new();
	struct net_server read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_smtp_write(&frame, &server);
	body = body_of(&frame);
	assert_int_equal(wire_smtp_read(arena, &body, &read), HK_OK);
	assert_string_equal(read.host, server.host);
	assert_int_equal(read.port, server.port);
	assert_int_equal(read.tls, server.tls);
	assert_string_equal(read.user, server.user);
	assert_string_equal(read.password, server.password);
	assert_string_equal(read.authority, server.authority);
	assert_string_equal(read.hello, server.hello);
	assert_int_equal(read.sign_in, NET_BY_TOKEN);
	assert_int_equal(read.hurry_ms, server.hurry_ms);
}

static void a_mail_and_its_verdict_are_understood_as_they_were_meant(void **state)
{
	static const char *const recipients[] = { "a@b.example", "c@d.example" };
	static const struct net_answer answers[] = { { NET_SENT, 250, "ok" },
						     { NET_REFUSED, 550, "no" } };
	const struct net_mail mail = { "x@y.example", recipients, 2, "id=1", true, "bytes", 5, 0 };
	const struct net_verdict verdict = { { NET_SENT, 250, "2.0.0 kept" }, answers, 2, true };
	scoped_arena *arena = hk_arena_new();
	struct wire_mail read_mail;
	struct net_verdict read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_mail_write(&frame, &mail);
	body = body_of(&frame);
	assert_int_equal(wire_mail_read(arena, &body, &read_mail), HK_OK);
	assert_string_equal(read_mail.mail.from, mail.from);
	assert_string_equal(read_mail.mail.recipients[1], recipients[1]);
	assert_string_equal(read_mail.mail.envelope_id, mail.envelope_id);
	assert_true(read_mail.mail.wants_reports);
	assert_int_equal(read_mail.length, 5);
	wire_verdict_write(&frame, &verdict);
	body = body_of(&frame);
	assert_int_equal(wire_verdict_read(arena, &body, &read), HK_OK);
	assert_int_equal(read.recipient_count, 2);
	assert_int_equal(read.recipients[1].outcome, NET_REFUSED);
	assert_string_equal(read.all.text, "2.0.0 kept");
}

static void a_mailbox_and_its_news_are_understood_as_they_were_meant(void **state)
{
	const struct net_imap mailbox = { server, "INBOX", "Done", true, 7, 8, 1000000, true };
	const struct net_news news = { NET_NEWS_TOO_BIG, 1, 2, 3, 4, -1, 5, 7, 6 };
	scoped_arena *arena = hk_arena_new();
	struct net_imap read_mailbox;
	struct net_news read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_imap_write(&frame, &mailbox);
	body = body_of(&frame);
	assert_int_equal(wire_imap_read(arena, &body, &read_mailbox), HK_OK);
	assert_string_equal(read_mailbox.move_to, "Done");
	assert_int_equal(read_mailbox.after_uid, 8);
	assert_int_equal(read_mailbox.mail_bytes, 1000000);
	assert_true(read_mailbox.only_reads);
	wire_news_write(&frame, &news);
	body = body_of(&frame);
	assert_int_equal(wire_news_read(&body, &read), HK_OK);
	assert_memory_equal(&read, &news, sizeof(news));
}

static void a_form_and_what_came_back_are_understood_as_they_were_meant(void **state)
{
	const struct net_post post = { server, "/token?tenant=1",
				       "grant_type=refresh_token&a=%20" };
	const struct net_posted posted = { { NET_SENT, 400, "Bad Request" },
					   "{\"error\":\"আশা\"}\n" };
	scoped_arena *arena = hk_arena_new();
	struct net_posted read_posted;
	struct net_post read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_post_write(&frame, &post);
	body = body_of(&frame);
	assert_int_equal(wire_post_read(arena, &body, &read), HK_OK);
	assert_string_equal(read.server.host, "mail.example");
	assert_string_equal(read.path, "/token?tenant=1");
	assert_string_equal(read.form, "grant_type=refresh_token&a=%20");
	for (size_t length = body.length; length-- > 0;) {
		struct wire_body cut = { body.kind, body.bytes, length };

		assert_int_equal(wire_post_read(arena, &cut, &read), HK_INVALID);
	}
	wire_posted_write(&frame, &posted);
	body = body_of(&frame);
	assert_int_equal(wire_posted_read(arena, &body, &read_posted), HK_OK);
	assert_int_equal(read_posted.answer.code, 400);
	assert_string_equal(read_posted.body, "{\"error\":\"আশা\"}\n");
}

/* A path with a blank or a form with a line break would become a request of its own. */
static void a_form_that_would_say_more_than_one_request_cannot_cross(void **state)
{
	struct net_server plain = server;
	struct net_post posts[] = {
		{ server, "/token HTTP/1.1", "a=1" },
		{ server, "token", "a=1" },
		{ server, "", "a=1" },
		{ server, "/token", "a=1\r\nHost: b" },
		{ server, "/to\r\nken", "a=1" },
		{ server, "/token", "a=1" },
	};
	scoped_arena *arena = hk_arena_new();
	struct wire_body body;
	struct net_post read;
	scoped_buf frame;

	(void)state;
	plain.tls = NET_PLAIN;
	posts[HK_COUNT(posts) - 1].server = plain;
	hk_buf_init(&frame, 100000);
	for (size_t i = 0; i < HK_COUNT(posts); i++) {
		wire_post_write(&frame, &posts[i]);
		body = body_of(&frame);
		assert_int_equal(wire_post_read(arena, &body, &read), HK_INVALID);
	}
}

/* The most of a beginning, and no beginning for what is fetched whole. */
static void a_beginning_belongs_to_a_mail_too_large_and_is_short(void **state)
{
	const struct net_news wrong[] = {
		{ .kind = NET_NEWS_TOO_BIG, .fd = -1, .head = NET_HEAD_MAX + 1 },
		{ .kind = NET_NEWS_MAIL, .fd = -1, .head = 1 },
		{ .kind = NET_NEWS_READY, .fd = -1, .head = 1 },
	};
	struct wire_body body;
	struct net_news read;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 1000);
	for (size_t i = 0; i < HK_COUNT(wrong); i++) {
		wire_news_write(&frame, &wrong[i]);
		body = body_of(&frame);
		assert_int_equal(wire_news_read(&body, &read), HK_INVALID);
	}
}

static void a_frame_that_is_cut_or_too_long_is_refused(void **state)
{
	static const char *const recipients[] = { "a@b.example" };
	const struct net_mail mail = { "x@y.example", recipients, 1, "", false, "", 0, 0 };
	scoped_arena *arena = hk_arena_new();
	struct wire_mail read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_mail_write(&frame, &mail);
	body = body_of(&frame);
	for (size_t length = body.length; length-- > 0;) {
		struct wire_body cut = { body.kind, body.bytes, length };

		assert_int_equal(wire_mail_read(arena, &cut, &read), HK_INVALID);
	}
	hk_buf_char(&frame, 'x');
	body.bytes = frame.bytes + WIRE_HEAD;
	body.length++;
	assert_int_equal(wire_mail_read(arena, &body, &read), HK_INVALID);
}

static void a_text_with_a_line_break_cannot_cross(void **state)
{
	const struct net_answer answer = { NET_SENT, 250, "ok\r\nforged" };
	const struct net_answer wide = { NET_SENT, 250, "\xff" };
	scoped_arena *arena = hk_arena_new();
	struct net_answer read;
	struct wire_body body;
	scoped_buf frame;

	(void)state;
	hk_buf_init(&frame, 100000);
	wire_ready_write(&frame, &answer);
	body = body_of(&frame);
	assert_int_equal(wire_ready_read(arena, &body, &read), HK_INVALID);
	wire_ready_write(&frame, &wide);
	body = body_of(&frame);
	assert_int_equal(wire_ready_read(arena, &body, &read), HK_INVALID);
}

static void a_head_with_an_unknown_kind_or_a_huge_length_is_refused(void **state)
{
	static const unsigned char heads[][WIRE_HEAD] = { { 0, 0, 0, 0, 0 },
							  { 0, 0, 0, 0, WIRE_KINDS },
							  { 0xff, 0xff, 0xff, 0xff, WIRE_MAIL },
							  { 1, 0, 1, 0, WIRE_BYTES } };
	enum wire_kind kind;
	size_t length;

	(void)state;
	for (size_t i = 0; i < HK_COUNT(heads); i++)
		assert_int_equal(wire_head_read(heads[i], &kind, &length), HK_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_server_is_understood_as_it_was_meant),
		cmocka_unit_test(a_mail_and_its_verdict_are_understood_as_they_were_meant),
		cmocka_unit_test(a_mailbox_and_its_news_are_understood_as_they_were_meant),
		cmocka_unit_test(a_form_and_what_came_back_are_understood_as_they_were_meant),
		cmocka_unit_test(a_form_that_would_say_more_than_one_request_cannot_cross),
		cmocka_unit_test(a_beginning_belongs_to_a_mail_too_large_and_is_short),
		cmocka_unit_test(a_frame_that_is_cut_or_too_long_is_refused),
		cmocka_unit_test(a_text_with_a_line_break_cannot_cross),
		cmocka_unit_test(a_head_with_an_unknown_kind_or_a_huge_length_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
