#include "ticket/sight.h"

#include "core/rights.h"
#include "people/team.h"

enum hk_result sight_has(struct ctx *cx, const struct ticket *ticket, const struct staff *staff,
			 bool *ret)
{
	HK_TRY(staff_may(cx, staff, RIGHT_TICKET_READ, ret));
	if (!*ret || !ticket->is_restricted || ticket->owner_id == staff->id)
		return HK_OK;
	return team_has(cx, ticket->team_id, staff->id, ret);
}
