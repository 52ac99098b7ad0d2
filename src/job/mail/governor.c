#include "job/mail/governor.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "core/throttle.h"
#include "job/alarm.h"
#include "ticket/history.h"
#include "ticket/mail/matter.h"

enum {
	SLICE = 60 * 1000, /* so exactly is it known when they were written */
	DAY_SLICE = 15 * 60 * 1000,
	QUIET_HOURS = 4,
};

struct cap {
	const char *kind;    /* of the alarm */
	const char *counter; /* of core/throttle.h */
	const char *whom;
	int64_t limit;
};

static enum hk_result recent(struct ctx *cx, const struct cap *cap, int64_t since, int64_t slice,
			     int64_t *ret)
{
	return throttle_recent(cx, cap->counter, cap->whom, since, slice, ret);
}

/* An answer makes the next question come, when a machine asks. A person asks something else. */
static enum hk_result is_loop(struct ctx *cx, const struct mail_order *order, const struct cap *cap,
			      bool *ret)
{
	int64_t day, lately;
	bool is_new = false;

	*ret = false;
	HK_TRY(recent(cx, cap, cx->now - HK_DAY, DAY_SLICE, &day));
	if (day < cap->limit)
		return HK_OK;
	HK_TRY(recent(cx, cap, cx->now - QUIET_HOURS * HK_HOUR, DAY_SLICE, &lately));
	*ret = lately > 0;
	if (!*ret || !order->is_first || !order->ticket || day >= GOVERNOR_MATTERS)
		return HK_OK;
	HK_TRY(matter_is_new(cx, order->ticket, cx->now - HK_DAY, &is_new));
	*ret = !is_new;
	return HK_OK;
}

static size_t caps_of(struct ctx *cx, const struct mail_order *order, struct cap ret[4])
{
	size_t count = 0;

	if (order->is_counted)
		ret[count++] = (struct cap){ "address", "mail.automatic", order->to,
					     GOVERNOR_PER_ADDRESS };
	if (order->ticket)
		ret[count++] = (struct cap){ "thread", "mail.thread",
					     hk_format(cx->arena, "%" PRId64, order->ticket->id),
					     GOVERNOR_PER_THREAD };
	ret[count++] =
		(struct cap){ "rule", "mail.rule", order->rule,
			      org_setting_number(cx, GOVERNOR_RULE_SETTING, GOVERNOR_PER_RULE) };
	ret[count++] =
		(struct cap){ "hour", "mail.hour", "",
			      org_setting_number(cx, GOVERNOR_HOUR_SETTING, GOVERNOR_PER_HOUR) };
	return count;
}

/* The alarm's matter: the address for what concerns one, else the rule or the house. */
static enum hk_result stop(struct ctx *cx, const struct mail_order *order, const struct cap *cap)
{
	int64_t ticket_id = order->ticket ? order->ticket->id : 0;
	struct alarm alarm = { .key = hk_format(cx->arena, "%s %s %s %" PRId64, cap->kind,
						order->rule, cap->whom, cx->now / HK_DAY),
			       .kind = cap->kind,
			       .what = order->rule,
			       .address = order->to,
			       .ticket_id = ticket_id };

	hk_log(HK_LOG_WARNING, "mail.held_back",
	       "org=%" PRId64 " ticket=%" PRId64 " cap=%s rule=%s limit=%" PRId64, cx->org_id,
	       order->ticket ? order->ticket->number : 0, cap->kind, order->rule, cap->limit);
	HK_TRY(alarm_raise(cx, &alarm));
	return ticket_id ? history_record(cx, ticket_id, "held_back", order->to, NULL) : HK_OK;
}

enum hk_result governor_allows(struct ctx *cx, const struct mail_order *order, bool *ret)
{
	struct cap loop = { "loop", "mail.answer", order->to, GOVERNOR_ROUNDS }, caps[4];
	size_t count = caps_of(cx, order, caps);

	*ret = false;
	if (order->is_answer) {
		bool is_in_loop;

		HK_TRY(is_loop(cx, order, &loop, &is_in_loop));
		if (is_in_loop)
			return stop(cx, order, &loop);
	}
	for (size_t i = 0; i < count; i++) {
		int64_t used;

		HK_TRY(recent(cx, &caps[i], cx->now - HK_HOUR, SLICE, &used));
		if (used >= caps[i].limit)
			return stop(cx, order, &caps[i]);
	}
	if (order->is_answer)
		HK_TRY(throttle_note(cx, loop.counter, loop.whom, DAY_SLICE));
	for (size_t i = 0; i < count; i++)
		HK_TRY(throttle_note(cx, caps[i].counter, caps[i].whom, SLICE));
	*ret = true;
	return HK_OK;
}
