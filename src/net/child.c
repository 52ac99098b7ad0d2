#include "net/child.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/cage.h"
#include "net/fetch.h"
#include "net/http.h"
#include "net/imap.h"
#include "net/line.h"
#include "net/link.h"
#include "net/scan.h"
#include "net/smtp.h"

enum {
	FIRST_MS = 10 * HK_SECOND,
	IDLE_MS = 10 * HK_MINUTE,
	PIECE_MS = HK_MINUTE,
};

/* The bytes that were announced, in pieces. */
static enum hk_result bytes_take(struct net_link *link, uint64_t length, struct hk_buf *ret)
{
	struct wire_body body;

	while (ret->length < length) {
		HK_TRY(net_link_receive(link, PIECE_MS, NET_LINK_NO_STOP, &body));
		if (body.kind != WIRE_BYTES || body.length == 0 ||
		    body.length > length - ret->length)
			return HK_INVALID;
		hk_buf_put(ret, body.bytes, body.length);
	}
	return HK_OK;
}

/* The asking side has looked already; a line break must not pass here either. */
static bool are_addresses(const struct net_mail *mail)
{
	for (size_t i = 0; i < mail->recipient_count; i++)
		if (!hk_is_address(mail->recipients[i]))
			return false;
	return mail->recipient_count > 0 && (!*mail->from || hk_is_address(mail->from));
}

static enum hk_result handing_say(void *data)
{
	struct net_link *link = data;

	wire_empty_write(&link->out, WIRE_HANDING);
	return net_link_send(link);
}

static enum hk_result mail_serve(struct net_link *link, struct smtp *smtp,
				 const struct wire_body *body)
{
	scoped_arena *arena = hk_arena_new();
	struct wire_mail mail;
	struct net_verdict verdict;
	scoped_buf bytes;

	hk_buf_init(&bytes, INT32_MAX);
	HK_TRY(wire_mail_read(arena, body, &mail));
	HK_TRY(bytes_take(link, mail.length, &bytes));
	if (!are_addresses(&mail.mail))
		return HK_INVALID;
	mail.mail.bytes = bytes.length ? bytes.bytes : "";
	mail.mail.length = bytes.length;
	smtp_send(smtp, arena, &mail.mail, handing_say, link, &verdict);
	wire_verdict_write(&link->out, &verdict);
	return net_link_send(link);
}

static enum hk_result mails_serve(struct net_link *link, struct smtp *smtp)
{
	struct wire_body body;

	for (;;) {
		enum hk_result result = net_link_receive(link, IDLE_MS, NET_LINK_NO_STOP, &body);

		if (result == HK_UNAVAILABLE)
			return HK_OK; /* the owner has what he wanted */
		HK_TRY(result);
		HK_TRY(mail_serve(link, smtp, &body));
	}
}

static enum hk_result smtp_serve(struct net_link *link, const struct net_server *server,
				 gnutls_certificate_credentials_t trust)
{
	struct net_line line;
	struct smtp smtp;
	enum hk_result result;

	net_line_init(&line, server, link->fd, trust);
	if (net_line_connect(&line) != HK_OK) {
		result = net_link_answer(link, NET_UNREACHABLE, 0, line.problem);
	} else if (smtp_begin(&smtp, &line) != HK_OK) {
		result = net_link_answer(link, NET_UNREACHABLE, smtp.code, smtp.text);
	} else {
		result = net_link_answer(link, NET_SENT, smtp.code, smtp.text);
		if (result == HK_OK)
			result = mails_serve(link, &smtp);
		smtp_end(&smtp);
	}
	net_line_done(&line);
	return result;
}

static enum hk_result fetch_begin(struct net_link *link, const struct wire_fetch *fetch)
{
	scoped_arena *arena = hk_arena_new();
	const struct curl_calls *curl;
	const char *allowed = strrchr(fetch->allowed, ':');
	int64_t port = 0;

	if (allowed && (!hk_number(allowed + 1, &port) || port < 0 || port > UINT16_MAX))
		return HK_INVALID;
	HK_TRY(fetch_prepare(arena, &curl));
	HK_TRY(net_cage_fetch((uint16_t)port));
	return fetch_serve(link, curl, fetch);
}

enum hk_result net_child_run(int owner, gnutls_certificate_credentials_t trust)
{
	scoped_arena *arena = hk_arena_new();
	struct wire_body body;
	struct net_server server;
	struct net_imap mailbox;
	struct net_post post;
	struct wire_scan scan;
	struct wire_fetch fetch;
	struct net_link link;

	net_link_init(&link, owner);
	HK_TRY(net_link_receive(&link, FIRST_MS, NET_LINK_NO_STOP, &body));
	if (body.kind == WIRE_IMAP) {
		HK_TRY(wire_imap_read(arena, &body, &mailbox));
		HK_TRY(net_cage_child(mailbox.server.port));
		return imap_serve(&link, &mailbox, trust);
	}
	if (body.kind == WIRE_POST) {
		HK_TRY(wire_post_read(arena, &body, &post));
		HK_TRY(net_cage_child(post.server.port));
		return http_serve(&link, &post, trust);
	}
	if (body.kind == WIRE_FETCH) {
		HK_TRY(wire_fetch_read(arena, &body, &fetch));
		return fetch_begin(&link, &fetch);
	}
	if (body.kind == WIRE_SCAN) {
		HK_TRY(wire_scan_read(arena, &body, &scan));
		HK_TRY(net_cage_child(scan.port));
		return scan_serve(&link, &scan, trust);
	}
	HK_TRY(wire_smtp_read(arena, &body, &server));
	HK_TRY(net_cage_child(server.port));
	return smtp_serve(&link, &server, trust);
}
