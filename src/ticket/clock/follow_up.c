#include "ticket/clock/follow_up.h"

#include <string.h>

#include "ticket/state.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct follow_up, ticket_id), DB_COLUMN(struct follow_up, round),
	DB_COLUMN(struct follow_up, asked_at),  DB_COLUMN(struct follow_up, reminded_at),
	DB_COLUMN(struct follow_up, answer),    DB_COLUMN(struct follow_up, answered_at),
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
	next = (struct follow_up){
		.ticket_id = ticket->id, .round = last.round + 1, .asked_at = cx->now, .answer = ""
	};
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
		       DB_UPDATE("follow_up", "reminded_at = $4, answer = $5, answered_at = $6",
				 "ticket_id = $2 AND round = $3", ""),
		       DB_ARGS(round->ticket_id, round->round, round->reminded_at, round->answer,
			       round->answered_at));
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
				 const struct follow_up *last, const char *answer)
{
	struct follow_up round = *last;

	round.answer = answer;
	round.answered_at = cx->now;
	if (last->round >= 0 && is_of_this_end(ticket, last))
		return round_put(cx, &round);
	round.round++;
	round.asked_at = cx->now;
	round.reminded_at = 0;
	return db_insert(cx->db, &record, &round);
}

enum hk_result follow_up_answer(struct ctx *cx, struct ticket *ticket, bool is_solved)
{
	struct follow_up last = { .ticket_id = ticket->id, .round = -1, .answer = "" };
	enum hk_result result = follow_up_find(cx, ticket->id, &last);
	const char *answer = is_solved ? "yes" : "no";

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (strcmp(last.answer, answer) == 0 && !is_resolved(ticket))
		return HK_OK;
	/* He may also say no to what was closed without his word. */
	if (!is_resolved(ticket) && !(strcmp(ticket->state, "closed") == 0 && !is_solved))
		return problem(cx, HK_CONFLICT, TR("This request is open; we are working on it."));
	HK_TRY(answer_put(cx, ticket, &last, answer));
	return is_solved ? ticket_close(cx, ticket, "confirmed")
			 : ticket_reopen(cx, ticket, "not_solved");
}

enum hk_result follow_up_give_up(struct ctx *cx, struct ticket *ticket)
{
	struct follow_up round;

	HK_TRY(open_round(cx, ticket, &round));
	round.answer = "silent";
	round.answered_at = cx->now;
	HK_TRY(round_put(cx, &round));
	return ticket_close(cx, ticket, "not_confirmed");
}
