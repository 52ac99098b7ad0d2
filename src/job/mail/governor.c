#include "job/mail/governor.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/org.h"
#include "core/throttle.h"
#include "job/alarm.h"
#include "job/mail/gathered.h"
#include "ticket/history.h"
#include "ticket/mail/chain.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/matter.h"

enum {
	SLICE = 60 * 1000, /* so exactly is it known when they were written */
	QUIET_HOURS = 4,
};

struct cap {
	const char *kind; /* of the alarm */
	int64_t most;
	struct throttle_limit limit;
};

/* Each of the last mails to him, the one now among them, follows the one before within minutes:
 * that is how a machine answers, whatever its words. */
static enum hk_result is_quick(struct ctx *cx, const struct cap *cap, bool *ret)
{
	struct throttle_limit rounds[GOVERNOR_ROUNDS];

	for (int64_t i = 0; i < GOVERNOR_ROUNDS; i++) {
		rounds[i] = cap->limit;
		rounds[i].span_ms = (i + 1) * GOVERNOR_QUICK * HK_MINUTE;
	}
	HK_TRY(throttle_look(cx, rounds, GOVERNOR_ROUNDS));
	*ret = true;
	for (int64_t i = 0; i < GOVERNOR_ROUNDS; i++)
		*ret = *ret && rounds[i].used > i;
	return HK_OK;
}

/* An answer makes the next question come, when a machine asks. A person asks something else, and
 * when he likes. */
static enum hk_result is_loop(struct ctx *cx, const struct mail_order *order, const struct cap *cap,
			      bool *ret)
{
	struct throttle_limit lately = cap->limit;
	int64_t day = cap->limit.used;
	bool is_new = false, quick;

	*ret = false;
	if (day < cap->most)
		return HK_OK;
	lately.span_ms = QUIET_HOURS * HK_HOUR;
	HK_TRY(throttle_look(cx, &lately, 1));
	*ret = lately.used > 0;
	if (!*ret || !order->is_first || !order->ticket || day >= GOVERNOR_MATTERS)
		return HK_OK;
	HK_TRY(is_quick(cx, cap, &quick));
	if (quick)
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

/* A desk may put the number of its ticket into its address, as we do: it is the same desk. */
static const char *desk_of(struct ctx *cx, const char *address)
{
	const char *at = strrchr(address, '@'), *plus = strchr(address, '+');

	if (!at || !plus || plus == address || plus > at)
		return address;
	return hk_format(cx->arena, "%.*s%s", (int)(plus - address), address, at);
}

/* The loop is the first, where there may be one. */
static size_t caps_of(struct ctx *cx, const struct mail_order *order,
		      struct cap ret[THROTTLE_LIMITS_MOST])
{
	const char *whom = desk_of(cx, order->to);
	size_t count = 0;

	if (order->is_answer)
		ret[count++] = (struct cap){ "loop",
					     GOVERNOR_ROUNDS,
					     { .what = "mail.answer",
					       .whom = whom,
					       .span_ms = HK_DAY,
					       .window_ms = SLICE } };
	if (order->is_counted)
		ret[count++] = cap_of("address", "mail.automatic", whom, GOVERNOR_PER_ADDRESS);
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

	if (order->staff_id)
		return gathered_add(cx, order);

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

/* It answers what we wrote by ourselves, from an address that was never on it, and so did what came
 * before: no address says that it is one desk. Of people who hand a mail on each writes when he
 * likes, and in his own words. */
static enum hk_result is_chain(struct ctx *cx, const struct mail_order *order, bool *ret)
{
	const struct chain_wish wish = { .since = cx->now - HK_DAY,
					 .quick_ms = GOVERNOR_QUICK * HK_MINUTE,
					 .most = GOVERNOR_MATTERS };
	struct chain chain = { 0 };

	if (order->is_first && order->ticket)
		HK_TRY(chain_read(cx, order->ticket, &wish, &chain));
	*ret = chain.machine >= GOVERNOR_ROUNDS || chain.all >= GOVERNOR_MATTERS;
	return HK_OK;
}

enum hk_result governor_allows(struct ctx *cx, const struct mail_order *order, bool *ret)
{
	struct cap caps[THROTTLE_LIMITS_MOST];
	size_t count = caps_of(cx, order, caps);
	bool is_ours;

	*ret = false;
	/* Somebody wrote in the name of a mailbox of ours: it would hear from itself. */
	HK_TRY(mailbox_has(cx, order->to, &is_ours));
	if (is_ours)
		return HK_OK;
	HK_TRY(look(cx, caps, count));
	for (size_t i = 0; i < count; i++) {
		bool is_over = caps[i].limit.used >= caps[i].most;

		if (order->is_answer && i == 0)
			HK_TRY(is_loop(cx, order, &caps[i], &is_over));
		if (order->is_answer && i == 0 && !is_over)
			HK_TRY(is_chain(cx, order, &is_over));
		if (is_over)
			return stop(cx, order, &caps[i]);
	}
	for (size_t i = 0; i < count; i++)
		HK_TRY(throttle_note(cx, &caps[i].limit));
	*ret = true;
	return HK_OK;
}
