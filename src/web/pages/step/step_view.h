/* The steps of a ticket: where it is, where it can go, and what is missing for that. */
#pragma once

#include "ticket/purpose/lifecycle.h"
#include "web/pages/ticket/ticket_unseen.h"
#include "web/parts.h"

struct step_gap_item {
	const char *sentence, *url; /* url "": nothing that one could fill in */
};

struct step_way {
	const char *code, *label;
	bool needs_word;

	struct step_gap_items {
		struct step_gap_item *items;
		size_t count;
	} gaps;
};

struct step_mark {
	const char *label;
	bool is_here, is_end;
};

struct step_view {
	int64_t number;
	const char *self, *ticket, *subject, *language;

	struct step_marks {
		struct step_mark *items;
		size_t count;
	} steps;

	struct step_ways {
		struct step_way *items;
		size_t count;
	} ways;

	struct unseen_shown unseen; /* why going to an end was stopped */
	struct ticket_seen seen;
	bool others;      /* a way leads on, for somebody else */
	const char *word; /* as typed */
	const char *problem;
	struct part_errors errors;
};
