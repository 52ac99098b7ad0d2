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
	const char *kind; /* of the alarm */
	int64_t most;
	struct throttle_limit limit;
};

/* An answer makes the next question come, when a machine asks. A person asks something else. */
static enum hk_result is_loop(struct ctx *cx, const struct mail_order *order, const struct cap *cap,
			      bool *ret)
{
	struct throttle_limit lately = cap->limit;
	int64_t day = cap->limit.used;
	bool is_new = false;

	*ret = false;
	if (day < cap->most)
		return HK_OK;
	lately.span_ms = QUIET_HOURS * HK_HOUR;
	HK_TRY(throttle_look(cx, &lately, 1));
	*ret = lately.used > 0;
	if (!*ret || !order->is_first || !order->ticket || day >= GOVERNOR_MATTERS)
		return HK_OK;
	HK_TRY(matter_is_new(cx, order->ticket, cx->now - HK_DAY, &is_new));
	*ret = !is_new;
	return HK_OK;
}

static struct cap cap_of(const char *kind, const char *what, const char *whom, int64_t most)
{
	return (struct cap){
		kind, most, { .what = what, .whom = whom, .span_ms = HK_HOUR, .window_ms = SLICE }
	};
}

/* The loop is the first, where there may be one. */
static size_t caps_of(struct ctx *cx, const struct mail_order *order,
		      struct cap ret[THROTTLE_LIMITS_MOST])
{
	size_t count = 0;

	if (order->is_answer)
		ret[count++] = (struct cap){ "loop",
					     GOVERNOR_ROUNDS,
					     { .what = "mail.answer",
					       .whom = order->to,
					       .span_ms = HK_DAY,
					       .window_ms = DAY_SLICE } };
	if (order->is_counted)
		ret[count++] = cap_of("address", "mail.automatic", order->to, GOVERNOR_PER_ADDRESS);
	if (order->ticket)
		ret[count++] = cap_of("thread", "mail.thread",
				      hk_format(cx->arena, "%" PRId64, order->ticket->id),
				      GOVERNOR_PER_THREAD);
	ret[count++] = cap_of("rule", "mail.rule", order->rule,
			      org_setting_number(cx, GOVERNOR_RULE_SETTING, GOVERNOR_PER_RULE));
	ret[count++] = cap_of("hour", "mail.hour", "",
			      org_setting_number(cx, GOVERNOR_HOUR_SETTING, GOVERNOR_PER_HOUR));
	return count;
}

static enum hk_result look(struct ctx *cx, struct cap *caps, size_t count)
{
	struct throttle_limit limits[THROTTLE_LIMITS_MOST];

	for (size_t i = 0; i < count; i++)
		limits[i] = caps[i].limit;
	HK_TRY(throttle_look(cx, limits, count));
	for (size_t i = 0; i < count; i++)
		caps[i].limit = limits[i];
	return HK_OK;
}

/* The alarm's matter: the address for what concerns one, else the rule or the house. */
static enum hk_result stop(struct ctx *cx, const struct mail_order *order, const struct cap *cap)
{
	int64_t ticket_id = order->ticket ? order->ticket->id : 0;
	struct alarm alarm = { .key = hk_format(cx->arena, "%s %s %s %" PRId64, cap->kind,
						order->rule, cap->limit.whom, cx->now / HK_DAY),
			       .kind = cap->kind,
			       .what = order->rule,
			       .address = order->to,
			       .ticket_id = ticket_id };

	hk_log(HK_LOG_WARNING, "mail.held_back",
	       "org=%" PRId64 " ticket=%" PRId64 " cap=%s rule=%s limit=%" PRId64, cx->org_id,
	       order->ticket ? order->ticket->number : 0, cap->kind, order->rule, cap->most);
	HK_TRY(alarm_raise(cx, &alarm));
	return ticket_id ? history_record(cx, ticket_id, "held_back", order->to, NULL) : HK_OK;
}

enum hk_result governor_allows(struct ctx *cx, const struct mail_order *order, bool *ret)
{
	struct cap caps[THROTTLE_LIMITS_MOST];
	size_t count = caps_of(cx, order, caps);

	*ret = false;
	HK_TRY(look(cx, caps, count));
	for (size_t i = 0; i < count; i++) {
		bool is_over = caps[i].limit.used >= caps[i].most;

		if (order->is_answer && i == 0)
			HK_TRY(is_loop(cx, order, &caps[i], &is_over));
		if (is_over)
			return stop(cx, order, &caps[i]);
	}
	for (size_t i = 0; i < count; i++)
		HK_TRY(throttle_note(cx, &caps[i].limit));
	*ret = true;
	return HK_OK;
}
