/* The forms about one ticket: to whom it goes, and what it is. */
#pragma once

#include "ticket/ticket.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/parts.h"

/* Who may own a ticket, with how many each has; of ticket_change_pages.c. */
enum hk_result owner_options(struct ctx *cx, int64_t owner_id, struct part_options *ret);
enum hk_result team_options(struct ctx *cx, int64_t team_id, struct part_options *ret);

struct ticket_form {
	const struct ticket *ticket;
	const struct ticket *before; /* as it stands now, where the form is shown again */
	const char *self;            /* "/tickets/17" */
	struct part_options owners, teams;
	bool is_mine;
	bool may_give; /* at once; others ask the colleague */
	const char *subject;
	struct part_options types, harms, priorities, languages;
	const char *reason; /* of a priority that does not follow the harms */
	const char *word;   /* to the colleague, as typed */
	int64_t version;
	bool is_changed; /* somebody else changed it meanwhile */
	const char *problem;
	struct part_errors errors;
};
