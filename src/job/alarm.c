#include "job/alarm.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct alarm, id),         DB_COLUMN(struct alarm, key),
	DB_COLUMN(struct alarm, kind),       DB_COLUMN(struct alarm, what),
	DB_COLUMN(struct alarm, address),    DB_COLUMN(struct alarm, ticket_id),
	DB_COLUMN(struct alarm, count),      DB_COLUMN(struct alarm, first_at),
	DB_COLUMN(struct alarm, last_at),    DB_COLUMN(struct alarm, settled_at),
	DB_COLUMN(struct alarm, settled_by),
};
static const struct db_record record = DB_RECORD("alarm", struct alarm, columns);

enum hk_result alarm_raise(struct ctx *cx, const struct alarm *alarm)
{
	return db_send(cx->db,
		       DB_ADD("alarm",
			      "id, key, kind, what, address, ticket_id, count, first_at, last_at,"
			      " settled_at, settled_by",
			      "$2, $3, $4, $5, $6, $7, 1, $8, $8, 0, 0",
			      "ON CONFLICT (org_id, key) DO UPDATE SET count = alarm.count + 1,"
			      " last_at = $8, address = $6, ticket_id = $7, settled_at = 0,"
			      " settled_by = 0"),
		       DB_ARGS(ctx_new_id(cx), alarm->key, alarm->kind, alarm->what, alarm->address,
			       alarm->ticket_id, cx->now));
}

enum hk_result alarm_page(struct ctx *cx, int64_t before_id, int64_t limit, struct alarm_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id < $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct alarm_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result alarm_find(struct ctx *cx, int64_t id, struct alarm *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result alarm_settle(struct ctx *cx, int64_t id)
{
	struct alarm alarm;

	HK_TRY(alarm_find(cx, id, &alarm));
	return db_send(cx->db,
		       DB_UPDATE("alarm", "settled_at = $3, settled_by = $4",
				 "id = $2 AND settled_at = 0", ""),
		       DB_ARGS(id, cx->now, cx->actor->id));
}

enum hk_result alarm_over(struct ctx *cx, const char *kind, const char *address)
{
	return db_send(cx->db,
		       DB_UPDATE("alarm", "settled_at = $4, settled_by = 0",
				 "kind = $2 AND address = $3 AND settled_at = 0", ""),
		       DB_ARGS(kind, address, cx->now));
}

struct sums {
	int64_t open, stopped;
};

static const struct db_column sum_columns[] = {
	DB_COLUMN_AS(struct sums, open,
		     "CAST(coalesce(sum(CASE WHEN alarm.settled_at = 0 THEN 1 ELSE 0 END), 0)"
		     " AS bigint)"),
	DB_COLUMN_AS(struct sums, stopped, "CAST(coalesce(sum(alarm.count), 0) AS bigint)"),
};
static const struct db_record sum_record = DB_RECORD("alarm", struct sums, sum_columns);

enum hk_result alarm_sums(struct ctx *cx, int64_t *ret_open, int64_t *ret_stopped)
{
	struct sums sums;

	HK_TRY(db_select_one(cx->db, &sum_record, DB_WHERE("1 = 1", ""), DB_NONE, &sums));
	*ret_open = sums.open;
	*ret_stopped = sums.stopped;
	return HK_OK;
}

enum hk_result alarm_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("alarm",
				   "id IN (SELECT " DB_WALKS "id FROM alarm WHERE org_id = $1 AND"
				   " last_at < $2 ORDER BY id LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}
