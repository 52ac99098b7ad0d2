#include "feedback/cause_stop.h"
#include "job/jobs.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return cause_stop_call(cx, job->about_id);
}

const struct job_kind cause_stop_job = { CAUSE_STOP_JOB, run };
