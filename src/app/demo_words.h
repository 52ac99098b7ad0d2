/* What the people of the demonstration say: our own sentences about a shop that never was. */
#pragma once

#include <stddef.h>

struct demo_story {
	const char *language, *type, *priority, *channel;
	const char *subject, *question, *answer;
	const char *thanks; /* what the customer says after the answer */
	const char *note;   /* among colleagues, in English; "": none */
};

struct demo_name {
	const char *language, *name, *latin; /* latin: for the address */
};

extern const struct demo_story demo_stories[];
extern const size_t demo_story_count;
/* What somebody who waits for us is promised, in his language. */
const char *demo_promise(const char *language);

extern const struct demo_name demo_names[];
extern const size_t demo_name_count;
