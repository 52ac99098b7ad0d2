/* What was found: tickets with the words around the hit, and people. */
#pragma once

#include "web/pages/desk/customer_view.h"
#include "web/parts.h"

/* A piece of a text, and whether it is what was looked for. */
struct search_piece {
	const char *text;
	bool is_hit;
};

struct search_pieces {
	const struct search_piece *items;
	size_t count;
};

struct search_ticket {
	const struct part_row *row;
	struct search_pieces subject, words;
};

struct search_tickets {
	struct search_ticket *items;
	size_t count;
};

struct search_view {
	const char *error; /* about the question, "" */
	const char *q;
	struct search_tickets tickets;
	struct customer_rows people;
	bool has_more; /* older ones were left out */
	bool is_short; /* the last word has too few letters to be a beginning */
};
