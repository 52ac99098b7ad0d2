#include "ticket/link/merge.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "standard/clock.h"
#include "standard/promise.h"
#include "ticket/before.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/message.h"
#include "ticket/owner/handover.h"
#include "ticket/purpose/harm.h"
#include "ticket/purpose/harm_heard.h"

static bool is_active(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "active") == 0;
}

static bool is_aside(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0;
}

bool merge_is_plain(const struct ticket *from, const struct ticket *into)
{
	return from->customer_id == into->customer_id;
}

struct held {
	int64_t id;
};

static const struct db_column held_columns[] = { DB_COLUMN(struct held, id) };
static const struct db_record held_record = DB_RECORD("message", struct held, held_columns);

/* An undo of it goes back to how its own ticket stood. */
static enum hk_result check_held(struct ctx *cx, const struct merge *wish)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &held_record,
		DB_WHERE("(ticket_id = $2 OR ticket_id = $3) AND sending = 'held'", "LIMIT 1"),
		DB_ARGS(wish->from->id, wish->into->id), &rows));
	if (rows.count == 0)
		return HK_OK;
	return problem(cx, HK_CONFLICT,
		       TR("A reply is about to leave. Please try again in a few seconds."));
}

static enum hk_result check(struct ctx *cx, const struct merge *wish)
{
	const struct ticket *from = wish->from, *into = wish->into;

	if (from->id == into->id)
		return field_problem(cx, "into", TR("This is the same ticket."));
	if (is_aside(from) || is_aside(into))
		return field_problem(
			cx, "into",
			TR("One of the two was put aside. Please bring it back first."));
	if (complaint_is_any(from))
		return field_problem(
			cx, "into",
			TR("This ticket is a complaint, which keeps its number. Please "
			   "merge the other one into it."));
	/* Who may read the one may not read the other. */
	if ((from->is_restricted || into->is_restricted) && from->team_id != into->team_id)
		return field_problem(cx, "into",
				     TR("One of the two is kept to its team. Please move it to the "
					"same team first."));
	if (!merge_is_plain(from, into) && !wish->is_sure)
		return field_problem(cx, "sure",
				     TR("They are of two customers. Please confirm that you want "
					"this."));
	return check_held(cx, wish);
}

static enum hk_result stand_of(struct ctx *cx, const struct ticket *ticket,
			       struct clock_list *ret_clocks, const char **ret)
{
	HK_TRY(clock_every(cx, ticket->id, ret_clocks));
	*ret = before_write(cx, ticket, ret_clocks, ticket->state);
	return HK_OK;
}

static bool runs(const struct clock *clock)
{
	return strcmp(clock->state, "running") == 0;
}

/* Whoever waits longer is answered first. What came to an end stays where it did. */
static enum hk_result clocks_merge(struct ctx *cx, const struct merge *wish,
				   const struct clock_list *of_from,
				   const struct clock_list *of_into)
{
	for (size_t i = 0; i < of_from->count; i++) {
		struct clock one = of_from->items[i];
		const struct clock *there = clock_in(of_into, one.kind);
		bool is_open = runs(&one) || strcmp(one.state, "paused") == 0;

		if (!is_open)
			continue;
		HK_TRY(clock_remove(cx, wish->from->id, one.kind));
		one.ticket_id = wish->into->id;
		if (!there || (runs(&one) && (!runs(there) || one.due_at < there->due_at)))
			HK_TRY(clock_put(cx, &one));
	}
	return HK_OK;
}

/* Texts that were begun are kept, each behind the other. */
static enum hk_result drafts_merge(struct ctx *cx, const struct merge *wish)
{
	struct db_args args = DB_ARGS(wish->from->id, wish->into->id);

	HK_TRY(db_send(cx->db,
		       DB_UPDATE("draft",
				 "text = draft.text || coalesce((SELECT '\n\n' || other.text FROM"
				 " draft AS other WHERE other.org_id = $1 AND other.ticket_id = $2"
				 " AND other.staff_id = draft.staff_id AND other.kind = draft.kind"
				 " AND other.text <> ''), '')",
				 "draft.ticket_id = $3 AND draft.kind <> 'forward'", ""),
		       args));
	return db_send(
		cx->db,
		DB_UPDATE("draft", "ticket_id = $3",
			  "draft.ticket_id = $2 AND NOT EXISTS (SELECT 1 FROM draft AS other WHERE"
			  " other.org_id = $1 AND other.ticket_id = $3 AND"
			  " other.staff_id = draft.staff_id AND other.kind = draft.kind)",
			  ""),
		args);
}

static int rank_of(const char *priority)
{
	static const char *const ranks[] = { "urgent", "high", "normal", "low" };

	for (size_t i = 0; i < HK_COUNT(ranks); i++)
		if (strcmp(priority, ranks[i]) == 0)
			return (int)i;
	return (int)HK_COUNT(ranks);
}

/* What is suffered on either is suffered on what becomes of them. The more urgent of the two
 * priorities holds, unless both only follow their harms: then what they say together, which is
 * what the next look at them would say. */
static enum hk_result harms_merge(struct ctx *cx, const struct ticket *from, struct ticket *into)
{
	bool follows = !*from->priority_reason && !*into->priority_reason;
	struct priority together;

	into->harm_heard = harm_heard_merge(cx, from, into);
	into->harms = harms_join(cx, from->harms, into->harms);
	if (rank_of(from->priority) < rank_of(into->priority)) {
		into->priority = from->priority;
		into->priority_harm = from->priority_harm;
		into->priority_reason = from->priority_reason;
	}
	if (!follows || !*into->harms)
		return HK_OK;
	HK_TRY(priority_decide(cx, into->harms, "", "", &together));
	if (rank_of(together.priority) <= rank_of(into->priority)) {
		into->priority = together.priority;
		into->priority_harm = together.harm;
	}
	return HK_OK;
}

/* While somebody waits for us on one of them, he does on what becomes of them. */
static void state_merge(const struct ticket *from, struct ticket *into)
{
	bool was_active = is_active(into);

	if (!into->answered_at || (from->answered_at && from->answered_at < into->answered_at))
		into->answered_at = from->answered_at;
	if (!is_active(from))
		return;
	if (!was_active) {
		into->state = "open";
		into->bucket = "active";
		into->closed_as = NULL;
		into->resolved_at = into->closed_at = 0;
	} else if (strcmp(into->state, from->state) != 0) {
		into->state = "open";
	}
}

/* Words of a ticket that its team keeps to itself are found by others, or no more. */
static enum hk_result words_follow(struct ctx *cx, const struct ticket *from,
				   const struct ticket *into)
{
	if (from->is_restricted == into->is_restricted)
		return HK_OK;
	return job_add(cx, "search.renew", into->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, into->id, ctx_new_id(cx)));
}

static enum hk_result messages_merge(struct ctx *cx, const struct passage *passage,
				     const struct merge *wish)
{
	HK_TRY(passage_choose_all(cx, passage));
	HK_TRY(passage_move(cx, passage, passage->from_id, passage->to_id));
	if (!merge_is_plain(wish->from, wish->into))
		HK_TRY(passage_hide(cx, passage, wish->into->customer_id));
	HK_TRY(drafts_merge(cx, wish));
	return words_follow(cx, wish->from, wish->into);
}

/* Its open tasks are those of its parts too, and who followed one of them follows it. */
static enum hk_result company_follow(struct ctx *cx, int64_t ticket_id, const struct ticket *part,
				     int64_t sign)
{
	if (!part->task_count && !part->follower_count)
		return HK_OK;
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "task_open = task_open + $3, task_count = task_count + $4,"
				 " follower_count = follower_count + $5",
				 "id = $2", ""),
		       DB_ARGS(ticket_id, sign * part->task_open, sign * part->task_count,
			       sign * part->follower_count));
}

/* It shows those of its parts. */
static enum hk_result ties_follow(struct ctx *cx, int64_t ticket_id, int64_t by)
{
	return by ? db_send(cx->db,
			    DB_UPDATE("ticket", "tie_count = tie_count + $3", "id = $2", ""),
			    DB_ARGS(ticket_id, by))
		  : HK_OK;
}

/* What was promised on it whoever owns the ticket keeps. */
static enum hk_result promises_settle(struct ctx *cx, struct ticket *ticket)
{
	HK_TRY(promise_next(cx, ticket->id, 0, &ticket->promise_due_at));
	return ticket->promise_due_at == CLOCK_NEVER
		       ? HK_OK
		       : promise_hand_over(cx, ticket->id, ticket->owner_id);
}

/* The harms of the other one, which of them makes it urgent, and which wait for a person's word go
 * along, and back. */
static enum hk_result priority_tell(struct ctx *cx, const struct ticket *ticket)
{
	return db_send(
		cx->db,
		DB_UPDATE("ticket",
			  "harms = $3, priority_harm = $4, priority_reason = $5, harm_heard = $6",
			  "id = $2", ""),
		DB_ARGS(ticket->id, ticket->harms, ticket->priority_harm, ticket->priority_reason,
			ticket->harm_heard));
}

/* Both rows, and a line on each. */
static enum hk_result both_store(struct ctx *cx, struct passage *passage, const struct merge *wish,
				 struct ticket *into)
{
	struct ticket from = *wish->from;

	HK_TRY(history_record(cx, from.id, "merged_into",
			      hk_format(cx->arena, "%" PRId64, into->number), NULL));
	HK_TRY(history_record(cx, into->id, "merged", hk_format(cx->arena, "%" PRId64, from.number),
			      NULL));
	HK_TRY(message_recount(cx, &from));
	HK_TRY(message_recount(cx, into));
	HK_TRY(promises_settle(cx, &from));
	HK_TRY(promises_settle(cx, into));
	HK_TRY(handover_end(cx, from.id));
	HK_TRY(priority_tell(cx, into));
	HK_TRY(db_send(cx->db, DB_UPDATE("ticket", "merged_into = $3", "id = $2", ""),
		       DB_ARGS(from.id, into->id)));
	HK_TRY(ties_follow(cx, into->id, from.tie_count));
	HK_TRY(company_follow(cx, into->id, &from, 1));
	from.bucket = "deleted";
	HK_TRY(ticket_store(cx, &from, wish->from, "ticket.put_aside"));
	HK_TRY(ticket_store(cx, into, wish->into, "ticket.changed"));
	passage->from_version = from.version;
	passage->to_version = into->version;
	return passage_end(cx, passage);
}

enum hk_result merge(struct ctx *cx, const struct merge *wish, struct ticket *ret_into,
		     int64_t *ret_passage_id)
{
	struct ticket into = *wish->into;
	struct passage passage = { .kind = "merge",
				   .from_id = wish->from->id,
				   .to_id = into.id,
				   .priority =
					   hk_format(cx->arena, "%s\n%s\n%s\n%s\n%s", into.priority,
						     into.priority_harm, into.priority_reason,
						     into.harms, into.harm_heard) };
	struct clock_list of_from, of_into;

	HK_TRY(check(cx, wish));
	HK_TRY(stand_of(cx, wish->from, &of_from, &passage.from_before));
	HK_TRY(stand_of(cx, wish->into, &of_into, &passage.to_before));
	HK_TRY(passage_begin(cx, &passage));
	HK_TRY(messages_merge(cx, &passage, wish));
	HK_TRY(clocks_merge(cx, wish, &of_from, &of_into));
	HK_TRY(promise_merge(cx, wish->from->id, into.id, into.owner_id,
			     !merge_is_plain(wish->from, &into)));
	HK_TRY(harms_merge(cx, wish->from, &into));
	state_merge(wish->from, &into);
	HK_TRY(both_store(cx, &passage, wish, &into));
	*ret_passage_id = passage.id;
	*ret_into = into;
	return HK_OK;
}

static enum hk_result clocks_restore(struct ctx *cx, int64_t ticket_id, const struct before *before)
{
	struct clock_list clocks;

	HK_TRY(clock_every(cx, ticket_id, &clocks));
	for (size_t i = 0; i < clocks.count; i++)
		HK_TRY(clock_remove(cx, ticket_id, clocks.items[i].kind));
	for (size_t i = 0; i < before->clock_count; i++)
		HK_TRY(clock_put(cx, &before->clocks[i]));
	return HK_OK;
}

static enum hk_result stand_again(struct ctx *cx, const char *line, struct ticket *ticket)
{
	struct before before;

	if (!before_read(cx, ticket->id, line, &before))
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	HK_TRY(clocks_restore(cx, ticket->id, &before));
	ticket->state = before.state;
	ticket->bucket = before.bucket;
	ticket->closed_as = before.closed_as;
	ticket->resolved_at = before.resolved_at;
	ticket->closed_at = before.closed_at;
	ticket->answered_at = before.answered_at;
	return message_recount(cx, ticket);
}

/* One of its lines, and where the next begins; NULL when there is none. */
static const char *line_take(struct ctx *cx, const char **lines)
{
	const char *line = *lines;

	if (!line)
		return NULL;

	size_t length = strcspn(line, "\n");

	*lines = line[length] ? line + length + 1 : NULL;
	return hk_copy(cx->arena, line, length);
}

/* Of five lines: priority, harm that decided, reason, harms, those that wait for a person's word.
 * Merges of before brought no harms and have three, or let no question go along and have four. */
static enum hk_result priority_again(struct ctx *cx, const char *lines, struct ticket *ticket)
{
	const char *const priority = line_take(cx, &lines), *const harm = line_take(cx, &lines),
			  *const reason = line_take(cx, &lines),
			  *const harms = line_take(cx, &lines),
			  *const heard = line_take(cx, &lines);

	ticket->priority = priority;
	ticket->priority_harm = harm ? harm : "";
	ticket->priority_reason = reason ? reason : "";
	if (harms)
		ticket->harms = harms;
	if (heard)
		ticket->harm_heard = heard;
	return priority_tell(cx, ticket);
}

static enum hk_result part_store(struct ctx *cx, const struct passage *passage, struct ticket *from,
				 struct ticket *into)
{
	struct ticket old_from = *from, old_into = *into;

	HK_TRY(db_send(cx->db, DB_UPDATE("ticket", "merged_into = 0", "id = $2", ""),
		       DB_ARGS(from->id)));
	from->merged_into = 0;
	HK_TRY(ties_follow(cx, into->id, -from->tie_count));
	HK_TRY(company_follow(cx, into->id, from, -1));
	HK_TRY(stand_again(cx, passage->from_before, from));
	HK_TRY(stand_again(cx, passage->to_before, into));
	HK_TRY(promise_part(cx, from->id, into->id, from->owner_id));
	HK_TRY(priority_again(cx, passage->priority, into));
	HK_TRY(promises_settle(cx, from));
	HK_TRY(promises_settle(cx, into));
	HK_TRY(history_record(cx, from->id, "parted",
			      hk_format(cx->arena, "%" PRId64, into->number), NULL));
	HK_TRY(history_record(cx, into->id, "parted",
			      hk_format(cx->arena, "%" PRId64, from->number), NULL));
	HK_TRY(ticket_store(cx, from, &old_from, "ticket.restored"));
	return ticket_store(cx, into, &old_into, "ticket.changed");
}

enum hk_result merge_undo(struct ctx *cx, const struct ticket *found, int64_t passage_id,
			  struct ticket *ret_from)
{
	struct ticket from, into = *found;
	struct passage passage;

	HK_TRY(passage_find(cx, passage_id, &passage));
	if (passage.to_id != into.id || strcmp(passage.kind, "merge") != 0)
		return HK_NOT_FOUND;
	if (passage.undone_at)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(ticket_by_row(cx, passage.from_id, &from));
	if (from.version != passage.from_version || into.version != passage.to_version)
		return problem(cx, HK_CONFLICT,
			       TR("Something happened since, so that it can no longer be taken "
				  "back. You can split the messages off instead."));
	HK_TRY(passage_move(cx, &passage, passage.to_id, passage.from_id));
	HK_TRY(passage_show_again(cx, &passage));
	HK_TRY(part_store(cx, &passage, &from, &into));
	HK_TRY(words_follow(cx, &into, &from));
	HK_TRY(passage_undone(cx, passage.id));
	*ret_from = from;
	return HK_OK;
}
