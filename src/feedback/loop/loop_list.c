#include "feedback/loop/loop_list.h"

#include "base/time.h"
#include "feedback/loop/loop_row.h"

static const struct db_column columns[] = {
	DB_COLUMN_AS(struct loop_row, response_id, "loop_case.response_id"),
	DB_COLUMN_AS(struct loop_row, round, "loop_case.round"),
	DB_COLUMN_AS(struct loop_row, opened_at, "loop_case.opened_at"),
	DB_COLUMN_AS(struct loop_row, due_at, "loop_case.due_at"),
	DB_COLUMN_AS(struct loop_row, answered_at, "loop_case.answered_at"),
	DB_COLUMN_AS(struct loop_row, step, "loop_case.step"),
	DB_COLUMN_AS(struct loop_row, known_by, "loop_case.known_by"),
	DB_COLUMN_AS(struct loop_row, tries, "loop_case.tries"),
	DB_COLUMN_AS(struct loop_row, asked_at, "loop_case.asked_at"),
	DB_COLUMN_AS(struct loop_row, owner_id, "loop_case.owner_id"),
	DB_COLUMN_AS(struct loop_row, score, "response.score"),
	DB_COLUMN_AS(struct loop_row, state, "loop_case.state"),
	DB_COLUMN_AS(struct loop_row, answered_by, "loop_case.answered_by"),
	DB_COLUMN_AS(struct loop_row, kind, "survey.kind"),
	DB_COLUMN_AS(struct loop_row, customer, "coalesce(customer.name, '')"),
	DB_COLUMN_AS(struct loop_row, owner, "coalesce(staff.name, '')"),
	DB_COLUMN_AS(struct loop_row, comment, "response.comment"),
	DB_COLUMN_AS(struct loop_row, comment_language, "response.comment_language"),
};
static const struct db_record record = DB_RECORD_FROM(
	"loop_case",
	"loop_case JOIN response ON response.org_id = loop_case.org_id AND response.id ="
	" loop_case.response_id JOIN survey ON survey.org_id = loop_case.org_id AND survey.id ="
	" response.survey_id LEFT JOIN customer ON customer.org_id = loop_case.org_id AND"
	" customer.id = loop_case.customer_id LEFT JOIN staff ON staff.org_id ="
	" loop_case.org_id AND staff.id = loop_case.owner_id",
	struct loop_row, columns);

enum hk_result loop_waiting(struct ctx *cx, int64_t limit, struct loop_rows *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("loop_case.state = 'open' AND " LOOP_SEEN,
				  "ORDER BY loop_case.due_at, loop_case.response_id LIMIT $3"),
			 DB_ARGS(cx->actor->id, limit), &rows));
	*ret = (struct loop_rows){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result loop_talked_to(struct ctx *cx, int64_t limit, struct loop_rows *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("loop_case.state = 'answered' AND " LOOP_SEEN,
				  "ORDER BY loop_case.answered_at DESC, loop_case.response_id DESC"
				  " LIMIT $3"),
			 DB_ARGS(cx->actor->id, limit), &rows));
	*ret = (struct loop_rows){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result loop_answers_between(struct ctx *cx, int64_t survey_id, int64_t from, int64_t until,
				    struct loop_answers *ret)
{
	static const struct db_column answer_columns[] = { DB_COLUMN(struct loop_answer,
								     response_id) };
	static const struct db_record answers =
		DB_RECORD("loop_case", struct loop_answer, answer_columns);
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &answers,
			 DB_WHERE("loop_case.is_last = 1 AND loop_case.response_id IN (SELECT"
				  " response.id FROM response WHERE response.org_id = $1 AND"
				  " response.survey_id = $3 AND response.at >= $4 AND"
				  " response.at <= $5 AND response.comment <> '') AND " LOOP_SEEN,
				  "ORDER BY loop_case.response_id"),
			 DB_ARGS(cx->actor->id, survey_id, from, until), &rows));
	*ret = (struct loop_answers){ rows.items, rows.count };
	return HK_OK;
}

static const struct db_column kept_columns[] = {
	DB_COLUMN_AS(struct loop_kept, due, "count(*)"),
	DB_COLUMN_AS(struct loop_kept, in_time,
		     "coalesce(sum(CASE WHEN answered_at <> 0 AND answered_at <= due_at THEN 1"
		     " ELSE 0 END), 0)"),
};
static const struct db_record kept_record = DB_RECORD("loop_case", struct loop_kept, kept_columns);
static const struct db_column waiting_columns[] = {
	DB_COLUMN_AS(struct loop_kept, waiting, "count(*)"),
	DB_COLUMN_AS(struct loop_kept, due_today,
		     "coalesce(sum(CASE WHEN due_at >= $2 AND due_at < $3 THEN 1 ELSE 0 END), 0)"),
	DB_COLUMN_AS(struct loop_kept, late,
		     "coalesce(sum(CASE WHEN due_at < $2 THEN 1 ELSE 0 END), 0)"),
};
static const struct db_record waiting_record =
	DB_RECORD("loop_case", struct loop_kept, waiting_columns);

/* From $2 on: who was reached, or whose time was up unreached. $3 is now. */
#define KEPT                                                     \
	"due_at >= $2 AND (answered_at <> 0 OR (due_at < $3 AND" \
	" (state = 'open' OR ended_at > due_at)))"

enum hk_result loop_kept_find(struct ctx *cx, int64_t since, int64_t today, struct loop_kept *ret)
{
	struct loop_kept kept, waiting;

	HK_TRY(db_select_one(cx->db, &kept_record, DB_WHERE(KEPT, ""), DB_ARGS(since, cx->now),
			     &kept));
	HK_TRY(db_select_one(cx->db, &waiting_record, DB_WHERE("state = 'open'", ""),
			     DB_ARGS(cx->now, today), &waiting));
	*ret = (struct loop_kept){ kept.due, kept.in_time, waiting.waiting, waiting.due_today,
				   waiting.late };
	return HK_OK;
}

struct week {
	int64_t week, due, in_time;
};

enum hk_result loop_kept_weeks(struct ctx *cx, int64_t from, size_t count, struct loop_week *ret)
{
	static const struct db_column week_columns[] = {
		DB_COLUMN_AS(struct week, week, "(due_at - $2) / 604800000"),
		DB_COLUMN_AS(struct week, due, "count(*)"),
		DB_COLUMN_AS(struct week, in_time,
			     "coalesce(sum(CASE WHEN answered_at <> 0 AND answered_at <= due_at"
			     " THEN 1 ELSE 0 END), 0)"),
	};
	static const struct db_record week_record =
		DB_RECORD("loop_case", struct week, week_columns);
	const struct week *items;
	struct db_rows rows;

	for (size_t i = 0; i < count; i++)
		ret[i] = (struct loop_week){ 0, 0 };
	HK_TRY(db_select(
		cx->db, &week_record,
		DB_WHERE(KEPT " AND due_at < $4", "GROUP BY (due_at - $2) / 604800000 ORDER BY 1"),
		DB_ARGS(from, cx->now, from + (int64_t)count * 7 * HK_DAY), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		ret[items[i].week] = (struct loop_week){ items[i].due, items[i].in_time };
	return HK_OK;
}
