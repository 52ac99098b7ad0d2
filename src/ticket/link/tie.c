#include "ticket/link/tie.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "ticket/history.h"

enum { TIES_SHOWN = 50, DEPTH = 20 };

static const struct db_column columns[] = {
	DB_COLUMN(struct tie, id),        DB_COLUMN(struct tie, kind),
	DB_COLUMN(struct tie, ticket_id), DB_COLUMN(struct tie, other_id),
	DB_COLUMN(struct tie, staff_id),  DB_COLUMN(struct tie, at),
};
static const struct db_record record = DB_RECORD("tie", struct tie, columns);

bool tie_kind_exists(const char *kind)
{
	return strcmp(kind, "belongs") == 0 || strcmp(kind, "duplicate") == 0 ||
	       strcmp(kind, "caused") == 0 || strcmp(kind, "split") == 0;
}

/* Its parent, and the parent of that: a ring would tell a caller for ever. */
static enum hk_result check_ring(struct ctx *cx, const struct ticket *ticket,
				 const struct ticket *other)
{
	int64_t at = other->id;

	for (int i = 0; i < DEPTH; i++) {
		struct tie up;
		enum hk_result result = db_select_one(
			cx->db, &record,
			DB_WHERE("ticket_id = $2 AND kind = 'belongs'", "ORDER BY +id LIMIT 1"),
			DB_ARGS(at), &up);

		if (result == HK_NOT_FOUND)
			return HK_OK;
		HK_TRY(result);
		if (up.other_id == ticket->id)
			break;
		at = up.other_id;
	}
	return field_problem(cx, "other",
			     TR("That ticket belongs to this one already, by way of others."));
}

static enum hk_result check(struct ctx *cx, const char *kind, const struct ticket *ticket,
			    const struct ticket *other)
{
	struct db_rows rows;

	if (ticket->id == other->id)
		return field_problem(cx, "other", TR("This is the same ticket."));
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("(ticket_id = $2 AND other_id = $3) OR"
				  " (ticket_id = $3 AND other_id = $2)",
				  ""),
			 DB_ARGS(ticket->id, other->id), &rows));
	if (rows.count)
		return problem(cx, HK_CONFLICT, TR("These two are linked already."));
	if (strcmp(kind, "belongs") != 0)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2 AND kind = 'belongs'", ""),
			 DB_ARGS(ticket->id), &rows));
	if (rows.count)
		return field_problem(cx, "other",
				     TR("This ticket belongs to another one already."));
	return check_ring(cx, ticket, other);
}

static enum hk_result count_by(struct ctx *cx, int64_t ticket_id, int64_t by)
{
	return db_send(cx->db, DB_UPDATE("ticket", "tie_count = tie_count + $3", "id = $2", ""),
		       DB_ARGS(ticket_id, by));
}

static enum hk_result both_told(struct ctx *cx, const char *kind, const struct ticket *ticket,
				const struct ticket *other, int64_t by)
{
	HK_TRY(count_by(cx, ticket->id, by));
	HK_TRY(count_by(cx, other->id, by));
	HK_TRY(history_record(cx, ticket->id, kind, hk_format(cx->arena, "%" PRId64, other->number),
			      NULL));
	HK_TRY(history_record(cx, other->id, kind, hk_format(cx->arena, "%" PRId64, ticket->number),
			      NULL));
	HK_TRY(ticket_tell(cx, ticket, "ticket.changed"));
	return ticket_tell(cx, other, "ticket.changed");
}

enum hk_result tie_add(struct ctx *cx, const char *kind, const struct ticket *ticket,
		       const struct ticket *other)
{
	struct tie tie = { .id = ctx_new_id(cx),
			   .kind = kind,
			   .ticket_id = ticket->id,
			   .other_id = other->id,
			   .staff_id = cx->actor->id,
			   .at = cx->now };

	HK_TRY(check(cx, kind, ticket, other));
	HK_TRY(db_insert(cx->db, &record, &tie));
	return both_told(cx, "tied", ticket, other, 1);
}

/* Also of one that was merged into it. */
static enum hk_result is_of(struct ctx *cx, const struct ticket *ticket, int64_t id, bool *ret)
{
	struct ticket side;

	HK_TRY(ticket_by_row(cx, id, &side));
	HK_TRY(ticket_home(cx, &side));
	*ret = side.id == ticket->id;
	return HK_OK;
}

enum hk_result tie_remove(struct ctx *cx, const struct ticket *ticket, int64_t id)
{
	struct ticket one, other;
	struct tie tie;
	bool is_one, is_other;

	HK_TRY(db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), &tie));
	HK_TRY(is_of(cx, ticket, tie.ticket_id, &is_one));
	HK_TRY(is_of(cx, ticket, tie.other_id, &is_other));
	if (!is_one && !is_other)
		return HK_NOT_FOUND;
	HK_TRY(db_send(cx->db, DB_DELETE("tie", "id = $2"), DB_ARGS(id)));
	HK_TRY(ticket_by_row(cx, tie.ticket_id, &one));
	HK_TRY(ticket_home(cx, &one));
	HK_TRY(ticket_by_row(cx, tie.other_id, &other));
	HK_TRY(ticket_home(cx, &other));
	return both_told(cx, "untied", &one, &other, -1);
}

static enum hk_result line_add(struct ctx *cx, const struct ticket *ticket, const struct tie *tie,
			       bool is_back, struct tie_lines *lines)
{
	struct ticket there;
	struct ticket_lines found;

	HK_TRY(ticket_by_row(cx, is_back ? tie->ticket_id : tie->other_id, &there));
	HK_TRY(ticket_home(cx, &there));
	if (there.id == ticket->id)
		return HK_OK;
	HK_TRY(ticket_lines_of(cx, &there.id, 1, &found));
	if (found.count)
		lines->items[lines->count++] = (struct tie_line){ .id = tie->id,
								  .kind = tie->kind,
								  .is_back = is_back,
								  .ticket_id = there.id,
								  .line = found.items[0] };
	return HK_OK;
}

/* The ticket $2 and those that were merged into it. */
#define ITS_PARTS                                                                       \
	"SELECT $2 UNION ALL SELECT part.id FROM ticket AS part WHERE part.org_id = $1" \
	" AND part.merged_into = $2 AND part.merged_into <> 0"

enum hk_result tie_every(struct ctx *cx, const struct ticket *ticket, struct tie_lines *ret)
{
	struct tie_lines lines = { NULL, 0 };
	struct db_rows rows;

	*ret = lines;
	if (!ticket->tie_count)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("tie.id IN (SELECT one.id FROM tie AS one WHERE one.org_id = $1"
				  " AND one.ticket_id IN (" ITS_PARTS ") UNION ALL SELECT two.id"
				  " FROM tie AS two WHERE two.org_id = $1 AND two.other_id IN"
				  " (" ITS_PARTS "))",
				  "ORDER BY +id DESC LIMIT $3"),
			 DB_ARGS(ticket->id, (int64_t)TIES_SHOWN), &rows));
	lines.items = hk_alloc(cx->arena, rows.count, sizeof(*lines.items));
	for (size_t i = 0; i < rows.count; i++) {
		const struct tie *tie = &((struct tie *)rows.items)[i];
		bool is_own;

		HK_TRY(is_of(cx, ticket, tie->ticket_id, &is_own));
		HK_TRY(line_add(cx, ticket, tie, !is_own, &lines));
	}
	*ret = lines;
	return HK_OK;
}
