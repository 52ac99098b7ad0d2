#include "insight/board/contact.h"

#include "core/counter.h"
#include "core/id.h"

/* A message gets its id before its transaction ends; so long later none is missing any more. */
#define SETTLED_MS (10 * HK_SECOND)
/* Mail that was brought from an old mailbox is older than its id by more than this. */
#define OLD_MS HK_HOUR

enum { STEP = 96, DAY_OF_WEEKS = 7 };

static const struct db_column counted_columns[] = {
	DB_COLUMN_AS(struct contact, at, "0"),
	DB_COLUMN_AS(struct contact, team_id, "ticket.team_id"),
	DB_COLUMN_AS(struct contact, count, "count(*)"),
};
static const struct db_record counted =
	DB_RECORD_FROM("message",
		       "message JOIN ticket ON ticket.org_id = message.org_id"
		       " AND ticket.id = message.ticket_id",
		       struct contact, counted_columns);

static const struct db_column columns[] = {
	DB_COLUMN(struct contact, at),
	DB_COLUMN(struct contact, team_id),
	DB_COLUMN(struct contact, count),
};
static const struct db_record record = DB_RECORD("contact", struct contact, columns);

enum hk_result contact_count(struct ctx *cx, int64_t from, int64_t until, struct contact_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &counted,
			 DB_WHERE("message.id >= $2 AND message.id < $3 AND message.kind = 'in'"
				  " AND message.is_automatic = 0 AND message.at >= $4"
				  " AND ticket.bucket <> 'spam'",
				  "GROUP BY ticket.team_id"),
			 DB_ARGS(id_floor(from), id_floor(until), from - OLD_MS), &rows));
	*ret = (struct contact_list){ rows.items, rows.count };
	for (size_t i = 0; i < rows.count; i++)
		ret->items[i].at = contact_quarter_of(from);
	return HK_OK;
}

enum hk_result contact_kept(struct ctx *cx, int64_t from, int64_t until, struct contact_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("at >= $2 AND at < $3", "ORDER BY at, team_id"),
			 DB_ARGS(from, until), &rows));
	*ret = (struct contact_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result contact_kept_until(struct ctx *cx, int64_t *ret)
{
	return counter_last(cx, "contact", ret);
}

enum hk_result contact_first(struct ctx *cx, int64_t *ret)
{
	struct contact first = { .at = 0 };
	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("1 = 1", "ORDER BY at, team_id LIMIT 1"),
			      DB_NONE, &first);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = first.at;
	return HK_OK;
}

/* From where on quarters are to be kept, and up to where. */
static enum hk_result due_find(struct ctx *cx, int64_t *ret_from, int64_t *ret_until)
{
	int64_t from;

	HK_TRY(contact_kept_until(cx, &from));
	*ret_until = contact_quarter_of(cx->now - SETTLED_MS);
	*ret_from = from ? from : *ret_until - (CONTACT_WEEKS * DAY_OF_WEEKS + 1) * HK_DAY;
	return HK_OK;
}

enum hk_result contact_has_due(struct ctx *cx, bool *ret)
{
	int64_t from, until;

	HK_TRY(due_find(cx, &from, &until));
	*ret = from < until;
	return HK_OK;
}

enum hk_result contact_put(struct ctx *cx, const struct contact *contact)
{
	return db_send(cx->db,
		       DB_ADD("contact", "at, team_id, count", "$2, $3, $4",
			      "ON CONFLICT (org_id, at, team_id) DO UPDATE SET"
			      " count = excluded.count"),
		       DB_ARGS(contact->at, contact->team_id, contact->count));
}

static enum hk_result quarter_keep(struct ctx *cx, int64_t at)
{
	struct contact_list list;

	HK_TRY(contact_count(cx, at, at + CONTACT_QUARTER, &list));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(contact_put(cx, &list.items[i]));
	return HK_OK;
}

enum hk_result contact_keep(struct ctx *cx, bool *ret_is_done)
{
	int64_t kept, from, until, at;

	HK_TRY(contact_kept_until(cx, &kept));
	HK_TRY(due_find(cx, &from, &until));
	for (at = from; at < until && at < from + STEP * CONTACT_QUARTER; at += CONTACT_QUARTER)
		HK_TRY(quarter_keep(cx, at));
	*ret_is_done = at >= until;
	return at > from ? counter_move(cx, "contact", at - kept) : HK_OK;
}
