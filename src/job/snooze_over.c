/* A ticket that was put away comes back into its owner's inbox. */
#include "job/jobs.h"
#include "ticket/work/snooze.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return snooze_over(cx, job->about_id);
}

const struct job_kind snooze_job = { SNOOZE_JOB, run };
