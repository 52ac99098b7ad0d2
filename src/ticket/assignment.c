#include "ticket/assignment.h"

#include <inttypes.h>

#include "core/job.h"
#include "core/rights.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/history.h"
#include "ticket/notification.h"

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
static enum hk_result may_own(struct ctx *cx, int64_t staff_id, struct staff *ret_staff, bool *ret)
{
	enum hk_result result = staff_find(cx, staff_id, ret_staff);
	uint64_t rights = 0;

	if (result == HK_OK && ret_staff->is_active)
		result = role_rights(cx, ret_staff->role, &rights);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (rights >> RIGHT_TICKET_REPLY & 1) != 0;
	return HK_OK;
}

static enum hk_result give_to(struct ctx *cx, struct ticket *ticket, const struct staff *staff,
			      int64_t *ret_undo)
{
	const char *detail = hk_format(cx->arena, "%" PRId64 " %s", ticket->owner_id, staff->name);

	ticket->owner_id = staff->id;
	HK_TRY(history_record(cx, ticket->id, "assigned", detail, ret_undo));
	return tell_owner(cx, ticket);
}

enum hk_result ticket_assign(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			     int64_t *ret_undo)
{
	struct ticket old = *ticket;
	struct staff staff = { .is_active = 0 };
	bool may;

	HK_TRY(may_own(cx, staff_id, &staff, &may));
	if (!may && staff.is_active)
		return field_problem(cx, "owner",
				     TR("Please choose somebody who may answer customers."));
	if (!may)
		return field_problem(cx, "owner", TR("Please choose somebody who works here now."));
	if (old.owner_id == staff_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	HK_TRY(give_to(cx, ticket, &staff, ret_undo));
	return ticket_store(cx, ticket, &old, "ticket.assigned");
}

enum hk_result ticket_owner_ensure(struct ctx *cx, struct ticket *ticket)
{
	struct staff staff;
	bool may;

	HK_TRY(may_own(cx, ticket->owner_id, &staff, &may));
	if (may)
		return HK_OK;

	enum hk_result result = staff_least_loaded(cx, ticket->team_id, &staff);

	/* Nobody is here at all: it waits in its team's list. */
	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	return give_to(cx, ticket, &staff, NULL);
}

struct own {
	int64_t id;
};

static const struct db_column own_columns[] = { DB_COLUMN(struct own, id) };
static const struct db_record own_record = DB_RECORD("ticket", struct own, own_columns);

enum hk_result ticket_owner_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				    int64_t *ret_count)
{
	struct staff staff;
	struct db_rows rows;
	bool may;

	*ret_count = 0;
	HK_TRY(may_own(cx, staff_id, &staff, &may));
	if (may)
		return HK_OK;
	HK_TRY(db_select(
		cx->db, &own_record,
		DB_WHERE("owner_id = $2 AND bucket = 'active'", "ORDER BY due_at, id LIMIT $3"),
		DB_ARGS(staff_id, limit), &rows));
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

enum hk_result ticket_move(struct ctx *cx, struct ticket *ticket, int64_t team_id)
{
	struct ticket old = *ticket;
	struct team team;
	struct staff owner;
	bool belongs;
	enum hk_result result = team_find(cx, team_id, &team);

	if (result == HK_NOT_FOUND)
		return field_problem(cx, "team", TR("Please choose a team."));
	HK_TRY(result);
	HK_TRY(team_has(cx, team_id, ticket->owner_id, &belongs));
	if (belongs)
		HK_TRY(may_own(cx, ticket->owner_id, &owner, &belongs));
	ticket->team_id = team.id;
	ticket->is_restricted = team.is_restricted;
	if (!belongs) {
		HK_TRY(staff_least_loaded(cx, team_id, &owner));
		HK_TRY(team_has(cx, team_id, owner.id, &belongs));
		/* What is kept from others goes to nobody outside of the team. */
		if (team.is_restricted && !belongs)
			return field_problem(cx, "team",
					     TR("Nobody of this team could take it. Please add "
						"somebody to the team first."));
		ticket->owner_id = owner.id;
		HK_TRY(tell_owner(cx, ticket));
	}
	if (old.is_restricted || team.is_restricted)
		HK_TRY(job_add(
			cx, "search.renew", ticket->id, cx->now,
			hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->id, ctx_new_id(cx))));
	HK_TRY(history_record(cx, ticket->id, "moved", team.name, NULL));
	return ticket_store(cx, ticket, &old, "ticket.assigned");
}
