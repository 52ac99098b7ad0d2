/* The page of one promise, and the lists over all tickets. */
#pragma once

#include "web/pages/ticket/promise_view.h"

struct promise_screen {
	const char *ticket_url, *subject, *language;
	int64_t number;
	struct given given;
	const char *state; /* in words */
	const char *giver, *keeper, *consent;
	int64_t given_at, settled_at;
	bool is_waiting, may_decide;
	const char *now;          /* as a field of a time has it */
	const char *typed, *time; /* how the customer agreed, and to when */
	const char *problem;
	struct part_errors errors;
};

/* A row of a list. */
struct promise_row {
	const char *url, *ticket, *text, *language, *customer, *keeper, *tone, *words;
	int64_t number, due_at, version;
};

struct promise_rows {
	struct promise_row *items;
	size_t count;
};

struct promise_screen_list {
	bool is_team;
	const char *url, *live, *next;
	bool is_first, may_decide;
	struct promise_rows rows;
	const char *rate, *rate_hint; /* in words; "" when nothing was settled */
};
