/* What a customer chooses for himself. Texts are never NULL. */
#pragma once

#include "people/customer.h"
#include "web/parts.h"

struct preference_view {
	struct part_errors errors;
	const char *problem;
	struct customer customer;
	struct part_options languages, zones, digits;
	bool has_digits; /* there is a choice: his language has digits of its own */
};
