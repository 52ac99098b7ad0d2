#include "standard/clock.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct clock, ticket_id),  DB_COLUMN(struct clock, kind),
	DB_COLUMN(struct clock, started_at), DB_COLUMN(struct clock, due_at),
	DB_COLUMN(struct clock, stopped_at), DB_COLUMN(struct clock, state),
	DB_COLUMN(struct clock, warned_at),
};
static const struct db_record record = DB_RECORD("clock", struct clock, columns);

enum hk_result clock_every(struct ctx *cx, int64_t ticket_id, struct clock_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY due_at, kind"),
			 DB_ARGS(ticket_id), &rows));
	*ret = (struct clock_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result clock_start(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at)
{
	return db_send(cx->db,
		       DB_ADD("clock",
			      "ticket_id, kind, started_at, due_at, stopped_at, state, warned_at",
			      "$2, $3, $4, $5, 0, 'running', 0",
			      "ON CONFLICT (org_id, ticket_id, kind) DO UPDATE SET"
			      " started_at = excluded.started_at, due_at = excluded.due_at,"
			      " stopped_at = 0, state = 'running', warned_at = 0"),
		       DB_ARGS(ticket_id, kind, cx->now, due_at));
}

enum hk_result clock_stop(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $4,"
				 " state = CASE WHEN due_at >= $4 THEN 'met' ELSE 'missed' END",
				 "ticket_id = $2 AND kind = $3 AND state IN ('running', 'paused')",
				 ""),
		       DB_ARGS(ticket_id, kind, cx->now));
}

enum hk_result clock_stop_every(struct ctx *cx, int64_t ticket_id, bool has_word)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $3,"
				 " state = CASE WHEN due_at < $3 THEN 'missed'"
				 " WHEN kind = 'resolve' OR $4 = 1 THEN 'met'"
				 " ELSE 'unanswered' END",
				 "ticket_id = $2 AND state = 'running'", ""),
		       DB_ARGS(ticket_id, cx->now, (int64_t)has_word));
}

enum hk_result clock_judge_again(struct ctx *cx, int64_t ticket_id, const char *kind,
				 int64_t stopped_at, int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $5, state = CASE WHEN $5 = 0 THEN 'running'"
				 " WHEN due_at >= $5 THEN 'met' ELSE 'missed' END",
				 "ticket_id = $2 AND kind = $3 AND stopped_at = $4 AND state IN"
				 " ('met', 'missed')",
				 ""),
		       DB_ARGS(ticket_id, kind, stopped_at, at));
}

enum hk_result clock_pause(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db,
		       DB_UPDATE("clock", "state = 'paused', stopped_at = $4",
				 "ticket_id = $2 AND kind = $3 AND state = 'running'", ""),
		       DB_ARGS(ticket_id, kind, cx->now));
}

enum hk_result clock_resume(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "state = 'running', due_at = due_at + ($4 - stopped_at),"
				 " stopped_at = 0",
				 "ticket_id = $2 AND kind = $3 AND state = 'paused'", ""),
		       DB_ARGS(ticket_id, kind, cx->now));
}

enum hk_result clock_resume_due(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock", "state = 'running', due_at = $4, stopped_at = 0",
				 "ticket_id = $2 AND kind = $3 AND state = 'paused'", ""),
		       DB_ARGS(ticket_id, kind, due_at));
}

enum hk_result clock_unstop_every(struct ctx *cx, int64_t ticket_id, int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock", "state = 'running', stopped_at = 0",
				 "ticket_id = $2 AND stopped_at = $3 AND state IN"
				 " ('met', 'missed', 'unanswered')",
				 ""),
		       DB_ARGS(ticket_id, at));
}

enum hk_result clock_put(struct ctx *cx, const struct clock *clock)
{
	return db_send(cx->db,
		       DB_ADD("clock",
			      "ticket_id, kind, started_at, due_at, stopped_at, state, warned_at",
			      "$2, $3, $4, $5, $6, $7, $8",
			      "ON CONFLICT (org_id, ticket_id, kind) DO UPDATE SET"
			      " started_at = excluded.started_at, due_at = excluded.due_at,"
			      " stopped_at = excluded.stopped_at, state = excluded.state,"
			      " warned_at = excluded.warned_at"),
		       DB_ARGS(clock->ticket_id, clock->kind, clock->started_at, clock->due_at,
			       clock->stopped_at, clock->state, clock->warned_at));
}

enum hk_result clock_remove(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db, DB_DELETE("clock", "ticket_id = $2 AND kind = $3"),
		       DB_ARGS(ticket_id, kind));
}

enum hk_result clock_next(struct ctx *cx, int64_t ticket_id, int64_t *ret_due,
			  const char **ret_kind)
{
	struct clock clock = { .due_at = CLOCK_NEVER, .kind = "" };
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND state = 'running'", "ORDER BY due_at, kind LIMIT 1"),
		DB_ARGS(ticket_id), &clock);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_due = clock.due_at;
	*ret_kind = clock.kind;
	return HK_OK;
}

enum hk_result clock_has_late(struct ctx *cx, bool *ret)
{
	struct clock clock;
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("state = 'running' AND warned_at = 0 AND due_at < $2",
				       "ORDER BY due_at LIMIT 1"),
			      DB_ARGS(cx->now), &clock);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result clock_claim_late(struct ctx *cx, int64_t limit, struct clock_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("state = 'running' AND warned_at = 0 AND due_at < $2",
				  "ORDER BY due_at LIMIT $3"),
			 DB_ARGS(cx->now, limit), &rows));
	*ret = (struct clock_list){ rows.items, rows.count };
	for (size_t i = 0; i < ret->count; i++)
		HK_TRY(db_send(cx->db,
			       DB_UPDATE("clock", "warned_at = $4",
					 "ticket_id = $2 AND kind = $3 AND warned_at = 0", ""),
			       DB_ARGS(ret->items[i].ticket_id, ret->items[i].kind, cx->now)));
	return HK_OK;
}
