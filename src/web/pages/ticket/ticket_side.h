/* A conversation beside a ticket: what was said in it, and the form that goes on with it. */
#pragma once

#include "ticket/work/side.h"
#include "web/pages/ticket/ticket_timeline.h"
#include "web/parts.h"

struct ticket_side {
	const struct ticket *ticket;
	const char *self;   /* "/tickets/17" */
	const char *action; /* where the form is posted */
	const char *title;  /* its subject; "": it is not begun yet */
	const char *customer;
	const char *subject, *text; /* as typed */
	const char *drafted;        /* draft_version() */
	struct timeline_items items;
	struct part_people people;
	struct part_doubts doubts;
	struct part_kept kept;
	int64_t file_max;
	struct part_options saved; /* saved replies, for those without a script */
	struct part_errors errors;
	const char *problem;
};
