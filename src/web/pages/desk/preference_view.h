/* What a customer chooses for himself. Texts are never NULL. */
#pragma once

#include "people/customer.h"
#include "web/parts.h"

struct preference_view {
	struct part_errors errors;
	const char *problem;
	struct customer customer;
	struct part_options languages, zones, digits;
	bool wants_news; /* to be asked what he thinks, and told what changed because of him */
	bool has_digits; /* there is a choice: his language has digits of its own */
};
