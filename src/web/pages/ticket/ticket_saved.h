/* The saved replies that a reply box offers. */
#pragma once

#include "ticket/ticket.h"
#include "web/parts.h"

struct saved_option {
	int64_t id;
	const char *title, *shortcut;
	const char *text, *language;
	const char *spoken; /* the name of its language where that is not the customer's; "" */
};

struct saved_options {
	const struct saved_option *items;
	size_t count;
};

/* Put into a draft: what the script asked for. */
struct saved_answer {
	const char *text, *notice;
};
