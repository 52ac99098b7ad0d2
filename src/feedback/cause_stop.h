/*
 * cause_stop: stop the line. Anybody who works here may say that because of this cause it cannot go
 * on. Those who are named for it are called at once, and once more when nobody answers within
 * CAUSE_STOP_ANSWER; it holds until one who may decides that it goes on, and says why. A cause has
 * one at a time.
 */
#pragma once

#include "base/time.h"
#include "feedback/cause.h"

#define CAUSE_STOP_ANSWER (15 * HK_MINUTE)

struct cause_stop {
	int64_t id, cause_id;
	const char *reason;
	int64_t raised_at, raised_by, acknowledged_at, acknowledged_by, released_at, released_by;
	const char *release_reason;
	const char *raiser, *answerer, *releaser; /* names, filled by the functions that find it */
};

struct cause_stops {
	struct cause_stop *items;
	size_t count;
};

/* HK_INVALID beside "reason"; HK_CONFLICT: it is stopped already, or the cause is closed. */
enum hk_result cause_stop_raise(struct ctx *cx, const struct cause *cause, const char *reason);
/* "I have heard it and look after it", by the owner of the cause, one who was called, or whoever
 * may decide; HK_DENIED. Again changes nothing. HK_CONFLICT: it goes on already. */
enum hk_result cause_stop_acknowledge(struct ctx *cx, const struct cause *cause);
/* By whom it may be decided, and why. HK_INVALID beside "reason"; HK_DENIED; HK_CONFLICT. */
enum hk_result cause_stop_release(struct ctx *cx, const struct cause *cause, const char *reason);
/* All that a cause ever had, the newest first. */
enum hk_result cause_stops_find(struct ctx *cx, int64_t cause_id, struct cause_stops *ret);
/* Nobody has answered in time: everybody who may decide is called. Runs as the house. */
enum hk_result cause_stop_call(struct ctx *cx, int64_t stop_id);

/* Who is called. ret_ids has room for limit; nobody is named: those who may decide. */
enum hk_result line_guards(struct ctx *cx, int64_t limit, int64_t *ret_ids, size_t *ret_count,
			   bool *ret_is_named);
enum hk_result line_guards_put(struct ctx *cx, const int64_t *ids, size_t count);

/* The duty that calls once more (job/loop/stop_call.c). */
#define CAUSE_STOP_JOB "cause.stop_call"
