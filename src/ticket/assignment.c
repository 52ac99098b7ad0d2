#include "ticket/assignment.h"

#include <inttypes.h>

#include "core/job.h"
#include "core/rights.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/history.h"

/* A mail to the new owner, when somebody else gave it to him. */
static enum hk_result tell_owner(struct ctx *cx, const struct ticket *ticket)
{
	if (ticket->owner_id == cx->actor->id)
		return HK_OK;
	return job_add(
		cx, "owner.notify", ticket->id, cx->now,
		hk_format(cx->arena, "%" PRId64 " assigned %" PRId64, ticket->id, ctx_new_id(cx)));
}

/* Somebody who works here now, and whose role lets him see tickets at all. */
static enum hk_result owner_find(struct ctx *cx, int64_t staff_id, struct staff *ret)
{
	enum hk_result result = staff_find(cx, staff_id, ret);
	uint64_t rights = 0;

	if (result == HK_OK && ret->is_active)
		result = role_rights(cx, ret->role, &rights);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (rights >> RIGHT_TICKET_READ & 1)
		return HK_OK;
	return field_problem(cx, "owner", TR("Please choose somebody who works here now."));
}

enum hk_result ticket_assign(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			     int64_t *ret_undo)
{
	struct ticket old = *ticket;
	struct staff staff;

	HK_TRY(owner_find(cx, staff_id, &staff));
	if (old.owner_id == staff_id)
		return problem(cx, HK_CONFLICT, TR("This was done already."));
	ticket->owner_id = staff_id;
	HK_TRY(history_record(cx, ticket->id, "assigned",
			      hk_format(cx->arena, "%" PRId64 " %s", old.owner_id, staff.name),
			      ret_undo));
	HK_TRY(tell_owner(cx, ticket));
	return ticket_store(cx, ticket, &old, "ticket.assigned");
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
