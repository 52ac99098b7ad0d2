/* Actions that are told to people: for action.c. */
#pragma once

#include "ticket/rule/action.h"

enum hk_result action_more_check(struct ctx *cx, const struct action *action,
				 const struct ticket *ticket, const char **ret);
enum hk_result action_more_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done);
enum hk_result action_more_undo(struct ctx *cx, const struct action *action,
				const struct action_done *done, struct ticket *ticket);
/* The text to the ticket's customer as a reply of the actor; turn: wait, open, resolve. */
enum hk_result action_reply(struct ctx *cx, struct ticket *ticket, const char *text,
			    const char *turn, int64_t *ret_message_id);
/* What it would say, and nothing is sent. */
enum hk_result action_reply_check(struct ctx *cx, const struct ticket *ticket, const char *text,
				  const char *turn);
/* Puts into ret why he is nobody to choose, if he is not; a reader is one who may read tickets. */
enum hk_result action_person_check(struct ctx *cx, int64_t staff_id, bool is_reader,
				   const char **ret);
/* Puts what a check refused into ret, and goes on. */
enum hk_result action_refused(struct ctx *cx, enum hk_result result, const char **ret);
/* The saved reply in the language of the ticket's customer, with its values. HK_NOT_FOUND: it is
 * not there any more, or has no text. */
enum hk_result action_saved_text(struct ctx *cx, const struct ticket *ticket, int64_t reply_id,
				 const char **ret_language, const char **ret_text);

/* "s17 48": a person, or a team, and hours. False: it is no such value. */
struct task_wish {
	int64_t staff_id, team_id, hours;
};

bool task_wish_read(struct ctx *cx, const char *value, struct task_wish *ret);
