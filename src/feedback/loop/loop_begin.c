/* Somebody waits for a word of ours, or no longer; and who is to give it. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/job.h"
#include "feedback/loop/loop_row.h"
#include "people/customer.h"
#include "people/staff.h"
#include "people/team.h"
#include "standard/availability.h"
#include "ticket/owner/assignment.h"

/* He works here, answers customers, may see it, and is not away: the clock does not wait for his
 * return. */
static enum hk_result may_answer(struct ctx *cx, const struct loop_case *one, int64_t staff_id,
				 bool *ret)
{
	struct absence absence;
	struct staff staff;
	enum hk_result result;

	*ret = false;
	if (!staff_id)
		return HK_OK;
	HK_TRY(owner_may(cx, staff_id, &staff, ret));
	if (*ret && one->is_restricted && one->team_id)
		HK_TRY(team_has(cx, one->team_id, staff_id, ret));
	if (!*ret)
		return HK_OK;
	result = absence_now(cx, staff_id, &absence);
	*ret = result == HK_NOT_FOUND;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result loop_owner_choose(struct ctx *cx, const struct loop_case *one, const int64_t *wished,
				 size_t count, int64_t *ret, const char **ret_why)
{
	struct customer customer = { .language = "" };
	struct choice choice = { .staff_id = 0 };
	enum hk_result result;
	bool may;

	for (size_t i = 0; i < count; i++) {
		HK_TRY(may_answer(cx, one, wished[i], &may));
		if (may) {
			*ret = wished[i];
			*ret_why = "";
			return HK_OK;
		}
	}
	result = customer_find(cx, one->customer_id, &customer);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	result = choose_owner(cx,
			      &(struct choice_wish){ .team_id = one->team_id,
						     .is_restricted = one->is_restricted != 0,
						     .type = "inquiry",
						     .priority = "normal",
						     .language = customer.language,
						     .channel = "email",
						     .customer_id = one->customer_id },
			      &choice);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = choice.staff_id;
	*ret_why = choice.why.name ? why_write(cx, &choice.why) : "";
	return HK_OK;
}

/* The one that goes on with it, where it became a part of another. */
static enum hk_result ticket_of(struct ctx *cx, int64_t ticket_id, struct ticket *ret)
{
	enum hk_result result = ticket_id ? ticket_by_row(cx, ticket_id, ret) : HK_NOT_FOUND;

	for (int i = 0; result == HK_OK && ret->merged_into && i < 10; i++)
		result = ticket_by_row(cx, ret->merged_into, ret);
	if (result == HK_NOT_FOUND)
		*ret = (struct ticket){ .id = 0 };
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result loop_begin(struct ctx *cx, const struct response *response,
			  const struct loop_case *before)
{
	struct loop_case one = { .response_id = response->id,
				 .round = before ? before->round + 1 : 1,
				 .state = "open",
				 .customer_id = response->customer_id,
				 .ticket_id = before ? before->ticket_id : response->ticket_id,
				 .opened_at = cx->now,
				 .due_at = cx->now + LOOP_HOURS * HK_HOUR,
				 .answered_by = "",
				 .outcome = "",
				 .put_right = "" };
	struct ticket ticket;
	const char *why;

	HK_TRY(ticket_of(cx, one.ticket_id, &ticket));
	/* In the ticket of somebody else nobody reaches him. */
	if (ticket.customer_id != one.customer_id)
		ticket = (struct ticket){ .id = 0 };
	one.ticket_id = ticket.id;
	one.team_id = ticket.id ? ticket.team_id : response->team_id;
	one.is_restricted = ticket.is_restricted;

	const int64_t wished[] = { before ? before->owner_id : 0, ticket.owner_id };

	HK_TRY(loop_owner_choose(cx, &one, wished, HK_COUNT(wished), &one.owner_id, &why));
	if (!*why && one.owner_id)
		why = one.owner_id == wished[0] ? LOOP_HIS_BEFORE : LOOP_HIS_TICKET;
	HK_TRY(loop_row_add(cx, &one));
	HK_TRY(loop_note(cx, &one, "opened", 0, why));
	HK_TRY(loop_ticket_keep(cx, one.ticket_id));
	HK_TRY(loop_schedule(cx, &one));
	HK_TRY(job_add(cx, LOOP_TELL_JOB, one.response_id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " new %" PRId64, one.response_id,
				 one.round, one.owner_id)));
	return loop_changed(cx, &one);
}

/* He changed what he had said. */
static enum hk_result corrected(struct ctx *cx, const struct response *response,
				struct loop_case *one)
{
	if (response->needs_answer && !loop_case_is_on(one))
		return loop_begin(cx, response, one);
	if (!loop_case_is_on(one))
		return HK_OK;
	HK_TRY(loop_note(cx, one, "corrected", 0, ""));
	if (!response->needs_answer && strcmp(one->state, "open") == 0) {
		one->state = "gone";
		HK_TRY(loop_row_put(cx, one));
		HK_TRY(loop_note(cx, one, "gone", 0, ""));
		HK_TRY(loop_ticket_keep(cx, one->ticket_id));
	}
	return loop_changed(cx, one);
}

/* Who it was and what was said about him is taken away; that somebody waited, and how long, stays.
 */
static enum hk_result erased(struct ctx *cx, struct loop_case *one)
{
	int64_t ticket_id = one->ticket_id;

	if (loop_case_is_on(one)) {
		one->state = "gone";
		HK_TRY(loop_row_put(cx, one));
	}
	HK_TRY(db_send(cx->db,
		       DB_UPDATE("loop_case", "customer_id = 0, ticket_id = 0, message_id = 0",
				 "response_id = $2", ""),
		       DB_ARGS(one->response_id)));
	HK_TRY(db_send(cx->db, DB_UPDATE("loop_log", "words = ''", "response_id = $2", ""),
		       DB_ARGS(one->response_id)));
	HK_TRY(loop_ticket_keep(cx, ticket_id));
	one->ticket_id = one->customer_id = 0;
	return loop_changed(cx, one);
}

enum hk_result loop_on_response(struct ctx *cx, const struct event *event)
{
	bool is_erased = strcmp(event->kind, "response.erased") == 0;
	struct response response;
	struct loop_case one;
	enum hk_result result;

	if (!is_erased && strcmp(event->kind, "response.added") != 0)
		return HK_OK;
	HK_TRY(response_find(cx, event->number, &response));
	result = loop_case_by_row(cx, response.id, &one);
	if (result == HK_NOT_FOUND)
		return response.needs_answer ? loop_begin(cx, &response, NULL) : HK_OK;
	HK_TRY(result);
	return is_erased ? erased(cx, &one) : corrected(cx, &response, &one);
}

enum hk_result loop_case_make_up(struct ctx *cx, int64_t since, int64_t limit, int64_t *ret_count)
{
	const struct response *items;
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &response_record,
			 DB_WHERE("needs_answer = 1 AND at >= $2 AND at < $3 AND customer_id <> 0"
				  " AND erased_at = 0 AND NOT EXISTS (SELECT 1 FROM loop_case WHERE"
				  " loop_case.org_id = response.org_id AND"
				  " loop_case.response_id = response.id)",
				  "ORDER BY at DESC, id DESC LIMIT $4"),
			 DB_ARGS(since, cx->now,
				 limit < LOOP_MADE_UP_MOST ? limit : (int64_t)LOOP_MADE_UP_MOST),
			 &rows));
	items = rows.items;
	for (size_t i = 0; i < rows.count; i++)
		HK_TRY(loop_begin(cx, &items[i], NULL));
	*ret_count = (int64_t)rows.count;
	return HK_OK;
}
