#include "ticket/follower.h"

#include "ticket/sight.h"

struct follower {
	int64_t staff_id;
};

static const struct db_column columns[] = { DB_COLUMN(struct follower, staff_id) };
static const struct db_record record = DB_RECORD("follower", struct follower, columns);

enum hk_result follower_put(struct ctx *cx, struct ticket *ticket, bool is_following)
{
	int64_t count, change = is_following ? 1 : -1;

	if (is_following)
		HK_TRY(db_change(cx->db,
				 DB_ADD("follower", "ticket_id, staff_id, at", "$2, $3, $4",
					"ON CONFLICT (org_id, ticket_id, staff_id) DO NOTHING"),
				 DB_ARGS(ticket->id, cx->actor->id, cx->now), &count));
	else
		HK_TRY(db_change(cx->db, DB_DELETE("follower", "ticket_id = $2 AND staff_id = $3"),
				 DB_ARGS(ticket->id, cx->actor->id), &count));
	if (count == 0)
		return HK_OK;
	ticket->follower_count += change;
	return db_send(cx->db,
		       DB_UPDATE("ticket", "follower_count = follower_count + $3", "id = $2", ""),
		       DB_ARGS(ticket->id, change));
}

enum hk_result follower_has(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	struct follower one;
	enum hk_result result = HK_NOT_FOUND;

	if (ticket->follower_count)
		result = db_select_one(cx->db, &record,
				       DB_WHERE("ticket_id = $2 AND staff_id = $3", ""),
				       DB_ARGS(ticket->id, cx->actor->id), &one);
	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result follower_every(struct ctx *cx, const struct ticket *ticket, struct staff_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY staff_id"),
			 DB_ARGS(ticket->id), &rows));
	*ret = (struct staff_list){ hk_alloc(cx->arena, rows.count, sizeof(*ret->items)), 0 };
	for (size_t i = 0; i < rows.count; i++) {
		struct staff *staff = &ret->items[ret->count];
		bool may = false;
		enum hk_result result =
			staff_find(cx, ((struct follower *)rows.items)[i].staff_id, staff);

		if (result == HK_OK)
			result = sight_has(cx, ticket, staff, &may);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		ret->count += may;
	}
	return HK_OK;
}
