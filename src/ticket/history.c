#include "ticket/history.h"

#include "base/text.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct history, ticket_id),  DB_COLUMN(struct history, id),
	DB_COLUMN(struct history, at),         DB_COLUMN(struct history, kind),
	DB_COLUMN(struct history, actor_kind), DB_COLUMN(struct history, actor_id),
	DB_COLUMN(struct history, actor_name), DB_COLUMN(struct history, detail),
};
static const struct db_record record = DB_RECORD("history", struct history, columns);

enum hk_result history_record(struct ctx *cx, int64_t ticket_id, const char *kind,
			      const char *detail, int64_t *ret_id)
{
	struct history row = { .ticket_id = ticket_id,
			       .id = ctx_new_id(cx),
			       .at = cx->now,
			       .kind = kind,
			       .actor_kind = actor_kind_name(cx->actor),
			       .actor_id = cx->actor->id,
			       .actor_name = cx->actor->name,
			       .detail = detail };

	if (ret_id)
		*ret_id = row.id;
	return db_insert(cx->db, &record, &row);
}

enum hk_result history_priority(struct ctx *cx, int64_t ticket_id, const struct priority *priority)
{
	const char *detail = hk_format(cx->arena, "%s none", priority->priority);

	if (*priority->harm)
		detail = hk_format(cx->arena, "%s harm %s", priority->priority, priority->harm);
	if (*priority->reason)
		detail = hk_format(cx->arena, "%s own %s", priority->priority, priority->reason);
	return history_record(cx, ticket_id, "priority", detail, NULL);
}

enum hk_result history_since(struct ctx *cx, const struct ticket *ticket, int64_t since,
			     struct history_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND at >= $3", "ORDER BY id LIMIT 200"),
			 DB_ARGS(ticket->id, since), &rows));
	*ret = (struct history_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result history_newest(struct ctx *cx, const struct ticket *ticket, int64_t *ret_id)
{
	struct history line;
	enum hk_result result = db_select_one(
		cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY id DESC LIMIT 1"),
		DB_ARGS(ticket->id), &line);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret_id = result == HK_OK ? line.id : 0;
	return HK_OK;
}

enum hk_result history_unseen(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			      struct history_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND id > $3 AND actor_id <> $4 AND kind IN"
				  " ('assigned', 'moved', 'resolved', 'reopened', 'closed', 'spam',"
				  " 'deleted', 'restored', 'undone')",
				  "ORDER BY id LIMIT 20"),
			 DB_ARGS(ticket->id, after_id, cx->actor->id), &rows));
	*ret = (struct history_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result history_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			    struct history *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("ticket_id = $2 AND id = $3", ""),
			     DB_ARGS(ticket->id, id), ret);
}

enum hk_result history_at(struct ctx *cx, const struct ticket *ticket, const char *kind, int64_t at,
			  struct history *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND kind = $3 AND at = $4", "ORDER BY id DESC LIMIT 1"),
		DB_ARGS(ticket->id, kind, at), ret);
}

enum hk_result history_is_last(struct ctx *cx, const struct history *line, bool *ret)
{
	struct history later;
	enum hk_result result = db_select_one(
		cx->db, &record, DB_WHERE("ticket_id = $2 AND id > $3", "ORDER BY id LIMIT 1"),
		DB_ARGS(line->ticket_id, line->id), &later);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_NOT_FOUND;
	return HK_OK;
}
