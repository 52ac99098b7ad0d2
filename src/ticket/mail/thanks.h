/*
 * thanks: a short word of thanks, or that it is well now, and nothing else. It is heard, but it is
 * no reason to open again what has come to its end; nor does it close anything, for only the button
 * confirms. Only what is sure counts: every word of it stands in a small list or is the writer's
 * own name. Whatever is doubtful is a word that wants an answer.
 */
#pragma once

#include "ticket/message.h"

/* The customer's own words are thanks, or that all is well, with no question, no number, no file.
 */
bool thanks_only(struct ctx *cx, const struct ticket *ticket, const struct message_new *new);
