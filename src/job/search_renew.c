#include "job/jobs.h"
#include "ticket/message.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct ticket ticket;

	HK_TRY(ticket_by_id(cx, job->about_id, &ticket));
	return message_words_renew(cx, &ticket);
}

const struct job_kind search_renew_job = { "search.renew", run };
