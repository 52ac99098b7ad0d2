/* The reasons of a choice, said to a person in one line. */
#pragma once

#include "ticket/owner/why.h"

/* "speaks Lithuanian, knows this customer, 3 of 8 tickets"; never "". */
const char *why_words(struct ctx *cx, const char *language, const struct why *why);
/* What he did not have: "nobody who speaks Tamil was there"; "" when he had all. */
const char *why_lacks_words(struct ctx *cx, const char *language, const struct why *why);
