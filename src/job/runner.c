#include "job/runner.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"

struct batch {
	const struct job_kind *const *kinds;
	struct job_list jobs;
	int64_t next;
};

static enum hk_result claim(struct ctx *cx, void *data)
{
	struct batch *batch = data;

	HK_TRY(job_claim(cx, JOB_TOGETHER, &batch->jobs));
	return job_next_at(cx, &batch->next);
}

static enum hk_result look(struct ctx *cx, void *data)
{
	return job_next_at(cx, &((struct batch *)data)->next);
}

struct step {
	const struct job_kind *kind;
	const struct job *job;
	const char *problem;
};

static enum hk_result run(struct ctx *cx, void *data)
{
	const struct step *step = data;

	HK_TRY(step->kind->run(cx, step->job));
	return job_finish(cx, step->job);
}

static enum hk_result only_finish(struct ctx *cx, void *data)
{
	return job_finish(cx, ((const struct step *)data)->job);
}

static enum hk_result put_off(struct ctx *cx, void *data)
{
	const struct step *step = data;

	return job_put_off(cx, step->job, step->problem);
}

static const struct job_kind *kind_of(const struct job_kind *const *kinds, const char *name)
{
	for (; *kinds; kinds++)
		if (strcmp((*kinds)->kind, name) == 0)
			return *kinds;
	return NULL;
}

static void run_one(struct ctx *cx, const struct job_kind *const *kinds, const struct job *job)
{
	static const char *const names[] = { "ok",       "not found",   "denied", "invalid",
					     "conflict", "unavailable", "failed" };
	struct step step = { kind_of(kinds, job->kind), job, "" };
	enum hk_result result = step.kind ? ctx_write(cx, run, &step) : HK_FAILED;

	/* Nothing is left to do: what it was about is gone or has moved on. */
	if (result == HK_NOT_FOUND || result == HK_CONFLICT)
		result = ctx_write(cx, only_finish, &step);
	if (result == HK_OK || result == HK_CONFLICT)
		return;
	step.problem = names[result];
	hk_log(HK_LOG_WARNING, "job.put_off",
	       "org=%" PRId64 " job=%" PRId64 " kind=%s attempt=%" PRId64 " result=\"%s\"",
	       cx->org_id, job->id, job->kind, job->attempts, step.problem);
	hk_ignore(ctx_write(cx, put_off, &step));
}

/* What was tried before may be what ends this process, and would take the others along. */
static bool is_trusted(const struct job *job)
{
	return job->attempts == 1;
}

static enum hk_result run_together(struct ctx *cx, void *data)
{
	const struct batch *batch = data;
	struct job_list done = { hk_alloc(cx->arena, batch->jobs.count, sizeof(struct job)), 0 };

	for (size_t i = 0; i < batch->jobs.count; i++) {
		const struct job *job = &batch->jobs.items[i];
		const struct job_kind *kind = kind_of(batch->kinds, job->kind);

		if (!is_trusted(job))
			continue;
		if (!kind)
			return HK_FAILED;
		HK_TRY(kind->run(cx, job));
		done.items[done.count++] = *job;
	}
	return job_finish_all(cx, &done);
}

enum hk_result jobs_run_due(struct ctx *cx, const struct job_kind *const *kinds, int64_t *ret_next)
{
	struct batch batch = { .kinds = kinds, .next = INT64_MAX };
	bool is_done;

	/* Mostly nothing is due, and then nobody who writes has to wait for us. */
	HK_TRY(ctx_read(cx, look, &batch));
	*ret_next = batch.next;
	if (batch.next > cx->now)
		return HK_OK;
	HK_TRY(ctx_write(cx, claim, &batch));
	/* If one of them fails nothing was done, and then each is on its own. */
	is_done = batch.jobs.count > 1 && ctx_write(cx, run_together, &batch) == HK_OK;
	for (size_t i = 0; i < batch.jobs.count; i++)
		if (!is_done || !is_trusted(&batch.jobs.items[i]))
			run_one(cx, kinds, &batch.jobs.items[i]);
	/* A full batch, or jobs that added others: look again at once. */
	*ret_next = batch.jobs.count ? cx->now : batch.next;
	return HK_OK;
}
