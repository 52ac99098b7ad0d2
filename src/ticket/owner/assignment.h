/* Who owns a ticket: always one person; whoever loses it, the next one is named in the same step.
 */
#pragma once

#include "ticket/owner/choose.h"
#include "ticket/ticket.h"

struct staff;

/* HK_INVALID: nobody with that id works here now and may see tickets. The line's detail is the id
 * of the owner before and the name of the new one, with a space between. */
enum hk_result ticket_assign(struct ctx *cx, struct ticket *ticket, int64_t staff_id,
			     int64_t *ret_undo);
/* An owner who has left, or may no longer see tickets, is followed by who is chosen. So is one who
 * is out of office, and of an urgent ticket one who is not there now: by his stand-in when he is
 * there, else by who is chosen, unless nobody is there. For this room, before it stores a ticket
 * that comes back; nothing happens when he is here. */
enum hk_result ticket_owner_ensure(struct ctx *cx, struct ticket *ticket);
/* The same for up to limit active tickets of somebody, the most urgent first. ret_count: how many
 * changed hands. */
enum hk_result ticket_owner_release(struct ctx *cx, int64_t staff_id, int64_t limit,
				    int64_t *ret_count);
/* What is urgent of somebody who is out of office goes to others, as ticket_owner_ensure() does. */
enum hk_result ticket_stand_in(struct ctx *cx, int64_t staff_id, int64_t limit, int64_t *ret_count);
/* He works here now, and his role lets him answer. HK_OK whatever he is. */
enum hk_result owner_may(struct ctx *cx, int64_t staff_id, struct staff *ret_staff, bool *ret);
/* The same for who was named in a form: HK_INVALID beside "owner". */
enum hk_result owner_named(struct ctx *cx, int64_t staff_id, struct staff *ret);
/* For this room: what was decided goes into the history, and a supervisor hears of it when somebody
 * had to be chosen who does not fit: once an hour for a team and a lack. Nothing when why is of
 * nobody. */
enum hk_result choice_record(struct ctx *cx, const struct ticket *ticket, const struct why *why);
/* To another team, and there to who is chosen unless the owner belongs to it. HK_INVALID:
 * there is no such team, or it is restricted and has nobody. */
enum hk_result ticket_move(struct ctx *cx, struct ticket *ticket, int64_t team_id);
