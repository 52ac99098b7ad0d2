/*
 * What the trusted process and a net child say to each other: frames of a
 * length (4 bytes, little-endian), a kind (1 byte) and a body. Either side
 * checks every frame: the reading functions return HK_INVALID for whatever the
 * writing functions would not have written.
 */
#pragma once

#include "base/buf.h"
#include "net/net.h"

enum wire_kind {
	WIRE_SMTP = 1, /* to the child: this server */
	WIRE_IMAP,     /* to the child: this mailbox */
	WIRE_READY, /* from the child: an answer; the session stands when its outcome is NET_SENT */
	WIRE_MAIL,  /* to the child: an envelope; WIRE_BYTES follow */
	WIRE_BYTES, /* either way: a piece of the mail just announced */
	WIRE_HANDING, /* from the child: the last dot goes out now */
	WIRE_VERDICT, /* from the child: what became of the mail */
	WIRE_NEWS,    /* from the child: a mail; WIRE_BYTES follow */
	WIRE_KEPT,    /* to the child: the news was dealt with */
	WIRE_POST,    /* to the child: this form to this HTTPS server */
	WIRE_POSTED,  /* from the child: what came back */
	WIRE_SCAN,    /* to the child: this virus scanner; WIRE_BYTES follow, to an empty one */
	WIRE_FETCH, /* to the child: this URL; WIRE_READY follows, and WIRE_BYTES to an empty one */
	WIRE_KINDS
};

enum {
	WIRE_HEAD = 5,
	WIRE_BODY_MAX = 512 * 1024,
	WIRE_PIECE = 64 * 1024, /* of WIRE_BYTES */
	WIRE_AUTHORITY_MAX = 256 * 1024,
	WIRE_WORD_MAX = 1000,
};

/* An envelope without its bytes, which follow in pieces. */
struct wire_mail {
	struct net_mail mail;
	uint64_t length;
};

struct wire_fetch {
	const char *url, *allowed;
	uint32_t bytes_max;
};

struct wire_scan {
	const char *host, *path; /* one of them is "" */
	uint16_t port;           /* 0 with a path */
};

/* Each empties out and writes one frame. */
void wire_smtp_write(struct hk_buf *out, const struct net_server *server);
void wire_imap_write(struct hk_buf *out, const struct net_imap *mailbox);
void wire_scan_write(struct hk_buf *out, const struct wire_scan *scan);
void wire_fetch_write(struct hk_buf *out, const struct wire_fetch *fetch);
void wire_ready_write(struct hk_buf *out, const struct net_answer *answer);
void wire_mail_write(struct hk_buf *out, const struct net_mail *mail);
void wire_bytes_write(struct hk_buf *out, const void *bytes, size_t length);
void wire_verdict_write(struct hk_buf *out, const struct net_verdict *verdict);
/* Without the descriptor, which is -1 on the other side. */
void wire_news_write(struct hk_buf *out, const struct net_news *news);
void wire_post_write(struct hk_buf *out, const struct net_post *post);
void wire_posted_write(struct hk_buf *out, const struct net_posted *posted);
void wire_empty_write(struct hk_buf *out, enum wire_kind kind);

struct wire_body {
	enum wire_kind kind;
	const char *bytes;
	size_t length;
};

/* HK_INVALID: no such kind, or too long. */
enum hk_result wire_head_read(const unsigned char head[WIRE_HEAD], enum wire_kind *ret_kind,
			      size_t *ret_length);
enum hk_result wire_smtp_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_server *ret);
enum hk_result wire_imap_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_imap *ret);
enum hk_result wire_scan_read(struct hk_arena *arena, const struct wire_body *body,
			      struct wire_scan *ret);
enum hk_result wire_fetch_read(struct hk_arena *arena, const struct wire_body *body,
			       struct wire_fetch *ret);
enum hk_result wire_ready_read(struct hk_arena *arena, const struct wire_body *body,
			       struct net_answer *ret);
enum hk_result wire_mail_read(struct hk_arena *arena, const struct wire_body *body,
			      struct wire_mail *ret);
enum hk_result wire_verdict_read(struct hk_arena *arena, const struct wire_body *body,
				 struct net_verdict *ret);
enum hk_result wire_news_read(const struct wire_body *body, struct net_news *ret);
enum hk_result wire_post_read(struct hk_arena *arena, const struct wire_body *body,
			      struct net_post *ret);
enum hk_result wire_posted_read(struct hk_arena *arena, const struct wire_body *body,
				struct net_posted *ret);
