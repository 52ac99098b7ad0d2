/* Takes a reply back while it is held: the ticket stands again as it stood, unless somebody spoke
 * meanwhile, whose word counts then. */
#include <string.h>

#include "base/text.h"
#include "ticket/before.h"
#include "ticket/clock/clocks.h"
#include "ticket/clock/promises.h"
#include "ticket/complaint/complaint.h"
#include "ticket/history.h"
#include "ticket/mail/outbox.h"
#include "ticket/mail/people.h"
#include "ticket/state.h"
#include "ticket/write/draft.h"
#include "ticket/write/reply.h"

/* To whom it went, as it stands in the draft again. */
static enum hk_result people_again(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				   struct people_text *ret)
{
	struct recipient_list list;
	const char *lines[3] = { "", "", "" };

	HK_TRY(message_recipients(cx, ticket, &list));
	for (size_t i = 0; i < list.count; i++) {
		const struct recipient *one = &list.items[i];
		const char **line = &lines[strcmp(one->role, "to") == 0   ? 0
					   : strcmp(one->role, "cc") == 0 ? 1
									  : 2];

		if (one->message_id == message_id)
			*line = people_line(cx, *line, one);
	}
	*ret = (struct people_text){ true, lines[0], lines[1], lines[2] };
	return HK_OK;
}

static const char *box_of(const struct message *message)
{
	return message->is_inner ? "forward" : "reply";
}

/* Its files wait in the draft with those that he chose since. */
static enum hk_result files_again(struct ctx *cx, const struct ticket *ticket,
				  const struct message *message, const struct draft *begun)
{
	struct attachment_list all, waiting = draft_files(cx, begun), list = { NULL, 0 };

	HK_TRY(message_attachments(cx, ticket, &all));
	list.items = hk_alloc(cx->arena, all.count + waiting.count, sizeof(*list.items));
	for (size_t i = 0; i < all.count; i++)
		if (all.items[i].message_id == message->id)
			list.items[list.count++] = all.items[i];
	if (!list.count)
		return HK_OK;
	for (size_t i = 0; i < waiting.count; i++)
		list.items[list.count++] = waiting.items[i];
	return draft_files_put(cx, ticket->id, box_of(message), &list);
}

/* Before what he has begun to write since. */
static enum hk_result draft_again(struct ctx *cx, const struct ticket *ticket,
				  const struct message *message)
{
	struct draft begun = { .text = "", .files = "" };
	enum hk_result result = draft_find(cx, ticket->id, box_of(message), &begun);
	const char *text = message->body;
	struct people_text people;

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	HK_TRY(people_again(cx, ticket, message->id, &people));
	if (!message->is_inner)
		HK_TRY(people_settle(cx, ticket, &people));
	if (*begun.text && strcmp(begun.text, text) != 0)
		text = hk_format(cx->arena, "%s\n\n%s", text, begun.text);
	HK_TRY(draft_put_with(cx, ticket->id, box_of(message), text, &people));
	if (message->is_inner)
		HK_TRY(draft_about_put(cx, ticket->id,
				       message->side_id ? message->side_id : message->about_id));
	return files_again(cx, ticket, message, &begun);
}

/* What was said after the reply. */
struct later {
	int64_t out_at; /* of the first of our own words; 0: none */
	bool has_in;
};

static enum hk_result later_find(struct ctx *cx, const struct ticket *ticket, int64_t message_id,
				 struct later *ret)
{
	struct message_list list;

	*ret = (struct later){ 0 };
	HK_TRY(message_after(cx, ticket, message_id, &list));
	for (size_t i = 0; i < list.count; i++) {
		if (list.items[i].is_inner)
			continue;
		if (strcmp(list.items[i].kind, "in") == 0)
			ret->has_in = true;
		else if (strcmp(list.items[i].kind, "out") == 0 && !ret->out_at)
			ret->out_at = list.items[i].at;
	}
	return HK_OK;
}

static bool is_new(const struct before *before, const char *kind)
{
	for (size_t i = 0; i < before->clock_count; i++)
		if (strcmp(before->clocks[i].kind, kind) == 0)
			return false;
	return true;
}

/* An earlier reply that waited has left since, and kept it. */
static bool is_settled(const struct clock_list *now, const struct clock *before, int64_t written_at)
{
	for (size_t i = 0; i < now->count; i++)
		if (strcmp(now->items[i].kind, before->kind) == 0)
			return before->stopped_at && now->items[i].stopped_at > written_at &&
			       (strcmp(now->items[i].state, "met") == 0 ||
				strcmp(now->items[i].state, "missed") == 0);
	return false;
}

/* only_running: the customer wrote since, so what rested then does not rest now. */
static enum hk_result clocks_restore(struct ctx *cx, const struct ticket *ticket,
				     const struct before *before, int64_t written_at,
				     bool only_running)
{
	struct clock_list now;

	HK_TRY(clock_every(cx, ticket->id, &now));
	for (size_t i = 0; i < before->clock_count; i++) {
		const struct clock *one = &before->clocks[i];
		if (!is_settled(&now, one, written_at) &&
		    (!only_running || strcmp(one->state, "running") == 0))
			HK_TRY(clock_put(cx, one));
	}
	if (!only_running && is_new(before, "next_update"))
		return clock_remove(cx, ticket->id, "next_update");
	return HK_OK;
}

/* False when somebody has moved the ticket since, or a later reply stands. */
static bool stands_as_left(const struct ticket *ticket, const struct before *before,
			   const struct later *later)
{
	/* A word of the customer opens it, whatever the reply made of it. */
	const char *state = later->has_in ? "open" : before->after;
	const char *bucket = strcmp(state, "resolved") == 0 ? "resolved" : "active";

	return !later->out_at && strcmp(ticket->state, state) == 0 &&
	       strcmp(ticket->bucket, bucket) == 0;
}

static void stand_put(struct ticket *ticket, const struct before *before)
{
	ticket->state = before->state;
	ticket->bucket = before->bucket;
	ticket->closed_as = before->closed_as;
	ticket->resolved_at = before->resolved_at;
	ticket->closed_at = before->closed_at;
}

static enum hk_result stand_restore(struct ctx *cx, struct ticket *ticket,
				    const struct message *message, const struct later *later)
{
	struct history line;
	struct before before;

	if (ticket->answered_at == message->at)
		ticket->answered_at = later->out_at;

	enum hk_result result = history_at(cx, ticket, "replied", message->at, &line);

	if (result == HK_NOT_FOUND)
		return HK_OK;
	HK_TRY(result);
	if (!before_read(cx, ticket->id, line.detail, &before) ||
	    !stands_as_left(ticket, &before, later))
		return HK_OK;
	HK_TRY(clocks_restore(cx, ticket, &before, message->at, later->has_in));
	if (later->has_in) {
		if (strcmp(before.state, "new") == 0)
			ticket->state = "new";
		return HK_OK;
	}
	stand_put(ticket, &before);
	HK_TRY(complaint_on_again(cx, ticket, false));
	return strcmp(ticket->bucket, "resolved") == 0 ? ticket_ask_again(cx, ticket) : HK_OK;
}

enum hk_result reply_undo(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	struct ticket old = *ticket;
	struct message message;
	struct later later;

	HK_TRY(message_find(cx, ticket, message_id, &message));
	if (message.author_id != cx->actor->id || strcmp(message.author_kind, "staff") != 0 ||
	    strcmp(message.kind, "out") != 0)
		return HK_NOT_FOUND;
	HK_TRY(outbox_cancel(cx, message_id));
	HK_TRY(draft_again(cx, ticket, &message));
	HK_TRY(later_find(cx, ticket, message_id, &later));
	HK_TRY(message_remove(cx, ticket, &message));
	HK_TRY(stand_restore(cx, ticket, &message, &later));
	HK_TRY(clocks_unsay(cx, ticket, message.at));
	HK_TRY(promises_unsay(cx, ticket, message_id));
	HK_TRY(complaint_on_unsaid(cx, ticket, message_id));
	return ticket_store(cx, ticket, &old, "message.undone");
}
