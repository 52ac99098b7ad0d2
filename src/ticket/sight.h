/* Who of the house may see a ticket, asked about somebody else than the actor: for those who write
 * to him about it. The same rule as that of ticket_find(). */
#pragma once

#include "people/staff.h"
#include "ticket/ticket.h"

/* He works here now, his role may read tickets, and this one is not kept from him. */
enum hk_result sight_has(struct ctx *cx, const struct ticket *ticket, const struct staff *staff,
			 bool *ret);
