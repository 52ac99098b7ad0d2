#include "feedback/loop/loop_row.h"

#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "core/secret_digest.h"
#include "people/staff.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct loop_case, response_id),   DB_COLUMN(struct loop_case, round),
	DB_COLUMN(struct loop_case, is_last),       DB_COLUMN(struct loop_case, state),
	DB_COLUMN(struct loop_case, customer_id),   DB_COLUMN(struct loop_case, ticket_id),
	DB_COLUMN(struct loop_case, owner_id),      DB_COLUMN(struct loop_case, team_id),
	DB_COLUMN(struct loop_case, is_restricted), DB_COLUMN(struct loop_case, opened_at),
	DB_COLUMN(struct loop_case, due_at),        DB_COLUMN(struct loop_case, answered_at),
	DB_COLUMN(struct loop_case, answered_by),   DB_COLUMN(struct loop_case, message_id),
	DB_COLUMN(struct loop_case, step),          DB_COLUMN(struct loop_case, known_by),
	DB_COLUMN(struct loop_case, known_at),      DB_COLUMN(struct loop_case, tries),
	DB_COLUMN(struct loop_case, outcome),       DB_COLUMN(struct loop_case, ended_at),
	DB_COLUMN(struct loop_case, ended_by),      DB_COLUMN(struct loop_case, asked_at),
	DB_COLUMN(struct loop_case, token_hash),    DB_COLUMN(struct loop_case, put_right),
	DB_COLUMN(struct loop_case, put_right_at),  DB_COLUMN(struct loop_case, version),
};
const struct db_record loop_case_record = DB_RECORD("loop_case", struct loop_case, columns);

bool loop_case_is_on(const struct loop_case *one)
{
	return strcmp(one->state, "open") == 0 || strcmp(one->state, "answered") == 0;
}

enum hk_result loop_case_find(struct ctx *cx, int64_t response_id, struct loop_case *ret)
{
	if (cx->actor->kind == ACTOR_SYSTEM)
		return loop_case_by_row(cx, response_id, ret);
	return db_select_one(cx->db, &loop_case_record,
			     DB_WHERE("response_id = $3 AND is_last = 1 AND " LOOP_SEEN, ""),
			     DB_ARGS(cx->actor->id, response_id), ret);
}

enum hk_result loop_case_by_row(struct ctx *cx, int64_t response_id, struct loop_case *ret)
{
	return db_select_one(cx->db, &loop_case_record,
			     DB_WHERE("response_id = $2 AND is_last = 1", ""), DB_ARGS(response_id),
			     ret);
}

const char *loop_case_token(struct ctx *cx, const struct loop_case *one)
{
	const char *name = hk_format(cx->arena, "loop case %" PRId64 " %" PRId64 " %" PRId64,
				     cx->org_id, one->response_id, one->round);
	unsigned char digest[HK_DIGEST];

	hk_hmac(cx->house->key, name, strlen(name), digest);
	return hk_base64url(cx->arena, digest, HK_TOKEN);
}

enum hk_result loop_case_by_token(struct ctx *cx, const char *token, struct loop_case *ret)
{
	return db_select_one(cx->db, &loop_case_record,
			     DB_WHERE("token_hash = $2 AND asked_at > $3 AND customer_id <> 0", ""),
			     DB_ARGS(secret_digest(cx, token), cx->now - LOOP_LINK_DAYS * HK_DAY),
			     ret);
}

enum hk_result loop_row_add(struct ctx *cx, struct loop_case *one)
{
	one->token_hash = secret_digest(cx, loop_case_token(cx, one));
	one->is_last = one->version = 1;
	HK_TRY(db_send(cx->db, DB_UPDATE("loop_case", "is_last = 0", "response_id = $2", ""),
		       DB_ARGS(one->response_id)));
	return db_insert(cx->db, &loop_case_record, one);
}

enum hk_result loop_row_put(struct ctx *cx, struct loop_case *one)
{
	const struct db_value values[] = {
		DB_V(one->response_id),  DB_V(one->round),       DB_V(one->version),
		DB_V(one->state),        DB_V(one->ticket_id),   DB_V(one->owner_id),
		DB_V(one->answered_at),  DB_V(one->answered_by), DB_V(one->message_id),
		DB_V(one->step),         DB_V(one->known_by),    DB_V(one->known_at),
		DB_V(one->tries),        DB_V(one->outcome),     DB_V(one->ended_at),
		DB_V(one->ended_by),     DB_V(one->asked_at),    DB_V(one->put_right),
		DB_V(one->put_right_at),
	};
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("loop_case",
				   "version = version + 1, state = $5, ticket_id = $6,"
				   " owner_id = $7, answered_at = $8, answered_by = $9,"
				   " message_id = $10, step = $11, known_by = $12, known_at = $13,"
				   " tries = $14, outcome = $15, ended_at = $16, ended_by = $17,"
				   " asked_at = $18, put_right = $19, put_right_at = $20",
				   "response_id = $2 AND round = $3 AND version = $4", ""),
			 (struct db_args){ values, HK_COUNT(values) }, &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	one->version++;
	return HK_OK;
}

static const struct db_column line_columns[] = {
	DB_COLUMN_AS(struct loop_line, id, "loop_log.id"),
	DB_COLUMN_AS(struct loop_line, round, "loop_log.round"),
	DB_COLUMN_AS(struct loop_line, at, "loop_log.at"),
	DB_COLUMN_AS(struct loop_line, staff_id, "loop_log.staff_id"),
	DB_COLUMN_AS(struct loop_line, kind, "loop_log.kind"),
	DB_COLUMN_AS(struct loop_line, words, "loop_log.words"),
	DB_COLUMN_AS(struct loop_line, name, "coalesce(staff.name, '')"),
};
static const struct db_record line_record =
	DB_RECORD_FROM("loop_log",
		       "loop_log LEFT JOIN staff ON staff.org_id = loop_log.org_id AND staff.id ="
		       " loop_log.staff_id",
		       struct loop_line, line_columns);

enum hk_result loop_log(struct ctx *cx, int64_t response_id, struct loop_lines *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &line_record,
			 DB_WHERE("loop_log.response_id = $2", "ORDER BY loop_log.id"),
			 DB_ARGS(response_id), &rows));
	*ret = (struct loop_lines){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result loop_note(struct ctx *cx, const struct loop_case *one, const char *kind,
			 int64_t staff_id, const char *words)
{
	return db_send(cx->db,
		       DB_ADD("loop_log", "response_id, id, round, at, staff_id, kind, words",
			      "$2, $3, $4, $5, $6, $7, $8", ""),
		       DB_ARGS(one->response_id, ctx_new_id(cx), one->round, cx->now, staff_id,
			       kind, words));
}

enum hk_result loop_changed(struct ctx *cx, const struct loop_case *one)
{
	const struct event event = { .kind = "loop.changed",
				     .ticket_id = one->ticket_id,
				     .owner_id = one->owner_id,
				     .team_id = one->team_id,
				     .customer_id = one->customer_id,
				     .is_restricted = one->is_restricted,
				     .actor_id = cx->actor->id };

	return event_record(cx, &event);
}

enum hk_result loop_ticket_keep(struct ctx *cx, int64_t ticket_id)
{
	if (!ticket_id)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "loop_response = coalesce((SELECT max(loop_case.response_id) FROM"
				 " loop_case WHERE loop_case.org_id = $1 AND"
				 " loop_case.ticket_id = $2 AND loop_case.is_last = 1 AND"
				 " loop_case.state IN ('open', 'answered')), 0)",
				 "id = $2", ""),
		       DB_ARGS(ticket_id));
}

static enum hk_result call_at(struct ctx *cx, const struct loop_case *one, int64_t step, int64_t at)
{
	/* The version tells a clock that runs on from one that was stopped. */
	return job_add(cx, LOOP_CALL_JOB, one->response_id, at > cx->now ? at : cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64,
				 one->response_id, one->round, step, one->version));
}

enum hk_result loop_schedule(struct ctx *cx, const struct loop_case *one)
{
	int64_t soon = one->opened_at + LOOP_WARN_MS;

	if (one->step < CLOCK_SOON && one->due_at > cx->now)
		HK_TRY(call_at(cx, one, CLOCK_SOON, soon));
	if (one->step < CLOCK_LATE)
		HK_TRY(call_at(cx, one, CLOCK_LATE, one->due_at + 1));
	return call_at(cx, one, CLOCK_LATE + 1, one->due_at + LOOP_CHAIN_MS);
}
