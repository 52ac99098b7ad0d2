#include <inttypes.h>

#include "base/arena.h"
#include "feedback/cause.h"
#include "feedback/loop/loop_case.h"
#include "growth/sheet.h"
#include "growth/silent.h"
#include "job/jobs.h"
#include "standard/promise.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/handover.h"
#include "ticket/work/task.h"

enum { BATCH = 100 };

/* Whoever has left hands over what he has; others write in between. */
static enum hk_result run(struct ctx *cx, const struct job *job)
{
	int64_t count;

	HK_TRY(task_release(cx, job->about_id));
	HK_TRY(cause_release(cx, job->about_id));
	HK_TRY(sheet_release(cx, job->about_id));
	HK_TRY(silent_release(cx, job->about_id));
	HK_TRY(handover_release(cx, job->about_id));
	HK_TRY(ticket_owner_release(cx, job->about_id, BATCH, &count));
	if (count < BATCH)
		HK_TRY(loop_case_release(cx, job->about_id, BATCH, &count));
	if (count < BATCH)
		return promise_release(cx, job->about_id);
	return job_add(cx, job->kind, job->about_id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, job->about_id, ctx_new_id(cx)));
}

const struct job_kind staff_left_job = { "staff.left", run };
