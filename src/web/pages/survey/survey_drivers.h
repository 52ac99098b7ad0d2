/* Which questions of a survey go with the answer that gives its figure. Texts are never NULL. */
#pragma once

#include "feedback/figures.h"
#include "web/web.h"

struct survey_driver {
	const char *question;
	const char *with, *interval; /* correlation, -100 to 100 */
	const char *share;           /* of the differences between answers */
	const char *mean;
};

/* count 0: the survey has one scale only, or nothing may be told yet. */
struct survey_drivers {
	const struct survey_driver *items;
	size_t count;
	const char *sentence; /* what may be said; "" without a second scale */
	const char *about;    /* of how many answers, and how much they explain; "" */
};

enum hk_result survey_drivers_find(struct ctx *cx, const struct figures_filter *filter,
				   const struct survey *survey,
				   const struct survey_version *version,
				   struct survey_drivers *ret);
