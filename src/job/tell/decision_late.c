#include "growth/sheet.h"
#include "job/jobs.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	return sheet_late(cx, job->about_id, job->run_at);
}

const struct job_kind decision_late_job = { SHEET_LATE_JOB, run };
