/*
 * The queue of duties. A job is added in the transaction that makes it
 * necessary; a worker takes it by a lease that carries an epoch, so that a
 * holder who slept too long can no longer finish it. Each has an effect key:
 * adding it twice makes one row, running it twice does its effect once.
 */
#pragma once

#include "core/ctx.h"

struct job {
	int64_t id;
	const char *kind, *effect_key;
	int64_t about_id, run_at;
	const char *state;
	int64_t attempts, epoch, lease_until;
	const char *problem;
};

struct job_list {
	struct job *items;
	size_t count;
};

enum { JOB_ATTEMPTS_MAX = 12, JOB_LEASE_MS = 60 * 1000, JOB_TOGETHER = 20 };

/* Nothing happens when a job of that kind and key is there already. */
enum hk_result job_add(struct ctx *cx, const char *kind, int64_t about_id, int64_t run_at,
		       const char *effect_key);
/* One that was added for this very moment and nobody has taken yet is not run. */
enum hk_result job_drop(struct ctx *cx, const char *kind, int64_t about_id, int64_t run_at);
/* Takes up to limit waiting or abandoned jobs that are due, oldest first. What was abandoned
 * JOB_ATTEMPTS_MAX times is dead. */
enum hk_result job_claim(struct ctx *cx, int64_t limit, struct job_list *ret);
/* HK_CONFLICT when the lease was lost: what the same transaction did is then undone. */
enum hk_result job_finish(struct ctx *cx, const struct job *job);
/* The same for at most JOB_TOGETHER that were taken by one job_claim(). */
enum hk_result job_finish_all(struct ctx *cx, const struct job_list *jobs);
/* Later again, with doubling pauses up to an hour; after JOB_ATTEMPTS_MAX it is dead, which
 * administrators see. */
enum hk_result job_put_off(struct ctx *cx, const struct job *job, const char *problem);
/* When the next one is due or abandoned, or INT64_MAX. Asked before job_claim(), which writes. */
enum hk_result job_next_at(struct ctx *cx, int64_t *ret);
enum hk_result job_dead(struct ctx *cx, int64_t limit, struct job_list *ret);
/* Removes finished ones that are older, at most limit of them; ret_count: how many there were. */
enum hk_result job_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);

/* One duty: a file of job/. Its function gets its own transaction by ctx_write(). */
struct job_kind {
	const char *kind;
	enum hk_result (*run)(struct ctx *cx, const struct job *job);
};
