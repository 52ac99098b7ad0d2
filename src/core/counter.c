#include "core/counter.h"

struct counter {
	int64_t value;
};

static const struct db_column columns[] = { DB_COLUMN(struct counter, value) };
static const struct db_record record = DB_RECORD("counter", struct counter, columns);

static struct db_sql one_sql(void)
{
	return DB_WHERE("name = $2", "");
}

/* Whoever has moved it holds it to the commit, so nobody moves it before it is read. In two
 * statements, for SQLite makes a table in memory for what a statement returns; and no upsert,
 * for which it opens a savepoint, where the search index writes a segment each time. */
enum hk_result counter_take(struct ctx *cx, const char *name)
{
	HK_TRY(db_send(cx->db, DB_UPDATE("counter", "value = value + 1", "name = $2", ""),
		       DB_ARGS(name)));
	return db_expect(cx->db, &record, one_sql(), DB_ARGS(name));
}

enum hk_result counter_taken(struct ctx *cx, const char *name, int64_t *ret)
{
	struct counter counter;
	enum hk_result result = db_select_one(cx->db, &record, one_sql(), DB_ARGS(name), &counter);

	if (result == HK_NOT_FOUND)
		result = db_select_one(cx->db, &record,
				       DB_ADD("counter", "name, value", "$2, 1",
					      "ON CONFLICT (org_id, name) DO UPDATE SET"
					      " value = counter.value + 1 RETURNING value"),
				       DB_ARGS(name), &counter);
	HK_TRY(result);
	*ret = counter.value;
	return HK_OK;
}

enum hk_result counter_next(struct ctx *cx, const char *name, int64_t *ret)
{
	HK_TRY(counter_take(cx, name));
	return counter_taken(cx, name, ret);
}

enum hk_result counter_begin(struct ctx *cx, const char *name)
{
	return db_send(cx->db, DB_ADD("counter", "name, value", "$2, 0", ""), DB_ARGS(name));
}

enum hk_result counter_move(struct ctx *cx, const char *name, int64_t by)
{
	return db_send(cx->db,
		       DB_ADD("counter", "name, value", "$2, $3",
			      "ON CONFLICT (org_id, name) DO UPDATE SET"
			      " value = counter.value + excluded.value"),
		       DB_ARGS(name, by));
}

enum hk_result counter_last(struct ctx *cx, const char *name, int64_t *ret)
{
	struct counter counter = { 0 };
	enum hk_result result = db_select_one(cx->db, &record, one_sql(), DB_ARGS(name), &counter);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = counter.value;
	return HK_OK;
}
