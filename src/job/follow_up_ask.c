#include "base/time.h"
#include "job/follow_up.h"
#include "job/jobs.h"
#include "ticket/clock/follow_up.h"
#include "tpl_mail_follow_up.h"
#include "tpl_mail_follow_up_text.h"

/* What silence leads to. */
static enum hk_result later(struct ctx *cx, const struct job *job, const struct ticket *ticket,
			    struct follow_up_days days)
{
	HK_TRY(job_add(cx, follow_up_remind_job.kind, ticket->id, cx->now + days.remind * HK_DAY,
		       job->effect_key));
	return job_add(cx, follow_up_close_job.kind, ticket->id, cx->now + days.close * HK_DAY,
		       job->effect_key);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct follow_up_days days = follow_up_days_of(cx);
	struct ticket ticket;

	HK_TRY(follow_up_ticket(cx, job, &ticket));

	enum hk_result result = follow_up_ask(cx, &ticket);

	/* It was asked, then put aside, and now it is back: silence counts from here. */
	if (result == HK_CONFLICT && follow_up_is_open(cx, &ticket))
		return later(cx, job, &ticket, days);
	HK_TRY(result);
	HK_TRY(later(cx, job, &ticket, days));
	/* The question is the promise kept, not an advertisement: it counts against no limit. */
	result = follow_up_mail_queue(
		cx, job, &ticket,
		&(struct follow_up_mail){ "follow_up", tpl_mail_follow_up_text, tpl_mail_follow_up,
					  days.close, false });
	if (result == HK_NOT_FOUND)
		return follow_up_by_phone(cx, &ticket, cx->now + days.remind * HK_DAY);
	return result;
}

const struct job_kind follow_up_ask_job = { "follow_up.ask", run };
