/*
 * import: an old mailbox that is taken over, one row for each run. Its mails go
 * through the same ledger and the same cage as any other, but they come with
 * their own times, and nothing that is automatic happens: no confirmation, no
 * notification, no event.
 *
 * Whoever works on a run holds a lease with an epoch. Each batch of mails is one
 * transaction together with the place behind it, so that whoever is killed
 * loses nothing and doubles nothing. One run of an organisation goes at a time.
 */
#pragma once

#include "core/ctx.h"
#include "ticket/mail/mailbox.h"

struct import {
	int64_t id;         /* 1, 2, ... */
	const char *kind;   /* mbox, maildir, imap */
	const char *source; /* the path, or user@host/folder */
	struct db_blob imap_url;
	int64_t mailbox_id, since_at, before_at; /* times: 0 is none */
	const char *target;                      /* closed, open */
	const char *state; /* waiting, running, stopped, failed, done, undoing, undone */
	const char *position;
	int64_t passed, total, added, tickets, known, skipped, failed;
	const char *problem; /* a sentence, not yet translated, or words of a server */
	int64_t staff_id;
	const char *staff_name;
	int64_t created_at, ended_at, epoch, lease_until;
};

struct import_list {
	struct import *items;
	size_t count;
};

/* The holder renews it with each batch, and between two mails that take long to be read. */
enum { IMPORT_LEASE_MS = 60 * 1000 };

/* kind, source, mailbox_id, since_at, before_at and target are given; sets the rest. It waits until
 * somebody claims it. imap_url "" unless it is one. HK_DENIED; HK_INVALID beside "mailbox",
 * "since", "before", "target". */
enum hk_result import_add(struct ctx *cx, struct import *import, const char *imap_url);
enum hk_result import_find(struct ctx *cx, int64_t id, struct import *ret);
/* The newest first, older than that id. */
enum hk_result import_page(struct ctx *cx, int64_t before_id, int64_t limit,
			   struct import_list *ret);
/* The newest run of the same source into the same mailbox within the same times that has not come
 * to its end: going on with it is what was meant. HK_NOT_FOUND. */
enum hk_result import_begun(struct ctx *cx, const struct import *wish, struct import *ret);
/* It goes on with this URL: the password was another one. */
enum hk_result import_url_put(struct ctx *cx, int64_t id, const char *imap_url);
/* "" unless it is fetched by IMAP. */
enum hk_result import_url(struct ctx *cx, const struct import *import, const char **ret);

/* "2026-11-22": when that day begins in the zone of cx; "": 0. HK_INVALID. */
enum hk_result import_day_read(struct ctx *cx, const char *text, int64_t *ret);

/* What a person may want of it; HK_CONFLICT when it does not stand so. HK_DENIED. */
enum hk_result import_stop(struct ctx *cx, int64_t id);
enum hk_result import_go_on(struct ctx *cx, int64_t id);
/* Also once more, for what was left the last time. */
enum hk_result import_undo(struct ctx *cx, int64_t id);

/* There is something to claim: asked before import_claim(), which writes. */
enum hk_result import_waits(struct ctx *cx, bool *ret);
/* id 0: the oldest that waits or was abandoned. HK_NOT_FOUND: there is none, or another one of this
 * organisation is under way. */
enum hk_result import_claim(struct ctx *cx, int64_t id, struct import *ret);
/* In every transaction of the holder, first. Fills ret anew. HK_CONFLICT: it is his no longer. */
enum hk_result import_keep(struct ctx *cx, const struct import *import, struct import *ret);
/* Gives it back. state: done, undone, failed, stopped, or waiting (later again). */
enum hk_result import_end(struct ctx *cx, const struct import *import, const char *state,
			  const char *problem);

/* A mail that could not be read, or something that an undo left. */
struct import_left {
	int64_t number;
	const char *place, *about, *reason;
	int64_t ticket_number, customer_id; /* 0: it is about none */
};

struct import_left_list {
	struct import_left *items;
	size_t count;
};

/* In the order of the source, after that number. */
enum hk_result import_failures(struct ctx *cx, int64_t id, int64_t after, int64_t limit,
			       struct import_left_list *ret);
/* What an undo left, and why; number is the id to go on after. */
enum hk_result import_kept(struct ctx *cx, int64_t id, int64_t after, int64_t limit,
			   struct import_left_list *ret);

/* A mail of the source, and where the run stands when it is dealt with. */
struct import_item {
	const char
		*raw; /* ends in NUL, which length does not count; NULL: too large, or unreadable */
	size_t length;
	const char *head; /* the beginning of one that is too large; else NULL */
	size_t head_length;
	int64_t size;
	int64_t at;        /* when it came there, ms UTC; 0: not known */
	const char *place; /* where it lies there, for people */
	const char *position;
	int64_t passed, total;
};

struct import_batch {
	struct import_item *items;
	size_t count;
};

/*
 * Files them, in one transaction where that is possible; ret is the run behind them. Opens its own
 * transactions. HK_CONFLICT: the run is not the caller's any more (somebody stopped it);
 * HK_NOT_FOUND: its mailbox is gone; HK_UNAVAILABLE: try again later. A mail that cannot be filed
 * is counted as failed.
 */
enum hk_result import_file(struct ctx *cx, const struct import *import,
			   const struct import_batch *batch, struct import *ret);

/* Takes back some of what it made. ret_is_done: there is no more. Opens its own transaction. */
enum hk_result import_undo_step(struct ctx *cx, const struct import *import, bool *ret_is_done);
