#include "ticket/rule/action_more.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/job.h"
#include "core/markdown.h"
#include "core/rights.h"
#include "core/search.h"
#include "people/staff.h"
#include "people/team.h"
#include "ticket/link/tie.h"
#include "ticket/work/follower.h"
#include "ticket/work/notification.h"
#include "ticket/work/task.h"
#include "ticket/write/reply.h"
#include "ticket/write/saved_reply.h"
#include "ticket/write/saved_value.h"

static bool is(const struct action *action, const char *kind)
{
	return strcmp(action->kind, kind) == 0;
}

static int64_t id_of(const struct action *action)
{
	int64_t id = 0;

	return hk_number(action->value, &id) ? id : 0;
}

static enum reply_then then_of(const char *turn)
{
	if (strcmp(turn, "resolve") == 0)
		return REPLY_RESOLVE;
	return strcmp(turn, "wait") == 0 ? REPLY_WAIT : REPLY_KEEP_OPEN;
}

enum hk_result action_reply(struct ctx *cx, struct ticket *ticket, const char *text,
			    const char *turn, int64_t *ret_message_id)
{
	struct reply reply = { .text = text,
			       .html = markdown_render(cx->arena, text).html,
			       .then = then_of(turn),
			       .is_sure = true,
			       .hold_ms = REPLY_HOLD_MS };

	reply.tokens_space = search_space(cx, SEARCH_TICKETS, 0);
	reply.tokens = search_tokens(cx, reply.tokens_space, "", reply.text);
	return reply_add(cx, ticket, &reply, ret_message_id);
}

enum hk_result action_reply_check(struct ctx *cx, const struct ticket *ticket, const char *text,
				  const char *turn)
{
	const struct reply reply = { .text = text, .then = then_of(turn), .is_sure = true };

	return reply_check(cx, ticket, &reply);
}

enum hk_result action_refused(struct ctx *cx, enum hk_result result, const char **ret)
{
	if (result != HK_CONFLICT && result != HK_INVALID)
		return result;
	*ret = cx->field_count ? cx->fields[0].sentence : cx->problem;
	cx->problem = NULL;
	cx->field_count = 0;
	return HK_OK;
}

enum hk_result action_saved_text(struct ctx *cx, const struct ticket *ticket, int64_t reply_id,
				 const char **ret_language, const char **ret_text)
{
	const struct saved_text *chosen;
	struct saved_text_list texts;
	struct saved_reply reply;
	struct saved_wish wish;

	HK_TRY(saved_reply_find(cx, reply_id, &reply));
	if (reply.archived_at)
		return HK_NOT_FOUND;
	HK_TRY(saved_reply_texts_of(cx, reply_id, &texts));
	HK_TRY(saved_wish_of(cx, ticket, &wish));
	chosen = saved_text_choose(&wish, &texts, reply_id);
	if (!chosen)
		return HK_NOT_FOUND;
	*ret_language = chosen->language;
	return saved_text_fill(cx, ticket, chosen->language, chosen->text, ret_text);
}

bool task_wish_read(struct ctx *cx, const char *value, struct task_wish *ret)
{
	size_t length = strcspn(value, " ");
	int64_t id;

	*ret = (struct task_wish){ .hours = 0 };
	if ((*value != 's' && *value != 't') || !value[length] ||
	    !hk_number(hk_copy(cx->arena, value + 1, length - 1), &id) ||
	    !hk_number(value + length + 1, &ret->hours) || ret->hours < 1)
		return false;
	if (*value == 's')
		ret->staff_id = id;
	else
		ret->team_id = id;
	return true;
}

/* ---- what speaks against it ---- */

enum hk_result action_person_check(struct ctx *cx, int64_t staff_id, bool is_reader,
				   const char **ret)
{
	struct staff staff = { .is_active = 0 };
	bool may;

	HK_TRY(staff_find_may(cx, staff_id, RIGHT_TICKET_READ, &staff, &may));
	if (!staff.is_active)
		*ret = TR("Please choose somebody who works here now.");
	else if (is_reader && !may)
		*ret = TR("Please choose somebody who may read tickets.");
	return HK_OK;
}

static enum hk_result send_check(struct ctx *cx, const struct action *action,
				 const struct ticket *ticket, const char **ret)
{
	const char *language, *text = "";
	enum hk_result result = action_saved_text(cx, ticket, id_of(action), &language, &text);

	if (result == HK_NOT_FOUND)
		*ret = TR("This saved reply is not there any more.");
	else
		HK_TRY(result);
	if (saved_gap(cx->arena, text))
		*ret = TR("The saved reply asks for something that is not known here.");
	if (*ret || action->rule_id)
		return HK_OK;
	return action_refused(cx, action_reply_check(cx, ticket, text, action->text), ret);
}

static enum hk_result team_check(struct ctx *cx, int64_t team_id, const char **ret)
{
	struct team team;
	enum hk_result result = team_find(cx, team_id, &team);

	if (result == HK_NOT_FOUND)
		*ret = TR("Please choose a team.");
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result tie_check(struct ctx *cx, const struct action *action, const char **ret)
{
	struct ticket other;
	enum hk_result result = ticket_find(cx, id_of(action), &other);

	if (result == HK_NOT_FOUND)
		*ret = TR("There is no ticket with this number.");
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result action_more_check(struct ctx *cx, const struct action *action,
				 const struct ticket *ticket, const char **ret)
{
	struct task_wish wish;

	if (is(action, "assign") || is(action, "follow"))
		return action_person_check(cx, id_of(action), true, ret);
	if (is(action, "notify"))
		return strcmp(action->value, "owner") == 0
			       ? HK_OK
			       : action_person_check(cx, id_of(action), true, ret);
	if (is(action, "task") && task_wish_read(cx, action->value, &wish))
		return wish.staff_id ? action_person_check(cx, wish.staff_id, false, ret)
				     : team_check(cx, wish.team_id, ret);
	if (is(action, "move"))
		return team_check(cx, id_of(action), ret);
	if (is(action, "tie"))
		return tie_check(cx, action, ret);
	return is(action, "send") ? send_check(cx, action, ticket, ret) : HK_OK;
}

/* ---- what is done ---- */

static enum hk_result note_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	struct reply reply = { .is_note = true,
			       .text = action->text,
			       .html = markdown_render(cx->arena, action->text).html };

	reply.tokens_space = search_space(cx, SEARCH_TICKETS, 0);
	reply.tokens = search_tokens(cx, reply.tokens_space, "", reply.text);
	return reply_add(cx, ticket, &reply, &done->undo_id);
}

/* Whoever has the ticket hears of the end of a task that a rule gave. */
static enum hk_result task_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	struct task_wish wish;

	if (!task_wish_read(cx, action->value, &wish))
		return problem(cx, HK_CONFLICT, TR("Please choose one of these."));
	return task_give(cx, ticket,
			 &(struct task_new){ .text = action->text,
					     .staff_id = wish.staff_id,
					     .team_id = wish.team_id,
					     .due_at = cx->now + wish.hours * (int64_t)HK_HOUR,
					     .giver_id = action->rule_id ? ticket->owner_id : 0 },
			 &done->undo_id);
}

static enum hk_result notify_do(struct ctx *cx, const struct action *action,
				const struct ticket *ticket)
{
	bool is_owner = strcmp(action->value, "owner") == 0;

	return notification_add(
		cx, &(struct notification){
			    .staff_id = is_owner ? ticket->owner_id : id_of(action),
			    .effect_key = action->effect
						  ? hk_format(cx->arena, "rule %s", action->effect)
						  : hk_format(cx->arena, "macro %" PRId64,
							      ctx_new_id(cx)),
			    .kind = "rule",
			    .ticket_id = ticket->id,
			    .number = ticket->number,
			    .from_name = cx->actor->name,
			    .words = action->text });
}

/* A person says it himself and may take it back; what a rule says is for the governor to allow. */
static enum hk_result send_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	const char *language, *text;

	if (action->rule_id)
		return job_add(cx, RULE_MAIL_JOB, ticket->id, cx->now,
			       hk_format(cx->arena, "%" PRId64 " %" PRId64 " %s", action->rule_id,
					 id_of(action), action->effect));
	HK_TRY(action_saved_text(cx, ticket, id_of(action), &language, &text));
	HK_TRY(action_reply(cx, ticket, text, action->text, &done->undo_id));
	return saved_reply_use(cx, ticket, id_of(action));
}

static enum hk_result tie_do(struct ctx *cx, const struct action *action, struct ticket *ticket)
{
	struct ticket other;

	HK_TRY(ticket_find(cx, id_of(action), &other));
	HK_TRY(tie_add(cx, "belongs", ticket, &other));
	return ticket_by_id(cx, ticket->id, ticket);
}

enum hk_result action_more_do(struct ctx *cx, const struct action *action, struct ticket *ticket,
			      struct action_done *done)
{
	if (is(action, "note"))
		return note_do(cx, action, ticket, done);
	if (is(action, "task"))
		return task_do(cx, action, ticket, done);
	if (is(action, "notify"))
		return notify_do(cx, action, ticket);
	if (is(action, "send"))
		return send_do(cx, action, ticket, done);
	if (is(action, "tie"))
		return tie_do(cx, action, ticket);
	return follower_add(cx, ticket, id_of(action), &done->undo_id);
}

/* ---- and taken back ---- */

static enum hk_result tie_undo(struct ctx *cx, const struct action *action, struct ticket *ticket)
{
	struct tie_lines ties;

	HK_TRY(tie_every(cx, ticket, &ties));
	for (size_t i = 0; i < ties.count; i++)
		if (!ties.items[i].is_back && ties.items[i].line.number == id_of(action)) {
			HK_TRY(tie_remove(cx, ticket, ties.items[i].id));
			return ticket_by_id(cx, ticket->id, ticket);
		}
	return HK_OK;
}

enum hk_result action_more_undo(struct ctx *cx, const struct action *action,
				const struct action_done *done, struct ticket *ticket)
{
	if (is(action, "task")) {
		enum hk_result result = task_end(cx, done->undo_id, "taken_back", "");

		return result == HK_OK ? ticket_by_id(cx, ticket->id, ticket) : result;
	}
	if (is(action, "tie"))
		return tie_undo(cx, action, ticket);
	if (is(action, "follow") && done->undo_id)
		return follower_leave(cx, ticket, id_of(action));
	return HK_OK;
}
