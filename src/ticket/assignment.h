/* Who owns a ticket: always one person; a hand-over names the next one in the same step. */
#pragma once

#include "ticket/ticket.h"

/* HK_INVALID: nobody with that id works here now and may see tickets. The line's detail is the id
 * of the owner before and the name of the new one, with a space between. */
enum hk_result ticket_assign(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			     int64_t *ret_undo);
/* An owner who has left, or may no longer see tickets, is followed by the least loaded of the team.
 * For this room, before it stores a ticket that comes back; nothing happens when he is here. */
enum hk_result ticket_owner_ensure(struct ctx *cx, struct ticket *ticket);
/* The same for up to limit active tickets of somebody, the most urgent first. ret_count: how many
 * changed hands. */
enum hk_result ticket_owner_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				    int64_t *ret_count);
/* To another team, and there to its least loaded agent unless the owner belongs to it. HK_INVALID:
 * there is no such team, or it is restricted and has nobody. */
enum hk_result ticket_move(struct ctx *cx, struct ticket *ticket, int64_t team_id);
