#include "core/audit.h"

#include "base/text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct audit, id),         DB_COLUMN(struct audit, at),
	DB_COLUMN(struct audit, actor_kind), DB_COLUMN(struct audit, actor_id),
	DB_COLUMN(struct audit, action),     DB_COLUMN(struct audit, about),
};
static const struct db_record record = DB_RECORD("audit", struct audit, columns);

enum hk_result audit_record(struct ctx *cx, const char *action, const char *about)
{
	struct audit row = { .id = ctx_new_id(cx),
			     .at = cx->now,
			     .actor_kind = actor_kind_name(cx->actor),
			     .actor_id = cx->actor->id,
			     .action = action,
			     .about = about };

	return db_insert(cx->db, &record, &row);
}

const char *audit_changed(struct ctx *cx, const char *about, const char *field, const char *was,
			  const char *is)
{
	if (hk_equal(was, is))
		return about;
	return hk_format(cx->arena, "%s\n%s\t%s\t%s", about, field, hk_one_line(cx->arena, was),
			 hk_one_line(cx->arena, is));
}

enum hk_result audit_page(struct ctx *cx, int64_t before_id, int64_t limit, struct audit_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("id < $2", "ORDER BY id DESC LIMIT $3"),
			 DB_ARGS(before_id, limit), &rows));
	*ret = (struct audit_list){ rows.items, rows.count };
	return HK_OK;
}
