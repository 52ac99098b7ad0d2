#include "job/follow_up.h"
#include "job/jobs.h"
#include "ticket/clock/follow_up.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;

	HK_TRY(follow_up_ticket(cx, job, &ticket));
	return follow_up_give_up(cx, &ticket);
}

const struct job_kind follow_up_close_job = { "follow_up.close", run };
