#include "people/heir.h"

struct heir {
	int64_t id;
};

static const struct db_column columns[] = { DB_COLUMN(struct heir, id) };
static const struct db_record record = DB_RECORD("staff", struct heir, columns);

enum hk_result staff_heir(struct ctx *cx, int64_t staff_id, struct staff *ret)
{
	struct heir heir;
	enum hk_result result;

	result = db_select_one(
		cx->db, &record,
		DB_WHERE("is_active = 1 AND role = 'supervisor' AND id <> $2 AND EXISTS (SELECT 1"
			 " FROM team_member his JOIN team_member theirs ON"
			 " theirs.org_id = his.org_id AND theirs.team_id = his.team_id WHERE"
			 " his.org_id = $1 AND his.staff_id = $2 AND theirs.staff_id = staff.id)",
			 "ORDER BY id LIMIT 1"),
		DB_ARGS(staff_id), &heir);
	if (result == HK_NOT_FOUND)
		result = db_select_one(
			cx->db, &record,
			DB_WHERE("is_active = 1 AND role IN ('supervisor', 'admin') AND id <> $2",
				 "ORDER BY CASE role WHEN 'supervisor' THEN 0 ELSE 1 END, id"
				 " LIMIT 1"),
			DB_ARGS(staff_id), &heir);
	HK_TRY(result);
	return staff_find(cx, heir.id, ret);
}
