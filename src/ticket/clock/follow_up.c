#include "ticket/clock/follow_up.h"

#include <string.h>

#include "core/i18n.h"
#include "people/customer.h"
#include "people/staff.h"
#include "ticket/message.h"
#include "ticket/state.h"
#include "ticket/work/task.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct follow_up, ticket_id), DB_COLUMN(struct follow_up, round),
	DB_COLUMN(struct follow_up, asked_at),  DB_COLUMN(struct follow_up, reminded_at),
	DB_COLUMN(struct follow_up, answer),    DB_COLUMN(struct follow_up, answered_at),
	DB_COLUMN(struct follow_up, way),       DB_COLUMN(struct follow_up, task_id),
	DB_COLUMN(struct follow_up, noted_by),
};
static const struct db_record record = DB_RECORD("follow_up", struct follow_up, columns);

static bool is_resolved(const struct ticket *ticket)
{
	return strcmp(ticket->state, "resolved") == 0 && strcmp(ticket->bucket, "resolved") == 0;
}

/* Else it is of an end before: answered, or overtaken when the ticket was opened again. */
static bool is_of_this_end(const struct ticket *ticket, const struct follow_up *round)
{
	return round->asked_at >= ticket->resolved_at;
}

enum hk_result follow_up_find(struct ctx *cx, int64_t ticket_id, struct follow_up *ret)
{
	return db_select_one(cx->db, &record,
			     DB_WHERE("ticket_id = $2", "ORDER BY round DESC LIMIT 1"),
			     DB_ARGS(ticket_id), ret);
}

enum hk_result follow_up_ask(struct ctx *cx, const struct ticket *ticket)
{
	struct follow_up last = { .round = -1 }, next;
	enum hk_result result = follow_up_find(cx, ticket->id, &last);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (!is_resolved(ticket) || (result == HK_OK && is_of_this_end(ticket, &last)))
		return HK_CONFLICT;
	next = (struct follow_up){ .ticket_id = ticket->id,
				   .round = last.round + 1,
				   .asked_at = cx->now,
				   .answer = "",
				   .way = "mail" };
	return db_insert(cx->db, &record, &next);
}

/* The open round of a ticket that still waits for its word. */
static enum hk_result open_round(struct ctx *cx, const struct ticket *ticket, struct follow_up *ret)
{
	enum hk_result result = follow_up_find(cx, ticket->id, ret);

	if (result == HK_NOT_FOUND)
		return HK_CONFLICT;
	HK_TRY(result);
	return is_resolved(ticket) && is_of_this_end(ticket, ret) && !*ret->answer ? HK_OK
										   : HK_CONFLICT;
}

bool follow_up_is_open(struct ctx *cx, const struct ticket *ticket)
{
	struct follow_up round;

	return open_round(cx, ticket, &round) == HK_OK;
}

static enum hk_result round_put(struct ctx *cx, const struct follow_up *round)
{
	return db_send(cx->db,
		       DB_UPDATE("follow_up",
				 "reminded_at = $4, answer = $5, answered_at = $6, way = $7,"
				 " task_id = $8, noted_by = $9",
				 "ticket_id = $2 AND round = $3", ""),
		       DB_ARGS(round->ticket_id, round->round, round->reminded_at, round->answer,
			       round->answered_at, round->way, round->task_id, round->noted_by));
}

enum hk_result follow_up_can_mail(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	const char *to = "";

	HK_TRY(message_answer_address(cx, ticket, NULL, &to));
	*ret = *to != 0;
	return HK_OK;
}

/* In the words of who shall do it. */
static enum hk_result task_words(struct ctx *cx, const struct ticket *ticket, const char **ret)
{
	struct customer customer;
	struct staff owner;

	HK_TRY(staff_find(cx, ticket->owner_id, &owner));
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	*ret = i18n_fill(cx->arena,
			 i18n_text(owner.language,
				   TR("No e-mail reaches {name}. Please call, ask whether this is "
				      "really solved, and note the answer on the ticket.")),
			 "name", customer.name, NULL);
	return HK_OK;
}

enum hk_result follow_up_by_phone(struct ctx *cx, struct ticket *ticket, int64_t due_at)
{
	struct follow_up round;
	const char *words;
	enum hk_result result;

	HK_TRY(open_round(cx, ticket, &round));
	round.way = "phone";
	result = task_words(cx, ticket, &words);
	if (result == HK_OK)
		result = task_give(cx, ticket,
				   &(struct task_new){ .text = words,
						       .staff_id = ticket->owner_id,
						       .due_at = due_at,
						       .giver_id = ticket->owner_id },
				   &round.task_id);
	/* Nobody has it, or he left meanwhile: the list of what is resolved says it all the same.
	 */
	if (result != HK_OK && result != HK_NOT_FOUND && result != HK_INVALID)
		return result;
	return round_put(cx, &round);
}

enum hk_result follow_up_mailed(struct ctx *cx, const struct ticket *ticket)
{
	struct follow_up round;

	HK_TRY(open_round(cx, ticket, &round));
	round.way = "mail";
	return round_put(cx, &round);
}

/* Whoever noted it, nobody need ask any more. */
static enum hk_result task_over(struct ctx *cx, const struct follow_up *round, const char *state)
{
	enum hk_result result =
		round->task_id ? task_settle(cx, round->task_id, state) : HK_NOT_FOUND;

	return result == HK_NOT_FOUND || result == HK_CONFLICT ? HK_OK : result;
}

enum hk_result follow_up_remind(struct ctx *cx, const struct ticket *ticket)
{
	struct follow_up round;

	HK_TRY(open_round(cx, ticket, &round));
	if (round.reminded_at)
		return HK_CONFLICT;
	round.reminded_at = cx->now;
	return round_put(cx, &round);
}

/* The round that an answer belongs to; he may have looked by himself before he was asked. */
static enum hk_result answer_put(struct ctx *cx, const struct ticket *ticket,
				 const struct follow_up *last, const char *answer, int64_t noted_by)
{
	struct follow_up round = *last;

	round.noted_by = noted_by;
	round.answer = answer;
	round.answered_at = cx->now;
	if (last->round >= 0 && is_of_this_end(ticket, last))
		return round_put(cx, &round);
	round.round++;
	round.asked_at = cx->now;
	round.reminded_at = 0;
	round.task_id = 0;
	return db_insert(cx->db, &record, &round);
}

enum hk_result follow_up_answer(struct ctx *cx, struct ticket *ticket, bool is_solved)
{
	struct follow_up last = {
		.ticket_id = ticket->id, .round = -1, .answer = "", .way = "mail"
	};
	enum hk_result result = follow_up_find(cx, ticket->id, &last);
	const char *answer = is_solved ? "yes" : "no";

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (strcmp(last.answer, answer) == 0 && !is_resolved(ticket))
		return HK_OK;
	/* He may also say no to what was closed without his word. */
	if (!is_resolved(ticket) && !(strcmp(ticket->state, "closed") == 0 && !is_solved))
		return problem(cx, HK_CONFLICT, TR("This request is open; we are working on it."));
	HK_TRY(answer_put(cx, ticket, &last, answer, 0));
	HK_TRY(task_over(cx, &last, "taken_back"));
	return is_solved ? ticket_close(cx, ticket, "confirmed")
			 : ticket_reopen(cx, ticket, "not_solved");
}

enum hk_result follow_up_note(struct ctx *cx, struct ticket *ticket, bool is_solved)
{
	struct follow_up last = {
		.ticket_id = ticket->id, .round = -1, .answer = "", .way = "phone"
	};
	enum hk_result result = follow_up_find(cx, ticket->id, &last);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (!is_resolved(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This ticket is not waiting for the customer's word any more."));
	HK_TRY(answer_put(cx, ticket, &last, is_solved ? "yes" : "no", cx->actor->id));
	HK_TRY(task_over(cx, &last, "done"));
	return is_solved ? ticket_close(cx, ticket, "by_phone")
			 : ticket_reopen(cx, ticket, "not_solved_phone");
}

enum hk_result follow_up_give_up(struct ctx *cx, struct ticket *ticket)
{
	struct follow_up round;

	HK_TRY(open_round(cx, ticket, &round));
	round.answer = "silent";
	round.answered_at = cx->now;
	HK_TRY(round_put(cx, &round));
	if (strcmp(round.way, "phone") != 0)
		return ticket_close(cx, ticket, "not_confirmed");
	HK_TRY(task_over(cx, &round, "taken_back"));
	return ticket_close(cx, ticket, "not_asked");
}
