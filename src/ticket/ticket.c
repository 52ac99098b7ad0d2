#include "ticket/ticket.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/counter.h"
#include "core/event.h"
#include "core/i18n.h"
#include "core/job.h"
#include "people/staff.h"
#include "people/team.h"
#include "people/workload.h"
#include "standard/clock.h"
#include "standard/promise.h"
#include "ticket/clock/clocks_rule.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/owner/assignment.h"
#include "ticket/owner/work_rule.h"
#include "ticket/purpose/harm.h"
#include "ticket/seen.h"
#include "ticket/work/snooze.h"

enum { SUBJECT_LETTERS = 300, MERGES_MOST = 50 };

static const struct db_column columns[] = {
	DB_COLUMN(struct ticket, id),
	DB_COLUMN(struct ticket, number),
	DB_COLUMN(struct ticket, subject),
	DB_COLUMN(struct ticket, type),
	DB_COLUMN(struct ticket, priority),
	DB_COLUMN(struct ticket, state),
	DB_COLUMN(struct ticket, closed_as),
	DB_COLUMN(struct ticket, bucket),
	DB_COLUMN(struct ticket, language),
	DB_COLUMN(struct ticket, channel),
	DB_COLUMN(struct ticket, mailbox_id),
	DB_COLUMN(struct ticket, team_id),
	DB_COLUMN(struct ticket, is_restricted),
	DB_COLUMN(struct ticket, owner_id),
	DB_COLUMN(struct ticket, customer_id),
	DB_COLUMN(struct ticket, opened_at),
	DB_COLUMN(struct ticket, updated_at),
	DB_COLUMN(struct ticket, answered_at),
	DB_COLUMN(struct ticket, resolved_at),
	DB_COLUMN(struct ticket, closed_at),
	DB_COLUMN(struct ticket, due_at),
	DB_COLUMN(struct ticket, due_kind),
	DB_COLUMN(struct ticket, promise_due_at),
	DB_COLUMN(struct ticket, message_count),
	DB_COLUMN(struct ticket, last_message_id),
	DB_COLUMN(struct ticket, last_in_at),
	DB_COLUMN(struct ticket, preview),
	DB_COLUMN(struct ticket, preview_language),
	DB_COLUMN(struct ticket, reopened),
	DB_COLUMN(struct ticket, version),
	DB_COLUMN(struct ticket, merged_into),
	DB_COLUMN(struct ticket, tie_count),
	DB_COLUMN(struct ticket, harms),
	DB_COLUMN(struct ticket, priority_harm),
	DB_COLUMN(struct ticket, priority_reason),
	DB_COLUMN(struct ticket, harm_heard),
	DB_COLUMN(struct ticket, work),
	DB_COLUMN(struct ticket, why),
	DB_COLUMN(struct ticket, task_count),
	DB_COLUMN(struct ticket, task_open),
	DB_COLUMN(struct ticket, follower_count),
	DB_COLUMN(struct ticket, answer_count),
	DB_COLUMN(struct ticket, standard_id),
	DB_COLUMN(struct ticket, standard_version),
	DB_COLUMN(struct ticket, step),
	DB_COLUMN(struct ticket, step_by),
	DB_COLUMN(struct ticket, legal),
	DB_COLUMN(struct ticket, complaint),
	DB_COLUMN(struct ticket, loop_response),
	DB_COLUMN(struct ticket, snoozed_until),
	DB_COLUMN(struct ticket, handled_at),
};
const struct db_record ticket_record = DB_RECORD("ticket", struct ticket, columns);

bool ticket_state_exists(const char *state)
{
	static const char *const states[] = { "new", "open", "waiting", "resolved", "closed" };

	return hk_one_of(state, states, HK_COUNT(states));
}

const char *const ticket_types[TICKET_TYPES] = { "inquiry",  "order",   "service",
						 "incident", "invoice", "complaint" };

bool ticket_type_exists(const char *type)
{
	return hk_one_of(type, ticket_types, TICKET_TYPES);
}

bool ticket_priority_exists(const char *priority)
{
	static const char *const priorities[] = { "urgent", "high", "normal", "low" };

	return hk_one_of(priority, priorities, HK_COUNT(priorities));
}

bool ticket_channel_exists(const char *channel)
{
	static const char *const channels[] = { "email", "web",    "portal", "chat",     "phone",
						"fax",   "letter", "api",    "in_person" };

	return hk_one_of(channel, channels, HK_COUNT(channels));
}

enum hk_result ticket_by_row(struct ctx *cx, int64_t id, struct ticket *ret)
{
	return db_select_one(cx->db, &ticket_record, DB_WHERE("id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result ticket_by_number(struct ctx *cx, int64_t number, struct ticket *ret)
{
	return db_select_one(cx->db, &ticket_record, DB_WHERE("number = $2", ""), DB_ARGS(number),
			     ret);
}

const char ticket_no_subject[] = TR("(no subject)");

const char *ticket_subject(const char *language, const char *subject)
{
	return strcmp(subject, ticket_no_subject) == 0 ? i18n_text(language, ticket_no_subject)
						       : subject;
}

enum hk_result ticket_by_id(struct ctx *cx, int64_t id, struct ticket *ret)
{
	struct db_args args = DB_ARGS(cx->actor->id, id);

	switch (cx->actor->kind) {
	case ACTOR_SYSTEM: return ticket_by_row(cx, id, ret);
	case ACTOR_STAFF:
		return db_select_one(cx->db, &ticket_record,
				     DB_WHERE("id = $3 AND " SEEN_BY_STAFF, ""), args, ret);
	case ACTOR_CUSTOMER:
		return db_select_one(cx->db, &ticket_record,
				     DB_WHERE("id = $3 AND " SEEN_BY_CUSTOMER, ""), args, ret);
	case ACTOR_NOBODY: break;
	}
	return HK_NOT_FOUND;
}

/* Of its own number, also when it is a part of another one now. */
static enum hk_result found(struct ctx *cx, int64_t number, struct ticket *ret)
{
	struct db_args args = DB_ARGS(cx->actor->id, number);

	switch (cx->actor->kind) {
	case ACTOR_SYSTEM: return ticket_by_number(cx, number, ret);
	case ACTOR_STAFF:
		return db_select_one(cx->db, &ticket_record,
				     DB_WHERE("number = $3 AND " SEEN_BY_STAFF, ""), args, ret);
	case ACTOR_CUSTOMER:
		return db_select_one(cx->db, &ticket_record,
				     DB_WHERE("number = $3 AND (" SEEN_BY_CUSTOMER
					      " OR (ticket.customer_id = $2 AND"
					      " ticket.merged_into <> 0))",
					      ""),
				     args, ret);
	case ACTOR_NOBODY: break;
	}
	return HK_NOT_FOUND;
}

enum hk_result ticket_home(struct ctx *cx, struct ticket *ticket)
{
	for (int i = 0; ticket->merged_into && i < MERGES_MOST; i++)
		HK_TRY(ticket_by_row(cx, ticket->merged_into, ticket));
	return HK_OK;
}

static const struct db_column part_columns[] = { DB_COLUMN(struct ticket_part, id),
						 DB_COLUMN(struct ticket_part, number),
						 DB_COLUMN(struct ticket_part, customer_id) };
static const struct db_record part_record = DB_RECORD("ticket", struct ticket_part, part_columns);

enum hk_result ticket_parts(struct ctx *cx, int64_t id, struct ticket_parts *ret)
{
	struct ticket_parts parts = { hk_alloc(cx->arena, MERGES_MOST, sizeof(struct ticket_part)),
				      0 };

	for (size_t next = 0;; id = parts.items[next++].id) {
		struct db_rows rows;

		HK_TRY(db_select(
			cx->db, &part_record,
			DB_WHERE("merged_into = $2 AND merged_into <> 0", "ORDER BY +id LIMIT 50"),
			DB_ARGS(id), &rows));
		for (size_t i = 0; i < rows.count && parts.count < MERGES_MOST; i++)
			parts.items[parts.count++] = ((struct ticket_part *)rows.items)[i];
		if (next == parts.count)
			break;
	}
	*ret = parts;
	return HK_OK;
}

enum hk_result ticket_find(struct ctx *cx, int64_t number, struct ticket *ret)
{
	struct ticket ticket;

	HK_TRY(found(cx, number, &ticket));
	if (ticket.merged_into) {
		HK_TRY(ticket_home(cx, &ticket));
		return ticket_by_id(cx, ticket.id, ret);
	}
	*ret = ticket;
	return HK_OK;
}

static bool is_active(const struct ticket *ticket)
{
	return ticket && strcmp(ticket->bucket, "active") == 0;
}

/* What the owners have to do, before and now; of an active one. */
static enum hk_result workload_follow(struct ctx *cx, const struct ticket *ticket,
				      const struct ticket *old, int64_t old_owner, int64_t owner)
{
	struct workload_step gain = { .staff_id = owner,
				      .channel = ticket->channel,
				      .count = 1,
				      .minutes = ticket->work,
				      .is_assigned = true };

	if (old_owner != owner) {
		HK_TRY(workload_move(cx, &(struct workload_step){ .staff_id = old_owner,
								  .channel = ticket->channel,
								  .count = -1,
								  .minutes = -old->work }));
		return workload_move(cx, &gain);
	}
	if (ticket->work == old->work)
		return HK_OK;
	gain = (struct workload_step){ .staff_id = owner, .minutes = ticket->work - old->work };
	return workload_move(cx, &gain);
}

/* Kept counts follow the row: who had it active loses one, who has it now gains one. */
static enum hk_result counts_move(struct ctx *cx, const struct ticket *ticket,
				  const struct ticket *old)
{
	bool was = is_active(old), is = is_active(ticket);
	int64_t old_owner = was ? old->owner_id : 0, owner = is ? ticket->owner_id : 0;
	int64_t old_team = was ? old->team_id : 0, team = is ? ticket->team_id : 0;

	HK_TRY(workload_follow(cx, ticket, old, old_owner, owner));
	if (old_team != team) {
		if (old_team)
			HK_TRY(team_load(cx, old_team, -1));
		if (team)
			HK_TRY(team_load(cx, team, 1));
	}
	return HK_OK;
}

/* Whether its customer confirmed the end; NULL: it is not closed, was put aside since, or had ended
 * before it came here. */
static const char *end_of(const struct ticket *ticket)
{
	static const char *const ends[] = { "confirmed", "by_phone", "not_confirmed", "not_asked" };
	bool is_closed = ticket && strcmp(ticket->bucket, "closed") == 0 && ticket->closed_as;

	for (size_t i = 0; is_closed && i < HK_COUNT(ends); i++)
		if (strcmp(ticket->closed_as, ends[i]) == 0)
			return ticket->closed_as;
	return NULL;
}

/* Counted as they end, for there are too many to count when somebody asks. */
static enum hk_result ends_move(struct ctx *cx, const struct ticket *ticket,
				const struct ticket *old)
{
	const char *was = end_of(old), *is = end_of(ticket);

	if (was == is || (was && is && strcmp(was, is) == 0))
		return HK_OK;
	if (was)
		HK_TRY(counter_move(cx, hk_format(cx->arena, "closed.%s", was), -1));
	return is ? counter_move(cx, hk_format(cx->arena, "closed.%s", is), 1) : HK_OK;
}

enum hk_result ticket_count_ends(struct ctx *cx, struct ticket_ends *ret)
{
	HK_TRY(counter_last(cx, "closed.confirmed", &ret->confirmed));
	HK_TRY(counter_last(cx, "closed.by_phone", &ret->by_phone));
	HK_TRY(counter_last(cx, "closed.not_asked", &ret->not_asked));
	return counter_last(cx, "closed.not_confirmed", &ret->not_confirmed);
}

static enum hk_result row_store(struct ctx *cx, const struct ticket *ticket)
{
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("ticket",
				 "subject = $3, type = $4, priority = $5, state = $6,"
				 " closed_as = $7, bucket = $8, language = $9, team_id = $10,"
				 " is_restricted = $11",
				 "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->subject, ticket->type, ticket->priority,
			       ticket->state, ticket->closed_as, ticket->bucket, ticket->language,
			       ticket->team_id, ticket->is_restricted)));
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("ticket",
				 "owner_id = $3, updated_at = $4, answered_at = $5,"
				 " resolved_at = $6, closed_at = $7, due_at = $8, due_kind = $9,"
				 " message_count = $10, last_message_id = $11",
				 "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->owner_id, ticket->updated_at,
			       ticket->answered_at, ticket->resolved_at, ticket->closed_at,
			       ticket->due_at, ticket->due_kind, ticket->message_count,
			       ticket->last_message_id)));
	return db_send(cx->db,
		       DB_UPDATE("ticket",
				 "last_in_at = $3, preview = $4, preview_language = $5,"
				 " reopened = $6, mailbox_id = $7, customer_id = $8,"
				 " promise_due_at = $9, handled_at = $10, version = version + 1",
				 "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->last_in_at, ticket->preview,
			       ticket->preview_language, ticket->reopened, ticket->mailbox_id,
			       ticket->customer_id, ticket->promise_due_at, ticket->handled_at));
}

/* Seldom changed, so it is written only then. */
static enum hk_result choice_store(struct ctx *cx, const struct ticket *ticket,
				   const struct ticket *old)
{
	if (ticket->work == old->work && hk_equal(ticket->why, old->why))
		return HK_OK;
	return db_send(cx->db, DB_UPDATE("ticket", "work = $3, why = $4", "id = $2", ""),
		       DB_ARGS(ticket->id, ticket->work, ticket->why));
}

enum hk_result ticket_tell(struct ctx *cx, const struct ticket *ticket, const char *event_kind)
{
	return event_record(cx, &(struct event){ .kind = event_kind,
						 .ticket_id = ticket->id,
						 .number = ticket->number,
						 .owner_id = ticket->owner_id,
						 .team_id = ticket->team_id,
						 .customer_id = ticket->customer_id,
						 .is_restricted = ticket->is_restricted });
}

/* A word that was given is as good as a clock; who has the ticket has to keep it. */
static enum hk_result promises_follow(struct ctx *cx, struct ticket *ticket,
				      const struct ticket *old)
{
	if (ticket->promise_due_at == CLOCK_NEVER)
		return HK_OK;
	if (is_active(ticket) && ticket->promise_due_at < ticket->due_at) {
		ticket->due_at = ticket->promise_due_at;
		ticket->due_kind = "promise";
	}
	return old && old->owner_id != ticket->owner_id
		       ? promise_hand_over(cx, ticket->id, ticket->owner_id)
		       : HK_OK;
}

/* A rule or a colleague may have changed it: its owner has seen nothing of it by that. */
static void handled_follow(struct ctx *cx, struct ticket *ticket, const struct ticket *old)
{
	if (cx->actor->kind == ACTOR_STAFF && cx->actor->id == ticket->owner_id)
		ticket->handled_at = cx->now;
	else if (ticket->owner_id != old->owner_id)
		ticket->handled_at = 0;
}

enum hk_result ticket_store(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
			    const char *event_kind)
{
	HK_TRY(clock_next(cx, ticket->id, &ticket->due_at, &ticket->due_kind));
	HK_TRY(promises_follow(cx, ticket, old));
	/* What is solved waits for nothing, but for the reply that says so. */
	if (!is_active(ticket) && strcmp(ticket->bucket, "resolved") != 0) {
		ticket->due_at = CLOCK_NEVER;
		ticket->due_kind = "";
	}
	ticket->updated_at = cx->now;
	handled_follow(cx, ticket, old);
	if (!hk_equal(ticket->type, old->type) || !hk_equal(ticket->priority, old->priority))
		HK_TRY(work_rule_minutes(cx, ticket->type, ticket->priority, &ticket->work));
	HK_TRY(row_store(cx, ticket));
	HK_TRY(choice_store(cx, ticket, old));
	ticket->version++;
	HK_TRY(snooze_follow(cx, ticket, old));
	HK_TRY(counts_move(cx, ticket, old));
	HK_TRY(ends_move(cx, ticket, old));
	return ticket_tell(cx, ticket, event_kind);
}

static enum hk_result change_check(struct ctx *cx, const struct ticket *wish)
{
	if (!hk_has_ink(wish->subject))
		(void)field_problem(cx, "subject",
				    TR("Please say in a few words what it is about."));
	if (hk_letters(wish->subject) > SUBJECT_LETTERS)
		(void)field_problem(cx, "subject", TR("This is too long. A few words are enough."));
	if (!ticket_type_exists(wish->type))
		(void)field_problem(cx, "type", TR("Please choose what it is."));
	if (*wish->priority && !ticket_priority_exists(wish->priority))
		(void)field_problem(cx, "priority", TR("Please choose how urgent it is."));
	if (*wish->language && !i18n_language_exists(wish->language))
		(void)field_problem(cx, "language", TR("Please choose a language."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

/* "": it follows the harms, as it did if nobody had a reason. */
static bool is_judged_already(const struct ticket *old, const struct ticket *wish)
{
	bool is_chosen = *wish->priority != '\0';

	if (strcmp(wish->harms, old->harms) != 0)
		return false;
	if (!is_chosen)
		return !*old->priority_reason;
	return strcmp(wish->priority, old->priority) == 0 &&
	       (strcmp(wish->priority_reason, old->priority_reason) == 0 || !*old->priority_reason);
}

static enum hk_result priority_change(struct ctx *cx, const struct ticket *wish,
				      struct ticket *ticket)
{
	struct priority priority;

	if (is_judged_already(ticket, wish))
		return HK_OK;
	HK_TRY(priority_decide(cx, wish->harms, wish->priority, wish->priority_reason, &priority));
	ticket->harms = wish->harms;
	ticket->priority = priority.priority;
	ticket->priority_harm = priority.harm;
	ticket->priority_reason = priority.reason;
	/* What a person says is not asked again. */
	if (cx->actor->kind == ACTOR_STAFF)
		ticket->harm_heard = "-";
	HK_TRY(history_priority(cx, ticket->id, &priority));
	return db_send(
		cx->db,
		DB_UPDATE("ticket",
			  "harms = $3, priority_harm = $4, priority_reason = $5, harm_heard = $6",
			  "id = $2", ""),
		DB_ARGS(ticket->id, ticket->harms, ticket->priority_harm, ticket->priority_reason,
			ticket->harm_heard));
}

/* Another matter has other steps. */
static enum hk_result step_leave(struct ctx *cx, struct ticket *ticket, const struct ticket *old)
{
	if (strcmp(ticket->type, old->type) == 0 || !*ticket->step)
		return HK_OK;
	ticket->step = "";
	ticket->step_by = 0;
	return db_send(cx->db, DB_UPDATE("ticket", "step = '', step_by = 0", "id = $2", ""),
		       DB_ARGS(ticket->id));
}

/* It is found by the words that a colleague gave it. */
static enum hk_result words_follow(struct ctx *cx, const struct ticket *ticket,
				   const struct ticket *old)
{
	if (strcmp(ticket->subject, old->subject) == 0)
		return HK_OK;
	return job_add(cx, "search.renew", ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ctx_new_id(cx)));
}

/* What becomes urgent waits for nobody: an owner who is not there now is followed by who is.
 * Whoever makes it so of his own ticket is there. */
static enum hk_result owner_follow(struct ctx *cx, struct ticket *ticket, const struct ticket *old)
{
	bool is_own = cx->actor->kind == ACTOR_STAFF && cx->actor->id == ticket->owner_id;

	if (is_own || !is_active(ticket) || strcmp(ticket->priority, "urgent") != 0 ||
	    strcmp(old->priority, "urgent") == 0)
		return HK_OK;
	return ticket_owner_ensure(cx, ticket);
}

enum hk_result ticket_change(struct ctx *cx, const struct ticket *wish)
{
	struct ticket old, ticket;

	HK_TRY(ticket_by_id(cx, wish->id, &old));
	if (old.version != wish->version)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody else has changed this meanwhile. Please look again."));
	HK_TRY(change_check(cx, wish));
	ticket = old;
	ticket.subject = hk_one_line(cx->arena, wish->subject);
	ticket.type = wish->type;
	HK_TRY(priority_change(cx, wish, &ticket));
	ticket.language = wish->language;
	HK_TRY(clocks_follow(cx, &ticket));
	HK_TRY(step_leave(cx, &ticket, &old));
	HK_TRY(words_follow(cx, &ticket, &old));
	HK_TRY(owner_follow(cx, &ticket, &old));
	HK_TRY(ticket_store(cx, &ticket, &old, "ticket.changed"));
	if (ticket.owner_id != old.owner_id)
		HK_TRY(ticket_tell(cx, &ticket, "ticket.assigned"));
	/* Who says that it is a complaint records one. */
	return strcmp(wish->type, "complaint") == 0 && strcmp(old.type, "complaint") != 0
		       ? complaint_mark(cx, &ticket, 0)
		       : HK_OK;
}
