/* What the page behind the link "was it really solved?" shows. Texts are never NULL. */
#pragma once

#include "standard/clock.h"
#include "web/parts.h"

struct solved_view {
	struct part_errors errors;
	const char *problem;
	const char *url;  /* of the page, "/bn/solved/TOKEN" */
	const char *name; /* of the customer */
	const char *subject, *language;
	const char *owner;
	const char *stage; /* asked, solved, again, words (again, and he said what is missing) */
	int64_t number, due_at;
	const char *text, *key;
};
