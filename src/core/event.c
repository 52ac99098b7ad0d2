#include "core/event.h"

#include <string.h>

#include "core/counter.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct event, seq),           DB_COLUMN(struct event, at),
	DB_COLUMN(struct event, kind),          DB_COLUMN(struct event, ticket_id),
	DB_COLUMN(struct event, number),        DB_COLUMN(struct event, owner_id),
	DB_COLUMN(struct event, team_id),       DB_COLUMN(struct event, customer_id),
	DB_COLUMN(struct event, is_restricted), DB_COLUMN(struct event, actor_id),
};
static const struct db_record record = DB_RECORD("event", struct event, columns);

static enum hk_result tell(struct ctx *cx, const struct event *event)
{
	const struct subscriber *one = cx->house->subscribers;

	for (; one && one->hear; one++)
		if (!one->kind || strcmp(one->kind, event->kind) == 0)
			HK_TRY(one->hear(cx, event));
	return HK_OK;
}

/* Nobody asks for the number, so nobody waits for it: the row takes what the counter came to. */
static enum hk_result write(struct ctx *cx, const struct event *event)
{
	HK_TRY(db_send(cx->db, DB_UPDATE("counter", "value = value + 1", "name = 'event'", ""),
		       DB_NONE));
	return db_send(cx->db,
		       DB_ADD("event",
			      "seq, at, kind, ticket_id, number, owner_id, team_id, customer_id,"
			      " is_restricted, actor_id",
			      "(SELECT value FROM counter WHERE counter.org_id = $1"
			      " AND name = 'event'), $2, $3, $4, $5, $6, $7, $8, $9, $10",
			      ""),
		       DB_ARGS(event->at, event->kind, event->ticket_id, event->number,
			       event->owner_id, event->team_id, event->customer_id,
			       event->is_restricted, event->actor_id));
}

enum hk_result event_record(struct ctx *cx, const struct event *event)
{
	struct event row = *event;

	row.at = cx->now;
	row.actor_id = cx->actor->id;
	HK_TRY(tell(cx, &row));
	HK_TRY(write(cx, &row));
	cx->has_news = true;
	return HK_OK;
}

enum hk_result event_after(struct ctx *cx, int64_t seq, int64_t limit, struct event_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("seq > $2", "ORDER BY seq LIMIT $3"),
			 DB_ARGS(seq, limit), &rows));
	*ret = (struct event_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result event_last(struct ctx *cx, int64_t *ret_seq)
{
	return counter_last(cx, "event", ret_seq);
}

enum hk_result event_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count)
{
	return db_change(cx->db,
			 DB_DELETE("event", "seq IN (SELECT seq FROM event WHERE org_id = $1"
					    " AND at < $2 ORDER BY at LIMIT $3)"),
			 DB_ARGS(before, limit), ret_count);
}
