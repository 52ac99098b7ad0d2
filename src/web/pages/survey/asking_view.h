/* Why somebody was asked or not, as pages show it. */
#pragma once

#include "web/parts.h"

/* Why people were asked, or were not. */
struct survey_reason {
	const char *words, *count, *share;
};

struct survey_reasons {
	const struct survey_reason *items;
	size_t count;
};

/* A time when he could be asked what he thinks, and what became of it. */
struct customer_asking {
	const char *survey;
	int64_t at;
	bool is_asked, waits;
	const char *why;  /* not; a sentence. "" for who was asked */
	int64_t again_at; /* while it waits: when the rules look again; 0 */
};

struct customer_askings {
	const struct customer_asking *items;
	size_t count;
};
