#include "ticket/link/batch.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/session.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/message.h"
#include "ticket/rule/action.h"
#include "ticket/seen.h"
#include "ticket/write/saved_value.h"

enum { DRAFT_MS = HK_DAY };

static const struct db_column columns[] = {
	DB_COLUMN(struct batch, id),       DB_COLUMN(struct batch, staff_id),
	DB_COLUMN(struct batch, kind),     DB_COLUMN(struct batch, value),
	DB_COLUMN(struct batch, text),     DB_COLUMN(struct batch, about_id),
	DB_COLUMN(struct batch, state),    DB_COLUMN(struct batch, total),
	DB_COLUMN(struct batch, done),     DB_COLUMN(struct batch, failed),
	DB_COLUMN(struct batch, undone),   DB_COLUMN(struct batch, created_at),
	DB_COLUMN(struct batch, ended_at),
};
static const struct db_record record = DB_RECORD("batch", struct batch, columns);

static const struct db_column item_columns[] = {
	DB_COLUMN(struct batch_item, batch_id),  DB_COLUMN(struct batch_item, position),
	DB_COLUMN(struct batch_item, ticket_id), DB_COLUMN(struct batch_item, state),
	DB_COLUMN(struct batch_item, reason),    DB_COLUMN(struct batch_item, was),
	DB_COLUMN(struct batch_item, undo_id),   DB_COLUMN(struct batch_item, version),
	DB_COLUMN(struct batch_item, seen_id),
};
static const struct db_record item_record =
	DB_RECORD("batch_item", struct batch_item, item_columns);

bool batch_kind_exists(const char *kind)
{
	static const char *const kinds[] = {
		"assign", "move", "resolve", "spam", "priority", "tell"
	};

	return hk_one_of(kind, kinds, HK_COUNT(kinds));
}

static enum hk_result value_check(struct ctx *cx, const struct batch *batch)
{
	struct staff staff = { .is_active = 0 };
	struct team team;
	int64_t id = 0;
	bool is_id = hk_number(batch->value, &id);

	if (!batch_kind_exists(batch->kind))
		return field_problem(cx, "deed", TR("Please choose what shall be done."));
	if (strcmp(batch->kind, "assign") == 0 &&
	    (!is_id || staff_find(cx, id, &staff) != HK_OK || !staff.is_active))
		return field_problem(cx, "owner", TR("Please choose somebody who works here now."));
	if (strcmp(batch->kind, "move") == 0 && (!is_id || team_find(cx, id, &team) != HK_OK))
		return field_problem(cx, "team", TR("Please choose a team."));
	if (strcmp(batch->kind, "priority") == 0 && !ticket_priority_exists(batch->value))
		return field_problem(cx, "priority", TR("Please choose how urgent it is."));
	if (strcmp(batch->kind, "tell") == 0 && !hk_has_ink(batch->text))
		return field_problem(cx, "text", TR("Please write something first."));
	return strcmp(batch->kind, "tell") == 0 ? saved_gap_none(cx, batch->text) : HK_OK;
}

/* What somebody looked at a day ago and did not start is of no use any more. Younger ones stay:
 * another may be open in another window. */
static enum hk_result drafts_drop(struct ctx *cx)
{
	struct db_args args = DB_ARGS(cx->actor->id, cx->now - DRAFT_MS);

	HK_TRY(db_send(cx->db,
		       DB_DELETE("batch_item",
				 "batch_id IN (SELECT batch.id FROM batch WHERE batch.org_id = $1"
				 " AND batch.staff_id = $2 AND batch.state = 'draft'"
				 " AND batch.created_at <= $3)"),
		       args));
	return db_send(cx->db,
		       DB_DELETE("batch", "staff_id = $2 AND state = 'draft' AND created_at <= $3"),
		       args);
}

enum hk_result batch_draft(struct ctx *cx, struct batch *batch, const struct batch_choice *choices,
			   size_t count)
{
	HK_TRY(value_check(cx, batch));
	if (count == 0)
		return field_problem(cx, "ticket", TR("Please choose at least one ticket."));
	if (count > BATCH_MOST)
		return field_problem(cx, "ticket", TR("Please choose fewer tickets at once."));
	HK_TRY(drafts_drop(cx));
	batch->id = ctx_new_id(cx);
	batch->staff_id = cx->actor->id;
	batch->state = "draft";
	batch->total = (int64_t)count;
	batch->done = batch->failed = batch->undone = batch->ended_at = 0;
	batch->created_at = cx->now;
	HK_TRY(db_insert(cx->db, &record, batch));
	for (size_t i = 0; i < count; i++)
		HK_TRY(db_insert(cx->db, &item_record,
				 &(struct batch_item){ .batch_id = batch->id,
						       .position = (int64_t)i,
						       .ticket_id = choices[i].ticket_id,
						       .seen_id = choices[i].seen_id,
						       .state = "waiting",
						       .reason = "",
						       .was = "" }));
	return HK_OK;
}

static enum hk_result by_row(struct ctx *cx, int64_t id, struct batch *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result batch_find(struct ctx *cx, int64_t id, struct batch *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("id = $2 AND staff_id = $3", ""),
			     DB_ARGS(id, cx->actor->id), ret);
}

enum hk_result batch_recent(struct ctx *cx, int64_t limit, struct batch_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("staff_id = $2 AND state <> 'draft'", "ORDER BY id DESC LIMIT $3"),
		DB_ARGS(cx->actor->id, limit), &rows));
	*ret = (struct batch_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result batch_items(struct ctx *cx, const struct batch *batch, bool failed_only,
			   int64_t limit, struct batch_item_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &item_record,
			 DB_WHERE("batch_id = $2 AND ($3 = 0 OR state IN ('failed', 'kept'))",
				  "ORDER BY position LIMIT $4"),
			 DB_ARGS(batch->id, failed_only, limit), &rows));
	*ret = (struct batch_item_list){ rows.items, rows.count };
	return HK_OK;
}

enum hk_result batch_tickets(struct ctx *cx, const struct batch *batch, struct ticket_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &ticket_record,
			 DB_WHERE("id IN (SELECT batch_item.ticket_id FROM batch_item WHERE"
				  " batch_item.org_id = $1 AND batch_item.batch_id = $3)"
				  " AND " SEEN_BY_STAFF,
				  "ORDER BY id"),
			 DB_ARGS(cx->actor->id, batch->id), &rows));
	*ret = (struct ticket_list){ rows.items, rows.count };
	return HK_OK;
}

static struct action action_of(const struct batch *batch)
{
	return (struct action){ .kind = batch->kind, .value = batch->value, .text = batch->text };
}

static bool leaves_nobody(const struct batch *batch)
{
	return strcmp(batch->kind, "resolve") == 0 ||
	       (strcmp(batch->kind, "tell") == 0 && strcmp(batch->value, "open") != 0);
}

enum hk_result batch_check(struct ctx *cx, const struct batch *batch, const struct batch_item *item,
			   const struct ticket *ticket, const char **ret)
{
	const struct action action = action_of(batch);
	bool is_heard = false;

	HK_TRY(action_check(cx, &action, ticket, ret));
	if (*ret || !leaves_nobody(batch))
		return HK_OK;
	HK_TRY(message_heard_since(cx, ticket, item->seen_id, &is_heard));
	if (is_heard)
		*ret = TR("A customer has written since.");
	return HK_OK;
}

static enum hk_result item_store(struct ctx *cx, const struct batch_item *item)
{
	return db_send(cx->db,
		       DB_UPDATE("batch_item",
				 "state = $4, reason = $5, was = $6, undo_id = $7, version = $8",
				 "batch_id = $2 AND position = $3", ""),
		       DB_ARGS(item->batch_id, item->position, item->state, item->reason, item->was,
			       item->undo_id, item->version));
}

static const char *sentence_of(const struct ctx *cx)
{
	if (cx->problem)
		return cx->problem;
	return cx->field_count ? cx->fields[0].sentence : TR("You may not do this.");
}

static enum hk_result item_do(struct ctx *cx, const struct batch *batch, struct batch_item *item)
{
	const struct action action = action_of(batch);
	struct action_done done;
	struct ticket ticket;
	const char *reason;

	HK_TRY(ticket_by_id(cx, item->ticket_id, &ticket));
	HK_TRY(batch_check(cx, batch, item, &ticket, &reason));
	if (reason)
		return problem(cx, HK_CONFLICT, reason);
	HK_TRY(action_do(cx, &action, &ticket, &done));
	item->was = done.was;
	item->undo_id = done.undo_id;
	item->version = ticket.version;
	return HK_OK;
}

static enum hk_result item_undo(struct ctx *cx, const struct batch *batch,
				const struct batch_item *item)
{
	const struct action action = action_of(batch);
	const struct action_done done = { item->was, item->undo_id };
	struct ticket ticket;

	HK_TRY(ticket_by_id(cx, item->ticket_id, &ticket));
	if (ticket.version != item->version)
		return problem(cx, HK_CONFLICT,
			       TR("Something happened there since, so it was left as it is."));
	return action_undo(cx, &action, &done, &ticket);
}

/* What one ticket refuses is no reason to leave the others. Every deed looks before it writes, so
 * that nothing of a refused one is there. */
static enum hk_result item_run(struct ctx *cx, const struct batch *batch, struct batch_item *item)
{
	bool is_undo = strcmp(batch->state, "undoing") == 0;
	enum hk_result result = is_undo ? item_undo(cx, batch, item) : item_do(cx, batch, item);

	if (result == HK_OK) {
		item->state = is_undo ? "undone" : "done";
		item->reason = "";
	} else if (result == HK_CONFLICT || result == HK_INVALID || result == HK_DENIED ||
		   result == HK_NOT_FOUND) {
		item->state = is_undo ? "kept" : "failed";
		item->reason = result == HK_NOT_FOUND ? TR("You cannot see this ticket.")
						      : sentence_of(cx);
		cx->problem = NULL;
		cx->field_count = 0;
	} else {
		return result;
	}
	return item_store(cx, item);
}

static void count_one(struct batch *batch, const struct batch_item *one)
{
	batch->done += strcmp(one->state, "done") == 0;
	batch->failed += strcmp(one->state, "failed") == 0;
	batch->undone += strcmp(one->state, "undone") == 0;
}

static enum hk_result batch_store(struct ctx *cx, const struct batch *batch)
{
	return db_send(cx->db,
		       DB_UPDATE("batch",
				 "state = $3, done = $4, failed = $5, undone = $6, ended_at = $7",
				 "id = $2", ""),
		       DB_ARGS(batch->id, batch->state, batch->done, batch->failed, batch->undone,
			       batch->ended_at));
}

/* The next slice has a name of its own, so that it is there once. */
static enum hk_result next_add(struct ctx *cx, const struct batch *batch)
{
	return job_add(cx, BATCH_JOB, batch->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %s %" PRId64, batch->id, batch->state,
				 ctx_new_id(cx)));
}

static enum hk_result slice_as(struct ctx *cx, struct batch *batch)
{
	bool is_undo = strcmp(batch->state, "undoing") == 0;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &item_record,
			 DB_WHERE("batch_id = $2 AND state = $3", "ORDER BY position LIMIT $4"),
			 DB_ARGS(batch->id, is_undo ? "done" : "waiting", (int64_t)BATCH_SLICE),
			 &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct batch_item *one = &((struct batch_item *)rows.items)[i];

		HK_TRY(item_run(cx, batch, one));
		count_one(batch, one);
	}
	if (rows.count == BATCH_SLICE)
		HK_TRY(next_add(cx, batch));
	else {
		batch->state = is_undo ? "undone" : "done";
		batch->ended_at = cx->now;
	}
	return batch_store(cx, batch);
}

/* As who started it, with the rights that he has now. */
enum hk_result batch_slice(struct ctx *cx, int64_t id)
{
	const struct actor *before = cx->actor;
	struct actor actor;
	struct session_view view;
	struct batch batch;
	enum hk_result result;

	HK_TRY(by_row(cx, id, &batch));
	if (strcmp(batch.state, "running") != 0 && strcmp(batch.state, "undoing") != 0)
		return HK_CONFLICT;
	result = actor_of_staff(cx, batch.staff_id, &actor, &view);
	if (result == HK_NOT_FOUND)
		actor = (struct actor){ .kind = ACTOR_STAFF,
					.id = batch.staff_id,
					.name = "",
					.email = "",
					.role = "" };
	else
		HK_TRY(result);
	cx->actor = &actor;
	result = slice_as(cx, &batch);
	cx->actor = before;
	return result;
}

static enum hk_result begin(struct ctx *cx, int64_t id, const char *from, const char *to,
			    struct batch *ret)
{
	HK_TRY(batch_find(cx, id, ret));
	if (strcmp(ret->state, from) != 0)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	ret->state = to;
	ret->ended_at = 0;
	HK_TRY(batch_store(cx, ret));
	return slice_as(cx, ret);
}

enum hk_result batch_start(struct ctx *cx, int64_t id, struct batch *ret)
{
	return begin(cx, id, "draft", "running", ret);
}

enum hk_result batch_undo(struct ctx *cx, int64_t id, struct batch *ret)
{
	return begin(cx, id, "done", "undoing", ret);
}
