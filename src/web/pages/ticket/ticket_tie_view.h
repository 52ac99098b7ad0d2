/* What tickets have to do with each other, as pages show it. */
#pragma once

#include "ticket/ticket.h"
#include "web/pages/ticket/ticket_words.h"
#include "web/parts.h"

/* "Belongs to #12 Storm, open" */
struct tie_shown {
	int64_t id, number;
	const char *words; /* "Belongs to {ticket}" in the reader's language: what stands before */
	const char *url, *subject, *language, *customer;
	const struct ticket_word *state;
	bool is_child; /* it belongs to this one, and is not at its end */
};

struct ties_shown {
	struct tie_shown *items;
	size_t count;
};

/* Asks nothing where the ticket has none. */
enum hk_result ties_shown_find(struct ctx *cx, const struct ticket *ticket, struct ties_shown *ret);

/* A merge that can perhaps be undone. */
struct merged_shown {
	int64_t passage_id, number;
};

struct merges_shown {
	struct merged_shown *items;
	size_t count;
};

/* One that may be chosen to become another ticket. */
struct split_message {
	const char *id;
	const char *who, *words, *language, *kind;
	int64_t at;
	bool is_chosen;
};

struct split_messages {
	struct split_message *items;
	size_t count;
};

/* Everything of /tickets/{number}/links. */
struct tie_form {
	const struct ticket *ticket;
	const char *self; /* "/tickets/17" */
	struct ties_shown ties;
	struct merges_shown merges;
	struct part_options kinds, owners, others; /* others: of the same customer */
	struct split_messages messages;
	const char *other, *into, *subject; /* as typed */
	const char *problem;
	const char *asked; /* "merge", "split", "tie": which form was wrong; "" */
	struct part_errors errors;
	int64_t warned;                        /* of two customers: the number that was typed */
	const char *own_customer, *their_name; /* then: who they are */
};
