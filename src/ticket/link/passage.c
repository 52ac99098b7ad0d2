#include "ticket/link/passage.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct passage, id),          DB_COLUMN(struct passage, kind),
	DB_COLUMN(struct passage, from_id),     DB_COLUMN(struct passage, to_id),
	DB_COLUMN(struct passage, staff_id),    DB_COLUMN(struct passage, at),
	DB_COLUMN(struct passage, from_before), DB_COLUMN(struct passage, to_before),
	DB_COLUMN(struct passage, priority),    DB_COLUMN(struct passage, from_version),
	DB_COLUMN(struct passage, to_version),  DB_COLUMN(struct passage, undone_at),
};
static const struct db_record record = DB_RECORD("passage", struct passage, columns);

enum hk_result passage_begin(struct ctx *cx, struct passage *passage)
{
	passage->id = ctx_new_id(cx);
	passage->staff_id = cx->actor->id;
	passage->at = cx->now;
	return db_insert(cx->db, &record, passage);
}

enum hk_result passage_choose_all(struct ctx *cx, const struct passage *passage)
{
	struct db_args args = DB_ARGS(passage->id, passage->from_id);

	HK_TRY(db_send(cx->db,
		       DB_ADD_FROM("passage_row", "passage_id, kind, row_id, was_inner",
				   "CAST($2 AS bigint), 'message', message.id, message.is_inner",
				   "message", "message.ticket_id = $3"),
		       args));
	return db_send(cx->db,
		       DB_ADD_FROM("passage_row", "passage_id, kind, row_id, was_inner",
				   "CAST($2 AS bigint), 'later', later_reply.id, 0", "later_reply",
				   "later_reply.ticket_id = $3 AND"
				   " later_reply.state IN ('waiting', 'stopped')"),
		       args);
}

enum hk_result passage_choose(struct ctx *cx, const struct passage *passage, int64_t message_id,
			      bool is_inner)
{
	return db_send(cx->db,
		       DB_ADD("passage_row", "passage_id, kind, row_id, was_inner",
			      "$2, 'message', $3, $4", ""),
		       DB_ARGS(passage->id, message_id, is_inner));
}

/* clang-format off */
#define CHOSEN(what)                                                                   \
	"(SELECT passage_row.row_id FROM passage_row WHERE passage_row.org_id = $1 AND" \
	" passage_row.passage_id = $2 AND passage_row.kind = '" what "')"

/* clang-format on */

/* $2 is the passage, $3 the ticket that they leave, $4 the one that they come to. */
static enum hk_result run(struct ctx *cx, const struct db_sql *steps, size_t count,
			  struct db_args args)
{
	for (size_t i = 0; i < count; i++)
		HK_TRY(db_send(cx->db, steps[i], args));
	return HK_OK;
}

/* clang-format off */
#define TO_STAND_IN(table)                                                               \
	DB_UPDATE(table, "ticket_id = $4, message_id = -message_id",                     \
		  table ".ticket_id = $3 AND " table ".message_id IN " CHOSEN("message"), "")
#define FROM_STAND_IN(table)                                                             \
	DB_UPDATE(table, "message_id = -message_id",                                     \
		  table ".ticket_id = $4 AND $3 <> 0 AND -" table ".message_id IN "      \
		  CHOSEN("message"), "")
#define FOLLOWS(table)                                                                   \
	DB_UPDATE(table, "ticket_id = $4",                                               \
		  table ".ticket_id = $3 AND " table ".message_id IN " CHOSEN("message"), "")

/* clang-format on */

/*
 * Recipients and files name their message by its ticket too, so that for a moment a stand-in with
 * the opposite id holds them: which columns a message has need not be known here.
 */
static enum hk_result messages_move(struct ctx *cx, struct db_args args)
{
	const struct db_sql steps[] = {
		DB_ADD_FROM("message",
			    "ticket_id, id, kind, channel, at, author_kind, author_id, from_name,"
			    " from_address, subject, body, reply, language, is_automatic, mail_id,"
			    " raw_blob, sending",
			    "CAST($4 AS bigint), -message.id, 'note', 'email', 0, 'system', 0, '',"
			    " '', '', '', '', '', 0, '', '', ''",
			    "message",
			    "message.ticket_id = $3 AND message.id IN " CHOSEN("message")),
		TO_STAND_IN("recipient"),
		TO_STAND_IN("attachment"),
		DB_UPDATE("message", "ticket_id = $4",
			  "message.ticket_id = $3 AND message.id IN " CHOSEN("message"), ""),
		FROM_STAND_IN("recipient"),
		FROM_STAND_IN("attachment"),
		DB_DELETE("message", "message.ticket_id = $4 AND $3 <> 0 AND"
				     " -message.id IN " CHOSEN("message")),
	};

	return run(cx, steps, HK_COUNT(steps), args);
}

/* What came to the ticket of somebody else names who wrote it, as if he had been in the copy: the
 * ledger finds the rest by its ticket. */
#define FROM_WHOM                                                                              \
	"coalesce((SELECT CASE WHEN message.author_id = ticket.customer_id THEN '' ELSE"       \
	" message.from_address END FROM message JOIN ticket ON ticket.org_id = message.org_id" \
	" AND ticket.id = message.ticket_id WHERE message.org_id = $1 AND"                     \
	" message.ticket_id = $4 AND message.id = inbound.message_id AND"                      \
	" message.kind = 'in'), inbound.sender)"

/* Whatever says where a message stands; and what belongs to the ticket alone when all of it goes.
 */
static enum hk_result rest_moves(struct ctx *cx, struct db_args args)
{
	const struct db_sql steps[] = {
		FOLLOWS("mail_id"),
		FOLLOWS("proof"),
		FOLLOWS("remote_picture"),
		FOLLOWS("scan_wait"),
		DB_UPDATE("inbound", "ticket_id = $4, sender = " FROM_WHOM,
			  "inbound.ticket_id = $3 AND inbound.message_id IN " CHOSEN("message"),
			  ""),
		FOLLOWS("outbox"),
		FOLLOWS("import_mail"),
		DB_UPDATE("later_reply", "ticket_id = $4",
			  "later_reply.ticket_id = $3 AND later_reply.id IN " CHOSEN("later"), ""),
	};

	return run(cx, steps, HK_COUNT(steps), args);
}

enum hk_result passage_move(struct ctx *cx, const struct passage *passage, int64_t from_id,
			    int64_t to_id)
{
	HK_TRY(messages_move(cx, DB_ARGS(passage->id, from_id, to_id)));
	return rest_moves(cx, DB_ARGS(passage->id, from_id, to_id));
}

enum hk_result passage_hide(struct ctx *cx, const struct passage *passage, int64_t author_id)
{
	return db_send(cx->db,
		       DB_UPDATE("message", "is_inner = 1",
				 "ticket_id = $3 AND kind <> 'note' AND NOT (author_kind ="
				 " 'customer' AND author_id = $4) AND id IN " CHOSEN("message"),
				 ""),
		       DB_ARGS(passage->id, passage->to_id, author_id));
}

enum hk_result passage_show_again(struct ctx *cx, const struct passage *passage)
{
	return db_send(cx->db,
		       DB_UPDATE("message",
				 "is_inner = (SELECT passage_row.was_inner FROM passage_row WHERE"
				 " passage_row.org_id = $1 AND passage_row.passage_id = $2 AND"
				 " passage_row.kind = 'message' AND"
				 " passage_row.row_id = message.id)",
				 "ticket_id = $3 AND id IN " CHOSEN("message"), ""),
		       DB_ARGS(passage->id, passage->from_id));
}

enum hk_result passage_find(struct ctx *cx, int64_t id, struct passage *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result passage_merges(struct ctx *cx, int64_t to_id, struct passage_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("to_id = $2 AND kind = 'merge' AND undone_at = 0",
				  "ORDER BY id DESC LIMIT 20"),
			 DB_ARGS(to_id), &rows));
	*ret = (struct passage_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result passage_end(struct ctx *cx, const struct passage *passage)
{
	return db_send(cx->db,
		       DB_UPDATE("passage", "from_version = $3, to_version = $4", "id = $2", ""),
		       DB_ARGS(passage->id, passage->from_version, passage->to_version));
}

enum hk_result passage_undone(struct ctx *cx, int64_t id)
{
	return db_send(cx->db, DB_UPDATE("passage", "undone_at = $3", "id = $2", ""),
		       DB_ARGS(id, cx->now));
}

enum hk_result passage_forget(struct ctx *cx, int64_t id)
{
	HK_TRY(db_send(cx->db, DB_DELETE("passage_row", "passage_id = $2"), DB_ARGS(id)));
	return db_send(cx->db, DB_DELETE("passage", "id = $2"), DB_ARGS(id));
}
