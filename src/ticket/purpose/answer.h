/*
 * answer: what was said to a question of a ticket's purpose. It stands as one line in a form that
 * programs read, with the question as it was then, so that it is understood when the form has
 * changed.
 */
#pragma once

#include "ticket/purpose/question.h"
#include "ticket/ticket.h"

struct answer {
	int64_t ticket_id;
	const char *code;
	int64_t position;
	const char *kind, *label, *value;
	int64_t at;
	const char *by_kind;
	int64_t by_id;
};

struct answer_list {
	struct answer *items;
	size_t count;
};

/* In the order of the questions. A ticket without answers costs no statement. */
enum hk_result answers_find(struct ctx *cx, const struct ticket *ticket, struct answer_list *ret);

/* Whether it is asked, by what was said to those before it. values: one for each question, "" or
 * NULL where nothing was said. */
bool question_is_shown(const struct question_list *list, const char *const *values, size_t place);
/* The value as it is kept; "" stays "". HK_INVALID beside the field: it does not fit the kind. */
enum hk_result answer_read(struct ctx *cx, const struct question *question, const char *field,
			   const char *value, const char **ret);

/* Keeps what answer_read() gave to those questions that are asked. For intake, whose ticket has
 * just been opened. */
enum hk_result answers_store(struct ctx *cx, struct ticket *ticket,
			     const struct question_list *list, const char *const *values);
/* By a person, on a ticket that he may see: NULL leaves an answer as it is, "" takes it away, as
 * does a question that is not asked any more. HK_INVALID beside "aN", the n-th. Records what
 * changed. */
enum hk_result answers_change(struct ctx *cx, struct ticket *ticket,
			      const struct question_list *list, const char *const *values);
