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
	/* asked; confirmed, closed (without his word); again (he said no), words (and what is
	 * missing); working (nobody asks just now) */
	const char *stage;
	int64_t number, due_at;
	const char *text, *key;
};
