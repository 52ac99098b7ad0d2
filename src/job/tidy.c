#include "base/time.h"
#include "core/throttle.h"
#include "intake/ask.h"
#include "job/jobs.h"
#include "people/link.h"
#include "people/session.h"
#include "ticket/draft.h"

/* Rows of one kind in one transaction: nobody waits long for his own. */
enum { EVENT_DAYS = 7, JOB_DAYS = 7, LINK_DAYS = 7, SLICE = 2000 };

enum hk_result tidy(struct ctx *cx, bool *ret_is_done)
{
	int64_t events, jobs;

	HK_TRY(event_forget(cx, cx->now - EVENT_DAYS * HK_DAY, SLICE, &events));
	HK_TRY(job_forget(cx, cx->now - JOB_DAYS * HK_DAY, SLICE, &jobs));
	HK_TRY(link_forget(cx, cx->now - LINK_DAYS * HK_DAY));
	HK_TRY(ask_forget(cx, cx->now - HK_DAY));
	HK_TRY(session_forget(cx));
	HK_TRY(throttle_forget(cx, cx->now - HK_DAY));
	*ret_is_done = events < SLICE && jobs < SLICE;
	return presence_forget(cx, cx->now - HK_DAY);
}
