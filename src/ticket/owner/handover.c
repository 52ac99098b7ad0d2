#include "ticket/owner/handover.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "people/staff.h"
#include "ticket/history.h"
#include "ticket/owner/assignment.h"

enum { SHOWN_MOST = 50 };

/* clang-format off */
static const struct db_column columns[] = {
	DB_COLUMN_AS(struct handover, id, "handover.id"),
	DB_COLUMN_AS(struct handover, ticket_id, "handover.ticket_id"),
	DB_COLUMN_AS(struct handover, from_id, "handover.from_id"),
	DB_COLUMN_AS(struct handover, to_id, "handover.to_id"),
	DB_COLUMN_AS(struct handover, word, "handover.word"),
	DB_COLUMN_AS(struct handover, state, "handover.state"),
	DB_COLUMN_AS(struct handover, answer, "handover.answer"),
	DB_COLUMN_AS(struct handover, asked_at, "handover.asked_at"),
	DB_COLUMN_AS(struct handover, answered_at, "handover.answered_at"),
	DB_COLUMN_AS(struct handover, number, "ticket.number"),
	DB_COLUMN_AS(struct handover, subject, "ticket.subject"),
	DB_COLUMN_AS(struct handover, language, "ticket.language"),
	DB_COLUMN_AS(struct handover, from_name, "giver.name"),
	DB_COLUMN_AS(struct handover, to_name, "taker.name"),
	DB_COLUMN_AS(struct handover, to_is_active, "taker.is_active"),
};
/* clang-format on */
static const struct db_record record = DB_RECORD_FROM(
	"handover",
	"handover JOIN ticket ON ticket.org_id = handover.org_id AND"
	" ticket.id = handover.ticket_id"
	" JOIN staff giver ON giver.org_id = handover.org_id AND giver.id = handover.from_id"
	" JOIN staff taker ON taker.org_id = handover.org_id AND taker.id = handover.to_id",
	struct handover, columns);

static enum hk_result count_move(struct ctx *cx, int64_t staff_id, int64_t change)
{
	return db_send(cx->db, DB_UPDATE("staff", "handovers = handovers + $3", "id = $2", ""),
		       DB_ARGS(staff_id, change));
}

/* From one state to the next; the kept counts follow. */
static enum hk_result step(struct ctx *cx, const struct handover *handover, const char *state,
			   const char *answer)
{
	int64_t count;
	bool was_asked = strcmp(handover->state, "asked") == 0;

	HK_TRY(db_change(cx->db,
			 DB_UPDATE("handover", "state = $3, answer = $4, answered_at = $5",
				   "id = $2 AND state = $6", ""),
			 DB_ARGS(handover->id, state, answer, cx->now, handover->state), &count));
	if (!count)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	if (was_asked)
		HK_TRY(count_move(cx, handover->to_id, -1));
	return strcmp(state, "declined") == 0 ? HK_OK : count_move(cx, handover->from_id, -1);
}

static enum hk_result tell(struct ctx *cx, int64_t id, const char *what)
{
	return job_add(cx, "handover.tell", id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %s", id, what));
}

static enum hk_result waiting_find(struct ctx *cx, int64_t ticket_id, struct handover *ret)
{
	return db_select_one(
		cx->db, &record,
		DB_WHERE("handover.ticket_id = $2 AND handover.state = 'asked'", "LIMIT 1"),
		DB_ARGS(ticket_id), ret);
}

enum hk_result handover_find(struct ctx *cx, int64_t id, struct handover *ret)
{
	return db_select_one(cx->db, &record, DB_WHERE("handover.id = $2", ""), DB_ARGS(id), ret);
}

enum hk_result handover_end(struct ctx *cx, int64_t ticket_id)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("handover.ticket_id = $2 AND handover.state IN"
				  " ('asked', 'declined')",
				  "ORDER BY +handover.id"),
			 DB_ARGS(ticket_id), &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct handover *one = &((struct handover *)rows.items)[i];
		bool is_back = strcmp(one->state, "declined") == 0;

		HK_TRY(step(cx, one, is_back ? "seen" : "withdrawn", one->answer));
	}
	return HK_OK;
}

enum hk_result handover_release(struct ctx *cx, int64_t staff_id)
{
	struct staff staff;
	struct db_rows rows;
	bool may;

	HK_TRY(owner_may(cx, staff_id, &staff, &may));
	if (may)
		return HK_OK;
	HK_TRY(db_select(cx->db, &record,
			 DB_WHERE("handover.to_id = $2 AND handover.state = 'asked'",
				  "ORDER BY +handover.id"),
			 DB_ARGS(staff_id), &rows));
	for (size_t i = 0; i < rows.count; i++) {
		const struct handover *one = &((struct handover *)rows.items)[i];

		HK_TRY(step(cx, one, "declined", ""));
		HK_TRY(tell(cx, one->id, "declined"));
	}
	return HK_OK;
}

static enum hk_result ask_check(struct ctx *cx, const struct ticket *ticket, int64_t to_id,
				const char *word, struct staff *ret_taker)
{
	bool may = false;

	HK_TRY(owner_may(cx, to_id, ret_taker, &may));
	if (!may && ret_taker->is_active)
		(void)field_problem(cx, "owner",
				    TR("Please choose somebody who may answer customers."));
	else if (!may)
		(void)field_problem(cx, "owner", TR("Please choose somebody who works here now."));
	else if (to_id == ticket->owner_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	if (hk_letters(word) > HANDOVER_WORD_LETTERS)
		(void)field_problem(cx, "word", TR("This is too long. A few words are enough."));
	return cx->field_count ? HK_INVALID : HK_OK;
}

static enum hk_result put(struct ctx *cx, const struct ticket *ticket, int64_t to_id,
			  const char *word, int64_t *ret_id)
{
	*ret_id = ctx_new_id(cx);
	HK_TRY(db_send(cx->db,
		       DB_ADD("handover",
			      "id, ticket_id, from_id, to_id, word, state, answer, asked_at,"
			      " answered_at",
			      "$2, $3, $4, $5, $6, 'asked', '', $7, 0", ""),
		       DB_ARGS(*ret_id, ticket->id, ticket->owner_id, to_id,
			       hk_trim(cx->arena, word), cx->now)));
	HK_TRY(count_move(cx, ticket->owner_id, 1));
	return count_move(cx, to_id, 1);
}

enum hk_result handover_ask(struct ctx *cx, struct ticket *ticket, int64_t to_id, const char *word)
{
	struct handover before;
	struct staff taker = { .name = "", .is_active = 0 };
	enum hk_result result;
	int64_t id;

	HK_TRY(ask_check(cx, ticket, to_id, word, &taker));
	result = waiting_find(cx, ticket->id, &before);
	if (result == HK_OK && before.to_id == to_id)
		return HK_OK;
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(handover_end(cx, ticket->id));
	HK_TRY(put(cx, ticket, to_id, word, &id));
	HK_TRY(history_record(cx, ticket->id, "handover", taker.name, NULL));
	HK_TRY(tell(cx, id, "asked"));
	return ticket_tell(cx, ticket, "ticket.handover");
}

/* Those of others are not there. */
static enum hk_result own_find(struct ctx *cx, int64_t id, bool is_taker, struct handover *ret)
{
	HK_TRY(handover_find(cx, id, ret));
	return (is_taker ? ret->to_id : ret->from_id) == cx->actor->id &&
			       cx->actor->kind == ACTOR_STAFF
		       ? HK_OK
		       : HK_NOT_FOUND;
}

static enum hk_result need_asked(struct ctx *cx, const struct handover *handover)
{
	if (strcmp(handover->state, "asked") == 0)
		return HK_OK;
	return problem(cx, HK_CONFLICT, TR("This request does not wait for an answer any more."));
}

enum hk_result handover_accept(struct ctx *cx, int64_t id, struct ticket *ret_ticket)
{
	struct handover handover;

	HK_TRY(own_find(cx, id, true, &handover));
	HK_TRY(need_asked(cx, &handover));
	HK_TRY(ticket_by_row(cx, handover.ticket_id, ret_ticket));
	if (strcmp(ret_ticket->bucket, "active") != 0)
		return problem(cx, HK_CONFLICT,
			       TR("This ticket has come to its end. It stays with its owner."));
	HK_TRY(step(cx, &handover, "accepted", ""));
	HK_TRY(tell(cx, id, "accepted"));
	return ticket_assign(cx, ret_ticket, handover.to_id, NULL);
}

enum hk_result handover_decline(struct ctx *cx, int64_t id, const char *answer)
{
	struct handover handover;
	struct ticket ticket;

	HK_TRY(own_find(cx, id, true, &handover));
	HK_TRY(need_asked(cx, &handover));
	if (!hk_has_ink(answer))
		return field_problem(cx, "answer",
				     TR("Please say why, so that another way can be found."));
	if (hk_letters(answer) > HANDOVER_WORD_LETTERS)
		return field_problem(cx, "answer", TR("This is too long. A few words are enough."));
	HK_TRY(step(cx, &handover, "declined", hk_trim(cx->arena, answer)));
	HK_TRY(ticket_by_row(cx, handover.ticket_id, &ticket));
	HK_TRY(history_record(cx, ticket.id, "handover_declined", hk_trim(cx->arena, answer),
			      NULL));
	HK_TRY(tell(cx, id, "declined"));
	return ticket_tell(cx, &ticket, "ticket.handover");
}

enum hk_result handover_withdraw(struct ctx *cx, int64_t id)
{
	struct handover handover;

	HK_TRY(own_find(cx, id, false, &handover));
	if (strcmp(handover.state, "declined") == 0)
		return step(cx, &handover, "seen", handover.answer);
	HK_TRY(need_asked(cx, &handover));
	HK_TRY(history_record(cx, handover.ticket_id, "handover_kept", handover.to_name, NULL));
	return step(cx, &handover, "withdrawn", handover.answer);
}

enum hk_result handover_of_actor(struct ctx *cx, struct handover_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(
		cx->db, &record,
		DB_WHERE("handover.id IN (SELECT taken.id FROM handover AS taken WHERE"
			 " taken.org_id = $1 AND taken.to_id = $2 AND taken.state = 'asked'"
			 " UNION ALL SELECT given.id FROM handover AS given WHERE"
			 " given.org_id = $1 AND given.from_id = $2 AND"
			 " given.state IN ('asked', 'declined'))",
			 "ORDER BY +handover.id LIMIT $3"),
		DB_ARGS(cx->actor->id, SHOWN_MOST), &rows));
	*ret = (struct handover_list){ rows.items, rows.count };
	return HK_OK;
}
