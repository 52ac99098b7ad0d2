#include "base/time.h"
#include "core/throttle.h"
#include "intake/ask.h"
#include "job/jobs.h"
#include "people/link.h"
#include "people/session.h"
#include "ticket/draft.h"

enum { EVENT_DAYS = 7, JOB_DAYS = 7, LINK_DAYS = 7 };

enum hk_result tidy(struct ctx *cx)
{
	HK_TRY(event_forget(cx, cx->now - EVENT_DAYS * HK_DAY));
	HK_TRY(job_forget(cx, cx->now - JOB_DAYS * HK_DAY));
	HK_TRY(link_forget(cx, cx->now - LINK_DAYS * HK_DAY));
	HK_TRY(ask_forget(cx, cx->now - HK_DAY));
	HK_TRY(session_forget(cx));
	HK_TRY(throttle_forget(cx, cx->now - HK_DAY));
	return presence_forget(cx, cx->now - HK_DAY);
}
