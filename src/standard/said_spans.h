/*
 * said_spans: how long and at which minute, where a sentence says it in more than one word: "1 hour
 * 30 minutes", "two and a half hours", "pusantros valandos", "16 val. 30 min.", "দেড় ঘণ্টা". They
 * become a count of minutes or an hour of the clock. A part of a day or of more is nothing.
 */
#pragma once

#include "standard/said_read.h"

/* After said_gone_drop, before said_hours_join. */
void said_spans_join(struct said_tokens *tokens);
/* Of what says a part, some is left that nothing made use of. */
bool said_spans_left(const struct said_tokens *tokens);
