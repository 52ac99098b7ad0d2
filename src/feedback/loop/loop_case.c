#include "feedback/loop/loop_case.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "feedback/loop/loop_row.h"
#include "people/staff.h"
#include "ticket/owner/assignment.h"

/* So that what was done for him has had a day. */
#define ASK_AFTER HK_DAY

static enum hk_result need_on(struct ctx *cx, const struct loop_case *one)
{
	if (loop_case_is_on(one))
		return HK_OK;
	return problem(cx, HK_CONFLICT, TR("This has come to its end. Please look again."));
}

static enum hk_result need_words(struct ctx *cx, const char *words, const char *missing)
{
	if (!hk_has_ink(words))
		return field_problem(cx, "words", missing);
	if (hk_letters(words) > LOOP_WORDS_LETTERS)
		return field_problem(cx, "words",
				     TR("This is too long. Please shorten it a little."));
	return HK_OK;
}

/* Those of this round of which each lies long enough after the one before that counts. */
static enum hk_result tries_count(struct ctx *cx, const struct loop_case *one, int64_t *ret)
{
	int64_t counted_at = 0, count = 0;
	struct loop_lines lines;

	HK_TRY(loop_log(cx, one->response_id, &lines));
	for (size_t i = 0; i < lines.count; i++) {
		const struct loop_line *line = &lines.items[i];

		if (line->round != one->round || strcmp(line->kind, "tried") != 0 ||
		    (count && line->at < counted_at + LOOP_TRY_HOURS * HK_HOUR))
			continue;
		counted_at = line->at;
		count++;
	}
	*ret = count;
	return HK_OK;
}

enum hk_result loop_case_tried(struct ctx *cx, struct loop_case *one, const char *words)
{
	HK_TRY(need_on(cx, one));
	HK_TRY(need_words(cx, words, TR("Please say how you tried.")));
	HK_TRY(loop_note(cx, one, "tried", cx->actor->id, hk_trim(cx->arena, words)));
	HK_TRY(tries_count(cx, one, &one->tries));
	HK_TRY(loop_row_put(cx, one));
	return loop_changed(cx, one);
}

enum hk_result loop_case_called(struct ctx *cx, struct loop_case *one, const char *words)
{
	bool is_new;

	HK_TRY(need_on(cx, one));
	HK_TRY(need_words(cx, words, TR("Please say in a sentence what was said.")));
	HK_TRY(loop_note(cx, one, "called", cx->actor->id, hk_trim(cx->arena, words)));
	HK_TRY(loop_judge(cx, one, &is_new));
	/* Even a call that is not the first word guards against the same form twice. */
	if (!is_new)
		HK_TRY(loop_row_put(cx, one));
	return loop_changed(cx, one);
}

static enum hk_result outcome_check(struct ctx *cx, const struct loop_case *one,
				    const char *outcome)
{
	bool is_answered = strcmp(one->state, "answered") == 0;

	if (strcmp(outcome, "no_contact") == 0)
		return HK_OK;
	if (strcmp(outcome, "unreachable") == 0) {
		if (is_answered)
			return field_problem(
				cx, "outcome",
				TR("They were reached already. Please choose how it came out."));
		if (one->tries < LOOP_TRIES)
			return field_problem(
				cx, "outcome",
				TR("Please try three times, at least three hours apart, "
				   "and note each try."));
		return HK_OK;
	}
	if (strcmp(outcome, "fixed") != 0 && strcmp(outcome, "explained") != 0)
		return field_problem(cx, "outcome", TR("Please choose how it came out."));
	if (!is_answered)
		return field_problem(cx, "outcome",
				     TR("Nobody has reached them yet. Please write or call "
					"first."));
	return HK_OK;
}

enum hk_result loop_case_end(struct ctx *cx, struct loop_case *one, const char *outcome,
			     const char *words)
{
	HK_TRY(need_on(cx, one));
	HK_TRY(outcome_check(cx, one, outcome));
	HK_TRY(need_words(cx, words, TR("Please say in a sentence how it came out.")));
	one->state = "ended";
	one->outcome = outcome;
	one->ended_at = cx->now;
	one->ended_by = cx->actor->id;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, "ended", cx->actor->id, hk_trim(cx->arena, words)));
	HK_TRY(loop_ticket_keep(cx, one->ticket_id));
	if (strcmp(outcome, "fixed") == 0 || strcmp(outcome, "explained") == 0)
		HK_TRY(job_add(cx, LOOP_ASK_JOB, one->response_id, cx->now + ASK_AFTER,
			       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64,
					 one->response_id, one->round, one->ended_at)));
	return loop_changed(cx, one);
}

static enum hk_result hand(struct ctx *cx, struct loop_case *one, int64_t staff_id,
			   const char *name)
{
	one->owner_id = staff_id;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, "owner", cx->actor->id, name));
	if (staff_id != cx->actor->id)
		HK_TRY(job_add(cx, LOOP_TELL_JOB, one->response_id, cx->now,
			       hk_format(cx->arena,
					 "%" PRId64 " %" PRId64 " new %" PRId64 " %" PRId64,
					 one->response_id, one->round, staff_id, one->version)));
	return loop_changed(cx, one);
}

enum hk_result loop_case_hand(struct ctx *cx, struct loop_case *one, int64_t staff_id)
{
	struct staff staff;
	bool may;

	HK_TRY(need_on(cx, one));
	HK_TRY(owner_may(cx, staff_id, &staff, &may));
	if (!may)
		return field_problem(cx, "owner",
				     TR("Please choose somebody who may answer customers."));
	if (one->owner_id == staff_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	return hand(cx, one, staff_id, staff.name);
}

enum hk_result loop_case_know(struct ctx *cx, struct loop_case *one)
{
	HK_TRY(need_on(cx, one));
	if (one->known_by)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	one->known_by = cx->actor->id;
	one->known_at = cx->now;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, "known", cx->actor->id, ""));
	return loop_changed(cx, one);
}

enum hk_result loop_case_begins(struct ctx *cx, const struct loop_case *one, bool *ret)
{
	struct ticket ticket = { .customer_id = 0 };
	enum hk_result result =
		one->ticket_id ? ticket_by_row(cx, one->ticket_id, &ticket) : HK_NOT_FOUND;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = result == HK_NOT_FOUND || ticket.customer_id != one->customer_id;
	return HK_OK;
}

enum hk_result loop_case_ticket_put(struct ctx *cx, struct loop_case *one, int64_t ticket_id)
{
	int64_t old = one->ticket_id;
	bool is_new, begins;

	HK_TRY(loop_case_begins(cx, one, &begins));
	if (!begins || (old && one->answered_at))
		return HK_OK;
	one->ticket_id = ticket_id;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_ticket_keep(cx, old));
	HK_TRY(loop_ticket_keep(cx, ticket_id));
	/* It may have left before this was written. */
	HK_TRY(loop_judge(cx, one, &is_new));
	return loop_changed(cx, one);
}

enum hk_result loop_case_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				 int64_t *ret_count)
{
	struct loop_case *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &loop_case_record,
			 DB_WHERE("owner_id = $2 AND state IN ('open', 'answered')",
				  "ORDER BY response_id LIMIT $3"),
			 DB_ARGS(staff_id, limit), &rows));
	items = rows.items;
	*ret_count = 0;
	for (size_t i = 0; i < rows.count; i++) {
		struct staff staff = { .name = "" };
		int64_t next = 0;
		const char *why;

		HK_TRY(loop_owner_choose(cx, &items[i], NULL, 0, &next, &why));
		if (!next || next == staff_id)
			continue;
		HK_TRY(staff_find(cx, next, &staff));
		HK_TRY(hand(cx, &items[i], next, staff.name));
		++*ret_count;
	}
	return HK_OK;
}

/* ---- was it put right? ---- */

static bool may_be_asked(const struct loop_case *one)
{
	return strcmp(one->state, "ended") == 0 && one->customer_id &&
	       (strcmp(one->outcome, "fixed") == 0 || strcmp(one->outcome, "explained") == 0);
}

enum hk_result loop_case_ask(struct ctx *cx, struct loop_case *one, int64_t ended_at)
{
	if (!may_be_asked(one) || one->asked_at || one->ended_at != ended_at)
		return HK_CONFLICT;
	one->asked_at = cx->now;
	HK_TRY(loop_row_put(cx, one));
	return loop_note(cx, one, "asked", 0, "");
}

enum hk_result loop_case_answer(struct ctx *cx, struct loop_case *one, bool is_right,
				const char *words)
{
	const char *answer = is_right ? "yes" : "no";
	struct response response;

	if (strcmp(one->put_right, answer) == 0)
		return HK_OK;
	if (*one->put_right && is_right)
		return problem(cx, HK_CONFLICT,
			       TR("You told us that it was not put right, so we are at it again. "
				  "If it is right now, please say so when we get in touch."));
	if (!one->is_last || !may_be_asked(one))
		return HK_CONFLICT;
	if (hk_letters(words) > LOOP_WORDS_LETTERS)
		return field_problem(cx, "words",
				     TR("This is too long. Please shorten it a little."));
	one->put_right = answer;
	one->put_right_at = cx->now;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, answer, 0, hk_trim(cx->arena, words)));
	if (is_right)
		return loop_changed(cx, one);
	HK_TRY(response_find(cx, one->response_id, &response));
	return loop_begin(cx, &response, one);
}

/* ---- the clock ---- */

enum hk_result loop_case_call(struct ctx *cx, struct loop_case *one, int64_t round, int64_t step)
{
	static const char *const kinds[] = { NULL, "soon", "late", "chain" };

	if (one->round != round || strcmp(one->state, "open") != 0 || step <= one->step ||
	    step >= (int64_t)HK_COUNT(kinds))
		return HK_CONFLICT;
	/* After a standstill it is late at once, and nobody is warned of that. */
	if (step == CLOCK_SOON && one->due_at < cx->now)
		return HK_CONFLICT;
	if (step > CLOCK_LATE && one->known_by)
		return HK_CONFLICT;
	one->step = step;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, kinds[step], 0, ""));
	return loop_changed(cx, one);
}

/* ---- what happens to the ticket in which he is answered ---- */

static enum hk_result word_moved(struct ctx *cx, struct loop_case *one)
{
	bool is_new;

	HK_TRY(loop_judge(cx, one, &is_new));
	return is_new ? loop_changed(cx, one) : HK_OK;
}

/* It is answered by whoever has the ticket. */
static enum hk_result owner_moved(struct ctx *cx, struct loop_case *one, int64_t owner_id)
{
	struct staff staff;

	if (one->owner_id == owner_id || !owner_id)
		return HK_OK;
	HK_TRY(staff_find(cx, owner_id, &staff));
	one->owner_id = owner_id;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_note(cx, one, "owner", cx->actor->id, staff.name));
	return loop_changed(cx, one);
}

/* Another one goes on with it. */
static enum hk_result ticket_moved(struct ctx *cx, struct loop_case *one, int64_t ticket_id)
{
	struct ticket ticket;
	int64_t old = one->ticket_id;

	HK_TRY(ticket_by_row(cx, ticket_id, &ticket));
	if (!ticket.merged_into)
		return HK_OK;
	one->ticket_id = ticket.merged_into;
	HK_TRY(loop_row_put(cx, one));
	HK_TRY(loop_ticket_keep(cx, old));
	HK_TRY(loop_ticket_keep(cx, one->ticket_id));
	return loop_changed(cx, one);
}

enum hk_result loop_on_ticket(struct ctx *cx, const struct event *event)
{
	static const char *const heard[] = { "message.sending", "message.undelivered",
					     "ticket.assigned", "ticket.put_aside" };
	struct loop_case *items;
	struct db_rows rows;
	size_t which = 0;

	while (which < HK_COUNT(heard) && strcmp(event->kind, heard[which]) != 0)
		which++;
	if (which == HK_COUNT(heard) || !event->ticket_id)
		return HK_OK;
	HK_TRY(db_select(cx->db, &loop_case_record,
			 DB_WHERE("ticket_id = $2 AND is_last = 1 AND state <> 'gone'",
				  "ORDER BY response_id"),
			 DB_ARGS(event->ticket_id), &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++) {
		if (which < 2)
			HK_TRY(word_moved(cx, &items[i]));
		else if (which == 2 && loop_case_is_on(&items[i]))
			HK_TRY(owner_moved(cx, &items[i], event->owner_id));
		else if (which == 3)
			HK_TRY(ticket_moved(cx, &items[i], event->ticket_id));
	}
	return HK_OK;
}
