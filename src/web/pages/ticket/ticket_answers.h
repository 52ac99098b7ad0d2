/* The questions of a ticket's purpose, as agents answer them. */
#pragma once

#include "web/pages/admin/question_view.h"

struct ticket_answers_form {
	const struct ticket *ticket;
	const char *self; /* "/tickets/17" */
	struct question_fields fields;
	bool has_more; /* an answer led to further questions */
	const char *problem;
	struct part_errors errors;
};

/* One answer as the facts of a ticket show it. */
struct answer_fact {
	const char *label, *value;
};

struct answer_facts {
	struct answer_fact *items;
	size_t count;
};

/* In the language of cx; a ticket without answers costs no statement. */
enum hk_result answer_facts_find(struct ctx *cx, const struct ticket *ticket,
				 struct answer_facts *ret);
