#include "ticket/sight.h"

#include "core/rights.h"
#include "people/team.h"

enum hk_result sight_has(struct ctx *cx, const struct ticket *ticket, const struct staff *staff,
			 bool *ret)
{
	uint64_t rights = 0;
	enum hk_result result = HK_OK;

	*ret = false;
	if (staff->is_active)
		result = role_rights(cx, staff->role, &rights);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	if (!(rights >> RIGHT_TICKET_READ & 1))
		return HK_OK;
	if (!ticket->is_restricted || ticket->owner_id == staff->id) {
		*ret = true;
		return HK_OK;
	}
	return team_has(cx, ticket->team_id, staff->id, ret);
}
