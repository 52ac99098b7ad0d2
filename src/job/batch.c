#include "ticket/link/batch.h"

#include "job/jobs.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return batch_slice(cx, job->about_id);
}

const struct job_kind batch_job = { BATCH_JOB, run };
