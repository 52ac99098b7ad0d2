/* What the pages of signing in show. Texts are never NULL. */
#pragma once

#include "web/parts.h"

struct sign_in_view {
	struct part_errors errors;
	const char *problem; /* about the form as a whole */
	const char *email, *next;
	const char *sealed; /* the right password, for the step that asks for the code */
	const char *token;  /* of the mailed link */
	const char *name;   /* whose link it is */
	int64_t minutes;    /* how long a mailed link is good */
	bool is_staff, wants_code;
};
