#include "ticket/work/task_find.h"

#include "core/rights.h"
#include "ticket/seen.h"

enum { TICKET_MOST = 50, RELEASE_MOST = 500, TWIN_MS = 10 * 1000 };

static const struct db_column columns[] = {
	DB_COLUMN(struct task, id),       DB_COLUMN(struct task, ticket_id),
	DB_COLUMN(struct task, text),     DB_COLUMN(struct task, giver_id),
	DB_COLUMN(struct task, staff_id), DB_COLUMN(struct task, team_id),
	DB_COLUMN(struct task, due_at),   DB_COLUMN(struct task, state),
	DB_COLUMN(struct task, word),     DB_COLUMN(struct task, created_at),
	DB_COLUMN(struct task, ended_at), DB_COLUMN(struct task, ended_by),
	DB_COLUMN(struct task, late_at),  DB_COLUMN(struct task, version),
};
static const struct db_record record = DB_RECORD("task", struct task, columns);

#define MINE_BY_TEAM "team_id IN " TEAMS_OF_READER

/* $2 is who reads. */
static const struct db_column shown_columns[] = {
	DB_COLUMN_AS(struct task, id, "task.id"),
	DB_COLUMN_AS(struct task, ticket_id, "task.ticket_id"),
	DB_COLUMN_AS(struct task, text, "task.text"),
	DB_COLUMN_AS(struct task, giver_id, "task.giver_id"),
	DB_COLUMN_AS(struct task, staff_id, "task.staff_id"),
	DB_COLUMN_AS(struct task, team_id, "task.team_id"),
	DB_COLUMN_AS(struct task, due_at, "task.due_at"),
	DB_COLUMN_AS(struct task, state, "task.state"),
	DB_COLUMN_AS(struct task, word, "task.word"),
	DB_COLUMN_AS(struct task, created_at, "task.created_at"),
	DB_COLUMN_AS(struct task, ended_at, "task.ended_at"),
	DB_COLUMN_AS(struct task, ended_by, "task.ended_by"),
	DB_COLUMN_AS(struct task, late_at, "task.late_at"),
	DB_COLUMN_AS(struct task, version, "task.version"),
	DB_COLUMN_AS(struct task, giver_name, "coalesce(giver.name, '')"),
	DB_COLUMN_AS(struct task, staff_name, "coalesce(doer.name, '')"),
	DB_COLUMN_AS(struct task, ender_name, "coalesce(ender.name, '')"),
	DB_COLUMN_AS(struct task, team_name, "coalesce(team.name, '')"),
	DB_COLUMN_AS(struct task, subject, "ticket.subject"),
	DB_COLUMN_AS(struct task, number, "ticket.number"),
	DB_COLUMN_AS(struct task, owner_id, "ticket.owner_id"),
	DB_COLUMN_AS(struct task, may_see, "CASE WHEN " SEEN_BY_STAFF " THEN 1 ELSE 0 END"),
	DB_COLUMN_AS(struct task, is_of_team, "CASE WHEN task." MINE_BY_TEAM " THEN 1 ELSE 0 END"),
};
static const struct db_record shown = DB_RECORD_FROM(
	"task",
	"task JOIN ticket ON ticket.org_id = task.org_id AND ticket.id = task.ticket_id"
	" LEFT JOIN staff AS giver ON giver.org_id = task.org_id AND giver.id = task.giver_id"
	" LEFT JOIN staff AS doer ON doer.org_id = task.org_id AND doer.id = task.staff_id"
	" LEFT JOIN staff AS ender ON ender.org_id = task.org_id AND ender.id = task.ended_by"
	" LEFT JOIN team ON team.org_id = task.org_id AND team.id = task.team_id",
	struct task, shown_columns);

enum hk_result task_insert(struct ctx *cx, const struct task *task)
{
	return db_insert(cx->db, &record, task);
}

enum hk_result task_twin(struct ctx *cx, const struct task *task, int64_t *ret_id)
{
	struct task twin;
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND giver_id = $3 AND staff_id = $4 AND team_id = $5 AND"
			 " due_at = $6 AND created_at > $7 AND text = $8",
			 "ORDER BY id LIMIT 1"),
		DB_ARGS(task->ticket_id, task->giver_id, task->staff_id, task->team_id,
			task->due_at, cx->now - TWIN_MS, task->text),
		&twin);

	*ret_id = result == HK_OK ? twin.id : 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result task_by_row(struct ctx *cx, int64_t id, struct task *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result task_open_of(struct ctx *cx, int64_t staff_id, struct task_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("staff_id = $2 AND state = 'open'", "ORDER BY due_at, id LIMIT $3"),
		DB_ARGS(staff_id, RELEASE_MOST), &rows));
	*ret = (struct task_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result task_load(struct ctx *cx, int64_t staff_id, int64_t team_id, int64_t change)
{
	if (staff_id)
		return db_send(cx->db,
			       DB_UPDATE("staff", "task_count = task_count + $3", "id = $2", ""),
			       DB_ARGS(staff_id, change));
	return db_send(cx->db, DB_UPDATE("team", "task_count = task_count + $3", "id = $2", ""),
		       DB_ARGS(team_id, change));
}

/* Who may not see the ticket learns nothing of it. */
static void veil(const struct ctx *cx, struct task *task)
{
	task->may_see = cx->actor->kind == ACTOR_SYSTEM ||
			(task->may_see && actor_may(cx->actor, RIGHT_TICKET_READ));
	if (task->may_see)
		return;
	task->number = 0;
	task->subject = "";
}

static bool may_find(const struct ctx *cx, const struct task *task)
{
	return task->may_see || task->giver_id == cx->actor->id ||
	       task->staff_id == cx->actor->id || task->is_of_team;
}

enum hk_result task_find(struct ctx *cx, int64_t id, struct task *ret)
{
	struct task task;

	if (cx->actor->kind != ACTOR_STAFF && cx->actor->kind != ACTOR_SYSTEM)
		return HK_NOT_FOUND;
	HK_TRY(db_select_one(cx->db, &shown, DB_WHERE("task.id = $3", ""),
			     DB_ARGS(cx->actor->id, id), &task));
	veil(cx, &task);
	if (!may_find(cx, &task))
		return HK_NOT_FOUND;
	*ret = task;
	return HK_OK;
}

static void keep(const struct ctx *cx, const struct db_rows *rows, struct task_list *ret)
{
	*ret = (struct task_list){ rows->items, rows->count };
	for (size_t i = 0; i < ret->count; i++)
		veil(cx, &ret->items[i]);
}

static enum hk_result of_one(struct ctx *cx, int64_t ticket_id, struct task_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown,
			 DB_WHERE("task.ticket_id = $3",
				  "ORDER BY CASE WHEN task.state = 'open' THEN 0 ELSE 1 END,"
				  " task.due_at, task.id LIMIT $4"),
			 DB_ARGS(cx->actor->id, ticket_id, TICKET_MOST), &rows));
	keep(cx, &rows, ret);
	return HK_OK;
}

static void append(struct ctx *cx, struct task_list *list, const struct task_list *more)
{
	struct task *items = hk_alloc(cx->arena, list->count + more->count, sizeof(*items));

	for (size_t i = 0; i < list->count; i++)
		items[i] = list->items[i];
	for (size_t i = 0; i < more->count; i++)
		items[list->count + i] = more->items[i];
	*list = (struct task_list){ items, list->count + more->count };
}

enum hk_result task_of_ticket(struct ctx *cx, const struct ticket *ticket, struct task_list *ret)
{
	struct ticket_parts parts;
	struct task_list list, more;

	*ret = (struct task_list){ NULL, 0 };
	if (cx->actor->kind != ACTOR_STAFF && cx->actor->kind != ACTOR_SYSTEM)
		return HK_OK;
	HK_TRY(of_one(cx, ticket->id, &list));
	HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count; i++) {
		HK_TRY(of_one(cx, parts.items[i].id, &more));
		append(cx, &list, &more);
	}
	*ret = list;
	return HK_OK;
}

enum hk_result task_page(struct ctx *cx, enum task_view view, int64_t limit, struct task_list *ret)
{
	const struct db_sql wheres[] = {
		[TASKS_MINE] = DB_WHERE("task.id IN (SELECT own.id FROM task AS own WHERE"
					" own.org_id = $1 AND own.staff_id = $2 AND"
					" own.state = 'open' UNION ALL SELECT free.id FROM task AS"
					" free WHERE free.org_id = $1 AND free.staff_id = 0 AND"
					" free.state = 'open' AND free." MINE_BY_TEAM ")",
					"ORDER BY task.due_at, task.id LIMIT $3"),
		[TASKS_GIVEN] = DB_WHERE("task.state = 'open' AND task.giver_id = $2 AND"
					 " task.staff_id <> $2",
					 "ORDER BY task.due_at, task.id LIMIT $3"),
		[TASKS_ENDED] = DB_WHERE("task.state <> 'open' AND task.id IN (SELECT given.id FROM"
					 " task AS given WHERE given.org_id = $1 AND"
					 " given.giver_id = $2 UNION ALL SELECT own.id FROM task AS"
					 " own WHERE own.org_id = $1 AND own.staff_id = $2 UNION"
					 " ALL SELECT done.id FROM task AS done WHERE"
					 " done.org_id = $1 AND done.ended_by = $2)",
					 "ORDER BY task.ended_at DESC, task.id LIMIT $3"),
	};
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &shown, wheres[view], DB_ARGS(cx->actor->id, limit), &rows));
	keep(cx, &rows, ret);
	return HK_OK;
}

struct chosen {
	int64_t message_id;
};

static const struct db_column chosen_columns[] = { DB_COLUMN(struct chosen, message_id) };
static const struct db_record chosen_record =
	DB_RECORD("task_message", struct chosen, chosen_columns);

enum hk_result task_messages(struct ctx *cx, const struct task *task, struct message_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &chosen_record,
			 DB_WHERE("task_id = $2", "ORDER BY message_id LIMIT $3"),
			 DB_ARGS(task->id, TASK_MESSAGES_MAX), &rows));
	*ret = (struct message_list){ hk_alloc(cx->arena, rows.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < rows.count; i++) {
		/* A merge or a split may have taken it to another ticket. */
		enum hk_result result = message_by_row(
			cx, ((struct chosen *)rows.items)[i].message_id, &ret->items[ret->count]);

		/* It was taken back within its ten seconds. */
		if (result == HK_NOT_FOUND)
			continue;
		HK_TRY(result);
		ret->count++;
	}
	return HK_OK;
}
