/*
 * What one try meant for each of those whom a mail is for. A server may take
 * it for one, refuse another and ask a third to be tried later: who has it
 * gets it once, who may still get it is tried again alone, and who never will
 * is told to the desk.
 */
#pragma once

#include "core/ctx.h"
#include "net/net.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/returned.h"

struct outcome {
	const char *state, *verdict; /* for outbox_settle_for() */
	const char *lacking;         /* as outbox.lacking */
	bool has_reader;             /* its first reader has it, by this try or an earlier one */
	bool is_read_now;            /* by this one */
	struct returned *others;     /* of those beside the first: who will not get it, or late */
	size_t other_count;
};

/* All whom it still was for fared alike. */
struct outcome outcome_of_all(struct ctx *cx, const struct outbox *mail, const char *state,
			      const char *verdict);
/* By what the server said of each, in the order of outcome_envelope(). */
struct outcome outcome_of_each(struct ctx *cx, const struct outbox *mail,
			       const struct net_verdict *verdict);
/* For whom a try is, whatever the header shows: who has it already is not asked again. At most max;
 * returns how many. */
size_t outcome_envelope(struct ctx *cx, const struct outbox *mail, size_t max, const char **ret);
/* The words of an answer as they are kept, with its code. */
const char *outcome_text(struct ctx *cx, const struct net_answer *answer);
