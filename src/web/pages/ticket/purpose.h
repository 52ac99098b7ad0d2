/* The six things a customer comes for, in his words. */
#pragma once

#include "web/parts.h"

struct purpose {
	const char *type; /* of the ticket */
	const char *icon;
	const char *label, *hint; /* for translators: shown by "| tr" */
	const char *example;      /* of a title; the same */
	bool asks_harm;           /* the web form asks what is suffered */
};

struct purposes {
	const struct purpose *items;
	size_t count;
};

extern const struct purposes purposes;

/* NULL when there is none of that type. */
const struct purpose *purpose_find(const char *type);
/* As radio buttons, in the reader's language. */
struct part_options purpose_options(struct html *out, const char *chosen);
