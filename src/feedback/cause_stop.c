#include "feedback/cause_stop.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/staff.h"

enum { GUARDS_MOST = 200 };

#define NAME_OF(column)                                                                     \
	"coalesce((SELECT staff.name FROM staff WHERE staff.org_id = cause_stop.org_id AND" \
	" staff.id = cause_stop." column "), '')"

static const struct db_column columns[] = {
	DB_COLUMN(struct cause_stop, id),
	DB_COLUMN(struct cause_stop, cause_id),
	DB_COLUMN(struct cause_stop, reason),
	DB_COLUMN(struct cause_stop, raised_at),
	DB_COLUMN(struct cause_stop, raised_by),
	DB_COLUMN(struct cause_stop, acknowledged_at),
	DB_COLUMN(struct cause_stop, acknowledged_by),
	DB_COLUMN(struct cause_stop, released_at),
	DB_COLUMN(struct cause_stop, released_by),
	DB_COLUMN(struct cause_stop, release_reason),
	DB_COLUMN_AS(struct cause_stop, raiser, NAME_OF("raised_by")),
	DB_COLUMN_AS(struct cause_stop, answerer, NAME_OF("acknowledged_by")),
	DB_COLUMN_AS(struct cause_stop, releaser, NAME_OF("released_by")),
};
static const struct db_record record = DB_RECORD("cause_stop", struct cause_stop, columns);

struct guard {
	int64_t staff_id;
};

static const struct db_column guard_columns[] = { DB_COLUMN(struct guard, staff_id) };
static const struct db_record guard_record = DB_RECORD("line_guard", struct guard, guard_columns);

static const struct db_column decider_columns[] = { DB_COLUMN_AS(struct guard, staff_id, "id") };
static const struct db_record decider_record = DB_RECORD("staff", struct guard, decider_columns);

/* ---- who is called ---- */

static enum hk_result deciders(struct ctx *cx, int64_t limit, int64_t *ret_ids, size_t *ret_count)
{
	const struct guard *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &decider_record,
			 DB_WHERE("is_active = 1 AND role IN (SELECT role_right.role FROM"
				  " role_right WHERE role_right.org_id = $1 AND"
				  " role_right.right_name = 'report.read')",
				  "ORDER BY id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		ret_ids[i] = items[i].staff_id;
	*ret_count = rows.count;
	return HK_OK;
}

enum hk_result line_guards(struct ctx *cx, int64_t limit, int64_t *ret_ids, size_t *ret_count,
			   bool *ret_is_named)
{
	const struct guard *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &guard_record,
			 DB_WHERE("staff_id IN (SELECT staff.id FROM staff WHERE"
				  " staff.org_id = $1 AND staff.is_active = 1)",
				  "ORDER BY staff_id LIMIT $2"),
			 DB_ARGS(limit), &rows));
	items = rows.items;
	*ret_is_named = rows.count > 0;
	if (!rows.count)
		return deciders(cx, limit, ret_ids, ret_count);
	for (size_t i = 0; i < rows.count; i++)
		ret_ids[i] = items[i].staff_id;
	*ret_count = rows.count;
	return HK_OK;
}

enum hk_result line_guards_put(struct ctx *cx, const int64_t *ids, size_t count)
{
	struct staff one;

	HK_TRY(right_need(cx, RIGHT_ADMIN));
	HK_TRY(db_send(cx->db, DB_DELETE("line_guard", "staff_id > 0"), DB_NONE));
	for (size_t i = 0; i < count; i++) {
		enum hk_result result = staff_find(cx, ids[i], &one);

		if (result == HK_NOT_FOUND || (result == HK_OK && !one.is_active))
			return field_problem(cx, "guards",
					     TR("Please choose somebody who works here now."));
		HK_TRY(result);
		HK_TRY(db_send(cx->db,
			       DB_ADD("line_guard", "staff_id", "$2",
				      "ON CONFLICT (org_id, staff_id) DO NOTHING"),
			       DB_ARGS(ids[i])));
	}
	return HK_OK;
}

static enum hk_result call_all(struct ctx *cx, const struct cause *cause, int64_t stop_id,
			       const char *words)
{
	int64_t ids[GUARDS_MOST];
	bool is_named;
	size_t count;

	HK_TRY(line_guards(cx, GUARDS_MOST, ids, &count, &is_named));
	for (size_t i = 0; i < count; i++)
		HK_TRY(cause_tell(cx, cause, stop_id, ids[i], "line.stopped", words));
	return cause_tell(cx, cause, stop_id, cause->owner_id, "line.stopped", words);
}

/* ---- deeds ---- */

static enum hk_result check_reason(struct ctx *cx, const char *reason, const char *missing)
{
	if (!hk_has_ink(reason))
		return field_problem(cx, "reason", missing);
	if (hk_letters(reason) > CAUSE_WORDS_LETTERS)
		return field_problem(cx, "reason",
				     TR("This is too long. A few sentences are enough."));
	return HK_OK;
}

enum hk_result cause_stop_raise(struct ctx *cx, const struct cause *cause, const char *reason)
{
	const char *words = hk_trim(cx->arena, reason);
	int64_t id = ctx_new_id(cx);

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	if (cause->stop_id)
		return problem(cx, HK_CONFLICT,
			       TR("The line is stopped already because of this cause."));
	if (cause_is_closed(cause))
		return problem(cx, HK_CONFLICT,
			       TR("This cause is closed. Please open it again first: it is not "
				  "over."));
	HK_TRY(check_reason(cx, words, TR("Please say why it cannot go on like this.")));
	HK_TRY(db_send(cx->db,
		       DB_ADD("cause_stop",
			      "id, cause_id, reason, raised_at, raised_by, acknowledged_at,"
			      " acknowledged_by, released_at, released_by, release_reason",
			      "$2, $3, $4, $5, $6, 0, 0, 0, 0, ''", ""),
		       DB_ARGS(id, cause->id, words, cx->now, cx->actor->id)));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause", "stop_id = $3, version = version + 1", "id = $2", ""),
		       DB_ARGS(cause->id, id)));
	HK_TRY(job_add(cx, CAUSE_STOP_JOB, id, cx->now + CAUSE_STOP_ANSWER,
		       hk_format(cx->arena, "%" PRId64, id)));
	return call_all(cx, cause, id, words);
}

static enum hk_result stop_find(struct ctx *cx, int64_t id, struct cause_stop *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

/* The one that holds it. */
static enum hk_result held(struct ctx *cx, const struct cause *cause, struct cause_stop *ret)
{
	if (!cause->stop_id)
		return problem(cx, HK_CONFLICT, TR("The line goes on already."));
	return stop_find(cx, cause->stop_id, ret);
}

static enum hk_result may_answer(struct ctx *cx, const struct cause *cause)
{
	int64_t ids[GUARDS_MOST];
	bool is_named;
	size_t count;

	if (cause_may_decide(cx) || cause->owner_id == cx->actor->id)
		return HK_OK;
	HK_TRY(line_guards(cx, GUARDS_MOST, ids, &count, &is_named));
	for (size_t i = 0; i < count; i++)
		if (ids[i] == cx->actor->id)
			return HK_OK;
	return problem(cx, HK_DENIED,
		       TR("Those who were called answer this. They know of it already."));
}

enum hk_result cause_stop_acknowledge(struct ctx *cx, const struct cause *cause)
{
	struct cause_stop stop = { 0 };

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	HK_TRY(held(cx, cause, &stop));
	if (stop.acknowledged_at)
		return HK_OK;
	HK_TRY(may_answer(cx, cause));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause_stop", "acknowledged_at = $3, acknowledged_by = $4",
				 "id = $2", ""),
		       DB_ARGS(stop.id, cx->now, cx->actor->id)));
	return cause_tell(cx, cause, stop.id, stop.raised_by, "line.heard", stop.reason);
}

enum hk_result cause_stop_release(struct ctx *cx, const struct cause *cause, const char *reason)
{
	const char *words = hk_trim(cx->arena, reason);
	struct cause_stop stop = { 0 };

	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	if (!cause_may_decide(cx))
		return right_need(cx, RIGHT_REPORT_READ);
	HK_TRY(held(cx, cause, &stop));
	HK_TRY(check_reason(cx, words, TR("Please say why it may go on.")));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause_stop",
				 "released_at = $3, released_by = $4, release_reason = $5",
				 "id = $2", ""),
		       DB_ARGS(stop.id, cx->now, cx->actor->id, words)));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause", "stop_id = 0, version = version + 1", "id = $2", ""),
		       DB_ARGS(cause->id)));
	HK_TRY(cause_tell(cx, cause, stop.id, cause->owner_id, "line.released", words));
	return cause_tell(cx, cause, stop.id, stop.raised_by, "line.released", words);
}

enum hk_result cause_stops_find(struct ctx *cx, int64_t cause_id, struct cause_stops *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("cause_id = $2", "ORDER BY id DESC"),
			 DB_ARGS(cause_id), &rows));
	*ret = (struct cause_stops){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result cause_stop_call(struct ctx *cx, int64_t stop_id)
{
	int64_t ids[GUARDS_MOST];
	struct cause_stop stop;
	struct cause cause;
	size_t count;

	HK_TRY(stop_find(cx, stop_id, &stop));
	if (stop.acknowledged_at || stop.released_at)
		return HK_OK;
	HK_TRY(cause_by_id(cx, stop.cause_id, &cause));
	HK_TRY(deciders(cx, GUARDS_MOST, ids, &count));
	for (size_t i = 0; i < count; i++)
		HK_TRY(cause_tell(cx, &cause, stop.id, ids[i], "line.unheard", stop.reason));
	return HK_OK;
}
