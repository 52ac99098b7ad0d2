#include "feedback/cause_merge.h"

#include <inttypes.h>

#include "base/text.h"
#include "core/audit.h"
#include "core/rights.h"
#include "feedback/cause_link.h"

static enum hk_result may_merge(struct ctx *cx)
{
	if (cause_may_decide(cx))
		return HK_OK;
	if (!cause_may_read(cx))
		return HK_NOT_FOUND;
	return right_need(cx, cause_may_work(cx) ? RIGHT_REPORT_READ : RIGHT_TICKET_READ);
}

static enum hk_result check(struct ctx *cx, const struct cause *from, int64_t into_id,
			    struct cause *ret_into)
{
	enum hk_result result = cause_by_id(cx, into_id, ret_into);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (result == HK_NOT_FOUND || ret_into->id != into_id || into_id == from->id ||
	    cause_is_closed(ret_into))
		return field_problem(cx, "into", TR("Please choose one of these."));
	if (cause_is_closed(from))
		return problem(cx, HK_CONFLICT, TR("This cause is closed already."));
	if (from->stop_id)
		return problem(cx, HK_CONFLICT,
			       TR("The line is stopped because of this cause. Please let it go "
				  "on first."));
	return HK_OK;
}

static enum hk_result leave(struct ctx *cx, const struct cause *from, int64_t version,
			    int64_t into_id)
{
	int64_t count;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("cause",
				   "state = 'closed', into_id = $4, parent_id = 0, closed_at = $5,"
				   " closed_by = $6, version = version + 1",
				   "id = $2 AND version = $3", ""),
			 DB_ARGS(from->id, version, into_id, cx->now, cx->actor->id), &count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("A colleague has changed this cause meanwhile. Please look at "
				  "it again."));
	/* What was merged into this one before goes along. */
	return db_send(cx->db,
		       DB_UPDATE("cause", "into_id = $3", "into_id = $2 AND into_id <> 0", ""),
		       DB_ARGS(from->id, into_id));
}

/* Upwards from the one that stays: where it stood below the one that goes it takes its place. */
static enum hk_result family_move(struct ctx *cx, const struct cause *from,
				  const struct cause *into)
{
	struct cause one = *into;

	while (one.parent_id && one.parent_id != from->id)
		HK_TRY(cause_by_id(cx, one.parent_id, &one));
	if (one.parent_id == from->id)
		HK_TRY(db_send(cx->db, DB_UPDATE("cause", "parent_id = $3", "id = $2", ""),
			       DB_ARGS(into->id, from->parent_id)));
	return db_send(cx->db, DB_UPDATE("cause", "parent_id = $3", "parent_id = $2", ""),
		       DB_ARGS(from->id, into->id));
}

static enum hk_result whys_move(struct ctx *cx, const struct cause *from, const struct cause *into)
{
	if (into->why_count || !from->why_count)
		return HK_OK;
	HK_TRY(db_send(cx->db, DB_UPDATE("cause_why", "cause_id = $3", "cause_id = $2", ""),
		       DB_ARGS(from->id, into->id)));
	HK_TRY(db_send(cx->db, DB_UPDATE("cause", "why_count = 0", "id = $2", ""),
		       DB_ARGS(from->id)));
	return db_send(cx->db, DB_UPDATE("cause", "why_count = $3", "id = $2", ""),
		       DB_ARGS(into->id, from->why_count));
}

static enum hk_result deeds_move(struct ctx *cx, const struct cause *from, const struct cause *into)
{
	const struct db_sql moves[] = {
		DB_UPDATE("prevention", "cause_id = $3", "cause_id = $2", ""),
		DB_UPDATE("cause_stop", "cause_id = $3", "cause_id = $2", ""),
		DB_UPDATE("improvement", "cause_id = $3", "cause_id = $2", ""),
	};

	for (size_t i = 0; i < HK_COUNT(moves); i++)
		HK_TRY(db_send(cx->db, moves[i], DB_ARGS(from->id, into->id)));
	if (hk_equal(from->state, "acting"))
		HK_TRY(cause_state_put(cx, into->id, "acting"));
	return db_send(cx->db, DB_UPDATE("cause", "version = version + 1", "id = $2", ""),
		       DB_ARGS(into->id));
}

enum hk_result cause_merge(struct ctx *cx, const struct cause_merge *wish, struct cause *ret_into)
{
	struct cause from, into;

	HK_TRY(may_merge(cx));
	HK_TRY(cause_find(cx, wish->number, &from));
	if (from.number != wish->number && from.id == wish->into_id) {
		*ret_into = from;
		return HK_OK;
	}
	if (from.number != wish->number)
		return problem(cx, HK_CONFLICT,
			       TR("This cause and another one were made one meanwhile. Here is "
				  "what they are now."));
	HK_TRY(check(cx, &from, wish->into_id, &into));
	HK_TRY(leave(cx, &from, wish->version, into.id));
	HK_TRY(family_move(cx, &from, &into));
	HK_TRY(whys_move(cx, &from, &into));
	HK_TRY(deeds_move(cx, &from, &into));
	HK_TRY(cause_links_move(cx, from.id, into.id));
	HK_TRY(audit_record(
		cx, "cause.merge",
		hk_format(cx->arena, "RC-%" PRId64 " into RC-%" PRId64, from.number, into.number)));
	HK_TRY(cause_tell(cx, &into, from.id, from.owner_id, "cause.merged", from.name));
	return cause_by_id(cx, into.id, ret_into);
}
