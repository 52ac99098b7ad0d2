#include "ticket/work/follower.h"

#include "ticket/sight.h"

enum { MERGES_MOST = 50 };

struct follower {
	int64_t staff_id;
};

static const struct db_column columns[] = { DB_COLUMN(struct follower, staff_id) };
static const struct db_record record = DB_RECORD("follower", struct follower, columns);

static enum hk_result count_move(struct ctx *cx, int64_t ticket_id, int64_t change)
{
	return db_send(cx->db,
		       DB_UPDATE("ticket", "follower_count = follower_count + $3", "id = $2", ""),
		       DB_ARGS(ticket_id, change));
}

/* And of whatever it was merged into: should that be taken apart, each knows its own number. */
static enum hk_result leave(struct ctx *cx, int64_t ticket_id, int64_t staff_id, int64_t *ret_count)
{
	struct ticket ticket = { .merged_into = ticket_id };

	HK_TRY(db_change(cx->db, DB_DELETE("follower", "ticket_id = $2 AND staff_id = $3"),
			 DB_ARGS(ticket_id, staff_id), ret_count));
	for (int i = 0; *ret_count && ticket.merged_into && i < MERGES_MOST; i++) {
		HK_TRY(count_move(cx, ticket.merged_into, -1));
		HK_TRY(ticket_by_row(cx, ticket.merged_into, &ticket));
	}
	return HK_OK;
}

/* Of it and of those that were merged into it. */
static enum hk_result unfollow(struct ctx *cx, struct ticket *ticket)
{
	struct ticket_parts parts;
	int64_t count;

	HK_TRY(leave(cx, ticket->id, cx->actor->id, &count));
	ticket->follower_count -= count;
	HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count; i++) {
		HK_TRY(leave(cx, parts.items[i].id, cx->actor->id, &count));
		ticket->follower_count -= count;
	}
	return HK_OK;
}

enum hk_result follower_add(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			    int64_t *ret_is_new)
{
	HK_TRY(db_change(cx->db,
			 DB_ADD("follower", "ticket_id, staff_id, at", "$2, $3, $4",
				"ON CONFLICT (org_id, ticket_id, staff_id) DO NOTHING"),
			 DB_ARGS(ticket->id, staff_id, cx->now), ret_is_new));
	if (*ret_is_new == 0)
		return HK_OK;
	ticket->follower_count++;
	return count_move(cx, ticket->id, 1);
}

enum hk_result follower_leave(struct ctx *cx, struct ticket *ticket, int64_t staff_id)
{
	int64_t count;

	HK_TRY(leave(cx, ticket->id, staff_id, &count));
	ticket->follower_count -= count;
	return HK_OK;
}

enum hk_result follower_put(struct ctx *cx, struct ticket *ticket, bool is_following)
{
	int64_t is_new;

	return is_following ? follower_add(cx, ticket, cx->actor->id, &is_new)
			    : unfollow(cx, ticket);
}

static enum hk_result has(struct ctx *cx, int64_t ticket_id, bool *ret)
{
	struct follower one;
	enum hk_result result =
		db_select_one(cx->db, &record, DB_WHERE("ticket_id = $2 AND staff_id = $3", ""),
			      DB_ARGS(ticket_id, cx->actor->id), &one);

	*ret = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result follower_has(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	struct ticket_parts parts = { NULL, 0 };
	bool is_following = false;

	if (ticket->follower_count)
		HK_TRY(has(cx, ticket->id, &is_following));
	if (ticket->follower_count && !is_following)
		HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count && !is_following; i++)
		HK_TRY(has(cx, parts.items[i].id, &is_following));
	*ret = is_following;
	return HK_OK;
}

static enum hk_result add_of(struct ctx *cx, const struct ticket *ticket, int64_t part_id,
			     struct staff_list *list)
{
	struct db_rows rows;
	struct staff *items;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY staff_id"),
			 DB_ARGS(part_id), &rows));
	items = hk_alloc(cx->arena, list->count + rows.count, sizeof(*items));
	for (size_t i = 0; i < list->count; i++)
		items[i] = list->items[i];
	list->items = items;
	for (size_t i = 0; i < rows.count; i++) {
		struct staff *staff = &list->items[list->count];
		bool may = false;
		enum hk_result result =
			staff_find(cx, ((struct follower *)rows.items)[i].staff_id, staff);

		if (result == HK_OK)
			result = sight_has(cx, ticket, staff, &may);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		list->count += may;
	}
	return HK_OK;
}

enum hk_result follower_every(struct ctx *cx, const struct ticket *ticket, struct staff_list *ret)
{
	struct staff_list list = { NULL, 0 };
	struct ticket_parts parts;

	HK_TRY(add_of(cx, ticket, ticket->id, &list));
	HK_TRY(ticket_parts(cx, ticket->id, &parts));
	for (size_t i = 0; i < parts.count; i++)
		HK_TRY(add_of(cx, ticket, parts.items[i].id, &list));
	*ret = list;
	return HK_OK;
}
