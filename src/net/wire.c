#include "net/wire.h"

#include <string.h>

#include "base/text.h"

enum { ADDRESS_WORD = 254, PORT_MAX = 65535, CODE_MAX = 599 };

static void put_number(struct hk_buf *out, size_t size, uint64_t value)
{
	for (; size > 0; size--, value >>= 8)
		hk_buf_char(out, (char)(value & 0xff));
}

static void put_text(struct hk_buf *out, const char *text)
{
	size_t length = strlen(text);

	put_number(out, 4, length);
	hk_buf_put(out, text, length);
}

/* frame_end() writes its length. */
static void frame_begin(struct hk_buf *out, enum wire_kind kind)
{
	hk_buf_clear(out);
	put_number(out, 4, 0);
	put_number(out, 1, kind);
}

static void frame_end(struct hk_buf *out)
{
	size_t length = out->length - WIRE_HEAD;

	for (size_t i = 0; i < 4; i++)
		out->bytes[i] = (char)(length >> (8 * i) & 0xff);
}

static void put_server(struct hk_buf *out, const struct net_server *server)
{
	put_text(out, server->host);
	put_number(out, 2, server->port);
	put_number(out, 1, server->tls);
	put_text(out, server->user);
	put_text(out, server->password);
	put_text(out, server->authority);
	put_text(out, server->hello);
	put_number(out, 1, server->sign_in);
	put_number(out, 4, (uint64_t)server->hurry_ms);
}

static void put_answer(struct hk_buf *out, const struct net_answer *answer)
{
	put_number(out, 1, answer->outcome);
	put_number(out, 2, (uint64_t)answer->code);
	put_text(out, answer->text);
}

void wire_smtp_write(struct hk_buf *out, const struct net_server *server)
{
	frame_begin(out, WIRE_SMTP);
	put_server(out, server);
	frame_end(out);
}

void wire_imap_write(struct hk_buf *out, const struct net_imap *mailbox)
{
	frame_begin(out, WIRE_IMAP);
	put_server(out, &mailbox->server);
	put_text(out, mailbox->folder);
	put_text(out, mailbox->move_to);
	put_number(out, 1, mailbox->wants_old);
	put_number(out, 4, mailbox->after_uidvalidity);
	put_number(out, 4, mailbox->after_uid);
	put_number(out, 8, (uint64_t)mailbox->mail_bytes);
	put_number(out, 1, mailbox->only_reads);
	frame_end(out);
}

void wire_scan_write(struct hk_buf *out, const struct wire_scan *scan)
{
	frame_begin(out, WIRE_SCAN);
	put_text(out, scan->host);
	put_text(out, scan->path);
	put_number(out, 2, scan->port);
	frame_end(out);
}

void wire_fetch_write(struct hk_buf *out, const struct wire_fetch *fetch)
{
	frame_begin(out, WIRE_FETCH);
	put_text(out, fetch->url);
	put_text(out, fetch->allowed);
	put_number(out, 4, fetch->bytes_max);
	frame_end(out);
}

void wire_ready_write(struct hk_buf *out, const struct net_answer *answer)
{
	frame_begin(out, WIRE_READY);
	put_answer(out, answer);
	frame_end(out);
}

void wire_mail_write(struct hk_buf *out, const struct net_mail *mail)
{
	frame_begin(out, WIRE_MAIL);
	put_text(out, mail->from);
	put_text(out, mail->envelope_id);
	put_number(out, 1, mail->wants_reports);
	put_number(out, 8, mail->length);
	put_number(out, 4, mail->recipient_count);
	for (size_t i = 0; i < mail->recipient_count; i++)
		put_text(out, mail->recipients[i]);
	frame_end(out);
}

void wire_bytes_write(struct hk_buf *out, const void *bytes, size_t length)
{
	frame_begin(out, WIRE_BYTES);
	hk_buf_put(out, bytes, length);
	frame_end(out);
}

void wire_verdict_write(struct hk_buf *out, const struct net_verdict *verdict)
{
	frame_begin(out, WIRE_VERDICT);
	put_answer(out, &verdict->all);
	put_number(out, 4, verdict->recipient_count);
	for (size_t i = 0; i < verdict->recipient_count; i++)
		put_answer(out, &verdict->recipients[i]);
	put_number(out, 1, verdict->is_sender_refused);
	frame_end(out);
}

void wire_news_write(struct hk_buf *out, const struct net_news *news)
{
	frame_begin(out, WIRE_NEWS);
	put_number(out, 1, news->kind);
	put_number(out, 4, news->uidvalidity);
	put_number(out, 4, news->uid);
	put_number(out, 4, news->after_uidvalidity);
	put_number(out, 4, news->after_uid);
	put_number(out, 8, (uint64_t)news->size);
	put_number(out, 8, (uint64_t)news->left);
	put_number(out, 4, (uint64_t)news->head);
	frame_end(out);
}

void wire_post_write(struct hk_buf *out, const struct net_post *post)
{
	frame_begin(out, WIRE_POST);
	put_server(out, &post->server);
	put_text(out, post->path);
	put_text(out, post->form);
	frame_end(out);
}

void wire_posted_write(struct hk_buf *out, const struct net_posted *posted)
{
	frame_begin(out, WIRE_POSTED);
	put_answer(out, &posted->answer);
	put_text(out, posted->body);
	frame_end(out);
}

void wire_empty_write(struct hk_buf *out, enum wire_kind kind)
{
	frame_begin(out, kind);
	frame_end(out);
}

struct reader {
	struct hk_arena *arena;
	const unsigned char *at, *end;
	bool is_broken;
};

static struct reader reader_on(struct hk_arena *arena, const struct wire_body *body,
			       enum wire_kind kind)
{
	const unsigned char *bytes = (const unsigned char *)body->bytes;

	return (struct reader){ arena, bytes, bytes + body->length, body->kind != kind };
}

static enum hk_result reader_verdict(const struct reader *in)
{
	return in->is_broken || in->at != in->end ? HK_INVALID : HK_OK;
}

/* A broken frame reads as zeros to its end. */
static uint64_t take_number(struct reader *in, size_t size, uint64_t max)
{
	uint64_t value = 0;

	if (in->is_broken || (size_t)(in->end - in->at) < size) {
		in->is_broken = true;
		return 0;
	}
	for (size_t i = size; i-- > 0;)
		value = value << 8 | in->at[i];
	in->at += size;
	if (value > max)
		in->is_broken = true;
	return in->is_broken ? 0 : value;
}

static const char *take_text(struct reader *in, size_t max)
{
	size_t length = take_number(in, 4, max);
	const char *text = (const char *)in->at;

	if (in->is_broken || (size_t)(in->end - in->at) < length ||
	    !hk_utf8_is_valid(text, length)) {
		in->is_broken = true;
		return "";
	}
	in->at += length;
	return hk_copy(in->arena, text, length);
}

static const char *take_line(struct reader *in, size_t max)
{
	const char *text = take_text(in, max);

	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			in->is_broken = true;
	return in->is_broken ? "" : text;
}

static void take_server(struct reader *in, struct net_server *ret)
{
	ret->host = take_line(in, WIRE_WORD_MAX);
	ret->port = (uint16_t)take_number(in, 2, PORT_MAX);
	ret->tls = (enum net_tls)take_number(in, 1, NET_PLAIN);
	ret->user = take_line(in, WIRE_WORD_MAX);
	ret->password = take_line(in, NET_TOKEN_MAX);
	ret->authority = take_text(in, WIRE_AUTHORITY_MAX);
	ret->hello = take_line(in, WIRE_WORD_MAX);
	ret->sign_in = (enum net_sign_in)take_number(in, 1, NET_BY_TOKEN);
	ret->hurry_ms = (int64_t)take_number(in, 4, INT32_MAX);
	if (!*ret->host || ret->port == 0)
		in->is_broken = true;
}

static void take_answer(struct reader *in, struct net_answer *ret)
{
	ret->outcome = (enum net_outcome)take_number(in, 1, NET_OUTCOMES - 1);
	ret->code = (int)take_number(in, 2, CODE_MAX);
	ret->text = take_line(in, NET_TEXT);
}

enum hk_result wire_head_read(const unsigned char head[WIRE_HEAD], enum wire_kind *ret_kind,
			      size_t *ret_length)
{
	size_t length =
		head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16 | (size_t)head[3] << 24;
	unsigned kind = head[4];

	if (kind < WIRE_SMTP || kind >= WIRE_KINDS || length > WIRE_BODY_MAX ||
	    (kind == WIRE_BYTES && length > WIRE_PIECE))
		return HK_INVALID;
	*ret_kind = (enum wire_kind)kind;
	*ret_length = length;
	return HK_OK;
}

enum hk_result wire_smtp_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_server *ret)
{
	struct reader in = reader_on(arena, body, WIRE_SMTP);
	struct net_server server;

	take_server(&in, &server);
	HK_TRY(reader_verdict(&in));
	*ret = server;
	return HK_OK;
}

enum hk_result wire_imap_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_imap *ret)
{
	struct reader in = reader_on(arena, body, WIRE_IMAP);
	struct net_imap mailbox;

	take_server(&in, &mailbox.server);
	mailbox.folder = take_line(&in, WIRE_WORD_MAX);
	mailbox.move_to = take_line(&in, WIRE_WORD_MAX);
	mailbox.wants_old = take_number(&in, 1, 1) != 0;
	mailbox.after_uidvalidity = (uint32_t)take_number(&in, 4, UINT32_MAX);
	mailbox.after_uid = (uint32_t)take_number(&in, 4, UINT32_MAX);
	mailbox.mail_bytes = (int64_t)take_number(&in, 8, INT32_MAX);
	mailbox.only_reads = take_number(&in, 1, 1) != 0;
	HK_TRY(reader_verdict(&in));
	*ret = mailbox;
	return HK_OK;
}

enum hk_result wire_scan_read(struct hk_arena *arena, const struct wire_body *body,
			      struct wire_scan *ret)
{
	struct reader in = reader_on(arena, body, WIRE_SCAN);
	struct wire_scan scan = { .host = take_line(&in, WIRE_WORD_MAX) };

	scan.path = take_line(&in, WIRE_WORD_MAX);
	scan.port = (uint16_t)take_number(&in, 2, PORT_MAX);
	if (!*scan.host == !*scan.path || !*scan.host != !scan.port)
		in.is_broken = true;
	HK_TRY(reader_verdict(&in));
	*ret = scan;
	return HK_OK;
}

enum hk_result wire_fetch_read(struct hk_arena *arena, const struct wire_body *body,
			       struct wire_fetch *ret)
{
	struct reader in = reader_on(arena, body, WIRE_FETCH);
	struct wire_fetch fetch = { .url = take_line(&in, NET_URL_MAX) };

	fetch.allowed = take_line(&in, WIRE_WORD_MAX);
	fetch.bytes_max = (uint32_t)take_number(&in, 4, NET_FETCH_MAX);
	HK_TRY(reader_verdict(&in));
	*ret = fetch;
	return HK_OK;
}

enum hk_result wire_ready_read(struct hk_arena *arena, const struct wire_body *body,
			       struct net_answer *ret)
{
	struct reader in = reader_on(arena, body, WIRE_READY);
	struct net_answer answer;

	take_answer(&in, &answer);
	HK_TRY(reader_verdict(&in));
	*ret = answer;
	return HK_OK;
}

enum hk_result wire_mail_read(struct hk_arena *arena, const struct wire_body *body,
			      struct wire_mail *ret)
{
	struct reader in = reader_on(arena, body, WIRE_MAIL);
	struct wire_mail mail = { 0 };
	const char **recipients;

	mail.mail.from = take_line(&in, ADDRESS_WORD);
	mail.mail.envelope_id = take_line(&in, WIRE_WORD_MAX);
	mail.mail.wants_reports = take_number(&in, 1, 1) != 0;
	mail.length = take_number(&in, 8, INT32_MAX);
	mail.mail.recipient_count = take_number(&in, 4, NET_RECIPIENTS_MAX);
	recipients = hk_alloc(arena, mail.mail.recipient_count + 1, sizeof(*recipients));
	for (size_t i = 0; i < mail.mail.recipient_count; i++)
		recipients[i] = take_line(&in, ADDRESS_WORD);
	mail.mail.recipients = recipients;
	HK_TRY(reader_verdict(&in));
	*ret = mail;
	return HK_OK;
}

enum hk_result wire_verdict_read(struct hk_arena *arena, const struct wire_body *body,
				 struct net_verdict *ret)
{
	struct reader in = reader_on(arena, body, WIRE_VERDICT);
	struct net_verdict verdict = { 0 };
	struct net_answer *recipients;

	take_answer(&in, &verdict.all);
	verdict.recipient_count = take_number(&in, 4, NET_RECIPIENTS_MAX);
	recipients = hk_alloc(arena, verdict.recipient_count + 1, sizeof(*recipients));
	for (size_t i = 0; i < verdict.recipient_count; i++)
		take_answer(&in, &recipients[i]);
	verdict.recipients = recipients;
	verdict.is_sender_refused = take_number(&in, 1, 1) != 0;
	HK_TRY(reader_verdict(&in));
	*ret = verdict;
	return HK_OK;
}

enum hk_result wire_news_read(const struct wire_body *body, struct net_news *ret)
{
	struct reader in = reader_on(NULL, body, WIRE_NEWS);
	struct net_news news = { .fd = -1 };

	news.kind = (enum net_news_kind)take_number(&in, 1, NET_NEWS_TOO_BIG);
	news.uidvalidity = (uint32_t)take_number(&in, 4, UINT32_MAX);
	news.uid = (uint32_t)take_number(&in, 4, UINT32_MAX);
	news.after_uidvalidity = (uint32_t)take_number(&in, 4, UINT32_MAX);
	news.after_uid = (uint32_t)take_number(&in, 4, UINT32_MAX);
	news.size = (int64_t)take_number(&in, 8, INT64_MAX);
	news.left = (int64_t)take_number(&in, 8, INT64_MAX);
	news.head = (int64_t)take_number(
		&in, 4, news.kind == NET_NEWS_TOO_BIG ? (uint64_t)NET_HEAD_MAX : 0);
	HK_TRY(reader_verdict(&in));
	*ret = news;
	return HK_OK;
}

enum hk_result wire_post_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_post *ret)
{
	struct reader in = reader_on(arena, body, WIRE_POST);
	struct net_post post;

	take_server(&in, &post.server);
	post.path = take_line(&in, WIRE_WORD_MAX);
	post.form = take_line(&in, NET_FORM_MAX);
	if (*post.path != '/' || strchr(post.path, ' ') || post.server.tls != NET_TLS_FIRST)
		in.is_broken = true;
	HK_TRY(reader_verdict(&in));
	*ret = post;
	return HK_OK;
}

enum hk_result wire_posted_read(struct hk_arena *arena, const struct wire_body *body,
				struct net_posted *ret)
{
	struct reader in = reader_on(arena, body, WIRE_POSTED);
	struct net_posted posted;

	take_answer(&in, &posted.answer);
	posted.body = take_text(&in, NET_BODY_MAX);
	HK_TRY(reader_verdict(&in));
	*ret = posted;
	return HK_OK;
}
