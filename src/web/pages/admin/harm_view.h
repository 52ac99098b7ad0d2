/* The matrix from which priorities follow, as its form shows it. */
#pragma once

#include "web/parts.h"

struct harm_row {
	const char *label;                       /* for translators */
	const char *alone, *together, *is_asked; /* names of the three fields */
	struct part_options alone_options, together_options;
	bool is_chosen; /* customers are asked */
	/* what somebody else has made of it meanwhile; "" */
	const char *alone_now, *together_now, *asked_now;
};

struct harm_view {
	struct harm_rows {
		struct harm_row *items;
		size_t count;
	} rows;

	int64_t version;
	const char *problem; /* "" */
	struct part_errors errors;
};
