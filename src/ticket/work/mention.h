/*
 * mention: "@Rasa" in an internal note tells Rasa. It changes no right: who may not see the ticket
 * is not told, and whoever wrote the note is told so.
 */
#pragma once

#include "people/staff.h"
#include "ticket/message.h"

/* Names as they were written, that nobody here or more than one person bears. */
struct mention_words {
	const char **items;
	size_t count;
};

struct mentions {
	struct staff_list told;   /* they hear of it */
	struct staff_list barred; /* they may not see this ticket, and do not hear of it */
	struct mention_words unclear;
};

enum { MENTIONS_MAX = 20 };

/* Whom a note names: "@" and a whole name, or the first word of one, that only one person bears; of
 * namesakes the address. What the note shows as code names nobody.
 * Capital letters (A to Z) do not matter. */
enum hk_result mention_read(struct ctx *cx, const struct ticket *ticket, const char *text,
			    struct mentions *ret);
/* Tells those who are named in it; called when the note is there. */
enum hk_result mention_tell(struct ctx *cx, const struct ticket *ticket,
			    const struct message *note);
/* What its writer reads about it, in his language: "Tomas hears of it. Jonas may not see this
 * ticket, so he was not told."; "" where nobody was named. */
const char *mention_say(struct ctx *cx, const struct mentions *mentions);
