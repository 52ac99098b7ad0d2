#include "ticket/rule/rule_run.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/id.h"
#include "ticket/message.h"
#include "ticket/rule/rule_act.h"
#include "ticket/rule/rule_find.h"
#include "ticket/rule/rule_time.h"
#include "ticket/write/reply.h"

enum { HELD_SLACK_MS = 2000 };

/* is_held: it may be taken back for ten seconds, and only then it has happened. */
static const struct {
	const char *kind, *name;
	bool is_held;
} heard[] = {
	{ "ticket.opened", "opened", false },     { "message.added", "word", false },
	{ "ticket.opened", "writes", false },     { "message.added", "writes", false },
	{ "ticket.reopened", "reopened", false }, { "message.sent", "answered", true },
	{ "message.noted", "noted", false },      { "ticket.changed", "changed", false },
	{ "ticket.assigned", "assigned", false }, { "ticket.resolved", "resolved", true },
	{ "ticket.closed", "closed", false },
};

static enum hk_result job_if_on(struct ctx *cx, const struct event *event, const char *name,
				int64_t run_at)
{
	int64_t id = ctx_new_id(cx);
	const char *key = hk_format(cx->arena, "%s %" PRId64 "%s%s", name, id,
				    cx->chain ? " : " : "", cx->chain ? cx->chain : "");

	return db_send(cx->db,
		       DB_ADD_FROM("job",
				   "id, kind, effect_key, about_id, run_at, state, attempts, epoch,"
				   " lease_until, problem",
				   "$2, $3, $4, $5, $6, 'waiting', 0, 0, 0, ''", "rule_on",
				   "rule_on.event = $7"),
		       DB_ARGS(id, RULE_EVENT_JOB, key, event->ticket_id, run_at, name));
}

enum hk_result rule_hear(struct ctx *cx, const struct event *event)
{
	for (size_t i = 0; i < HK_COUNT(heard); i++)
		if (strcmp(heard[i].kind, event->kind) == 0)
			HK_TRY(job_if_on(cx, event, heard[i].name,
					 cx->now + (heard[i].is_held ? REPLY_HOLD_MS : 0)));
	return HK_OK;
}

struct one_message {
	int64_t id;
};

static const struct db_column one_columns[] = { DB_COLUMN(struct one_message, id) };
static const struct db_record one_record = DB_RECORD("message", struct one_message, one_columns);

/* What was held may have been taken back: then it never happened. */
static enum hk_result still_is(struct ctx *cx, const struct ticket *ticket, const char *name,
			       int64_t at, bool *ret)
{
	struct one_message one;
	enum hk_result result;

	*ret = strcmp(name, "resolved") != 0 || strcmp(ticket->bucket, "resolved") == 0;
	if (strcmp(name, "answered") != 0)
		return HK_OK;
	result = db_select_one(
		cx->db, &one_record,
		DB_WHERE("ticket_id = $2 AND kind = 'out' AND at >= $3 AND at <= $4", "LIMIT 1"),
		DB_ARGS(ticket->id, at - HELD_SLACK_MS, at), &one);
	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* "opened 17 : 3 4": what happened, a name for it, and the rules that led to it. */
struct happened {
	const char *name, *chain;
	int64_t id;
};

static bool happened_read(struct ctx *cx, const char *key, struct happened *ret)
{
	const char *colon = strstr(key, " : ");

	ret->name = condition_value_at(cx, key, 0);
	ret->chain = colon ? colon + strlen(" : ") : "";
	return ret->name && condition_value_at(cx, key, 1) &&
	       hk_number(condition_value_at(cx, key, 1), &ret->id);
}

static enum hk_result trigger_ask(struct ctx *cx, const struct rule *rule,
				  const struct ticket *ticket, const struct happened *happened)
{
	struct condition_list conditions = condition_read(cx, rule->conditions);
	struct facts facts = facts_now(cx, ticket);
	bool holds;

	HK_TRY(conditions_hold(cx, &conditions, &facts, &holds));
	if (!holds)
		return HK_OK;
	return rule_act(cx, rule, &facts,
			hk_format(cx->arena, "%s %" PRId64, happened->name, happened->id),
			happened->chain);
}

enum hk_result rule_run_event(struct ctx *cx, int64_t ticket_id, const char *key)
{
	struct happened happened;
	struct rule_list rules;
	struct ticket ticket;
	bool is_so;

	if (!happened_read(cx, key, &happened))
		return HK_NOT_FOUND;
	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	HK_TRY(still_is(cx, &ticket, happened.name, id_time(happened.id), &is_so));
	if (!is_so)
		return HK_OK;
	HK_TRY(rule_active(cx, happened.name, &rules));
	for (size_t i = 0; i < rules.count; i++) {
		const struct rule *rule = &rules.items[i];

		if (!rule_is_for(rule, &ticket))
			continue;
		if (strcmp(rule->kind, "timed") == 0)
			HK_TRY(rule_time_ask(cx, rule, &ticket, happened.chain));
		else
			HK_TRY(trigger_ask(cx, rule, &ticket, &happened));
		/* The next one sees what this one made of it. */
		HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	}
	return HK_OK;
}
