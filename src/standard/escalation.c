#include "standard/escalation.h"

#include "base/text.h"
#include "standard/standard.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct escalation, standard_id), DB_COLUMN(struct escalation, step),
	DB_COLUMN(struct escalation, after_ms),    DB_COLUMN(struct escalation, whom),
	DB_COLUMN(struct escalation, staff_id),
};
static const struct db_record record = DB_RECORD("escalation", struct escalation, columns);

enum hk_result escalation_every(struct ctx *cx, int64_t standard_id, struct escalation_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("standard_id = $2", "ORDER BY step"),
			 DB_ARGS(standard_id), &rows));
	*ret = (struct escalation_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result escalation_all(struct ctx *cx, struct escalation_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY standard_id, step"), DB_NONE,
			 &rows));
	*ret = (struct escalation_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result escalation_put(struct ctx *cx, int64_t standard_id, const struct escalation *steps,
			      size_t count)
{
	int64_t before = 0;

	if (count > ESCALATION_STEPS_MOST)
		return HK_INVALID;
	HK_TRY(db_send(cx->db, DB_DELETE("escalation", "standard_id = $2"), DB_ARGS(standard_id)));
	for (size_t i = 0; i < count; i++) {
		struct escalation row = steps[i];

		if (row.after_ms < before || row.after_ms > STANDARD_MOST_MS)
			return problem(cx, HK_INVALID,
				       TR("Each step of the chain comes after the one before it. "
					  "Please look at the times again."));
		before = row.after_ms;
		row.standard_id = standard_id;
		row.step = (int64_t)i + 1;
		HK_TRY(db_insert(cx->db, &record, &row));
	}
	return HK_OK;
}

enum hk_result escalation_call(struct ctx *cx, int64_t ticket_id, const char *kind, int64_t due_at,
			       int64_t step, bool *ret_is_new)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_ADD("clock_call", "ticket_id, kind, due_at, step, at",
				"$2, $3, $4, $5, $6",
				"ON CONFLICT (org_id, ticket_id, kind, due_at, step) DO NOTHING"),
			 DB_ARGS(ticket_id, kind, due_at, step, cx->now), &count));
	*ret_is_new = count == 1;
	return HK_OK;
}

struct reached {
	const char *called;
};

static const struct db_column reached_columns[] = { DB_COLUMN(struct reached, called) };
static const struct db_record reached_record =
	DB_RECORD("clock_call", struct reached, reached_columns);

enum hk_result escalation_called(struct ctx *cx, int64_t ticket_id, const char *kind,
				 int64_t due_at, const char **ret)
{
	const struct reached *calls;
	struct db_rows rows;

	*ret = "";
	HK_TRY(db_select(cx->db, &reached_record,
			 DB_WHERE("ticket_id = $2 AND kind = $3 AND due_at = $4", "ORDER BY step"),
			 DB_ARGS(ticket_id, kind, due_at), &rows));
	calls = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		*ret = hk_format(cx->arena, "%s%s", *ret, calls[i].called);
	return HK_OK;
}

enum hk_result escalation_reached(struct ctx *cx, int64_t ticket_id, const char *kind,
				  int64_t due_at, int64_t step, const char *ids)
{
	return db_send(cx->db,
		       DB_UPDATE("clock_call", "called = $6",
				 "ticket_id = $2 AND kind = $3 AND due_at = $4 AND step = $5", ""),
		       DB_ARGS(ticket_id, kind, due_at, step, ids));
}
