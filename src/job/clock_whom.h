/*
 * clock_whom: whom a clock calls. Only who works here, may see the ticket and is not out of office;
 * else his stand-in, else the next above. The owner is not called a second time: he was told
 * first. When everybody is out of office those are called who would have been: better somebody who
 * reads it late than nobody. What is found lies in cx->arena and points into house, which therefore
 * lives as long; any cx->db will do.
 */
#pragma once

#include "people/staff.h"
#include "standard/availability.h"
#include "ticket/ticket.h"

/* What a round knows of the house; asked when it is first wanted. */
struct whom_house {
	bool is_known;
	struct staff_list staff;
	struct absence_list away;
};

enum whom_why { WHOM_LEFT, WHOM_UNSEEN, WHOM_AWAY, WHOM_WHYS };

struct whom {
	struct whom_one {
		const struct staff *staff;
		const struct staff *place_of; /* he is called in his place; NULL */
	} * called;

	size_t count;
	const char *missed[WHOM_WHYS]; /* names of those who are not called, and why; "" */
};

/* Supervisors of the team; where it has none who is there, those of the house, then its
 * administrators. What a restricted team keeps to itself its members alone are called for. */
enum hk_result whom_supervisors(struct ctx *cx, struct whom_house *house,
				const struct ticket *ticket, struct whom *ret);
/* That person; else the administrators, else as above. */
enum hk_result whom_person(struct ctx *cx, struct whom_house *house, const struct ticket *ticket,
			   int64_t staff_id, struct whom *ret);
/* In the place of an owner who is out of office; nobody when he is there. */
enum hk_result whom_for_owner(struct ctx *cx, struct whom_house *house, const struct ticket *ticket,
			      struct whom *ret);
