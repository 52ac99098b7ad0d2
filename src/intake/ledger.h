/*
 * The inbound ledger: one row for every message that touched Hark, with exactly
 * one outcome. The same content is the same row, however often and over
 * whichever road it comes.
 */
#pragma once

#include "core/ctx.h"

struct inbound {
	int64_t id;
	const char *key;
	int64_t received_at;
	const char *channel;
	int64_t mailbox_id;
	const char *raw_blob;
	struct db_blob raw; /* bytes to be kept beside the row (core/blob_kept.h); else empty */
	int64_t size;
	const char *mail_id;
	const char *outcome; /* pending, ticket, follow-up, note, bounce, duplicate, quarantine,
				rejected */
	const char *reason;
	int64_t spam_points,
		spam_limit; /* why it was kept back last: see spam.h; 0: it never was */
	int64_t ticket_id, message_id, seen;
	const char *sender;  /* of what became no ticket, or came to somebody else's; else "": the
			      * ticket  tells */
	const char *subject; /* of what became no ticket; else "" */
	int64_t is_pathless; /* the envelope named no sender */
};

struct inbound_list {
	struct inbound *items;
	size_t count;
};

/* Writes in either case, so that it may follow an unknown outcome (docs/database.md): the row is
 * new when seen is 1, and then raw is kept too. ret is the row, without raw. What came of it, and
 * who sent it, is of inbound_settle(). */
enum hk_result inbound_enter(struct ctx *cx, const struct inbound *new, struct inbound *ret);
enum hk_result inbound_settle(struct ctx *cx, const struct inbound *row);
enum hk_result inbound_find(struct ctx *cx, int64_t id, struct inbound *ret);
/* The same, and nobody else settles it before this transaction ends. */
enum hk_result inbound_hold(struct ctx *cx, int64_t id, struct inbound *ret);
/* HK_NOT_FOUND: its ticket, or the team of its mailbox, is not for this actor. */
enum hk_result inbound_may_read(struct ctx *cx, const struct inbound *row);
enum hk_result inbound_by_key(struct ctx *cx, const char *key, struct inbound *ret);

/* What it became is taken back (an import was undone): the row stays and says so, and the same
 * message may come anew. Not when it came by another road since: *ret_is_alone is false then, and
 * nothing is written. */
enum hk_result inbound_take_back(struct ctx *cx, int64_t id, bool *ret_is_alone);

struct inbound_filter {
	const char *outcome; /* "": any */
	int64_t since;       /* received then or later; 0: whenever */
	const char *who;     /* an address, as written: what it sent that became no ticket, and what
				came to the tickets of that customer; or a Message-ID. NULL, "": all */
};
/* The newest first, older than that id. Whoever filters by who looks whether each is for his eyes
 * (inbound_may_read()), or learns what is not. */
enum hk_result inbound_page(struct ctx *cx, const struct inbound_filter *filter, int64_t before_id,
			    int64_t limit, struct inbound_list *ret);
/* How many have that outcome, counted up to limit. */
enum hk_result inbound_count(struct ctx *cx, const char *outcome, int64_t limit, int64_t *ret);

/* A message that was read again, whatever came of it. */
struct replay {
	int64_t id, inbound_id, at, staff_id;
	const char *was, *became;
	int64_t is_wanted;
};

struct replay_list {
	struct replay *items;
	size_t count;
};

/* Sets id and at. */
enum hk_result replay_add(struct ctx *cx, struct replay *replay);
/* The newest first, at most fifty. */
enum hk_result replay_every(struct ctx *cx, int64_t inbound_id, struct replay_list *ret);

/*
 * What makes two mails the same: SHA-256 over everything but the trace that each
 * road adds (Received, Delivered-To, Return-Path, ...), hexadecimal.
 */
const char *inbound_digest(struct hk_arena *arena, const char *raw, size_t length);
