#include "ticket/link/split.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/job.h"
#include "people/staff.h"
#include "standard/promise.h"
#include "ticket/history.h"
#include "ticket/link/passage.h"
#include "ticket/link/tie.h"
#include "ticket/open.h"
#include "ticket/owner/assignment.h"
#include "ticket/purpose/harm.h"
#include "ticket/purpose/harm_heard.h"

/* What the messages say of the new ticket. */
struct chosen {
	struct message messages[SPLIT_MESSAGES_MOST];
	size_t count;
	const struct message *first_word; /* of a customer */
	int64_t customer_id;
};

static enum hk_result message_take(struct ctx *cx, const struct split *wish, int64_t id,
				   struct chosen *chosen)
{
	struct message *message = &chosen->messages[chosen->count];
	enum hk_result result = message_find(cx, wish->from, id, message);

	if (result == HK_NOT_FOUND)
		return field_problem(cx, "message",
				     TR("One of these messages is no longer here. Please choose "
					"again."));
	HK_TRY(result);
	if (strcmp(message->sending, "held") == 0)
		return problem(cx, HK_CONFLICT,
			       TR("A reply is about to leave. Please try again in a few "
				  "seconds."));
	for (size_t i = 0; i < chosen->count; i++)
		if (chosen->messages[i].id == id)
			return HK_OK;
	chosen->count++;
	return HK_OK;
}

/* All of one who wrote beside the customer are his own; else it stays the customer's. */
static void writer_find(const struct split *wish, struct chosen *chosen)
{
	chosen->customer_id = wish->from->customer_id;
	for (size_t i = 0; i < chosen->count; i++) {
		const struct message *one = &chosen->messages[i];

		if (strcmp(one->kind, "in") != 0 || !one->author_id)
			continue;
		if (!chosen->first_word)
			chosen->customer_id = one->author_id;
		else if (one->author_id != chosen->customer_id)
			chosen->customer_id = wish->from->customer_id;
		if (!chosen->first_word || one->id < chosen->first_word->id)
			chosen->first_word = one;
	}
}

static enum hk_result choose(struct ctx *cx, const struct split *wish, struct chosen *ret)
{
	ret->count = 0;
	ret->first_word = NULL;
	if (!wish->message_count)
		return field_problem(cx, "message",
				     TR("Please choose the messages that are another matter."));
	if (wish->message_count > SPLIT_MESSAGES_MOST)
		return field_problem(cx, "message", TR("Please choose fewer messages at once."));
	for (size_t i = 0; i < wish->message_count; i++)
		HK_TRY(message_take(cx, wish, wish->message_ids[i], ret));
	if ((int64_t)ret->count >= wish->from->message_count)
		return field_problem(cx, "message", TR("Please leave one message here at least."));
	writer_find(wish, ret);
	if (!ret->first_word)
		return field_problem(cx, "message",
				     TR("Please choose a message of the customer too."));
	return HK_OK;
}

static enum hk_result open_new(struct ctx *cx, const struct split *wish,
			       const struct chosen *chosen, struct ticket *ret)
{
	const struct ticket *from = wish->from;
	const char *language = chosen->first_word ? chosen->first_word->language : NULL;
	/* As urgent as the one that it was a part of, and for the same reason. */
	const struct priority why = { from->priority, from->priority_harm, from->priority_reason };
	struct ticket_new new = { .subject = wish->subject,
				  .type = from->type,
				  .priority = from->priority,
				  .harms = from->harms,
				  .why = &why,
				  .language = language && *language ? language : from->language,
				  .channel = from->channel,
				  .mailbox_id = from->mailbox_id,
				  .customer_id = chosen->customer_id,
				  .owner_id = wish->owner_id,
				  .is_known = true };

	HK_TRY(ticket_open(cx, &new, ret));
	return harm_heard_split(cx, from, ret);
}

/* What came here with a ticket of that customer, he sees as he did before it was merged. */
static enum hk_result merged_show_again(struct ctx *cx, const struct chosen *chosen,
					const struct passage *split)
{
	struct passage_list merges;

	HK_TRY(passage_merges(cx, split->from_id, &merges));
	for (size_t i = 0; i < merges.count; i++) {
		struct passage back = merges.items[i];
		struct ticket was;

		HK_TRY(ticket_by_row(cx, back.from_id, &was));
		back.from_id = split->to_id;
		if (was.customer_id == chosen->customer_id)
			HK_TRY(passage_show_again(cx, &back));
	}
	return HK_OK;
}

static enum hk_result messages_go(struct ctx *cx, const struct split *wish,
				  const struct chosen *chosen, const struct ticket *new)
{
	struct passage passage = { .kind = "split",
				   .from_id = wish->from->id,
				   .to_id = new->id,
				   .from_before = "",
				   .to_before = "",
				   .priority = "" };

	HK_TRY(passage_begin(cx, &passage));
	for (size_t i = 0; i < chosen->count; i++)
		HK_TRY(passage_choose(cx, &passage, chosen->messages[i].id,
				      chosen->messages[i].is_inner != 0));
	HK_TRY(passage_move(cx, &passage, passage.from_id, passage.to_id));
	HK_TRY(job_add(cx, "search.renew", new->id, cx->now,
		       hk_format(cx->arena, "%" PRId64 " %" PRId64, new->id, ctx_new_id(cx))));
	if (chosen->customer_id == wish->from->customer_id)
		return HK_OK;
	HK_TRY(passage_hide(cx, &passage, chosen->customer_id));
	return merged_show_again(cx, chosen, &passage);
}

/* A word that a reply gave is a part of its matter; what the customer of the new ticket does not
 * read was not promised to him. */
static enum hk_result promises_go(struct ctx *cx, const struct chosen *chosen,
				  const struct ticket *from, const struct ticket *new)
{
	for (size_t i = 0; i < chosen->count; i++) {
		struct message message;

		if (strcmp(chosen->messages[i].kind, "out") != 0)
			continue;
		HK_TRY(message_find(cx, new, chosen->messages[i].id, &message));
		HK_TRY(promise_split(cx, from->id, new->id, message.id, new->owner_id,
				     message.is_inner != 0));
	}
	return HK_OK;
}

/* It is the same team's work still, and as closed to others. */
static enum hk_result both_store(struct ctx *cx, const struct split *wish,
				 const struct chosen *chosen, struct ticket *new)
{
	struct ticket old = *new, from = *wish->from;

	new->team_id = from.team_id;
	new->is_restricted = from.is_restricted;
	HK_TRY(message_recount(cx, new));
	HK_TRY(message_recount(cx, &from));
	HK_TRY(promises_go(cx, chosen, &from, new));
	HK_TRY(promise_next(cx, from.id, 0, &from.promise_due_at));
	HK_TRY(promise_next(cx, new->id, 0, &new->promise_due_at));
	HK_TRY(history_record(cx, from.id, "split_off",
			      hk_format(cx->arena, "%" PRId64, new->number), NULL));
	HK_TRY(ticket_store(cx, new, &old, "ticket.changed"));
	HK_TRY(ticket_store(cx, &from, wish->from, "ticket.changed"));
	return tie_add(cx, "split", new, &from);
}

enum hk_result split(struct ctx *cx, const struct split *wish, struct ticket *ret)
{
	struct chosen *chosen = hk_alloc(cx->arena, 1, sizeof(*chosen));
	struct staff owner;

	HK_TRY(choose(cx, wish, chosen));
	if (!hk_has_ink(wish->subject))
		return field_problem(cx, "subject",
				     TR("Please say in a few words what it is about."));
	if (wish->owner_id)
		HK_TRY(owner_named(cx, wish->owner_id, &owner));
	HK_TRY(open_new(cx, wish, chosen, ret));
	HK_TRY(messages_go(cx, wish, chosen, ret));
	return both_store(cx, wish, chosen, ret);
}
