#include "ticket/owner/assignment.h"

#include <inttypes.h>
#include <string.h>

#include "base/time.h"
#include "core/job.h"
#include "core/rights.h"
#include "people/staff.h"
#include "people/team.h"
#include "standard/availability.h"
#include "ticket/history.h"
#include "ticket/owner/handover.h"
#include "ticket/work/notification.h"

enum { RENEW_MOST = 50 };

/* A mail and a notification to the new owner, when somebody else gave it to him. */
static enum hk_result tell_owner(struct ctx *cx, const struct ticket *ticket)
{
	int64_t id = ctx_new_id(cx);

	if (ticket->owner_id == cx->actor->id)
		return HK_OK;
	HK_TRY(notification_add(
		cx, &(struct notification){
			    .staff_id = ticket->owner_id,
			    .effect_key = hk_format(cx->arena, "handed_over %" PRId64, id),
			    .kind = "handed_over",
			    .ticket_id = ticket->id,
			    .number = ticket->number,
			    .from_name = cx->actor->name,
			    .words = ticket->subject }));
	return job_add(cx, "owner.notify", ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " assigned %" PRId64, ticket->id, id));
}

/* Somebody who works here now, and whose role lets him answer: who only reads would leave the
 * customer waiting. */
enum hk_result owner_may(struct ctx *cx, int64_t staff_id, struct staff *ret_staff, bool *ret)
{
	return staff_find_may(cx, staff_id, RIGHT_TICKET_REPLY, ret_staff, ret);
}

enum hk_result owner_named(struct ctx *cx, int64_t staff_id, struct staff *ret)
{
	bool may;

	*ret = (struct staff){ .is_active = 0 };
	HK_TRY(owner_may(cx, staff_id, ret, &may));
	if (may)
		return HK_OK;
	return field_problem(cx, "owner",
			     ret->is_active ? TR("Please choose somebody who may answer customers.")
					    : TR("Please choose somebody who works here now."));
}

enum hk_result choice_record(struct ctx *cx, const struct ticket *ticket, const struct why *why)
{
	if (!why->name)
		return HK_OK;
	HK_TRY(history_record(cx, ticket->id, "chosen", why_write(cx, why), NULL));
	/* At night nobody is there: that is no news. */
	if (!why->lacks || why->lacks == LACKS_PRESENCE)
		return HK_OK;
	return job_add(cx, "assign.unfit", ticket->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %" PRId64, ticket->team_id,
				 why->lacks, cx->now / HK_HOUR));
}

static enum hk_result give_to(struct ctx *cx, struct ticket *ticket, const struct staff *staff,
			      int64_t *ret_undo)
{
	const char *detail = hk_format(cx->arena, "%" PRId64 " %s", ticket->owner_id, staff->name);

	HK_TRY(handover_end(cx, ticket->id));
	ticket->owner_id = staff->id;
	ticket->why = "";
	HK_TRY(history_record(cx, ticket->id, "assigned", detail, ret_undo));
	return tell_owner(cx, ticket);
}

static enum hk_result choose_for(struct ctx *cx, const struct ticket *ticket, struct choice *ret)
{
	return choose_owner(cx,
			    &(struct choice_wish){ .team_id = ticket->team_id,
						   .is_restricted = ticket->is_restricted != 0,
						   .type = ticket->type,
						   .priority = ticket->priority,
						   .language = ticket->language,
						   .channel = ticket->channel,
						   .customer_id = ticket->customer_id },
			    ret);
}

static enum hk_result give_chosen(struct ctx *cx, struct ticket *ticket,
				  const struct choice *choice)
{
	const struct staff staff = { .id = choice->staff_id, .name = choice->why.name };

	if (staff.id == ticket->owner_id)
		return HK_OK;
	HK_TRY(give_to(cx, ticket, &staff, NULL));
	ticket->why = why_write(cx, &choice->why);
	return choice_record(cx, ticket, &choice->why);
}

enum hk_result ticket_assign(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			     int64_t *ret_undo)
{
	struct ticket old = *ticket;
	struct staff staff;

	HK_TRY(owner_named(cx, staff_id, &staff));
	if (old.owner_id == staff_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(give_to(cx, ticket, &staff, ret_undo));
	return ticket_store(cx, ticket, &old, "ticket.assigned");
}

/* Whether somebody who works here goes on with it, though he may not be there now. */
static enum hk_result stays_with(struct ctx *cx, const struct ticket *ticket,
				 struct absence *ret_absence, bool *ret)
{
	struct availability one;
	enum hk_result result;

	*ret_absence = (struct absence){ .stand_in_id = 0 };
	HK_TRY(availability_find(cx, ticket->owner_id, &one));
	*ret = availability_is_free(&one, cx->now);
	if (*ret)
		return HK_OK;
	result = absence_now(cx, ticket->owner_id, ret_absence);
	*ret = result == HK_NOT_FOUND && strcmp(ticket->priority, "urgent") != 0;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* He is there now, answers customers, and may see it. ret->why.name stays NULL when he does not. */
static enum hk_result stand_in_find(struct ctx *cx, const struct ticket *ticket,
				    const struct staff *owner, int64_t stand_in_id,
				    struct choice *ret)
{
	struct availability one;
	struct staff staff;
	bool may = false;

	*ret = (struct choice){ .staff_id = 0 };
	if (stand_in_id)
		HK_TRY(owner_may(cx, stand_in_id, &staff, &may));
	if (may && ticket->is_restricted)
		HK_TRY(team_has(cx, ticket->team_id, stand_in_id, &may));
	if (!may)
		return HK_OK;
	HK_TRY(availability_find(cx, stand_in_id, &one));
	if (!availability_is_free(&one, cx->now))
		return HK_OK;
	*ret = (struct choice){ .staff_id = stand_in_id,
				.why = { .name = staff.name,
					 .language = "",
					 .skill = "",
					 .stands_for = owner->name,
					 .count = one.active_count,
					 .minutes = one.work } };
	return HK_OK;
}

/* He who is not there keeps what nobody else could take now. */
static enum hk_result follow_absent(struct ctx *cx, struct ticket *ticket,
				    const struct staff *owner, int64_t stand_in_id)
{
	struct choice choice;

	HK_TRY(stand_in_find(cx, ticket, owner, stand_in_id, &choice));
	if (choice.staff_id)
		return give_chosen(cx, ticket, &choice);

	enum hk_result result = choose_for(cx, ticket, &choice);

	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	if (choice.why.lacks & (LACKS_PRESENCE | LACKS_URGENT | LACKS_PLACE))
		return HK_OK;
	return give_chosen(cx, ticket, &choice);
}

enum hk_result ticket_owner_ensure(struct ctx *cx, struct ticket *ticket)
{
	struct staff staff;
	struct absence absence;
	struct choice choice;
	bool may, stays;

	HK_TRY(availability_renew_due(cx, RENEW_MOST));
	HK_TRY(owner_may(cx, ticket->owner_id, &staff, &may));
	if (may) {
		HK_TRY(stays_with(cx, ticket, &absence, &stays));
		return stays ? HK_OK : follow_absent(cx, ticket, &staff, absence.stand_in_id);
	}

	enum hk_result result = choose_for(cx, ticket, &choice);

	/* Nobody is here at all: it waits in its team's list. */
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return give_chosen(cx, ticket, &choice);
}

struct own {
	int64_t id;
};

static const struct db_column own_columns[] = { DB_COLUMN(struct own, id) };
static const struct db_record own_record = DB_RECORD("ticket", struct own, own_columns);

static enum hk_result pass_on(struct ctx *cx, struct db_sql which, int64_t staff_id, int64_t limit,
			      int64_t *ret_count)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &own_record, which, DB_ARGS(staff_id, limit), &rows));
	for (size_t i = 0; i < rows.count; i++) {
		struct ticket ticket, old;
		HK_TRY(ticket_by_row(cx, ((struct own *)rows.items)[i].id, &ticket));
		old = ticket;
		HK_TRY(ticket_owner_ensure(cx, &ticket));
		if (ticket.owner_id == old.owner_id)
			return HK_OK;
		HK_TRY(ticket_store(cx, &ticket, &old, "ticket.assigned"));
		++*ret_count;
	}
	return HK_OK;
}

enum hk_result ticket_owner_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				    int64_t *ret_count)
{
	struct staff staff;
	bool may;

	*ret_count = 0;
	HK_TRY(owner_may(cx, staff_id, &staff, &may));
	if (may)
		return HK_OK;
	return pass_on(
		cx, DB_WHERE("owner_id = $2 AND bucket = 'active'", "ORDER BY due_at, id LIMIT $3"),
		staff_id, limit, ret_count);
}

enum hk_result ticket_stand_in(struct ctx *cx, int64_t staff_id, int64_t limit, int64_t *ret_count)
{
	struct absence absence;
	enum hk_result result = absence_now(cx, staff_id, &absence);

	*ret_count = 0;
	if (result != HK_OK)
		return result == HK_NOT_FOUND ? HK_OK : result;
	return pass_on(cx,
		       DB_WHERE("owner_id = $2 AND bucket = 'active' AND priority = 'urgent'",
				"ORDER BY due_at, id LIMIT $3"),
		       staff_id, limit, ret_count);
}

static enum hk_result owner_of_team(struct ctx *cx, struct ticket *ticket, const struct team *team,
				    struct choice *ret)
{
	bool belongs;

	HK_TRY(choose_for(cx, ticket, ret));
	HK_TRY(team_has(cx, team->id, ret->staff_id, &belongs));
	/* What is kept from others goes to nobody outside of the team. */
	if (team->is_restricted && !belongs)
		return field_problem(cx, "team",
				     TR("Nobody of this team could take it. Please add "
					"somebody to the team first."));
	HK_TRY(handover_end(cx, ticket->id));
	ticket->owner_id = ret->staff_id;
	ticket->why = why_write(cx, &ret->why);
	return tell_owner(cx, ticket);
}

enum hk_result ticket_move(struct ctx *cx, struct ticket *ticket, int64_t team_id)
{
	struct ticket old = *ticket;
	struct choice choice = { .staff_id = 0 };
	struct team team;
	struct staff owner;
	bool belongs;
	enum hk_result result = team_find(cx, team_id, &team);

	if (result == HK_NOT_FOUND)
		return field_problem(cx, "team", TR("Please choose a team."));
	HK_TRY(result);
	HK_TRY(team_has(cx, team_id, ticket->owner_id, &belongs));
	if (belongs)
		HK_TRY(owner_may(cx, ticket->owner_id, &owner, &belongs));
	ticket->team_id = team.id;
	ticket->is_restricted = team.is_restricted;
	if (!belongs)
		HK_TRY(owner_of_team(cx, ticket, &team, &choice));
	if (old.is_restricted || team.is_restricted)
		HK_TRY(job_add(
			cx, "search.renew", ticket->id, cx->now,
			hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ctx_new_id(cx))));
	HK_TRY(history_record(cx, ticket->id, "moved", team.name, NULL));
	HK_TRY(choice_record(cx, ticket, &choice.why));
	return ticket_store(cx, ticket, &old, "ticket.assigned");
}
