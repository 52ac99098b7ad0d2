#include "ticket/file/remote_picture.h"

#include "base/text.h"
#include "core/markdown.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct remote_picture, message_id), DB_COLUMN(struct remote_picture, position),
	DB_COLUMN(struct remote_picture, ticket_id),  DB_COLUMN(struct remote_picture, url),
	DB_COLUMN(struct remote_picture, state),      DB_COLUMN(struct remote_picture, problem),
	DB_COLUMN(struct remote_picture, blob),       DB_COLUMN(struct remote_picture, asked_by),
	DB_COLUMN(struct remote_picture, asked_at),
};
static const struct db_record record = DB_RECORD("remote_picture", struct remote_picture, columns);

enum hk_result remote_pictures_ask(struct ctx *cx, const struct ticket *ticket,
				   const struct message *message)
{
	const char *urls[REMOTE_PICTURES_MAX];
	size_t count = 0;

	if (message->html)
		count = markup_remote_urls(cx->arena,
					   markup_from_canonical(cx->arena, message->html), urls,
					   REMOTE_PICTURES_MAX);
	if (count == 0)
		return HK_NOT_FOUND;
	for (size_t i = 0; i < count; i++)
		HK_TRY(db_send(
			cx->db,
			DB_ADD("remote_picture",
			       "message_id, position, ticket_id, url, state, problem, blob,"
			       " asked_by, asked_at",
			       "$2, $3, $4, $5, 'waiting', '', '', $6, $7",
			       "ON CONFLICT (org_id, message_id, position) DO UPDATE SET state ="
			       " CASE WHEN remote_picture.state = 'kept' THEN 'kept' ELSE"
			       " 'waiting' END, asked_by = $6, asked_at = $7"),
			DB_ARGS(message->id, (int64_t)i, ticket->id, urls[i], cx->actor->id,
				cx->now)));
	return ticket_tell(cx, ticket, "ticket.changed");
}

enum hk_result remote_pictures_of(struct ctx *cx, int64_t ticket_id,
				  struct remote_picture_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2", "ORDER BY message_id, position"),
			 DB_ARGS(ticket_id), &rows));
	*ret = (struct remote_picture_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result remote_picture_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				   int64_t position, struct remote_picture *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2 AND message_id = $3 AND position = $4", ""),
			     DB_ARGS(ticket->id, message_id, position), ret);
}

enum hk_result remote_pictures_waiting(struct ctx *cx, int64_t limit,
				       struct remote_picture_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("state = 'waiting'", "ORDER BY asked_at, message_id, position LIMIT $2"),
		DB_ARGS(limit), &rows));
	*ret = (struct remote_picture_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result remote_picture_settle(struct ctx *cx, const struct remote_picture *picture)
{
	struct ticket ticket;

	HK_TRY(db_send(cx->db,
		       DB_UPDATE("remote_picture", "state = $4, problem = $5, blob = $6",
				 "message_id = $2 AND position = $3 AND state = 'waiting'", ""),
		       DB_ARGS(picture->message_id, picture->position, picture->state,
			       picture->problem, picture->blob)));
	HK_TRY(ticket_by_row(cx, picture->ticket_id, &ticket));
	return ticket_tell(cx, &ticket, "ticket.changed");
}
