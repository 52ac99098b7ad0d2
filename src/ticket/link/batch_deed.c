#include "ticket/link/batch_deed.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "core/rights.h"
#include "core/search.h"
#include "ticket/owner/assignment.h"
#include "ticket/state.h"
#include "ticket/work/task.h"
#include "ticket/write/reply.h"

static const char done_already[] = TR("This was done already.");

static bool is(const struct batch *batch, const char *kind)
{
	return strcmp(batch->kind, kind) == 0;
}

static enum right right_of(const struct batch *batch)
{
	if (is(batch, "assign") || is(batch, "move"))
		return RIGHT_TICKET_ASSIGN;
	return is(batch, "spam") ? RIGHT_TICKET_DELETE : RIGHT_TICKET_REPLY;
}

static int64_t id_of(const struct batch *batch)
{
	int64_t id = 0;

	return hk_number(batch->value, &id) ? id : 0;
}

static bool is_active(const struct ticket *ticket)
{
	return strcmp(ticket->bucket, "active") == 0;
}

static const char *why_not(const struct ctx *cx, const struct batch *batch,
			   const struct ticket *ticket)
{
	if (!actor_may(cx->actor, right_of(batch)))
		return TR("You may not do this.");
	if (is(batch, "assign") && ticket->owner_id == id_of(batch))
		return done_already;
	if (is(batch, "move") && ticket->team_id == id_of(batch))
		return done_already;
	if (is(batch, "priority") && strcmp(ticket->priority, batch->value) == 0)
		return done_already;
	if (is(batch, "spam") && strcmp(ticket->bucket, "spam") == 0)
		return done_already;
	if (is(batch, "resolve") && !is_active(ticket))
		return TR("This ticket has come to its end already.");
	if (is(batch, "tell") &&
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

enum hk_result batch_deed_check(struct ctx *cx, const struct batch *batch,
				const struct ticket *ticket, const char **ret)
{
	bool reaches = true;

	*ret = why_not(cx, batch, ticket);
	if (*ret || !is(batch, "tell"))
		return HK_OK;
	HK_TRY(has_reader(cx, ticket, &reaches));
	if (!reaches)
		*ret = TR("This customer has no e-mail address that works. Please find another "
			  "way, and write a note about it.");
	return HK_OK;
}

static enum reply_then then_of(const struct batch *batch)
{
	if (strcmp(batch->value, "resolve") == 0)
		return REPLY_RESOLVE;
	return strcmp(batch->value, "wait") == 0 ? REPLY_WAIT : REPLY_KEEP_OPEN;
}

/* As if he had written it there: by the mailbox of that ticket, to its customer, in the frame of
 * his language. Who gets it he has seen before. */
static enum hk_result tell(struct ctx *cx, const struct batch *batch, struct ticket *ticket,
			   struct batch_item *item)
{
	struct reply reply = { .text = batch->text,
			       .html = markdown_render(cx->arena, batch->text).html,
			       .then = then_of(batch),
			       .is_sure = true,
			       .hold_ms = REPLY_HOLD_MS };

	reply.tokens_space = search_space(cx, SEARCH_TICKETS, 0);
	reply.tokens = search_tokens(cx, reply.tokens_space, "", reply.text);
	return reply_add(cx, ticket, &reply, &item->undo_id);
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

static enum hk_result deed(struct ctx *cx, const struct batch *batch, struct ticket *ticket,
			   struct batch_item *item)
{
	if (is(batch, "assign"))
		return ticket_assign(cx, ticket, id_of(batch), &item->undo_id);
	if (is(batch, "move")) {
		item->was = hk_format(cx->arena, "%" PRId64 " %" PRId64, ticket->team_id,
				      ticket->owner_id);
		return ticket_move(cx, ticket, id_of(batch));
	}
	if (is(batch, "resolve")) {
		HK_TRY(task_none_open(cx, ticket));
		return ticket_resolve(cx, ticket, &item->undo_id);
	}
	if (is(batch, "spam"))
		return ticket_put_aside(cx, ticket, "spam", &item->undo_id);
	if (is(batch, "tell"))
		return tell(cx, batch, ticket, item);
	item->was = hk_format(cx->arena, "%s\n%s", ticket->priority, ticket->priority_reason);
	return priority_put(cx, ticket, batch->value,
			    i18n_text(cx->language, TR("Set for many tickets at once.")));
}

enum hk_result batch_deed_do(struct ctx *cx, const struct batch *batch, struct batch_item *item)
{
	struct ticket ticket;
	const char *reason;

	HK_TRY(ticket_by_id(cx, item->ticket_id, &ticket));
	HK_TRY(batch_deed_check(cx, batch, &ticket, &reason));
	if (reason)
		return problem(cx, HK_CONFLICT, reason);
	HK_TRY(deed(cx, batch, &ticket, item));
	item->version = ticket.version;
	return HK_OK;
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

enum hk_result batch_deed_undo(struct ctx *cx, const struct batch *batch, struct batch_item *item)
{
	struct ticket ticket;

	HK_TRY(ticket_by_id(cx, item->ticket_id, &ticket));
	if (!actor_may(cx->actor, right_of(batch)))
		return problem(cx, HK_DENIED, TR("You may not do this."));
	if (ticket.version != item->version)
		return problem(cx, HK_CONFLICT,
			       TR("Something happened there since, so it was left as it is."));
	if (is(batch, "tell"))
		return reply_undo(cx, &ticket, item->undo_id);
	if (is(batch, "move"))
		return move_back(cx, &ticket, item->was);
	if (is(batch, "priority"))
		return priority_back(cx, &ticket, item->was);
	return ticket_undo(cx, &ticket, item->undo_id);
}
