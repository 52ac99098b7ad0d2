#include "ticket/mail/past.h"

#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/search.h"
#include "people/team.h"
#include "people/workload.h"
#include "standard/clock.h"
#include "ticket/clock/clocks.h"
#include "ticket/history.h"
#include "ticket/link/passage.h"
#include "ticket/open.h"
#include "ticket/owner/work_rule.h"
#include "ticket/seen.h"
#include "ticket/work/task.h"

static bool answers(const struct staff *staff)
{
	return staff->is_active &&
	       (strcmp(staff->role, "agent") == 0 || strcmp(staff->role, "supervisor") == 0);
}

/* What is closed burdens nobody, so it is dealt out evenly; what is open goes to the least loaded,
 * as always. */
static enum hk_result owner_choose(struct ctx *cx, const struct past_new *new, int64_t number,
				   struct staff *ret)
{
	struct staff_list list = { NULL, 0 };
	size_t count = 0;

	if (!new->is_open &&new->team_id)
		HK_TRY(staff_of_team(cx, new->team_id, &list));
	for (size_t i = 0; i < list.count; i++)
		if (answers(&list.items[i]))
			list.items[count++] = list.items[i];
	if (count) {
		*ret = list.items[(size_t)number % count];
		return HK_OK;
	}

	enum hk_result result = staff_least_loaded(cx, new->team_id, ret);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_UNAVAILABLE, TR("There is nobody here who could answer."));
	return result;
}

/* Its state and its times, by what was said. */
static enum hk_result follow_words(struct ctx *cx, struct ticket *ticket,
				   const struct message *message)
{
	bool is_newest = message->id == ticket->last_message_id;

	if (strcmp(message->kind, "out") == 0 &&
	    (ticket->answered_at == 0 || message->at < ticket->answered_at))
		ticket->answered_at = message->at;
	if (message->at > ticket->updated_at)
		ticket->updated_at = message->at;
	if (strcmp(ticket->state, "closed") == 0) {
		ticket->resolved_at = ticket->closed_at = ticket->updated_at;
		return HK_OK;
	}
	if (!is_newest || strcmp(message->kind, "note") == 0)
		return HK_OK;
	if (strcmp(message->kind, "out") == 0) {
		ticket->state = "waiting";
		HK_TRY(clocks_rest(cx, ticket));
	} else {
		HK_TRY(strcmp(ticket->state, "waiting") == 0 ? clocks_wake(cx, ticket)
							     : clocks_renew(cx, ticket));
		ticket->state = "open";
	}
	return clock_next(cx, ticket->id, &ticket->due_at, &ticket->due_kind);
}

static enum hk_result load_step(struct ctx *cx, const struct ticket *ticket, int64_t count)
{
	return workload_move(cx, &(struct workload_step){ .staff_id = ticket->owner_id,
							  .channel = ticket->channel,
							  .count = count,
							  .minutes = count * ticket->work,
							  .is_assigned = count > 0 });
}

static enum hk_result row_store(struct ctx *cx, struct ticket *ticket)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("ticket",
				 "subject = $3, opened_at = $4, updated_at = $5, answered_at = $6,"
				 " resolved_at = $7, closed_at = $8, state = $9, due_at = $10,"
				 " due_kind = $11",
				 "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->subject, ticket->opened_at, ticket->updated_at,
			       ticket->answered_at, ticket->resolved_at, ticket->closed_at,
			       ticket->state, ticket->due_at, ticket->due_kind)));
	ticket->version++;
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "message_count = $3, last_message_id = $4, last_in_at = $5,"
				 " preview = $6, preview_language = $7, version = $8",
				 "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->message_count, ticket->last_message_id,
			       ticket->last_in_at, ticket->preview, ticket->preview_language,
			       ticket->version));
}

enum hk_result past_open(struct ctx *cx, const struct past_new *new, struct ticket *ret)
{
	const struct message *first = &new->first->message;
	struct staff owner;
	struct ticket ticket = { .id = ctx_new_id(cx),
				 .subject = ticket_subject_kept(cx, new->subject),
				 .type = "inquiry",
				 .priority = "normal",
				 .state = new->is_open ? "new" : "closed",
				 .closed_as = new->is_open ? NULL : "archived",
				 .bucket = new->is_open ? "active" : "closed",
				 .language = new->language,
				 .channel = "email",
				 .mailbox_id = new->mailbox_id,
				 .team_id = new->team_id,
				 .is_restricted = new->is_restricted,
				 .customer_id = new->customer_id,
				 .opened_at = first->at,
				 .updated_at = first->at,
				 .due_at = CLOCK_NEVER,
				 .due_kind = "",
				 .promise_due_at = CLOCK_NEVER,
				 .preview = "",
				 .preview_language = "",
				 .step = "",
				 .complaint = "",
				 .harms = "",
				 .harm_heard = "",
				 .priority_harm = "",
				 .priority_reason = "",
				 .work = WORK_USUAL,
				 .why = "" };

	HK_TRY(counter_next(cx, "ticket", &ticket.number));
	HK_TRY(owner_choose(cx, new, ticket.number, &owner));
	ticket.owner_id = owner.id;
	HK_TRY(db_insert(cx->db, &ticket_record, &ticket));
	HK_TRY(message_store_past(cx, &ticket, new->first));
	HK_TRY(follow_words(cx, &ticket, &new->first->message));
	HK_TRY(row_store(cx, &ticket));
	HK_TRY(history_record(cx, ticket.id, "imported", owner.name, NULL));
	if (new->is_open) {
		HK_TRY(load_step(cx, &ticket, 1));
		if (ticket.team_id)
			HK_TRY(team_load(cx, ticket.team_id, 1));
	}
	*ret = ticket;
	return HK_OK;
}

enum hk_result past_add(struct ctx *cx, struct ticket *ticket, struct message_new *new,
			bool is_ours)
{
	const struct message *message = &new->message;

	HK_TRY(message_store_past(cx, ticket, new));
	if (is_ours) {
		/* What came first says what it is about. */
		if (message->at < ticket->opened_at) {
			ticket->opened_at = message->at;
			if (hk_has_ink(message->subject))
				ticket->subject = ticket_subject_kept(cx, message->subject);
		}
		HK_TRY(follow_words(cx, ticket, message));
	}
	return row_store(cx, ticket);
}

struct name {
	int64_t id;
};

static const struct db_column name_columns[] = { DB_COLUMN(struct name, id) };
static const struct db_record name_record = DB_RECORD("message", struct name, name_columns);

static enum hk_result words_forget(struct ctx *cx, const struct ticket *ticket)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &name_record, DB_WHERE("ticket_id = $2", ""), DB_ARGS(ticket->id),
			 &rows));
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(search_drop(cx, ((struct name *)rows.items)[i].id));
	return HK_OK;
}

enum hk_result past_erase(struct ctx *cx, const struct ticket *ticket)
{
	const struct db_sql parts[] = {
		DB_DELETE("attachment", "ticket_id = $2"),
		DB_DELETE("recipient", "ticket_id = $2"),
		DB_DELETE("mail_id", "ticket_id = $2"),
		DB_DELETE("message", "ticket_id = $2"),
		DB_DELETE("history", "ticket_id = $2"),
		DB_DELETE("clock", "ticket_id = $2"),
		DB_DELETE("clock_call", "ticket_id = $2"),
		DB_DELETE("promise", "ticket_id = $2"),
		DB_DELETE("draft", "ticket_id = $2"),
		DB_DELETE("presence", "ticket_id = $2"),
		DB_DELETE("follow_up", "ticket_id = $2"),
		DB_DELETE("later_reply", "ticket_id = $2"),
		DB_DELETE("handover", "ticket_id = $2"),
		DB_DELETE("follower", "ticket_id = $2"),
		DB_DELETE("task_message", "task_id IN (SELECT id FROM task WHERE org_id = $1 AND"
					  " ticket_id = $2)"),
		DB_DELETE("task", "ticket_id = $2"),
		DB_DELETE("side", "ticket_id = $2"),
	};

	struct ticket there = *ticket;

	/* Nobody keeps work for what is not there. */
	HK_TRY(task_take_back_all(cx, &there));
	HK_TRY(words_forget(cx, ticket));
	for (size_t i = 0; i < HK_COUNT(parts); i++)
		HK_TRY(db_send(cx->db, parts[i], DB_ARGS(ticket->id)));
	HK_TRY(db_send(cx->db, DB_DELETE("ticket", "id = $2"), DB_ARGS(ticket->id)));
	if (strcmp(ticket->bucket, "active") != 0)
		return HK_OK;
	HK_TRY(load_step(cx, ticket, -1));
	return ticket->team_id ? team_load(cx, ticket->team_id, -1) : HK_OK;
}

/* When what is left was said; 0: nothing of that kind. */
struct span {
	int64_t first, last, last_in, answered;
};

static const struct db_column span_columns[] = {
	DB_COLUMN_AS(struct span, first, "coalesce(min(at), 0)"),
	DB_COLUMN_AS(struct span, last, "coalesce(max(at), 0)"),
	DB_COLUMN_AS(struct span, last_in, "coalesce(max(CASE WHEN kind = 'in' THEN at END), 0)"),
	DB_COLUMN_AS(struct span, answered, "coalesce(min(CASE WHEN kind = 'out' THEN at END), 0)"),
};
static const struct db_record span_record = DB_RECORD("message", struct span, span_columns);

enum hk_result past_remove(struct ctx *cx, struct ticket *ticket, int64_t message_id, bool is_ours)
{
	const struct message message = { .id = message_id };
	struct span span;

	HK_TRY(message_remove(cx, ticket, &message));
	HK_TRY(db_select_one(cx->db, &span_record, DB_WHERE("ticket_id = $2", ""),
			     DB_ARGS(ticket->id), &span));
	ticket->last_in_at = span.last_in;
	if (is_ours) {
		ticket->opened_at = span.first;
		ticket->updated_at = span.last;
		ticket->answered_at = span.answered;
		if (strcmp(ticket->state, "closed") == 0)
			ticket->resolved_at = ticket->closed_at = span.last;
	}
	return row_store(cx, ticket);
}

/* As if they had come one after the other. */
static enum hk_result follow_all(struct ctx *cx, struct ticket *ticket, const struct ticket *from)
{
	struct message newest;
	struct span span;

	if (from->opened_at < ticket->opened_at)
		ticket->subject = from->subject;
	HK_TRY(db_select_one(cx->db, &span_record, DB_WHERE("ticket_id = $2", ""),
			     DB_ARGS(ticket->id), &span));
	ticket->opened_at = span.first;
	ticket->updated_at = span.last;
	ticket->answered_at = span.answered;
	HK_TRY(message_find(cx, ticket, ticket->last_message_id, &newest));
	return follow_words(cx, ticket, &newest);
}

enum hk_result past_join(struct ctx *cx, struct ticket *into, const struct ticket *from,
			 bool is_ours)
{
	struct passage passage = { .kind = "merge",
				   .from_id = from->id,
				   .to_id = into->id,
				   .from_before = "",
				   .to_before = "",
				   .priority = "" };

	HK_TRY(passage_begin(cx, &passage));
	HK_TRY(passage_choose_all(cx, &passage));
	HK_TRY(passage_move(cx, &passage, from->id, into->id));
	HK_TRY(passage_forget(cx, passage.id));
	HK_TRY(past_erase(cx, from));
	HK_TRY(message_recount(cx, into));
	if (is_ours)
		HK_TRY(follow_all(cx, into, from));
	return row_store(cx, into);
}
