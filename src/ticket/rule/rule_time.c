#include "ticket/rule/rule_time.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/id.h"
#include "core/job.h"
#include "standard/calendar.h"
#include "ticket/clock/clocks_rule.h"
#include "ticket/rule/rule_act.h"
#include "ticket/rule/rule_find.h"
#include "ticket/seen.h"

/* What stood long before is not done because something happened now. */
enum { OLDEST_DAYS = 30 };

static bool runs_since(const struct rule *rule, const char *since)
{
	return strcmp(rule->event, since) == 0;
}

int64_t rule_time_since(const struct rule *rule, const struct ticket *ticket)
{
	const char *bucket = runs_since(rule, "resolved") ? "resolved" : "active";

	if (strcmp(ticket->bucket, bucket) != 0)
		return 0;
	if (runs_since(rule, "heard"))
		return ticket->last_in_at;
	if (runs_since(rule, "opened"))
		return ticket->opened_at;
	if (runs_since(rule, "resolved"))
		return ticket->resolved_at;
	return ticket->last_message_id ? id_time(ticket->last_message_id) : 0;
}

struct newest {
	int64_t id;
};

static const struct db_column newest_columns[] = { DB_COLUMN(struct newest, id) };
static const struct db_record newest_record = DB_RECORD("message", struct newest, newest_columns);

/* A rule acts once for each time that began. What it writes itself begins no new one. */
static enum hk_result standing_key(struct ctx *cx, const struct rule *rule,
				   const struct ticket *ticket, int64_t since, const char **ret)
{
	struct newest newest = { 0 };

	if (runs_since(rule, "said")) {
		enum hk_result result =
			db_select_one(cx->db, &newest_record,
				      DB_WHERE("ticket_id = $2 AND author_kind <> 'system'",
					       "ORDER BY id DESC LIMIT 1"),
				      DB_ARGS(ticket->id), &newest);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		since = newest.id;
	}
	*ret = hk_format(cx->arena, "%s %" PRId64, rule->event, since);
	return HK_OK;
}

static enum hk_result due_at(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			     int64_t since, int64_t *ret)
{
	int64_t duration = rule->minutes * HK_MINUTE, calendar_id;

	if (!rule->in_open_time) {
		*ret = since + duration;
		return HK_OK;
	}
	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	return calendar_due(cx, calendar_id, since, duration, ret);
}

static enum hk_result look_at(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			      int64_t since, int64_t at)
{
	return job_add(cx, RULE_LOOK_JOB, ticket->id, at,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
				 rule->id, ticket->id, since, at));
}

static bool asks_open_hours(const struct condition_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].field, "open_hours") == 0)
			return true;
	return false;
}

/* It is closed, and a condition asks for that: when it opens it may hold. */
static enum hk_result when_open(struct ctx *cx, const struct rule *rule,
				const struct ticket *ticket, int64_t since)
{
	int64_t calendar_id, opens = 0;

	HK_TRY(clocks_calendar(cx, ticket, &calendar_id));
	HK_TRY(calendar_opens(cx, calendar_id, cx->now, &opens));
	return opens > cx->now ? look_at(cx, rule, ticket, since, opens) : HK_OK;
}

enum hk_result rule_time_ask(struct ctx *cx, const struct rule *rule, const struct ticket *ticket,
			     const char *chain)
{
	struct condition_list conditions = condition_read(cx, rule->conditions);
	int64_t since = rule_time_since(rule, ticket), due;
	struct facts facts = facts_now(cx, ticket);
	const char *key;
	bool holds;

	if (!since || !rule_is_for(rule, ticket) ||
	    since + rule->minutes * (int64_t)HK_MINUTE > cx->now)
		return HK_OK;
	HK_TRY(due_at(cx, rule, ticket, since, &due));
	if (due > cx->now)
		return look_at(cx, rule, ticket, since, due);
	if (due < rule->on_at || due < cx->now - OLDEST_DAYS * HK_DAY)
		return HK_OK;
	HK_TRY(conditions_hold(cx, &conditions, &facts, &holds));
	if (!holds)
		return asks_open_hours(&conditions) ? when_open(cx, rule, ticket, since) : HK_OK;
	HK_TRY(standing_key(cx, rule, ticket, since, &key));
	return rule_act(cx, rule, &facts, key, chain);
}

enum hk_result rule_look(struct ctx *cx, int64_t ticket_id, const char *key)
{
	const char *word = condition_value_at(cx, key, 0);
	struct ticket ticket;
	struct rule rule;
	int64_t rule_id;

	if (!word || !hk_number(word, &rule_id))
		return HK_NOT_FOUND;
	HK_TRY(rule_by_row(cx, rule_id, &rule));
	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	if (!rule.is_on || rule.removed_at)
		return HK_OK;
	return rule_time_ask(cx, &rule, &ticket, "");
}

enum hk_result rule_tick(struct ctx *cx)
{
	int64_t next = (cx->now / HK_MINUTE + 1) * HK_MINUTE;
	struct rule_list rules;

	HK_TRY(rule_timed(cx, &rules));
	for (size_t i = 0; i < rules.count; i++)
		HK_TRY(job_add(cx, RULE_SWEEP_JOB, rules.items[i].id, cx->now,
			       hk_format(cx->arena, "%" PRId64 " %" PRId64, rules.items[i].id,
					 cx->now / HK_MINUTE)));
	return rules.count ? job_add(cx, RULE_TICK_JOB, 0, next,
				     hk_format(cx->arena, "%" PRId64, next / HK_MINUTE))
			   : HK_OK;
}

/* Those whose time began after low, up to high; the oldest first. */
static enum hk_result slice(struct ctx *cx, const struct rule *rule, int64_t low, int64_t high,
			    struct ticket_list *ret)
{
	struct db_rows rows;
	struct db_args args = DB_ARGS(low, high, (int64_t)RULE_SLICE);
	struct db_args ids = DB_ARGS(id_floor(low + 1), id_floor(high + 1), (int64_t)RULE_SLICE);

	if (runs_since(rule, "heard"))
		HK_TRY(db_select(cx->db, &ticket_record,
				 DB_WHERE("last_in_at > $2 AND last_in_at <= $3",
					  "ORDER BY last_in_at LIMIT $4"),
				 args, &rows));
	else if (runs_since(rule, "opened"))
		HK_TRY(db_select(cx->db, &ticket_record,
				 DB_WHERE("opened_at > $2 AND opened_at <= $3",
					  "ORDER BY opened_at LIMIT $4"),
				 args, &rows));
	else if (runs_since(rule, "resolved"))
		HK_TRY(db_select(cx->db, &ticket_record,
				 DB_WHERE("resolved_at > $2 AND resolved_at <= $3",
					  "ORDER BY resolved_at LIMIT $4"),
				 args, &rows));
	else
		HK_TRY(db_select(cx->db, &ticket_record,
				 DB_WHERE("last_message_id >= $2 AND last_message_id < $3",
					  "ORDER BY last_message_id LIMIT $4"),
				 ids, &rows));
	*ret = (struct ticket_list){ rows.items, rows.count };
	return HK_OK;
}

static int64_t began(const struct rule *rule, const struct ticket *ticket)
{
	if (runs_since(rule, "heard"))
		return ticket->last_in_at;
	if (runs_since(rule, "opened"))
		return ticket->opened_at;
	if (runs_since(rule, "resolved"))
		return ticket->resolved_at;
	return id_time(ticket->last_message_id);
}

/* A slice may end among tickets of the very same moment: the next one begins with that moment. */
static int64_t slice_end(const struct rule *rule, const struct ticket_list *list, int64_t low)
{
	int64_t last = began(rule, &list->items[list->count - 1]);

	return last - 1 > low ? last - 1 : last;
}

enum hk_result rule_sweep(struct ctx *cx, int64_t rule_id)
{
	struct ticket_list list;
	struct rule rule;
	int64_t duration, low, swept;

	HK_TRY(rule_by_row(cx, rule_id, &rule));
	if (!rule.is_on || rule.removed_at || strcmp(rule.kind, "timed") != 0)
		return HK_OK;
	duration = rule.minutes * HK_MINUTE;
	low = rule.swept_at - duration;
	HK_TRY(slice(cx, &rule, low, cx->now - duration, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(rule_time_ask(cx, &rule, &list.items[i], ""));
	swept = list.count < RULE_SLICE ? cx->now : slice_end(&rule, &list, low) + duration;
	HK_TRY(db_send(cx->db, DB_UPDATE("rule", "swept_at = $3", "id = $2", ""),
		       DB_ARGS(rule_id, swept)));
	if (list.count < RULE_SLICE)
		return HK_OK;
	return job_add(cx, RULE_SWEEP_JOB, rule_id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " after %" PRId64, rule_id, swept));
}
