/* The matrix from which priorities follow, as its form shows it. */
#pragma once

#include "web/parts.h"

struct harm_row {
	const char *label;                       /* for translators */
	const char *alone, *together, *is_asked; /* names of the three fields */
	struct part_options alone_options, together_options;
	const char *alone_now, *together_now; /* what somebody else has made of it meanwhile; "" */
	bool is_chosen;                       /* customers are asked */
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
