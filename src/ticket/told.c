#include "ticket/told.h"

#include <string.h>

#include "standard/promise.h"
#include "ticket/before.h"
#include "ticket/history.h"

struct held {
	int64_t id, at;
};

static const struct db_column columns[] = { DB_COLUMN(struct held, id),
					    DB_COLUMN(struct held, at) };
static const struct db_record record = DB_RECORD("message", struct held, columns);

static int64_t due_of(const struct before *before)
{
	int64_t due = CLOCK_NEVER;

	for (size_t i = 0; i < before->clock_count; i++)
		if (strcmp(before->clocks[i].state, "running") == 0 &&
		    before->clocks[i].due_at < due)
			due = before->clocks[i].due_at;
	return due;
}

enum hk_result told_find(struct ctx *cx, int64_t ticket_id, struct told *ret, bool *ret_is_held)
{
	const struct ticket ticket = { .id = ticket_id };
	struct held held;
	struct history line;
	struct before before;
	int64_t promised_at;
	enum hk_result result = db_select_one(
		cx->db, &record,
		DB_WHERE("ticket_id = $2 AND kind = 'out' AND sending = 'held' AND is_inner = 0"
			 " AND NOT EXISTS"
			 " (SELECT 1 FROM message AS later WHERE later.org_id = $1 AND"
			 " later.ticket_id = $2 AND later.id > message.id AND later.kind = 'in')",
			 "ORDER BY id LIMIT 1"),
		DB_ARGS(ticket_id), &held);

	*ret_is_held = false;
	if (result == HK_OK)
		result = history_at(cx, &ticket, "replied", held.at, &line);
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	if (!before_read(cx, ticket_id, line.detail, &before))
		return HK_OK;
	/* What the held reply promises was not said yet. */
	HK_TRY(promise_next(cx, ticket_id, held.id, &promised_at));
	*ret_is_held = true;
	*ret = (struct told){ .state = before.state,
			      .closed_as = before.closed_as,
			      .due_at = due_of(&before),
			      .answered_at = before.answered_at,
			      .resolved_at = before.resolved_at,
			      .closed_at = before.closed_at };
	if (promised_at < ret->due_at)
		ret->due_at = promised_at;
	return HK_OK;
}
