#include "standard/clock.h"

#include <string.h>

static const struct db_column columns[] = {
	DB_COLUMN(struct clock, ticket_id),  DB_COLUMN(struct clock, kind),
	DB_COLUMN(struct clock, started_at), DB_COLUMN(struct clock, due_at),
	DB_COLUMN(struct clock, stopped_at), DB_COLUMN(struct clock, state),
	DB_COLUMN(struct clock, warned_at),  DB_COLUMN(struct clock, promised_ms),
	DB_COLUMN(struct clock, step),       DB_COLUMN(struct clock, next_at),
	DB_COLUMN(struct clock, known_by),   DB_COLUMN(struct clock, rested_ms),
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

const struct clock *clock_in(const struct clock_list *clocks, const char *kind)
{
	for (size_t i = 0; i < clocks->count; i++)
		if (strcmp(clocks->items[i].kind, kind) == 0)
			return &clocks->items[i];
	return NULL;
}

int64_t clock_due_in(const struct clock_list *clocks, const char *kind)
{
	const struct clock *clock = clock_in(clocks, kind);

	return clock && strcmp(clock->state, "running") == 0 ? clock->due_at : CLOCK_NEVER;
}

enum hk_result clock_start(struct ctx *cx, const struct clock *clock)
{
	return db_send(cx->db,
		       DB_ADD("clock",
			      "ticket_id, kind, started_at, due_at, stopped_at, state, warned_at,"
			      " promised_ms, step, next_at, known_by",
			      "$2, $3, $4, $5, 0, 'running', 0, $6, 0, $7, ''",
			      "ON CONFLICT (org_id, ticket_id, kind) DO UPDATE SET"
			      " started_at = excluded.started_at, due_at = excluded.due_at,"
			      " stopped_at = 0, state = 'running', warned_at = 0,"
			      " promised_ms = excluded.promised_ms, step = 0, rested_ms = 0,"
			      " next_at = excluded.next_at, known_by = ''"),
		       DB_ARGS(clock->ticket_id, clock->kind,
			       clock->started_at ? clock->started_at : cx->now, clock->due_at,
			       clock->promised_ms, clock->next_at));
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
	return db_send(
		cx->db,
		DB_UPDATE("clock",
			  "stopped_at = $3, state = CASE WHEN due_at < $3 THEN 'missed'"
			  " WHEN kind = 'resolve' OR $4 = 1 THEN 'met' ELSE 'unanswered' END",
			  "ticket_id = $2 AND state = 'running' AND (stopped_at = 0 OR $4 = 1)",
			  ""),
		DB_ARGS(ticket_id, cx->now, (int64_t)has_word));
}

enum hk_result clock_end_every(struct ctx *cx, int64_t ticket_id)
{
	return db_send(
		cx->db,
		DB_UPDATE("clock",
			  "stopped_at = CASE WHEN stopped_at > 0 THEN stopped_at ELSE $3 END,"
			  " state = CASE WHEN due_at < $3 THEN 'missed'"
			  " WHEN kind = 'resolve' OR stopped_at > 0 THEN 'met'"
			  " ELSE 'unanswered' END",
			  "ticket_id = $2 AND state = 'running'", ""),
		DB_ARGS(ticket_id, cx->now));
}

enum hk_result clock_judge_again(struct ctx *cx, int64_t ticket_id, const char *kind,
				 int64_t stopped_at, int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $5, state = CASE WHEN $5 = 0 THEN 'running'"
				 " WHEN due_at >= $5 THEN 'met' ELSE 'missed' END",
				 "ticket_id = $2 AND kind = $3 AND stopped_at = $4 AND state IN"
				 " ('met', 'missed', 'running')",
				 ""),
		       DB_ARGS(ticket_id, kind, stopped_at, at));
}

enum hk_result clock_hold_up(struct ctx *cx, int64_t ticket_id, int64_t at, bool is_at_end,
			     int64_t *ret_count)
{
	return db_change(
		cx->db,
		DB_UPDATE("clock",
			  "state = 'running', stopped_at = CASE WHEN state = 'paused' AND $4 = 0"
			  " THEN 0 ELSE stopped_at END",
			  "ticket_id = $2 AND stopped_at = $3 AND"
			  " ((state = 'paused' AND ($4 = 0 OR kind = 'next_update')) OR"
			  " (state = 'met' AND kind <> 'resolve'))",
			  ""),
		DB_ARGS(ticket_id, at, (int64_t)is_at_end), ret_count);
}

enum hk_result clock_let_go(struct ctx *cx, int64_t ticket_id, int64_t at)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "stopped_at = $4,"
				 " state = CASE WHEN due_at >= $4 THEN 'met' ELSE 'missed' END",
				 "ticket_id = $2 AND stopped_at = $3 AND state = 'running'", ""),
		       DB_ARGS(ticket_id, at, cx->now));
}

enum hk_result clock_pause(struct ctx *cx, int64_t ticket_id, const char *kind)
{
	return db_send(cx->db,
		       DB_UPDATE("clock", "state = 'paused', stopped_at = $4",
				 "ticket_id = $2 AND kind = $3 AND state = 'running'", ""),
		       DB_ARGS(ticket_id, kind, cx->now));
}

enum hk_result clock_resume_due(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at,
				int64_t rested_ms)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "state = 'running', due_at = $4, stopped_at = 0,"
				 " rested_ms = rested_ms + $6,"
				 " next_at = CASE WHEN next_at = $5 THEN $5"
				 " ELSE next_at + ($4 - due_at) END",
				 "ticket_id = $2 AND kind = $3 AND state = 'paused'", ""),
		       DB_ARGS(ticket_id, kind, due_at, CLOCK_NEVER, rested_ms));
}

enum hk_result clock_rested(struct ctx *cx, const struct clock *clock)
{
	return db_send(cx->db,
		       DB_UPDATE("clock", "rested_ms = $4", "ticket_id = $2 AND kind = $3", ""),
		       DB_ARGS(clock->ticket_id, clock->kind, clock->rested_ms));
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
	HK_TRY(db_send(cx->db,
		       DB_ADD("clock",
			      "ticket_id, kind, started_at, due_at, stopped_at, state, warned_at,"
			      " promised_ms, step, next_at, known_by, rested_ms",
			      "$2, $3, $4, $5, $6, $7, $8, 0, 0, $5, '', $9",
			      "ON CONFLICT (org_id, ticket_id, kind) DO UPDATE SET"
			      " started_at = excluded.started_at, due_at = excluded.due_at,"
			      " stopped_at = excluded.stopped_at, state = excluded.state,"
			      " warned_at = excluded.warned_at, known_by ="
			      " CASE WHEN clock.due_at = excluded.due_at THEN clock.known_by"
			      " ELSE '' END"),
		       DB_ARGS(clock->ticket_id, clock->kind, clock->started_at, clock->due_at,
			       clock->stopped_at, clock->state, clock->warned_at,
			       clock->rested_ms)));
	return db_send(cx->db,
		       DB_UPDATE("clock", "promised_ms = $4, step = $5, next_at = $6",
				 "ticket_id = $2 AND kind = $3", ""),
		       DB_ARGS(clock->ticket_id, clock->kind, clock->promised_ms, clock->step,
			       clock->next_at));
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

enum hk_result clock_move(struct ctx *cx, const struct clock *clock)
{
	return db_send(cx->db,
		       DB_UPDATE("clock",
				 "due_at = $4, promised_ms = $5, step = 0, next_at = $6,"
				 " warned_at = 0, known_by = ''",
				 "ticket_id = $2 AND kind = $3", ""),
		       DB_ARGS(clock->ticket_id, clock->kind, clock->due_at, clock->promised_ms,
			       clock->next_at));
}

enum hk_result clock_call_again(struct ctx *cx, int64_t ticket_id)
{
	return db_send(
		cx->db,
		DB_UPDATE("clock", "next_at = due_at + 1",
			  "ticket_id = $2 AND state IN ('running', 'paused') AND step < 2 AND"
			  " next_at = $3",
			  ""),
		DB_ARGS(ticket_id, CLOCK_NEVER));
}

enum hk_result clock_has_due(struct ctx *cx, bool *ret)
{
	struct clock clock;
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("state = 'running' AND next_at <= $2", "ORDER BY next_at LIMIT 1"),
		DB_ARGS(cx->now), &clock);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* Two who claim at once: the second finds next_at changed and does not get it. */
static enum hk_result take(struct ctx *cx, const struct clock *clock, bool *ret)
{
	int64_t count;

	HK_TRY(db_change(
		cx->db,
		DB_UPDATE("clock", "next_at = $4",
			  "ticket_id = $2 AND kind = $3 AND state = 'running' AND"
			  " next_at = $5 AND step = $6",
			  ""),
		DB_ARGS(clock->ticket_id, clock->kind, CLOCK_NEVER, clock->next_at, clock->step),
		&count));
	*ret = count == 1;
	return HK_OK;
}

enum hk_result clock_claim(struct ctx *cx, int64_t limit, struct clock_list *ret)
{
	struct clock_list taken = { NULL, 0 };
	struct db_rows rows;
	bool is_ours;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("state = 'running' AND next_at <= $2", "ORDER BY next_at LIMIT $3"),
		DB_ARGS(cx->now, limit), &rows));
	taken.items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		struct clock clock = taken.items[i];

		HK_TRY(take(cx, &clock, &is_ours));
		taken.items[taken.count] = clock;
		taken.count += is_ours;
	}
	*ret = taken;
	return HK_OK;
}

enum hk_result clock_called(struct ctx *cx, const struct clock *clock)
{
	return db_send(
		cx->db,
		DB_UPDATE("clock",
			  "step = $4, next_at = $5,"
			  " warned_at = CASE WHEN $4 >= 2 AND warned_at = 0 THEN $6"
			  " ELSE warned_at END",
			  "ticket_id = $2 AND kind = $3", ""),
		DB_ARGS(clock->ticket_id, clock->kind, clock->step, clock->next_at, cx->now));
}

enum hk_result clock_see_to(struct ctx *cx, int64_t ticket_id, bool *ret)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("clock", "known_by = $3, next_at = $4",
				   "ticket_id = $2 AND state = 'running' AND known_by = '' AND"
				   " due_at < $5",
				   ""),
			 DB_ARGS(ticket_id, cx->actor->name, CLOCK_NEVER, cx->now), &count));
	*ret = count > 0;
	return HK_OK;
}
