#include "core/node.h"

#include "core/id.h"

struct node {
	int64_t id;
};

static const struct db_column columns[] = { DB_COLUMN(struct node, id) };
static const struct db_record record = DB_RECORD("node", struct node, columns);

struct wish {
	const char *holder;
	int64_t now, node;
};

/* The one after that which was given back last, so that a number rests as long as can be: who held
 * it before may have made ids ahead of the clock. */
static enum hk_result look(struct db *db, int64_t now, int64_t *ret)
{
	struct node last;
	enum hk_result result = db_select_one(
		db, &record, DB_WHERE("until_at < $2", "ORDER BY until_at DESC, id DESC LIMIT 1"),
		DB_ARGS(now), &last);

	if (result == HK_OK)
		*ret = last.id + 1;
	if (result == HK_NOT_FOUND)
		*ret = hk_random_below(ID_NODES);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result take(struct db *db, void *data)
{
	struct wish *wish = data;
	struct node node;
	int64_t first;

	HK_TRY(look(db, wish->now, &first));

	for (int64_t i = 0; i < ID_NODES; i++) {
		enum hk_result result = db_select_one(
			db, &record,
			DB_ADD("node", "id, holder, until_at", "$2, $3, $4",
			       "ON CONFLICT (org_id, id) DO UPDATE SET holder = excluded.holder,"
			       " until_at = excluded.until_at WHERE node.until_at < $5"
			       " RETURNING id"),
			DB_ARGS((first + i) % ID_NODES, wish->holder, wish->now + NODE_LEASE_MS,
				wish->now),
			&node);
		if (result == HK_OK)
			wish->node = node.id;
		if (result != HK_NOT_FOUND)
			return result;
	}
	return HK_UNAVAILABLE;
}

static enum hk_result keep(struct db *db, void *data)
{
	const struct wish *wish = data;
	int64_t count;

	HK_TRY(db_change(db, DB_UPDATE("node", "until_at = $4", "id = $2 AND holder = $3", ""),
			 DB_ARGS(wish->node, wish->holder, wish->now + NODE_LEASE_MS), &count));
	return count == 1 ? HK_OK : HK_CONFLICT;
}

static enum hk_result give(struct db *db, void *data)
{
	const struct wish *wish = data;

	return db_send(db, DB_UPDATE("node", "until_at = $4", "id = $2 AND holder = $3", ""),
		       DB_ARGS(wish->node, wish->holder, wish->now));
}

static enum hk_result run(struct db_store *store, struct wish *wish,
			  enum hk_result (*work)(struct db *, void *))
{
	scoped_arena *arena = hk_arena_new();
	struct db_task task = { .work = work, .data = wish, .arena = arena, .org_id = 0 };

	return db_write(store, &task);
}

enum hk_result node_take(struct db_store *store, const char *holder, int64_t now, int64_t *ret)
{
	struct wish wish = { holder, now, 0 };

	HK_TRY(run(store, &wish, take));
	*ret = wish.node;
	return HK_OK;
}

enum hk_result node_keep(struct db_store *store, int64_t node, const char *holder, int64_t now)
{
	struct wish wish = { holder, now, node };

	return run(store, &wish, keep);
}

enum hk_result node_give(struct db_store *store, int64_t node, const char *holder, int64_t now)
{
	struct wish wish = { holder, now, node };

	return run(store, &wish, give);
}
