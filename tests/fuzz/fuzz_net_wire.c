/*
 * Whatever stands in a frame, either side reads nothing beyond it, and what it takes keeps the
 * promises of net/net.h: lines without breaks, numbers in their bounds. What was taken and is
 * written again reads the same.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "net/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool is_kept)
{
	if (!is_kept)
		abort();
}

static void expect_line(const char *text)
{
	expect(hk_utf8_is_valid(text, strlen(text)));
	for (; *text; text++)
		expect((unsigned char)*text >= ' ' && *text != 0x7f);
}

static void expect_server(const struct net_server *server)
{
	expect(*server->host && server->port && server->tls <= NET_PLAIN);
	expect_line(server->host);
	expect_line(server->user);
	expect_line(server->password);
	expect_line(server->hello);
}

static void expect_same(const struct wire_body *body, const struct hk_buf *again)
{
	expect(again->length == WIRE_HEAD + body->length);
	expect(memcmp(again->bytes + WIRE_HEAD, body->bytes, body->length) == 0);
}

static void to_child(struct hk_arena *arena, const struct wire_body *body, struct hk_buf *again)
{
	struct net_post post;
	struct net_server server;
	struct net_imap mailbox;
	struct wire_mail mail;
	struct wire_scan scan;
	struct wire_fetch fetch;

	if (wire_fetch_read(arena, body, &fetch) == HK_OK) {
		expect_line(fetch.url);
		expect_line(fetch.allowed);
		expect(fetch.bytes_max <= NET_FETCH_MAX);
		wire_fetch_write(again, &fetch);
		expect_same(body, again);
	}
	if (wire_scan_read(arena, body, &scan) == HK_OK) {
		expect(!*scan.host != !*scan.path);
		expect_line(scan.host);
		expect_line(scan.path);
		wire_scan_write(again, &scan);
		expect_same(body, again);
	}

	if (wire_smtp_read(arena, body, &server) == HK_OK) {
		expect_server(&server);
		wire_smtp_write(again, &server);
		expect_same(body, again);
	}
	if (wire_imap_read(arena, body, &mailbox) == HK_OK) {
		expect_server(&mailbox.server);
		expect_line(mailbox.folder);
		expect(mailbox.mail_bytes >= 0);
		wire_imap_write(again, &mailbox);
		expect_same(body, again);
	}
	if (wire_post_read(arena, body, &post) == HK_OK) {
		expect_server(&post.server);
		expect(*post.path == '/' && !strchr(post.path, ' '));
		expect_line(post.form);
		wire_post_write(again, &post);
		expect_same(body, again);
	}
	if (wire_mail_read(arena, body, &mail) == HK_OK) {
		expect(mail.mail.recipient_count <= NET_RECIPIENTS_MAX);
		expect_line(mail.mail.from);
		for (size_t i = 0; i < mail.mail.recipient_count; i++)
			expect_line(mail.mail.recipients[i]);
		mail.mail.length = mail.length;
		wire_mail_write(again, &mail.mail);
		expect_same(body, again);
	}
}

static void from_child(struct hk_arena *arena, const struct wire_body *body, struct hk_buf *again)
{
	struct net_answer answer;
	struct net_verdict verdict;
	struct net_news news;
	struct net_posted posted;

	if (wire_ready_read(arena, body, &answer) == HK_OK) {
		expect_line(answer.text);
		expect(strlen(answer.text) <= NET_TEXT && answer.outcome < NET_OUTCOMES);
		wire_ready_write(again, &answer);
		expect_same(body, again);
	}
	if (wire_verdict_read(arena, body, &verdict) == HK_OK) {
		expect(verdict.recipient_count <= NET_RECIPIENTS_MAX);
		for (size_t i = 0; i < verdict.recipient_count; i++)
			expect_line(verdict.recipients[i].text);
		wire_verdict_write(again, &verdict);
		expect_same(body, again);
	}
	if (wire_posted_read(arena, body, &posted) == HK_OK) {
		expect(strlen(posted.body) <= NET_BODY_MAX);
		wire_posted_write(again, &posted);
		expect_same(body, again);
	}
	if (wire_news_read(body, &news) == HK_OK) {
		expect(news.kind <= NET_NEWS_TOO_BIG && news.size >= 0 && news.fd == -1);
		wire_news_write(again, &news);
		expect_same(body, again);
	}
}

/* A head, and behind it whatever there is. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	scoped_arena *arena = hk_arena_new();
	struct wire_body body;
	scoped_buf again;

	hk_buf_init(&again, WIRE_HEAD + WIRE_BODY_MAX);
	if (size < WIRE_HEAD || wire_head_read(data, &body.kind, &body.length) != HK_OK)
		return 0;
	body.bytes = (const char *)data + WIRE_HEAD;
	body.length = size - WIRE_HEAD;
	to_child(arena, &body, &again);
	from_child(arena, &body, &again);
	return 0;
}
