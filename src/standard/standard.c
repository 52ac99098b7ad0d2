#include "standard/standard.h"

#include "base/text.h"
#include "base/time.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct standard, id),
	DB_COLUMN(struct standard, name),
	DB_COLUMN(struct standard, first_answer_ms),
	DB_COLUMN(struct standard, next_update_ms),
	DB_COLUMN(struct standard, resolve_ms),
	DB_COLUMN(struct standard, version),
};
static const struct db_record record = DB_RECORD("standard", struct standard, columns);

enum hk_result standard_find(struct ctx *cx, int64_t id, struct standard *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result standard_every(struct ctx *cx, struct standard_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY name, id"), DB_NONE, &rows));
	*ret = (struct standard_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result standard_usual(struct ctx *cx, struct standard *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY id LIMIT 1"), DB_NONE,
			     ret);
}

static void check_time(struct ctx *cx, const char *field, int64_t ms)
{
	if (ms < HK_MINUTE || ms > STANDARD_MOST_MS)
		(void)field_problem(cx, field, TR("Please give a time from a minute to a year."));
}

static enum hk_result check(struct ctx *cx, const struct standard *standard)
{
	struct standard other;

	if (!hk_has_ink(standard->name))
		(void)field_problem(cx, "name", TR("Please give a name."));
	check_time(cx, "first_answer", standard->first_answer_ms);
	check_time(cx, "next_update", standard->next_update_ms);
	if (standard->resolve_ms != 0)
		check_time(cx, "resolve", standard->resolve_ms);
	if (cx->field_count)
		return HK_INVALID;

	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("name = $2 AND id <> $3", ""),
			      DB_ARGS(standard->name, standard->id), &other);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	if (result != HK_OK)
		return result;
	(void)field_problem(cx, "name", TR("There is a standard with this name already."));
	return HK_CONFLICT;
}

enum hk_result standard_add(struct ctx *cx, struct standard *standard)
{
	HK_TRY(check(cx, standard));
	standard->id = ctx_new_id(cx);
	standard->version = 1;
	return db_insert(cx->db, &record, standard);
}

enum hk_result standard_change(struct ctx *cx, const struct standard *standard)
{
	int64_t count;

	HK_TRY(check(cx, standard));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("standard",
				   "name = $3, first_answer_ms = $4, next_update_ms = $5,"
				   " resolve_ms = $6, version = version + 1",
				   "id = $2 AND version = $7", ""),
			 DB_ARGS(standard->id, standard->name, standard->first_answer_ms,
				 standard->next_update_ms, standard->resolve_ms, standard->version),
			 &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}
