#include "job/follow_up.h"
#include "job/jobs.h"
#include "ticket/clock/follow_up.h"
#include "tpl_mail_reminder.h"
#include "tpl_mail_reminder_text.h"

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct follow_up_days days = follow_up_days_of(cx);
	struct ticket ticket;

	HK_TRY(follow_up_ticket(cx, job, &ticket));
	HK_TRY(follow_up_remind(cx, &ticket));

	enum hk_result result = follow_up_mail_queue(
		cx, job, &ticket,
		&(struct follow_up_mail){ "reminder", tpl_mail_reminder_text, tpl_mail_reminder,
					  days.close - days.remind, true });

	/* Still nobody can be reached by mail. */
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return follow_up_mailed(cx, &ticket);
}

const struct job_kind follow_up_remind_job = { "follow_up.remind", run };
