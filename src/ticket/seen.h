/*
 * The one place that says who may see a ticket, as the conditions that every
 * query of this room carries beside org_id. $2 is the actor.
 */
#pragma once

#include "db/db.h"

#define SEEN_BY_STAFF                                                                 \
	"(ticket.is_restricted = 0 OR ticket.owner_id = $2 OR ticket.team_id IN"      \
	" (SELECT team_member.team_id FROM team_member WHERE team_member.org_id = $1" \
	" AND team_member.staff_id = $2))"
#define SEEN_BY_CUSTOMER \
	"ticket.customer_id = $2 AND ticket.bucket <> 'spam' AND ticket.bucket <> 'deleted'"

extern const struct db_record ticket_record;
