#include "growth/silent.h"
#include "job/jobs.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return silent_late(cx, job->about_id);
}

const struct job_kind silent_late_job = { SILENT_LATE_JOB, run };
