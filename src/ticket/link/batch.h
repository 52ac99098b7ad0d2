/*
 * batch: one deed for many tickets. It begins as a draft that somebody looks at;
 * then a job does it in slices, each a transaction, so that whoever is killed in
 * between goes on where he was. On each ticket the rights of who started it
 * count; what could not be done says why, and what nobody touched since can be
 * taken back.
 */
#pragma once

#include "ticket/ticket.h"

enum { BATCH_MOST = 2000, BATCH_SLICE = 25, BATCH_SHOWN = 200 };

#define BATCH_JOB "batch"

struct batch {
	int64_t id, staff_id;
	const char *kind; /* assign, move, resolve, spam, priority, tell */
	const char *value, *text;
	int64_t about_id;
	const char *state; /* draft, running, done, undoing, undone */
	int64_t total, done, failed, undone, created_at, ended_at;
};

struct batch_list {
	struct batch *items;
	size_t count;
};

struct batch_item {
	int64_t batch_id, position, ticket_id;
	const char *state; /* waiting, done, failed, undone, kept */
	const char *reason, *was;
	int64_t undo_id, version;
	int64_t seen_id; /* newest message of the ticket when it was looked at */
};

struct batch_item_list {
	struct batch_item *items;
	size_t count;
};

bool batch_kind_exists(const char *kind);

/* A ticket that is chosen, and what was seen of it (batch_item.seen_id). */
struct batch_choice {
	int64_t ticket_id, seen_id;
};

/* A draft of the actor; those that were left for a day go. HK_INVALID beside "ticket", "deed",
 * "owner", "team", "priority" or "text". Sets id. */
enum hk_result batch_draft(struct ctx *cx, struct batch *batch, const struct batch_choice *choices,
			   size_t count);
/* HK_NOT_FOUND also for those of others. */
enum hk_result batch_find(struct ctx *cx, int64_t id, struct batch *ret);
/* The actor's last ones that were started, the newest first. */
enum hk_result batch_recent(struct ctx *cx, int64_t limit, struct batch_list *ret);
/* In their order; failed_only: what could not be done or taken back. */
enum hk_result batch_items(struct ctx *cx, const struct batch *batch, bool failed_only,
			   int64_t limit, struct batch_item_list *ret);
/* Its tickets that the actor may see, by their ids: one statement, however many there are. */
enum hk_result batch_tickets(struct ctx *cx, const struct batch *batch, struct ticket_list *ret);
/* What would happen to its ticket: NULL, or the sentence that says why nothing would. What ends a
 * ticket, or leaves the next word to its customer, does not go over one that he said since. */
enum hk_result batch_check(struct ctx *cx, const struct batch *batch, const struct batch_item *item,
			   const struct ticket *ticket, const char **ret);
/* The first slice is done at once, a job does the others. HK_CONFLICT: it was started already. */
enum hk_result batch_start(struct ctx *cx, int64_t id, struct batch *ret);
/* The same the other way. HK_CONFLICT: it is not done yet, or undone already. */
enum hk_result batch_undo(struct ctx *cx, int64_t id, struct batch *ret);
/* For the job: one slice, and the job for the next. */
enum hk_result batch_slice(struct ctx *cx, int64_t id);
