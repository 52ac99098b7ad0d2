#include "job/jobs.h"
#include "ticket/follow_up.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	return follow_up_give_up(cx, &ticket);
}

const struct job_kind follow_up_close_job = { "follow_up.close", run };
