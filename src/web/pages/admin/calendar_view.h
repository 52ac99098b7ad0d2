/* What the page of a calendar shows beside its form. */
#pragma once

#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/calendar_lines.h"

struct calendar_view {
	struct admin_form form;
	struct part_options countries; /* whose holidays can be looked at; none for a new one */
	const char *file_error;        /* "" */
	const char *news;              /* what was put into the form and is not saved yet; "" */
	struct calendar_lefts left;    /* what of a file was not, the first ones */
	int64_t left_count;            /* how many that are in all; 0: all of it was taken */
	int64_t left_more;             /* of them not shown */
};
