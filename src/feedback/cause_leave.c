/* Whoever has left sees to no cause and no action any more. */
#include "feedback/prevention.h"
#include "people/heir.h"

struct cause_left {
	int64_t id;
};

static const struct db_column cause_columns[] = { DB_COLUMN(struct cause_left, id) };
static const struct db_record causes = DB_RECORD("cause", struct cause_left, cause_columns);

struct action_left {
	int64_t id, cause_id;
	const char *what;
};

static const struct db_column action_columns[] = {
	DB_COLUMN(struct action_left, id),
	DB_COLUMN(struct action_left, cause_id),
	DB_COLUMN(struct action_left, what),
};
static const struct db_record actions = DB_RECORD("prevention", struct action_left, action_columns);

static enum hk_result hand_cause(struct ctx *cx, int64_t id, int64_t owner_id)
{
	struct cause cause;

	HK_TRY(db_send(cx->db,
		       DB_UPDATE("cause", "owner_id = $3, version = version + 1", "id = $2", ""),
		       DB_ARGS(id, owner_id)));
	HK_TRY(cause_by_id(cx, id, &cause));
	return cause_tell(cx, &cause, ctx_new_id(cx), owner_id, "cause.left", cause.name);
}

/* To the owner of its cause, who is there. */
static enum hk_result hand_action(struct ctx *cx, const struct action_left *action,
				  int64_t staff_id, int64_t heir_id)
{
	struct cause cause;
	int64_t owner_id;

	HK_TRY(cause_by_id(cx, action->cause_id, &cause));
	owner_id = cause.owner_id == staff_id ? heir_id : cause.owner_id;
	HK_TRY(db_send(cx->db, DB_UPDATE("prevention", "owner_id = $3", "id = $2", ""),
		       DB_ARGS(action->id, owner_id)));
	return cause_tell(cx, &cause, ctx_new_id(cx), owner_id, "prevention.left", action->what);
}

enum hk_result cause_release(struct ctx *cx, int64_t staff_id)
{
	const struct action_left *acts;
	const struct cause_left *items;
	struct db_rows rows, running;
	struct staff heir;

	HK_TRY(db_select(cx->db, &causes,
			 DB_WHERE("owner_id = $2 AND state <> 'closed'", "ORDER BY id"),
			 DB_ARGS(staff_id), &rows));
	HK_TRY(db_select(cx->db, &actions,
			 DB_WHERE("owner_id = $2 AND state = 'running'", "ORDER BY id"),
			 DB_ARGS(staff_id), &running));
	if (!rows.count && !running.count)
		return HK_OK;
	HK_TRY(staff_heir(cx, staff_id, &heir));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(hand_cause(cx, items[i].id, heir.id));
	acts = running.items;
	for (size_t i = 0; i < running.count; i++)
		HK_TRY(hand_action(cx, &acts[i], staff_id, heir.id));
	return HK_OK;
}
