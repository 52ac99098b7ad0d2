/*
 * action: one thing that is done to a ticket without anybody writing a word there: for many tickets
 * at once (link/batch.h), by a rule or by a macro (rule.h). Each looks before it writes, so that of
 * a refused one nothing is there.
 */
#pragma once

#include "ticket/ticket.h"

enum { ACTIONS_MOST = 8, ACTION_TEXT_LETTERS = 2000 };

struct action {
	const char *kind; /* a row of the table in action.c, or tell, of batches alone */
	/* assign, follow, notify: a person, of the last also "owner". move: a team. priority, type:
	 * its code. harm: the code of one. task: who and within how many hours, "s17 48" or, a
	 * team, "t3 48". send: a saved reply. tie: a ticket's number. tell: wait, open or resolve.
	 */
	const char *value;
	/* Of priority the reason; of note, task, notify and tell what is said, Markdown; of send
	 * whose turn it is then: wait, open or resolve. */
	const char *text;
	int64_t rule_id;    /* who does it by itself; 0: a person does */
	const char *effect; /* of a rule: names what it did there, so that it is done once */
};

struct action_list {
	struct action *items;
	size_t count;
};

struct action_done {
	const char *was; /* what it was before; "" */
	int64_t undo_id; /* line of history, message or row that an undo takes back; 0 */
};

/* Those that rules and macros do, in the order of menus. */
const char *const *action_kinds(size_t *ret_count);
/* HK_INVALID beside the field of that name: what it names is not there (any more). */
enum hk_result action_values_check(struct ctx *cx, const char *name, const struct action *action);
/* It would change nothing: the ticket is so already. */
bool action_is_so(const struct action *action, const struct ticket *ticket);
/* What would happen: NULL, or the sentence that says why nothing would. */
enum hk_result action_check(struct ctx *cx, const struct action *action,
			    const struct ticket *ticket, const char **ret);
/* The ticket is as it is in the database before, and after. */
enum hk_result action_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			 struct action_done *ret);
/* HK_CONFLICT: it cannot be taken back, or no longer. */
enum hk_result action_undo(struct ctx *cx, const struct action *action,
			   const struct action_done *done, struct ticket *ticket);
bool action_has_undo(const struct action *action);

/* They are kept as lines "kind TAB value TAB text". */
struct action_list action_read(struct ctx *cx, const char *lines);
const char *action_write(struct ctx *cx, const struct action_list *list);

/* The duty that mails a saved reply for a rule (job/mail/rule_mail.c). */
#define RULE_MAIL_JOB "rule.mail"
