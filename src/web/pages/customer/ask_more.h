/* The questions of a purpose within the web form: which are asked, in which order, what was said.
 */
#pragma once

#include "web/pages/customer/ask_draft.h"

/* Reads the form of the purpose and what was answered so far. Needs cx->db. */
enum hk_result ask_more_find(struct ctx *cx, struct ask_draft *draft);
/* The first one from there on that is asked of this customer; their count when there is none. */
size_t ask_more_next(const struct ask_draft *draft, size_t from);
/* The last one before there; their count when there is none. */
size_t ask_more_before(const struct ask_draft *draft, size_t from);
/* How many are asked of those before there. */
int64_t ask_more_count(const struct ask_draft *draft, size_t before);
/* The first that is required and has no answer; their count when there is none. */
size_t ask_more_missing(const struct ask_draft *draft);
const char *ask_more_path(const struct ask_draft *draft, size_t place);
/* What was said, for the page that shows all. */
void ask_more_say(struct ask_draft *draft);
