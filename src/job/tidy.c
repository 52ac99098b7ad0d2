
#include "base/result.h"
#include "base/time.h"
#include "core/throttle.h"
#include "feedback/loop/loop_case.h"
#include "intake/ask.h"
#include "job/alarm.h"
#include "job/jobs.h"
#include "people/link.h"
#include "people/reached.h"
#include "people/session.h"
#include "ticket/complaint/complaint.h"
#include "ticket/mail/outbox.h"
#include "ticket/rule/rule_run.h"
#include "ticket/work/notification.h"
#include "ticket/write/draft.h"
#include "ticket/write/later.h"

/* Rows of one kind in one transaction: nobody waits long for his own. */
enum { SLICE = 2000 };

/* A program that asks again within a week gets the same ticket; the ledger knows the request for
 * ever. */
static enum hk_result idempotency_forget(struct ctx *cx, int64_t before, int64_t limit,
					 int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("idempotency",
				   "(staff_id, name) IN (SELECT staff_id, name FROM idempotency"
				   " WHERE org_id = $1 AND at < $2 ORDER BY at LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}

/* What is kept for how long after it has served; bounces come within days, so sent mails (which
 * hold what was said to whom, and the server's word that it took them) stay for three months. What
 * proves something stays: the ledger, replies, history, audit, failed mails. */
static const struct {
	enum hk_result (*forget)(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
	int64_t ms;
} rules[] = {
	{ event_forget, 7 * HK_DAY },
	{ job_forget, 7 * HK_DAY },
	{ link_forget, 7 * HK_DAY },
	{ idempotency_forget, 7 * HK_DAY },
	{ ask_forget, HK_DAY },
	{ session_forget, 0 },
	{ throttle_forget, HK_DAY },
	{ presence_forget, HK_DAY },
	{ outbox_forget, 90 * HK_DAY },
	{ alarm_forget, 90 * HK_DAY },
	{ later_forget, 90 * HK_DAY },
	{ notification_forget, 90 * HK_DAY },
	{ reached_forget, 400 * HK_DAY },
	{ rule_hit_forget, 400 * HK_DAY },
	{ complaint_forget, 0 }, /* each has its own day */
	/* Nothing goes here: those since then who wait and have no case get one. */
	{ loop_case_make_up, 30 * HK_DAY },
};

enum hk_result tidy(struct ctx *cx, bool *ret_is_done)
{
	bool is_done = true;

	for (size_t i = 0; i < HK_COUNT(rules); i++) {
		int64_t count;
		HK_TRY(rules[i].forget(cx, cx->now - rules[i].ms, SLICE, &count));
		is_done = is_done && count < SLICE;
	}
	*ret_is_done = is_done;
	return HK_OK;
}
