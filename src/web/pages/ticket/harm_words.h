/* Harms in words: for staff who tick them, for customers who are asked, and why a ticket is urgent.
 */
#pragma once

#include "ticket/purpose/harm.h"
#include "ticket/ticket.h"
#include "web/parts.h"
#include "web/web.h"

/* Every harm as a box to tick; those of the ticket are ticked. */
struct part_options harm_options(struct ctx *cx, const char *harms);
/* Those about which customers are asked, in their words. */
struct part_options harm_questions(struct ctx *cx, const struct harm_matrix *matrix,
				   const char *harms);
/* As staff call it; for translators. */
const char *harm_label(const char *code);
/* Their labels in the reader's language, with commas between; "" of none. */
const char *harms_words(struct ctx *cx, const char *harms);
/* What was ticked in a form, as one text. HK_INVALID beside "harms". */
enum hk_result harms_ticked(struct web_request *req, const char **ret);

/* "" (as the harm says) and the priorities. */
struct part_options priority_choices(struct ctx *cx, const char *chosen);
/* Which of these stands for the ticket as it is. */
const char *priority_chosen(const struct ticket *ticket);
/* "Urgent: somebody is stranded"; the priority alone where nobody said why. In the language of cx.
 */
const char *priority_why(struct ctx *cx, const char *priority, const char *harm,
			 const char *reason);
