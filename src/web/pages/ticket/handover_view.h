/* Hand-overs that wait, above the list of the inbox and on their ticket. Texts are never NULL. */
#pragma once

#include "web/web.h"

struct handover_row {
	const char *self; /* "/handovers/17" */
	const char *ticket_url, *subject, *language, *words, *word;
	const char *typed, *error; /* why not, as it was typed, and what is wrong with it */
	int64_t number, at;
	bool is_asked_of_me; /* else he waits for a colleague, or it came back */
	bool is_back;
};

struct handover_rows {
	struct handover_row *items;
	size_t count;
};

/* Nothing, without a read, where the kept count of the page says that there is nothing. */
enum hk_result handover_rows_find(struct web_request *req, struct handover_rows *ret);
/* The one of that ticket that the actor asked for or is asked; NULL: there is none. */
enum hk_result handover_row_find(struct ctx *cx, int64_t number, const struct handover_row **ret);
