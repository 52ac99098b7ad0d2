/*
 * silent: who fell silent. We said that it was solved, they never said that it was, and they have
 * asked for nothing since: nobody complains, and some of them leave. Each customer once, with the
 * last of his tickets; of the last SILENT_DAYS, and nothing of restricted teams.
 *
 * Somebody calls them: one owner, SILENT_CALL_DAYS, each try noted, and one end. Invariant: a call
 * has an outcome when ended_at is not 0, and only then.
 */
#pragma once

#include "core/ctx.h"

enum { SILENT_DAYS = 21, SILENT_MOST = 200, SILENT_CALL_DAYS = 3, SILENT_TRIES = 3 };

enum { SILENT_WORDS_LETTERS = 1000, SILENT_HEARD_DAYS = 90 };

#define SILENT_STILL                                                              \
	"ticket.bucket = 'closed' AND ticket.closed_as = 'not_confirmed' AND"     \
	" ticket.is_restricted = 0 AND NOT EXISTS (SELECT 1 FROM ticket later"    \
	" WHERE later.org_id = $1 AND later.customer_id = ticket.customer_id AND" \
	" later.opened_at > ticket.opened_at)"
/* From $2 on, before $3. */
#define SILENT_TICKETS "ticket.resolved_at >= $2 AND ticket.resolved_at < $3 AND " SILENT_STILL

struct silent {
	int64_t ticket_id, number, customer_id, team_id, resolved_at;
	const char *subject, *language; /* of the ticket */
	const char *name;               /* of the customer */
	const char *owner;              /* who had the ticket; "" */
	int64_t caller_id;              /* who calls; 0: nobody yet */
	const char *caller;             /* his name; "" */
	int64_t due_at, tries, ended_at, version;
	const char *outcome; /* "", content, wish, left, no_contact, unreachable */
};

struct silent_list {
	struct silent *items;
	size_t count;
};

struct silent_word {
	int64_t at;
	const char *kind, *words, *name; /* tried, ended; of who wrote it */
};

struct silent_words {
	struct silent_word *items;
	size_t count;
};

/* What calls told: of those that ended within SILENT_HEARD_DAYS. reached: spoken to; missed: of
 * these, who had a wish after all or had left. */
struct silent_heard {
	int64_t ended, reached, missed;
};

/* For all of these the actor works here and reads tickets, else HK_NOT_FOUND. */

/* Whose call nobody has begun or that has ended: the newest first; at most SILENT_MOST. */
enum hk_result silent_find(struct ctx *cx, struct silent_list *ret);
/* Whose call somebody has, the first due first. */
enum hk_result silent_calls_find(struct ctx *cx, struct silent_list *ret);
/* Of one call, the oldest first. */
enum hk_result silent_words_find(struct ctx *cx, int64_t ticket_id, struct silent_words *ret);
enum hk_result silent_heard_find(struct ctx *cx, struct silent_heard *ret);

/* Deeds of those who answer customers (RIGHT_TICKET_REPLY). HK_NOT_FOUND: nobody fell silent with
 * this ticket. HK_CONFLICT: somebody was faster. */

/* staff_id calls; 0: who is chosen as for a new ticket, so mostly who knows the customer. Of a call
 * that is open, version guards, and it goes to him. HK_INVALID beside "owner": he may not answer.
 */
enum hk_result silent_give(struct ctx *cx, int64_t number, int64_t version, int64_t staff_id);
/* HK_INVALID beside "words": how he tried is missing. */
enum hk_result silent_tried(struct ctx *cx, int64_t number, int64_t version, const char *words);
/* HK_INVALID beside "outcome", unreachable only after SILENT_TRIES; or beside "words". */
enum hk_result silent_end(struct ctx *cx, int64_t number, int64_t version, const char *outcome,
			  const char *words);

/* Those of somebody who has left go to who is chosen. Runs as the house; again changes nothing. */
enum hk_result silent_release(struct ctx *cx, int64_t staff_id);
/* Its time is over: who calls hears of it, once. Runs as the house. */
enum hk_result silent_late(struct ctx *cx, int64_t ticket_id);
/* The duty that does so (job/tell/silent_late.c); about a ticket. */
#define SILENT_LATE_JOB "silent.late"
