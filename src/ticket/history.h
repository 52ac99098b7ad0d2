/* history: what was done to a ticket, by whom, as lines between its messages. */
#pragma once

#include "ticket/purpose/harm.h"
#include "ticket/ticket.h"

struct history {
	int64_t ticket_id, id, at;
	const char *kind; /* opened, assigned, moved, resolved, reopened, closed, spam, deleted,
			     restored, priority, ... */
	const char *actor_kind;
	int64_t actor_id;
	const char *actor_name, *detail;
	int64_t number; /* of the ticket that it was done to, merged into this one; 0: to this one
			 */
};

struct history_list {
	struct history *items;
	size_t count;
};

/* ret_id may be NULL: else what an undo names. */
enum hk_result history_record(struct ctx *cx, int64_t ticket_id, const char *kind,
			      const char *detail, int64_t *ret_id);
/* How urgent it became and why: "urgent harm stranded", "high own REASON", "normal none". */
enum hk_result history_priority(struct ctx *cx, int64_t ticket_id, const struct priority *priority);
/* Since that time, oldest first, at most 200; what was done to those that were merged into it
 * stands among them. */
enum hk_result history_since(struct ctx *cx, const struct ticket *ticket, int64_t since,
			     struct history_list *ret);
/* The line of that kind at that very time. HK_NOT_FOUND. */
enum hk_result history_at(struct ctx *cx, const struct ticket *ticket, const char *kind, int64_t at,
			  struct history *ret);
/* Nobody did anything to the ticket after that line, and its state and owner are as they were: what
 * Hark only notes, that a mail was held back, does not count. */
enum hk_result history_is_last(struct ctx *cx, const struct history *line, bool *ret);
/* The newest line of the ticket; 0: there is none. */
enum hk_result history_newest(struct ctx *cx, const struct ticket *ticket, int64_t *ret_id);
/* What others than the actor did after that line to its state or its owner: what he who writes a
 * reply has not seen. At most twenty. */
enum hk_result history_unseen(struct ctx *cx, const struct ticket *ticket, int64_t after_id,
			      struct history_list *ret);
enum hk_result history_find(struct ctx *cx, const struct ticket *ticket, int64_t id,
			    struct history *ret);
