#include "ticket/rule/rule_act.h"

#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "ticket/history.h"
#include "ticket/rule/because.h"
#include "ticket/rule/rule_find.h"

bool rule_is_for(const struct rule *rule, const struct ticket *ticket)
{
	bool is_aside =
		strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0;

	return !is_aside && !ticket->merged_into &&
	       (!rule->team_id || rule->team_id == ticket->team_id);
}

enum hk_result rule_preview(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			    const char **ret_reasons)
{
	struct action_list actions = action_read(cx, rule->actions);

	for (size_t i = 0; i < actions.count; i++) {
		actions.items[i].rule_id = strcmp(rule->kind, "macro") == 0 ? 0 : rule->id;
		HK_TRY(action_check(cx, &actions.items[i], ticket, &ret_reasons[i]));
	}
	return HK_OK;
}

/* One of them is still to be done, or is refused, which somebody has to hear. */
static enum hk_result has_work(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			       bool *ret)
{
	struct action_list actions = action_read(cx, rule->actions);

	*ret = false;
	for (size_t i = 0; i < actions.count; i++) {
		actions.items[i].rule_id = rule->id;
		*ret = *ret || !action_is_so(&actions.items[i], ticket);
	}
	return HK_OK;
}

static bool is_in_chain(struct ctx *cx, const char *chain, int64_t rule_id, bool *ret_is_last)
{
	const char *wanted = hk_format(cx->arena, "%" PRId64, rule_id), *id;
	bool is_in = false;

	*ret_is_last = false;
	for (size_t i = 0; (id = condition_value_at(cx, chain, i)); i++) {
		*ret_is_last = strcmp(id, wanted) == 0;
		is_in = is_in || *ret_is_last;
	}
	return is_in;
}

static size_t chain_length(struct ctx *cx, const char *chain)
{
	size_t count = 0;

	while (condition_value_at(cx, chain, count))
		count++;
	return count;
}

/* Once a day for a rule and a ticket: an administrator sees it, and so does who reads the ticket.
 */
static enum hk_result stop(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			   const char *what)
{
	hk_log(HK_LOG_WARNING, "rule.stopped",
	       "org=%" PRId64 " rule=%" PRId64 " ticket=%" PRId64 " why=%s", cx->org_id, rule->id,
	       ticket->number, what);
	return job_add(cx, RULE_STOPPED_JOB, ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %s %" PRId64 " %" PRId64, rule->id, what,
				 ticket->id, cx->now / HK_DAY));
}

/* Its own change does not set it off, which is nothing to tell; whatever else is stopped is told.
 */
static enum hk_result is_stopped(struct ctx *cx, const struct rule *rule,
				 const struct ticket *ticket, const char *chain, bool *ret)
{
	bool is_own = false;
	bool is_again = is_in_chain(cx, chain, rule->id, &is_own);
	int64_t count;

	*ret = true;
	if (is_again)
		return is_own ? HK_OK : stop(cx, rule, ticket, "loop");
	if (chain_length(cx, chain) >= RULE_CHAIN_MOST)
		return stop(cx, rule, ticket, "chain");
	HK_TRY(rule_hit_count(cx, rule->id, ticket->id, cx->now - HK_DAY, &count));
	if (count >= RULE_DAILY_MOST)
		return stop(cx, rule, ticket, "often");
	*ret = false;
	return HK_OK;
}

static const char *sentence_of(const struct ctx *cx)
{
	if (cx->field_count)
		return cx->fields[0].sentence;
	return cx->problem ? cx->problem : "";
}

static bool is_refusal(enum hk_result result)
{
	return result == HK_CONFLICT || result == HK_INVALID || result == HK_DENIED ||
	       result == HK_NOT_FOUND;
}

/* What one action refuses is no reason to leave the others; each looks before it writes. */
static enum hk_result actions_do(struct ctx *cx, const struct rule *rule, struct ticket *ticket,
				 const char *effect)
{
	struct action_list actions = action_read(cx, rule->actions);

	for (size_t i = 0; i < actions.count; i++) {
		struct action *action = &actions.items[i];
		struct action_done done;
		enum hk_result result;

		action->rule_id = rule->id;
		if (action_is_so(action, ticket))
			continue;
		action->effect = hk_format(cx->arena, "%s %zu", effect, i);
		result = action_do(cx, action, ticket, &done);
		if (result == HK_OK)
			result = ticket_by_row(cx, ticket->id, ticket);
		if (is_refusal(result))
			result =
				history_record(cx, ticket->id, "rule_stuck", sentence_of(cx), NULL);
		cx->problem = NULL;
		cx->field_count = 0;
		HK_TRY(result);
	}
	return HK_OK;
}

static enum hk_result act_as(struct ctx *cx, const struct rule *rule, struct ticket *ticket,
			     const char *because, struct rule_hit *hit)
{
	HK_TRY(history_record(cx, ticket->id, "ruled", because_line(cx, rule, because), NULL));
	HK_TRY(actions_do(cx, rule, ticket, hk_format(cx->arena, "%" PRId64, hit->id)));
	hit->done = "";
	hit->ticket_version = ticket->version;
	return rule_hit_store(cx, hit);
}

enum hk_result rule_act(struct ctx *cx, const struct rule *rule, struct facts *facts,
			const char *key, const char *chain)
{
	const struct actor *actor_before = cx->actor;
	const char *chain_before = cx->chain, *because;
	struct actor actor = actor_house;
	struct ticket ticket = *facts->ticket;
	struct rule_hit hit = { .rule_id = rule->id,
				.ticket_id = ticket.id,
				.effect_key = key,
				.id = ctx_new_id(cx),
				.version = rule->version };
	bool has, is_stopped_now, is_new;
	enum hk_result result;

	HK_TRY(has_work(cx, rule, &ticket, &has));
	if (!has)
		return HK_OK;
	HK_TRY(is_stopped(cx, rule, &ticket, chain, &is_stopped_now));
	if (is_stopped_now)
		return HK_OK;
	HK_TRY(because_write(cx, rule, facts, &because));
	HK_TRY(rule_hit_add(cx, &hit, &is_new));
	if (!is_new)
		return HK_OK;
	actor.name = rule->name;
	cx->actor = &actor;
	cx->chain = hk_format(cx->arena, "%s%s%" PRId64, chain, *chain ? " " : "", rule->id);
	result = act_as(cx, rule, &ticket, because, &hit);
	cx->actor = actor_before;
	cx->chain = chain_before;
	return result;
}
