#include "job/jobs.h"
#include "ticket/work/task.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return task_late(cx, job->about_id);
}

const struct job_kind task_late_job = { TASK_LATE_JOB, run };
