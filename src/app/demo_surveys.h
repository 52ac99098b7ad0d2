/* Surveys for the demonstration: a few that run, and what the customers of its closed tickets
 * answered, in their languages. */
#pragma once

#include "core/ctx.h"
#include "feedback/asking.h"
#include "feedback/invitation.h"

struct demo_person {
	int64_t id;
	const char *language;
};

struct demo_people {
	const struct demo_person *items;
	size_t count;
};

/* The first customers, at most so many. */
enum hk_result demo_customers(struct ctx *cx, int64_t most, struct demo_people *ret);

/* Opens its own transactions. Nothing happens when there are surveys. */
enum hk_result demo_surveys_load(struct ctx *cx, int64_t seed);
/* Somebody is asked at cx->now because of that event, by lot; the survey runs. */
enum hk_result demo_ask(struct ctx *cx, const struct survey *survey,
			const struct survey_event *event, const char *language,
			struct invitation *ret);
/* What somebody may write who gave that number, of 0 to 10. which: any. */
const char *demo_comment(const char *language, int64_t score, size_t which);
