/*
 * ticket: one matter that a customer raised, from the first word to an end that
 * he confirms. It always has one owner, and while it is active a time by which
 * the customer hears from us.
 *
 * What a person may see is decided here and nowhere else: staff see tickets
 * that are not restricted, those of their own teams and those they own;
 * customers see their own. Whatever they may not see is HK_NOT_FOUND.
 *
 * Strings and arrays in results live in cx->arena. Needs cx->db throughout.
 */
#pragma once

#include "core/ctx.h"

struct ticket {
	int64_t id, number;
	const char *subject, *type, *priority, *state;
	const char *closed_as; /* NULL: not closed */
	const char *bucket;    /* active, resolved, closed, spam, deleted */
	const char *language, *channel;
	int64_t mailbox_id, team_id, is_restricted, owner_id, customer_id;
	int64_t opened_at, updated_at, answered_at, resolved_at, closed_at;
	int64_t due_at; /* CLOCK_NEVER: nothing runs */
	const char *due_kind;
	int64_t promise_due_at; /* the earliest promise that is not settled; CLOCK_NEVER: none */
	int64_t message_count, last_message_id, last_in_at;
	const char *preview, *preview_language;
	int64_t reopened, version;
	int64_t merged_into; /* the ticket that goes on with it; 0: it stands for itself */
	int64_t tie_count;   /* ties to other tickets, kept */
	/* Why it is so urgent, by ticket/purpose/harm.h: */
	const char *harms;           /* what the customer suffers; "" */
	const char *priority_harm;   /* which of them decided; "": none */
	const char *priority_reason; /* of who decided otherwise; "": nobody did */
	const char *harm_heard;      /* of the harms, by a rule: purpose/harm_heard.h */
	int64_t work;                /* how much it is thought to be, minutes: work_rule.h */
	const char *why; /* its owner was chosen, as why.h writes it; "": a person gave it to him */
	int64_t task_count, task_open; /* kept by task.c: ever given, and still open */
	int64_t follower_count;        /* kept by follower.c */
	int64_t answer_count;          /* kept: how many questions of its purpose were answered */
	int64_t standard_id, standard_version; /* by which it was promised (clocks_rule.h); 0 */
	const char *step;                      /* of its purpose (purpose/lifecycle.h); "": none */
	int64_t step_by;                       /* who brought it there; 0 */
	int64_t legal;                         /* 1: it has clocks by law (clock/legal.h), kept */
	const char *complaint; /* the stage of its complaint, kept (complaint.h); "": none */
	int64_t loop_response; /* kept: of a survey, whose person waits here for a word; 0: none */
	int64_t snoozed_until; /* out of its owner's inbox until then (work/snooze.h); 0: not */
	int64_t handled_at;    /* kept: its owner himself did something; 0: not since it is his */
};

struct ticket_list {
	struct ticket *items;
	size_t count;
};

/* A line of a list, with the names that it shows. */
struct ticket_line {
	int64_t id, number;
	const char *subject, *type, *priority, *state, *bucket, *language, *channel;
	const char *closed_as;                       /* NULL: not closed */
	const char *priority_harm, *priority_reason; /* as of the ticket */
	int64_t owner_id, customer_id, opened_at, updated_at, due_at;
	int64_t place_at; /* in lists by due time; what is urgent and waits for us comes first */
	const char *due_kind;
	int64_t promise_due_at; /* CLOCK_NEVER: nothing that was promised is open */
	int64_t last_in_at, last_message_id, snoozed_until, handled_at;
	const char *preview, *preview_language;
	const char *customer_name, *owner_name, *owner_email;
	const char *found; /* by ticket_search(): the beginning of the message; else NULL */
};

struct ticket_lines {
	struct ticket_line *items;
	size_t count;
};

/* What stands for the subject that a mail did not have. */
extern const char ticket_no_subject[];
/* The subject as readers of that language see it. */
const char *ticket_subject(const char *language, const char *subject);

/* The number of one that was merged finds the one that goes on with it. */
enum hk_result ticket_find(struct ctx *cx, int64_t number, struct ticket *ret);
/* Goes on to the one that it was merged into, for whoever acts. Nothing happens to others. */
enum hk_result ticket_home(struct ctx *cx, struct ticket *ticket);
enum hk_result ticket_by_id(struct ctx *cx, int64_t id, struct ticket *ret);
/* For intake alone, whose messages may be for any ticket: whoever acts. */
enum hk_result ticket_by_row(struct ctx *cx, int64_t id, struct ticket *ret);
enum hk_result ticket_by_number(struct ctx *cx, int64_t number, struct ticket *ret);

/* One that was merged into another. */
struct ticket_part {
	int64_t id, number, customer_id;
};

struct ticket_parts {
	struct ticket_part *items;
	size_t count;
};

/* Those that were merged into it, and into those, at most fifty; for whoever acts. */
enum hk_result ticket_parts(struct ctx *cx, int64_t id, struct ticket_parts *ret);

enum ticket_view {
	TICKETS_MINE,     /* active and mine and not put away, the most urgent first */
	TICKETS_SNOOZED,  /* active and mine, and put away until a time */
	TICKETS_TEAM,     /* active of one team (about = its id) */
	TICKETS_ACTIVE,   /* active, whoever's */
	TICKETS_RESOLVED, /* waiting for the customer's word: was it really solved? */
	TICKETS_CLOSED,
	TICKETS_SPAM,
	TICKETS_DELETED,
	TICKETS_CUSTOMER, /* of one customer (about = his id), the newest first */
};

/* A place in a list; { 0, 0 } begins. Of due lists: place_at and id of the last line seen, of
 * newest lists its opened_at and id. */
struct ticket_cursor {
	int64_t at, id;
};

enum hk_result ticket_page(struct ctx *cx, enum ticket_view view, int64_t about,
			   struct ticket_cursor after, int64_t limit, struct ticket_lines *ret);
/* Those of these numbers that stand in the view, wherever in it; numbers that nobody has or that
 * may not be seen are left out. */
enum hk_result ticket_page_only(struct ctx *cx, enum ticket_view view, int64_t about,
				const int64_t *numbers, size_t count, struct ticket_lines *ret);
/* How many tickets of the actor wait for the customer's word, counted up to limit. */
enum hk_result ticket_count_resolved(struct ctx *cx, int64_t limit, int64_t *ret);

/* How many are closed with the customer's word, which a colleague noted of some (by_phone), with
 * his silence, and without that he could be asked; a kept count of all of them. */
struct ticket_ends {
	int64_t confirmed, by_phone, not_confirmed, not_asked;
};

enum hk_result ticket_count_ends(struct ctx *cx, struct ticket_ends *ret);

/* All that are no spam and not deleted, or those of a state, an owner, a customer. */
struct ticket_filter {
	const char *state;             /* NULL: any */
	int64_t owner_id, customer_id; /* 0: anybody */
};
/* Those for which all of it holds, the newest first. */
enum hk_result ticket_page_filtered(struct ctx *cx, const struct ticket_filter *filter,
				    struct ticket_cursor after, int64_t limit,
				    struct ticket_lines *ret);
/* For the command line, whose actor is the house: all of that state (NULL: any), the newest first,
 * restricted ones too. Nothing for other actors. */
enum hk_result ticket_page_all(struct ctx *cx, const char *state, struct ticket_cursor after,
			       int64_t limit, struct ticket_lines *ret);
/* The lines of these, in this order; what may not be seen is left out. */
enum hk_result ticket_lines_of(struct ctx *cx, const int64_t *ids, size_t count,
			       struct ticket_lines *ret);
/* By staff alone: found by the words of their messages, or by number; the newest first. is_typing:
 * the last word may be a beginning, and is a whole one, in any of its forms, only where that found
 * too few; else the other way round. */
enum hk_result ticket_search(struct ctx *cx, const char *text, bool is_typing, int64_t limit,
			     struct ticket_lines *ret);

/* Subject, type, harms, priority and language; version guards. Where harms, priority and its reason
 * are as before nothing is judged anew, whatever the matrix says now; a priority of "" follows the
 * harms. */
enum hk_result ticket_change(struct ctx *cx, const struct ticket *wish);

/* Called by this room after a change: puts the earliest clock or promise, the time and the new
 * version on the row, moves kept counts when the bucket changed, records the event. ticket is the
 * row as it shall be, old what it was. */
enum hk_result ticket_store(struct ctx *cx, struct ticket *ticket, const struct ticket *old,
			    const char *event_kind);

/* Records an event about it, which changes nothing of it. Call it last, as event_record(). */
enum hk_result ticket_tell(struct ctx *cx, const struct ticket *ticket, const char *event_kind);

enum { TICKET_TYPES = 6 };

extern const char *const ticket_types[TICKET_TYPES]; /* the purposes */

bool ticket_state_exists(const char *state);
bool ticket_type_exists(const char *type);
bool ticket_priority_exists(const char *priority);
bool ticket_channel_exists(const char *channel);
