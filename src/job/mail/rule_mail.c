/* A saved reply that a rule sends: within the limits of the governor, once, and marked so that no
 * machine answers it. */
#include <inttypes.h>

#include "base/text.h"
#include "job/jobs.h"
#include "job/mail/governor.h"
#include "job/mail/mail.h"
#include "ticket/rule/action_more.h"
#include "ticket/rule/condition.h"
#include "ticket/write/automatic.h"
#include "ticket/write/saved_value.h"

/* "RULE REPLY EFFECT": what send wrote in ticket/rule/action_more.c. */
static bool key_read(struct ctx *cx, const char *key, int64_t *ret_rule, int64_t *ret_reply)
{
	const char *rule = condition_value_at(cx, key, 0);
	const char *reply = condition_value_at(cx, key, 1);

	return rule && reply && hk_number(rule, ret_rule) && hk_number(reply, ret_reply);
}

static enum hk_result run(struct ctx *cx, const struct job *job)
{
	struct automatic automatic = { .effect_key =
					       hk_format(cx->arena, "rule %s", job->effect_key) };
	struct mail_order order;
	struct ticket ticket;
	int64_t rule_id, reply_id;
	bool is_allowed;

	if (!key_read(cx, job->effect_key, &rule_id, &reply_id))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_row(cx, job->about_id, &ticket));
	HK_TRY(mail_to_customer(cx, &ticket, &order));
	HK_TRY(action_saved_text(cx, &ticket, reply_id, &automatic.language, &automatic.text));
	if (saved_gap(cx->arena, automatic.text))
		return HK_CONFLICT;
	order.rule = hk_format(cx->arena, "rule %" PRId64, rule_id);
	order.is_answer = true;
	HK_TRY(governor_allows(cx, &order, &is_allowed));
	if (!is_allowed)
		return HK_OK;
	automatic.to = order.to;
	automatic.name = order.name;
	return automatic_add(cx, &ticket, &automatic);
}

const struct job_kind rule_mail_job = { RULE_MAIL_JOB, run };
