/* What is promised, in words. */
#pragma once

#include "core/ctx.h"

/* "1 h 30 min" in the reader's language: open time, so there are no days in it. */
const char *duration_words(struct ctx *cx, int64_t ms);
/* The same as a field holds it, without signs between thousands. */
const char *duration_text(struct ctx *cx, int64_t ms);
/* That read again, or with words of hours and minutes in any language; behind the hours a number
 * alone is minutes, as in 1h30. False: it is no such time, or of no unit; 0 needs none. */
bool duration_read(struct ctx *cx, const char *text, int64_t *ret_ms);
/* "Urgent incidents: first answer in 1 h". */
const char *standard_words(struct ctx *cx, const char *name, int64_t first_answer_ms);
