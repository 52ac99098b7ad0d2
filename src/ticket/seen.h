/*
 * The one place that says who may see a ticket, as the conditions that every query of this room,
 * and of those above it that join tickets, carries beside org_id. $2 is the actor.
 */
#pragma once

#include "people/team.h"

#define SEEN_BY_STAFF SEEN_BY_READER("ticket")
#define SEEN_BY_CUSTOMER \
	"ticket.customer_id = $2 AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted'"

extern const struct db_record ticket_record;
