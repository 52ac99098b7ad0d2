#include "people/team.h"

#include "base/text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct team, id),
	DB_COLUMN(struct team, name),
	DB_COLUMN(struct team, is_restricted),
	DB_COLUMN(struct team, active_count),
	DB_COLUMN(struct team, created_at),
	DB_COLUMN(struct team, version),
	DB_COLUMN(struct team, task_count),
};
static const struct db_record record = DB_RECORD("team", struct team, columns);

struct member {
	int64_t staff_id;
};

static const struct db_column member_columns[] = { DB_COLUMN(struct member, staff_id) };
static const struct db_record member_record =
	DB_RECORD("team_member", struct member, member_columns);

static struct db_sql one_sql(void)
{
	return DB_WHERE("id = $2", "");
}

enum hk_result team_expect(struct ctx *cx, int64_t id)
{
	return db_expect(cx->db, &record, one_sql(), DB_ARGS(id));
}

enum hk_result team_find(struct ctx *cx, int64_t id, struct team *ret)
{
	return db_select_one(cx->db, &record, one_sql(), DB_ARGS(id), ret);
}

enum hk_result team_every(struct ctx *cx, struct team_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY name, id"), DB_NONE, &rows));
	*ret = (struct team_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result team_of_actor(struct ctx *cx, struct team_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("EXISTS (SELECT 1 FROM team_member WHERE team_member.org_id = $1"
				  " AND team_member.team_id = team.id"
				  " AND team_member.staff_id = $2)",
				  "ORDER BY name, id"),
			 DB_ARGS(cx->actor->kind == ACTOR_STAFF ? cx->actor->id : 0), &rows));
	*ret = (struct team_list){ rows.items, rows.count };
	return HK_OK;
}

static enum hk_result name_is_free(struct ctx *cx, const struct team *team)
{
	struct team other;

	if (!hk_has_ink(team->name))
		return field_problem(cx, "name", TR("Please give a name."));

	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("name = $2 AND id <> $3", ""),
			      DB_ARGS(team->name, team->id), &other);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	if (result != HK_OK)
		return result;
	(void)field_problem(cx, "name", TR("There is a team with this name already."));
	return HK_CONFLICT;
}

enum hk_result team_add(struct ctx *cx, struct team *team)
{
	team->name = hk_one_line(cx->arena, team->name);
	HK_TRY(name_is_free(cx, team));
	team->id = ctx_new_id(cx);
	team->active_count = team->task_count = 0;
	team->created_at = cx->now;
	team->version = 1;
	return db_insert(cx->db, &record, team);
}

enum hk_result team_change(struct ctx *cx, const struct team *team)
{
	struct team wish = *team;
	int64_t count;

	wish.name = hk_one_line(cx->arena, team->name);
	HK_TRY(name_is_free(cx, &wish));
	HK_TRY(db_change(cx->db,
			 DB_UPDATE("team", "name = $3, version = version + 1",
				   "id = $2 AND version = $4", ""),
			 DB_ARGS(wish.id, wish.name, wish.version), &count));
	if (count == 0)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	return HK_OK;
}

enum hk_result team_members(struct ctx *cx, int64_t team_id, struct staff_list *ret)
{
	return staff_of_team(cx, team_id, ret);
}

enum hk_result team_join(struct ctx *cx, int64_t team_id, int64_t staff_id)
{
	return db_send(cx->db,
		       DB_ADD("team_member", "team_id, staff_id", "$2, $3",
			      "ON CONFLICT (org_id, team_id, staff_id) DO NOTHING"),
		       DB_ARGS(team_id, staff_id));
}

enum hk_result team_leave(struct ctx *cx, int64_t team_id, int64_t staff_id)
{
	return db_send(cx->db, DB_DELETE("team_member", "team_id = $2 AND staff_id = $3"),
		       DB_ARGS(team_id, staff_id));
}

enum hk_result team_has(struct ctx *cx, int64_t team_id, int64_t staff_id, bool *ret)
{
	struct member member;
	enum hk_result result = db_select_one(cx->db, &member_record,
					      DB_WHERE("team_id = $2 AND staff_id = $3", ""),
					      DB_ARGS(team_id, staff_id), &member);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_OK;
	return HK_OK;
}

enum hk_result team_load(struct ctx *cx, int64_t team_id, int64_t change)
{
	return db_send(cx->db, DB_UPDATE("team", "active_count = active_count + $3", "id = $2", ""),
		       DB_ARGS(team_id, change));
}
