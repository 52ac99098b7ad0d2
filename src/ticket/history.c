#include "ticket/history.h"

#include <string.h>

#include "base/text.h"

enum { LINES_MOST = 200 };

/* What changes its state or its owner. */
#define TURNS                                                                                   \
	"'assigned', 'moved', 'resolved', 'reopened', 'closed', 'spam', 'deleted', 'restored'," \
	" 'undone'"

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

static enum hk_result lines_of(struct ctx *cx, int64_t ticket_id, int64_t since,
			       struct history_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("ticket_id = $2 AND at >= $3", "ORDER BY id LIMIT $4"),
			 DB_ARGS(ticket_id, since, (int64_t)LINES_MOST), &rows));
	*ret = (struct history_list){ rows.items, rows.count };
	return HK_OK;
}

/* What the line of the merge itself says already. */
static bool is_told(const struct history *line)
{
	return strcmp(line->kind, "merged_into") == 0 || strcmp(line->kind, "parted") == 0;
}

/* By their ids, which are in order of time, as both lists are. */
static struct history_list weave(struct ctx *cx, const struct history_list *one,
				 const struct history_list *other, int64_t number)
{
	struct history_list list = {
		hk_alloc(cx->arena, one->count + other->count, sizeof(*list.items)), 0
	};
	size_t next = 0;

	for (size_t i = 0; i < other->count; i++) {
		if (is_told(&other->items[i]))
			continue;
		while (next < one->count && one->items[next].id < other->items[i].id)
			list.items[list.count++] = one->items[next++];
		list.items[list.count] = other->items[i];
		list.items[list.count++].number = number;
	}
	while (next < one->count)
		list.items[list.count++] = one->items[next++];
	if (list.count > LINES_MOST)
		list.count = LINES_MOST;
	return list;
}

static bool has_merge(const struct history_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].kind, "merged") == 0)
			return true;
	return false;
}

/* What was done to a part was done before the merge: where the line of that does not show, nor does
 * the rest, and nobody asks. */
enum hk_result history_since(struct ctx *cx, const struct ticket *ticket, int64_t since,
			     struct history_list *ret)
{
	struct history_list list;
	struct ticket_parts parts;

	HK_TRY(lines_of(cx, ticket->id, since, &list));
	if (has_merge(&list)) {
		HK_TRY(ticket_parts(cx, ticket->id, &parts));
		for (size_t i = 0; i < parts.count; i++) {
			struct history_list of_part;

			HK_TRY(lines_of(cx, parts.items[i].id, since, &of_part));
			list = weave(cx, &list, &of_part, parts.items[i].number);
		}
	}
	*ret = list;
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
			 DB_WHERE("ticket_id = $2 AND id > $3 AND actor_id <> $4 AND"
				  " kind IN (" TURNS ")",
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
	enum hk_result result =
		db_select_one(cx->db, &record,
			      DB_WHERE("ticket_id = $2 AND id > $3 AND (actor_kind <> 'system' OR"
				       " kind IN (" TURNS "))",
				       "ORDER BY id LIMIT 1"),
			      DB_ARGS(line->ticket_id, line->id), &later);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_NOT_FOUND;
	return HK_OK;
}
