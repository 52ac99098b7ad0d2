/*
 * later: a reply that waits for a chosen time. Until it leaves it is no message: the promise runs
 * on, and whose turn it is does not change. It is never sent blindly: when the customer wrote
 * meanwhile, or somebody changed the ticket, it stops and waits for a person to decide.
 */
#pragma once

#include "ticket/write/reply.h"

struct later {
	int64_t id, ticket_id, staff_id;
	const char *text;
	int64_t is_addressed;
	const char *addressee, *cc, *bcc, *sure_of, *files, *promises;
	const char *turn; /* wait, open, resolve */
	int64_t send_at, seen_id, stood_id;
	const char *bucket, *state, *reason; /* state: waiting, stopped, sent, cancelled */
	int64_t message_id, created_at, settled_at, version;
};

struct later_list {
	struct later *items;
	size_t count;
};

enum { LATER_MOST_DAYS = 366 };

/* The time is in the past, or more than a year away: HK_INVALID beside "later_at". Else as
 * reply_add(): HK_CONFLICT or HK_INVALID before anything is kept. The same text for the same time
 * is kept once. Its draft is over. */
enum hk_result later_add(struct ctx *cx, struct ticket *ticket, const struct reply *reply,
			 int64_t send_at, int64_t *ret_id);
/* What waits or was stopped on that ticket, the earliest first: everybody who may read it sees it.
 */
enum hk_result later_of(struct ctx *cx, const struct ticket *ticket, struct later_list *ret);
/* One of them. HK_NOT_FOUND. */
enum hk_result later_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			  struct later *ret);

/* The newest that the actor ever wrote there; 0: none. */
enum hk_result later_last_own(struct ctx *cx, const struct ticket *ticket, int64_t *ret_id);
/* Its time has come: it is sent as its writer, exactly once, or stops. A time that was changed
 * since does nothing. Runs as the house. */
enum hk_result later_send_due(struct ctx *cx, int64_t id);
/* Something happened on that ticket: what can no longer be sent blindly stops, and says so with the
 * event "reply.stopped". ret_stopped: those, or none. */
enum hk_result later_look(struct ctx *cx, int64_t ticket_id, struct later_list *ret_stopped);

/* What a person who sees the ticket as it stands decides: seen_id and stood_id are what his page
 * showed. HK_CONFLICT when more has happened since. */
struct later_sight {
	int64_t seen_id, stood_id;
};

enum hk_result later_now(struct ctx *cx, struct ticket *ticket, int64_t id,
			 const struct later_sight *sight);
/* At its time all the same. */
enum hk_result later_keep(struct ctx *cx, const struct ticket *ticket, int64_t id,
			  const struct later_sight *sight);
/* It is the actor's draft again, before what he has begun; for change false, its writer's. */
enum hk_result later_cancel(struct ctx *cx, const struct ticket *ticket, int64_t id,
			    bool is_change);
/* Rows of those that left or were cancelled before that time. */
enum hk_result later_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);

/* The duty that sends it at its time (job/later.c). */
#define LATER_JOB "reply.later"
