#include "ticket/rule/action.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/rights.h"
#include "core/search.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/link/tie.h"
#include "ticket/owner/assignment.h"
#include "ticket/purpose/harm.h"
#include "ticket/purpose/harm_heard.h"
#include "ticket/rule/action_more.h"
#include "ticket/state.h"
#include "ticket/work/task.h"
#include "ticket/write/reply.h"
#include "ticket/write/saved_reply.h"

static const char done_already[] = TR("This was done already.");

static const char *const kinds[] = {
	"priority", "harm",   "assign", "move",    "type", "follow", "note",
	"task",     "notify", "send",   "resolve", "spam", "tie",
};

const char *const *action_kinds(size_t *ret_count)
{
	*ret_count = HK_COUNT(kinds);
	return kinds;
}

static bool is(const struct action *action, const char *kind)
{
	return strcmp(action->kind, kind) == 0;
}

static enum right right_of(const struct action *action)
{
	if (is(action, "assign") || is(action, "move"))
		return RIGHT_TICKET_ASSIGN;
	return is(action, "spam") ? RIGHT_TICKET_DELETE : RIGHT_TICKET_REPLY;
}

static int64_t id_of(const struct action *action)
{
	int64_t id = 0;

	return hk_number(action->value, &id) ? id : 0;
}

static bool is_active(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "active") == 0;
}

bool action_is_so(const struct action *action, const struct ticket *ticket)
{
	if (is(action, "assign"))
		return ticket->owner_id == id_of(action);
	if (is(action, "move"))
		return ticket->team_id == id_of(action);
	if (is(action, "priority"))
		return strcmp(ticket->priority, action->value) == 0;
	if (is(action, "harm"))
		return harm_is_among(ticket->harms, action->value) ||
		       (action->rule_id && harm_is_judged(ticket));
	if (is(action, "type"))
		return strcmp(ticket->type, action->value) == 0;
	if (is(action, "resolve"))
		return !is_active(ticket);
	return is(action, "spam") && strcmp(ticket->bucket, "spam") == 0;
}

static const char *why_not(const struct ctx *cx, const struct action *action,
			   const struct ticket *ticket)
{
	bool writes = is(action, "tell") || is(action, "send");

	if (!actor_may(cx->actor, right_of(action)))
		return TR("You may not do this.");
	if (is(action, "resolve") && !is_active(ticket))
		return TR("This ticket has come to its end already.");
	if (action_is_so(action, ticket))
		return done_already;
	if (writes &&
	    (strcmp(ticket->bucket, "spam") == 0 || strcmp(ticket->bucket, "deleted") == 0))
		return TR("This ticket was put aside. Bring it back to answer.");
	return NULL;
}

static enum hk_result has_reader(struct ctx *cx, const struct ticket *ticket, bool *ret)
{
	struct recipient_list usual;

	HK_TRY(people_usual(cx, ticket, &usual));
	*ret = usual.count && strcmp(usual.items[0].role, "to") == 0;
	return HK_OK;
}

/* As the deed itself asks. */
static enum hk_result end_check(struct ctx *cx, const struct action *action,
				const struct ticket *ticket)
{
	if (is(action, "resolve")) {
		HK_TRY(task_none_open(cx, ticket));
		return ticket_may_resolve(cx, ticket);
	}
	if (is(action, "spam"))
		return ticket_may_put_aside(cx, ticket, "spam");
	return is(action, "tell") ? action_reply_check(cx, ticket, action->text, action->value)
				  : HK_OK;
}

enum hk_result action_check(struct ctx *cx, const struct action *action,
			    const struct ticket *ticket, const char **ret)
{
	bool reaches = true;

	*ret = why_not(cx, action, ticket);
	if (*ret)
		return HK_OK;
	HK_TRY(action_refused(cx, end_check(cx, action, ticket), ret));
	if (*ret)
		return HK_OK;
	HK_TRY(action_more_check(cx, action, ticket, ret));
	if (!*ret && is(action, "send"))
		HK_TRY(has_reader(cx, ticket, &reaches));
	if (!reaches)
		*ret = TR("This customer has no e-mail address that works. Please find another "
			  "way, and write a note about it.");
	return HK_OK;
}

/* As if he had written it there: by the mailbox of that ticket, to its customer, in the frame of
 * his language. Who gets it he has seen before. */
static enum hk_result tell(struct ctx *cx, const struct action *action, struct ticket *ticket,
			   struct action_done *done)
{
	return action_reply(cx, ticket, action->text, action->value, &done->undo_id);
}

static enum hk_result priority_put(struct ctx *cx, struct ticket *ticket, const char *priority,
				   const char *reason)
{
	struct ticket wish = *ticket;

	wish.priority = priority;
	wish.priority_reason = reason;
	HK_TRY(ticket_change(cx, &wish));
	return ticket_by_id(cx, ticket->id, ticket);
}

/* Of two lines: priority and reason; without one it follows the harms again. */
static enum hk_result priority_back(struct ctx *cx, struct ticket *ticket, const char *was)
{
	size_t word = strcspn(was, "\n");
	const char *reason = was[word] ? was + word + 1 : "";

	return priority_put(cx, ticket, *reason ? hk_copy(cx->arena, was, word) : "", reason);
}

static enum hk_result type_put(struct ctx *cx, struct ticket *ticket, const char *type)
{
	struct ticket wish = *ticket;

	wish.type = type;
	HK_TRY(ticket_change(cx, &wish));
	return ticket_by_id(cx, ticket->id, ticket);
}

static enum hk_result priority_do(struct ctx *cx, const struct action *action,
				  struct ticket *ticket, struct action_done *done)
{
	done->was = hk_format(cx->arena, "%s\n%s", ticket->priority, ticket->priority_reason);
	return priority_put(cx, ticket, action->value,
			    *action->text
				    ? action->text
				    : i18n_text(cx->language, TR("Set for many tickets at once.")));
}

static enum hk_result harm_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	done->was = hk_format(cx->arena, "%s\n%s\n%s", ticket->harms, ticket->priority,
			      ticket->priority_reason);
	return harm_add(cx, ticket, action->value, action->rule_id != 0);
}

/* Of three lines: harms, priority and reason. */
static enum hk_result harm_back(struct ctx *cx, struct ticket *ticket, const char *was)
{
	size_t harms = strcspn(was, "\n");

	if (!was[harms])
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	ticket->harms = hk_copy(cx->arena, was, harms);
	return priority_back(cx, ticket, was + harms + 1);
}

static enum hk_result move_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	done->was = hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->team_id, ticket->owner_id);
	return ticket_move(cx, ticket, id_of(action));
}

static enum hk_result act(struct ctx *cx, const struct action *action, struct ticket *ticket,
			  struct action_done *done)
{
	if (is(action, "assign")) {
		done->was = hk_format(cx->arena, "%" PRId64, ticket->owner_id);
		return ticket_assign(cx, ticket, id_of(action), &done->undo_id);
	}
	if (is(action, "move"))
		return move_do(cx, action, ticket, done);
	if (is(action, "resolve"))
		return ticket_resolve(cx, ticket, &done->undo_id);
	if (is(action, "spam"))
		return ticket_put_aside(cx, ticket, "spam", &done->undo_id);
	if (is(action, "tell"))
		return tell(cx, action, ticket, done);
	if (is(action, "priority"))
		return priority_do(cx, action, ticket, done);
	if (is(action, "harm"))
		return harm_do(cx, action, ticket, done);
	if (is(action, "type")) {
		done->was = ticket->type;
		return type_put(cx, ticket, action->value);
	}
	return action_more_do(cx, action, ticket, done);
}

enum hk_result action_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			 struct action_done *ret)
{
	const char *reason;

	*ret = (struct action_done){ .was = "" };
	HK_TRY(action_check(cx, action, ticket, &reason));
	if (reason)
		return problem(cx, HK_CONFLICT, reason);
	return act(cx, action, ticket, ret);
}

static enum hk_result move_back(struct ctx *cx, struct ticket *ticket, const char *was)
{
	size_t word = strcspn(was, " ");
	int64_t team_id = 0, owner_id = 0;

	if (!hk_number(hk_copy(cx->arena, was, word), &team_id) || !was[word] ||
	    !hk_number(was + word + 1, &owner_id))
		return problem(cx, HK_CONFLICT, TR("This can no longer be taken back."));
	HK_TRY(ticket_move(cx, ticket, team_id));
	return ticket->owner_id == owner_id ? HK_OK : ticket_assign(cx, ticket, owner_id, NULL);
}

/* By the line that says it; where others came after it, to whom had it. */
static enum hk_result assign_back(struct ctx *cx, struct ticket *ticket,
				  const struct action_done *done)
{
	enum hk_result result = ticket_undo(cx, ticket, done->undo_id);
	int64_t owner_id;

	if (result != HK_CONFLICT || !hk_number(done->was, &owner_id))
		return result;
	cx->problem = NULL;
	return ticket_assign(cx, ticket, owner_id, NULL);
}

bool action_has_undo(const struct action *action)
{
	return !is(action, "note") && !is(action, "notify");
}

enum hk_result action_undo(struct ctx *cx, const struct action *action,
			   const struct action_done *done, struct ticket *ticket)
{
	if (!actor_may(cx->actor, right_of(action)))
		return problem(cx, HK_DENIED, TR("You may not do this."));
	if (is(action, "tell") || is(action, "send"))
		return reply_undo(cx, ticket, done->undo_id);
	if (is(action, "assign"))
		return assign_back(cx, ticket, done);
	if (is(action, "move"))
		return move_back(cx, ticket, done->was);
	if (is(action, "priority"))
		return priority_back(cx, ticket, done->was);
	if (is(action, "harm"))
		return harm_back(cx, ticket, done->was);
	if (is(action, "type"))
		return type_put(cx, ticket, done->was);
	if (is(action, "resolve") || is(action, "spam"))
		return ticket_undo(cx, ticket, done->undo_id);
	return action_more_undo(cx, action, done, ticket);
}
