#include "people/reached.h"

#include "base/text.h"
#include "core/rights.h"

/* The last moment of the year 9999, ms UTC. */
#define FOR_EVER ((int64_t)253402300799999)

static const struct db_column columns[] = {
	DB_COLUMN(struct contact_rule, customer_id), DB_COLUMN(struct contact_rule, kind),
	DB_COLUMN(struct contact_rule, survey_id),   DB_COLUMN(struct contact_rule, until),
	DB_COLUMN(struct contact_rule, reason),      DB_COLUMN(struct contact_rule, made_at),
	DB_COLUMN(struct contact_rule, made_by),     DB_COLUMN(struct contact_rule, said_at),
};
static const struct db_record record = DB_RECORD("contact_rule", struct contact_rule, columns);

enum hk_result reached_note(struct ctx *cx, int64_t customer_id, const char *kind,
			    const char *about)
{
	return db_send(
		cx->db,
		DB_ADD("reached", "customer_id, id, at, kind, about", "$2, $3, $4, $5, $6", ""),
		DB_ARGS(customer_id, ctx_new_id(cx), cx->now, kind, about));
}

enum hk_result reached_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("reached",
				   "(customer_id, id) IN (SELECT customer_id, id FROM reached WHERE"
				   " org_id = $1 AND at < $2 LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}

enum hk_result contact_rule_put(struct ctx *cx, const struct contact_rule *rule)
{
	return db_send(cx->db,
		       DB_ADD("contact_rule",
			      "customer_id, kind, survey_id, until, reason, made_at, made_by,"
			      " said_at",
			      "$2, $3, $4, $5, $6, $7, $8, $9",
			      "ON CONFLICT (org_id, customer_id, kind, survey_id) DO UPDATE SET"
			      " until = excluded.until, reason = excluded.reason,"
			      " made_at = excluded.made_at, made_by = excluded.made_by,"
			      " said_at = excluded.said_at"),
		       DB_ARGS(rule->customer_id, rule->kind, rule->survey_id, rule->until,
			       rule->reason, cx->now,
			       cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0, rule->said_at));
}

enum hk_result contact_rules_find(struct ctx *cx, int64_t customer_id, struct contact_rules *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("customer_id = $2 AND until > $3", "ORDER BY kind, survey_id"),
			 DB_ARGS(customer_id, cx->now), &rows));
	*ret = (struct contact_rules){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result contact_news_find(struct ctx *cx, int64_t customer_id, bool *ret_wants)
{
	struct contact_rules rules;

	HK_TRY(contact_rules_find(cx, customer_id, &rules));
	*ret_wants = true;
	for (size_t i = 0; i < rules.count; i++)
		if (hk_equal(rules.items[i].kind, "opt_out") && !rules.items[i].survey_id)
			*ret_wants = false;
	return HK_OK;
}

enum hk_result contact_news_put(struct ctx *cx, int64_t customer_id, bool wants)
{
	return contact_rule_put(cx, &(struct contact_rule){ .customer_id = customer_id,
							    .kind = "opt_out",
							    .until = wants ? cx->now : FOR_EVER,
							    .reason = "" });
}

enum hk_result contact_opt_out_put(struct ctx *cx, int64_t customer_id, const char *said_by,
				   int64_t said_at, bool *ret)
{
	HK_TRY(contact_news_find(cx, customer_id, ret));
	if (!*ret)
		return HK_OK;
	return contact_rule_put(cx, &(struct contact_rule){ .customer_id = customer_id,
							    .kind = "opt_out",
							    .until = FOR_EVER,
							    .reason = said_by,
							    .said_at = said_at });
}

bool contact_opt_out_may_undo(const struct ctx *cx, const struct contact_rule *rule)
{
	return rule->said_at &&
	       (rule->made_by == cx->actor->id || actor_may(cx->actor, RIGHT_ADMIN));
}

static const char *why_it_stays(const struct contact_rule *rule)
{
	return rule->said_at ? TR("A colleague wrote this down. Whoever wrote it, or an "
				  "administrator, can take it back.")
			     : TR("They chose this themselves. They can take it back under My "
				  "preferences.");
}

enum hk_result contact_opt_out_undo(struct ctx *cx, int64_t customer_id, bool *ret)
{
	struct contact_rules rules;

	*ret = false;
	HK_TRY(contact_rules_find(cx, customer_id, &rules));
	for (size_t i = 0; i < rules.count; i++) {
		if (!hk_equal(rules.items[i].kind, "opt_out") || rules.items[i].survey_id)
			continue;
		if (!contact_opt_out_may_undo(cx, &rules.items[i]))
			return problem(cx, HK_CONFLICT, why_it_stays(&rules.items[i]));
		*ret = true;
	}
	return *ret ? contact_news_put(cx, customer_id, true) : HK_OK;
}
