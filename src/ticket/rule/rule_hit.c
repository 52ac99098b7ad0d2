/* Rows of what rules did: each once for its key. */
#include "base/time.h"
#include "ticket/rule/rule_act.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct rule_hit, rule_id),        DB_COLUMN(struct rule_hit, ticket_id),
	DB_COLUMN(struct rule_hit, effect_key),     DB_COLUMN(struct rule_hit, id),
	DB_COLUMN(struct rule_hit, version),        DB_COLUMN(struct rule_hit, at),
	DB_COLUMN(struct rule_hit, staff_id),       DB_COLUMN(struct rule_hit, done),
	DB_COLUMN(struct rule_hit, ticket_version), DB_COLUMN(struct rule_hit, undone_at),
};
static const struct db_record record = DB_RECORD("rule_hit", struct rule_hit, columns);

enum hk_result rule_hit_add(struct ctx *cx, const struct rule_hit *hit, bool *ret_is_new)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_ADD("rule_hit",
				"rule_id, ticket_id, effect_key, id, version, at, staff_id, done,"
				" ticket_version, undone_at",
				"$2, $3, $4, $5, $6, $7, $8, '', 0, 0",
				"ON CONFLICT (org_id, rule_id, ticket_id, effect_key) DO NOTHING"),
			 DB_ARGS(hit->rule_id, hit->ticket_id, hit->effect_key, hit->id,
				 hit->version, cx->now, hit->staff_id),
			 &count));
	*ret_is_new = count == 1;
	if (count == 0)
		return HK_OK;
	return db_send(cx->db,
		       DB_ADD("rule_day", "rule_id, day, hits", "$2, $3, 1",
			      "ON CONFLICT (org_id, rule_id, day) DO UPDATE SET"
			      " hits = rule_day.hits + 1"),
		       DB_ARGS(hit->rule_id, cx->now / HK_DAY));
}

enum hk_result rule_hit_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			     struct rule_hit *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND id = $3 AND staff_id = $4", ""),
			     DB_ARGS(ticket->id, id, cx->actor->id), ret);
}

enum hk_result rule_hit_since(struct ctx *cx, const struct ticket *ticket, int64_t rule_id,
			      int64_t since, struct rule_hit *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND rule_id = $3 AND at > $4 AND"
				      " staff_id = $5 AND undone_at = 0",
				      "ORDER BY at DESC LIMIT 1"),
			     DB_ARGS(ticket->id, rule_id, since, cx->actor->id), ret);
}

enum hk_result rule_hit_store(struct ctx *cx, const struct rule_hit *hit)
{
	return db_send(cx->db,
		       DB_UPDATE("rule_hit", "done = $5, ticket_version = $6, undone_at = $7",
				 "rule_id = $2 AND ticket_id = $3 AND effect_key = $4", ""),
		       DB_ARGS(hit->rule_id, hit->ticket_id, hit->effect_key, hit->done,
			       hit->ticket_version, hit->undone_at));
}

enum hk_result rule_hit_count(struct ctx *cx, int64_t rule_id, int64_t ticket_id, int64_t since,
			      int64_t *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("rule_id = $2 AND ticket_id = $3 AND at > $4", "LIMIT $5"),
			 DB_ARGS(rule_id, ticket_id, since, (int64_t)RULE_DAILY_MOST), &rows));
	*ret = (int64_t)rows.count;
	return HK_OK;
}

/* Whole days, and what was counted of them first, so that the two agree at any moment. */
enum hk_result rule_hit_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	int64_t day = before / HK_DAY;

	HK_TRY(db_send(cx->db,
		       DB_DELETE("rule_day", "rule_id IN (SELECT rule.id FROM rule WHERE"
					     " rule.org_id = $1) AND day < $2"),
		       DB_ARGS(day)));
	return db_change(
		cx->db,
		DB_DELETE("rule_hit",
			  "(rule_id, ticket_id, effect_key) IN (SELECT hit.rule_id, hit.ticket_id,"
			  " hit.effect_key FROM rule_hit AS hit WHERE hit.org_id = $1 AND"
			  " hit.at < $2 AND NOT EXISTS (SELECT 1 FROM ticket WHERE ticket.org_id ="
			  " hit.org_id AND ticket.id = hit.ticket_id AND ticket.bucket IN"
			  " ('active', 'resolved')) ORDER BY hit.at LIMIT $3)"),
		DB_ARGS(day * HK_DAY, limit), ret_count);
}
