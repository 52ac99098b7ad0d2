/* What the page of a calendar shows beside its form. */
#pragma once

#include "web/pages/admin/admin_view.h"

struct calendar_view {
	struct admin_form form;
	struct part_options countries; /* whose holidays can be looked at; none for a new one */
	const char *file_error;        /* "" */
	const char *news;              /* what was put into the form and is not saved yet; "" */
};
