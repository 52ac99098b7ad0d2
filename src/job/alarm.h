/*
 * alarm: what the house did not send by itself because it would have gone on and
 * on. One row for one matter and day; an administrator settles it, and what
 * comes after that wakes it again.
 */
#pragma once

#include "core/ctx.h"

struct alarm {
	int64_t id;
	const char *key, *kind; /* loop, address, thread, rule, hour; of a mailbox: access, server,
				   fetch */
	const char *what;       /* rule of the mail: confirm, owner, ... */
	const char *address;
	int64_t ticket_id, count, first_at, last_at, settled_at, settled_by;
};

struct alarm_list {
	struct alarm *items;
	size_t count;
};

/* key, kind, what, address and ticket_id; counts one more. */
enum hk_result alarm_raise(struct ctx *cx, const struct alarm *alarm);
/* The newest first, older than that id. */
enum hk_result alarm_page(struct ctx *cx, int64_t before_id, int64_t limit, struct alarm_list *ret);
enum hk_result alarm_find(struct ctx *cx, int64_t id, struct alarm *ret);
/* By the house, now: whatever of that kind and address waits for an administrator. What was wrong
 * is right again by itself. */
enum hk_result alarm_over(struct ctx *cx, const char *kind, const char *address);
/* By the actor, now. HK_NOT_FOUND. */
enum hk_result alarm_settle(struct ctx *cx, int64_t id);
/* How many wait for an administrator, and how many mails were stopped in all that is kept. */
enum hk_result alarm_sums(struct ctx *cx, int64_t *ret_open, int64_t *ret_stopped);
enum hk_result alarm_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
